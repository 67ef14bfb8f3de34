namespace Cartwright.Simulation.Oracle;

/// <summary>What was decided about a cart, and stays.</summary>
internal sealed class DecidedModel
{
    public long? AbandonedAt { get; set; }

    /// <summary>What the journeys were asked with; null: there was nobody to write to.</summary>
    public (int Stage, bool IsTrouble)? Asked { get; set; }
    public string? ClaimedBy { get; set; }
}

/// <summary>A person's way through a journey.</summary>
/// <param name="subject">What it is about: the same is not about it twice at once.</param>
/// <param name="cart">By its key; null: about no cart.</param>
/// <param name="idealAt">When it would have begun if nothing ever took time (ms).</param>
internal sealed class RunModel(JourneyRules journey, string subject, string? cart, string? order, long now, long idealAt)
{
    private Stack<(IReadOnlyList<StepRules> Steps, int At)> _place = new([(journey.Steps, 0)]);

    public JourneyRules Journey => journey;
    public string Subject => subject;
    public string? Cart => cart;
    public string? Order => order;
    public long StartedAt { get; } = now;

    /// <summary>What its news is of.</summary>
    public string? Product { get; init; }
    public long NextAt { get; set; } = now;
    public long IdealAt { get; set; } = idealAt;
    public long? EndedAt { get; set; }
    public bool IsBrokenOff { get; set; }

    /// <summary>When something more urgent took its place, and whether that is beyond doubt.</summary>
    public (long At, bool IsCertain)? GaveWay { get; set; }

    /// <summary>Whether it is at this place, or anywhere, hangs on what nobody can say: what it sends is neither due nor wrong.</summary>
    public bool IsDoubtful { get; set; }

    /// <summary>happened or timed_out, of its last wait for an event.</summary>
    public string? Waited { get; set; }

    /// <summary>The event it waits for at its place.</summary>
    public string? WaitsFor { get; set; }
    public CouponModel? Coupon { get; set; }

    /// <summary>Of which it gives a code.</summary>
    public string? Offer { get; set; }

    /// <summary>What to do next; null: it is through.</summary>
    public StepRules? Step()
    {
        while (_place.TryPeek(out var place))
        {
            if (place.At < place.Steps.Count) return place.Steps[place.At];
            _place.Pop();
        }
        return null;
    }

    public void Pass()
    {
        var (steps, at) = _place.Pop();
        _place.Push((steps, at + 1));
    }

    public string Tell(long now) => $"{journey.Slug} {subject}{(IsDoubtful ? " perhaps" : "")} {(EndedAt is { } ended ? $"ended {(now - ended) / 1000} s ago" : $"next {(NextAt - now) / 1000} s from now")}{(IsBrokenOff ? ", broken off" : "")}";

    /// <summary>The same run, if it passed the present step now (ms), or went another way from it.</summary>
    public RunModel Fork(long now, IReadOnlyList<StepRules>? way = null)
    {
        IsDoubtful = true;
        var fork = (RunModel)MemberwiseClone();
        fork._place = new(_place.Reverse());
        if (way is null) fork.Pass();
        else fork.Enter(way);
        (fork.NextAt, fork.IdealAt) = (now, now);
        return fork;
    }

    /// <summary>Goes on with these, then behind the present step.</summary>
    public void Enter(IReadOnlyList<StepRules> steps)
    {
        Pass();
        _place.Push((steps, 0));
    }
}

/// <summary>Doubtful: it may leave, and need not.</summary>
internal enum DueState { Waiting, Sent, NoLongerDue, Doubtful, Refused, Unknown }

/// <summary>A message that has to leave: since when (ms), and what became of it.</summary>
/// <param name="idealAt">When it would leave if nothing ever took time.</param>
internal sealed class DueModel(RunModel run, StepRules step, long idealAt, long now)
{
    public RunModel Run => run;
    public string Channel => step.Channel;
    public IReadOnlyList<string> Templates => step.Templates;
    public long IdealAt => idealAt;
    public long At => now;
    public DueState State { get; set; }

    /// <summary>The code that is to be in it.</summary>
    public CouponModel? Coupon { get; set; } = run.Coupon;

    /// <summary>A message was seen that is this one.</summary>
    public bool IsTaken { get; set; }

    /// <summary>What left of its templates; null: nothing that the other side has.</summary>
    public string? Took { get; set; }
    public long? PutOffAt { get; set; }
    public string Tell(long now) => $"{Templates[0]} since {(now - At) / 1000} s: {Enum.GetName(State)}";

    public bool IsOpen => State is DueState.Waiting or DueState.Doubtful;
}
