namespace Cartwright.Simulation;

/// <summary>How the handing over of a mail goes wrong.</summary>
internal enum MailFault
{
    None, NotReached, RefusedForNow, RefusedForNowAtEnd, RefusedForGood,

    /// <summary>The server took it, or did not, and its answer never came.</summary>
    TimedOutTaken, TimedOutLost,

    /// <summary>The process dies: before the last check is committed, after it (its answer lost), before the last byte, after it, and when the outcome is written.</summary>
    DiesAtCheck, DiesAfterCheck, DiesBeforeEnd, DiesAfterEnd, DiesAtOutcome,

    /// <summary>While the mail stands before its last byte an order or an opt-out comes in.</summary>
    Ordered, OptedOut,

    /// <summary>The worker is so slow that its lease runs out and another takes the message.</summary>
    Overtaken,
}

/// <summary>What goes wrong with what a shopper does, and with the mails to them: decided by the seed and the shopper alone.</summary>
internal static class FaultPolicy
{
    private const long Week = 7L * 86_400_000 - 3_600_000;

    /// <summary>The acts as they reach the server. Late: by up to a week, the time for which the order of events is promised.</summary>
    public static List<Act> Befall(SimulationOptions options, Person person, List<Act> acts)
    {
        if (options.Without is { Count: > 0 } without && options.Only == person.Number) acts = [.. acts.Where(a => !without.Contains(a.Number))];
        if (!options.Faults) return acts;
        var result = new List<Act>(acts.Count + 4);
        foreach (var act in acts)
        {
            var chance = Chance.Of(options.Seed, person.Number, 20, act.Number);
            var befallen = act;
            if (act.Kind == ActKind.Event)
            {
                if (chance.Happens(WorldFigures.Late)) befallen = act with { HeardAt = act.HeardAt + (long)(chance.NextDouble() * chance.NextDouble() * Week) };
                else if (chance.Happens(WorldFigures.Reordered)) befallen = act with { HeardAt = act.HeardAt + chance.Between(1_000, 300_000) };
                if (chance.Happens(WorldFigures.Doubled)) result.Add(befallen with { Number = act.Number + 100_000, HeardAt = befallen.HeardAt + chance.Between(0, 3L * 86_400_000) });
            }
            if (chance.Happens(WorldFigures.Dies)) befallen = befallen with { Fault = chance.Happens(0.5) ? ProcessFault.DiesAfter : ProcessFault.DiesBefore, FaultAfter = chance.Next(12) };
            else if (chance.Happens(WorldFigures.DiskFull)) befallen = befallen with { Fault = ProcessFault.DiskFull, FaultAfter = chance.Next(12) };
            if (chance.Happens(WorldFigures.Jumps)) befallen = befallen with { Jump = chance.Between(5_000, 3_600_000) };
            result.Add(befallen);
        }
        return result;
    }

    /// <param name="queuedAt">Of the message: with the attempt it names one delivery, whoever else is there.</param>
    public static MailFault Of(SimulationOptions options, int shopper, long queuedAt, long attempt)
    {
        if (!options.Faults || shopper < 0) return MailFault.None;
        var chance = Chance.Of(options.Seed, shopper, queuedAt / 1000, 30 + attempt);
        var x = chance.NextDouble();
        foreach (var (share, faults) in ((double, MailFault[])[])
        [
            (WorldFigures.RefusedForNow, [MailFault.RefusedForNow, MailFault.RefusedForNowAtEnd]), (WorldFigures.RefusedForGood, [MailFault.RefusedForGood]), (WorldFigures.NotReached, [MailFault.NotReached]),
            (WorldFigures.TimedOut, [MailFault.TimedOutTaken, MailFault.TimedOutLost]),
            (WorldFigures.DiesSending, [MailFault.DiesAtCheck, MailFault.DiesAfterCheck, MailFault.DiesBeforeEnd, MailFault.DiesAfterEnd, MailFault.DiesAtOutcome]),
            (WorldFigures.Overtaken, [MailFault.Ordered, MailFault.OptedOut]), (WorldFigures.TwoWorkers, [MailFault.Overtaken]),
        ])
        {
            if (x < share) return chance.One(faults);
            x -= share;
        }
        return MailFault.None;
    }

    /// <summary>Whether a round of timers or a claim is broken off, and how.</summary>
    public static ProcessFault? OfRound(SimulationOptions options, long now, int round)
    {
        if (!options.Faults) return null;
        var chance = Chance.Of(options.Seed, now / 1000, 40, round);
        return !chance.Happens(WorldFigures.Dies) ? null : chance.One<ProcessFault>([ProcessFault.DiesAfter, ProcessFault.DiesBefore, ProcessFault.DiskFull]);
    }
}
