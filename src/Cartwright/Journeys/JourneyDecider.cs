using Cartwright.Carts;
using Cartwright.Messages;
using Cartwright.Shoppers;

namespace Cartwright.Journeys;

/// <summary>Who enters a journey, and which step follows. Pure: the gate's answer and the ids are given.</summary>
internal static class JourneyDecider
{
    /// <summary>Null when the cart enters; otherwise why it does not (a <see cref="SkipReason"/>).</summary>
    public static string? WhyNot(Journey journey, ShopperState shopper, Cart cart, Func<Guid, Journey?> journeys, long now)
    {
        var d = journey.Definition;
        if (journey.Status != "live") return SkipReason.JourneyOff;
        if (cart.Facts.Imported) return SkipReason.Imported; // nobody has been seen on it since it was read from a file
        if (cart.Facts.Lines.Count == 0) return SkipReason.Emptied;
        if (cart.Facts.OrderedAt is not null || SendGatePolicy.OrderAgainst(shopper, cart) is not null) return SkipReason.Ordered;
        if (d.Trigger.MinStage is { } stage && cart.Facts.Stage < StageNames.Parse(stage)) return SkipReason.StageTooEarly;
        if (d.Trigger.MinTotal is { } total && cart.Facts.Total < total) return SkipReason.TotalTooLow;
        if (now - cart.Facts.LastActivityAt > d.MaxAgeHours * 3_600_000L) return SkipReason.TooOld;
        if (SendGatePolicy.AddressOf(shopper, cart, Channels.Email) is null && SendGatePolicy.AddressOf(shopper, cart, Channels.Sms) is null) return SkipReason.NoAddress;
        if (shopper.Enrollments.Any(e => e.JourneyId == journey.Id && e.CartId == cart.Id
            && (e.EndedAt is null || now - e.EndedAt < d.ReentryAfterHours * 3_600_000L))) return SkipReason.AlreadyRun;
        if (shopper.Enrollments.Any(e => e.Status == EnrollmentStatus.Running && (journeys(e.JourneyId)?.Definition.Kind ?? "recovery") == "recovery")) return SkipReason.OtherJourney;
        return null;
    }

    public static Enrollment Enter(Journey journey, ShopperState shopper, Cart cart, Guid id, long now) => new()
    {
        Id = id,
        JourneyId = journey.Id,
        JourneyVersion = journey.Version,
        CartId = cart.Id,
        Entry = 1 + shopper.Enrollments.Count(e => e.JourneyId == journey.Id && e.CartId == cart.Id),
        EnteredAt = now,
        NextAt = now,
    };

    /// <summary>
    /// Does every step that is due. A step makes at most one message, ever: the position moves past it in the same turn.
    /// A held step stays where it is until the gate's time; a message that waits for approval is made, and the run waits behind it.
    /// </summary>
    public static (Enrollment Enrollment, IReadOnlyList<Message> Messages) Advance(
        Enrollment enrollment, JourneyDefinition journey, Func<SendStep, GateAnswer> gate, Func<SendStep, GateAnswer, Message> message, long now)
    {
        var made = new List<Message>();
        while (enrollment.Status == EnrollmentStatus.Running && enrollment.NextAt <= now)
        {
            if (enrollment.Position >= journey.Steps.Count)
            {
                enrollment = enrollment with { Status = EnrollmentStatus.Done, EndedAt = now, NextAt = null, ExitReason = "completed" };
                break;
            }
            switch (journey.Steps[enrollment.Position])
            {
                case WaitStep wait:
                    enrollment = enrollment with { Position = enrollment.Position + 1, NextAt = enrollment.NextAt + wait.Milliseconds };
                    break;
                case SendStep send:
                    var answer = gate(send);
                    if (answer.Verdict == Verdict.Hold && answer.Reason != SkipReason.Approval)
                    {
                        enrollment = enrollment with { NextAt = Math.Max(answer.Until ?? now, now + 1000) };
                        return (enrollment, made);
                    }
                    made.Add(message(send, answer) with { Step = enrollment.Position });
                    enrollment = enrollment with { Position = enrollment.Position + 1, NextAt = now };
                    if (answer.Verdict == Verdict.Hold) return (enrollment, made);
                    break;
            }
        }
        return (enrollment, made);
    }

    public static Enrollment Exit(Enrollment enrollment, string reason, long now) =>
        enrollment.Status == EnrollmentStatus.Running
            ? enrollment with { Status = EnrollmentStatus.Exited, EndedAt = now, NextAt = null, ExitReason = reason }
            : enrollment;
}
