using Cartwright.Journeys;
using Cartwright.Shoppers;

namespace Cartwright.Turns;

/// <summary>Moves the shopper's runs of a journey from older versions to this one.</summary>
internal sealed record MoveSignal(Guid StoreId, Guid Shopper, Guid JourneyId, long Version) : Signal(StoreId, Shopper)
{
    public override bool IsUrgent => false;
}

/// <summary>
/// A run that is moved goes on at the step it stood at. A wait that has begun ends when it would have; a step that is no longer there ends the run, with
/// what it has sent so far.
/// </summary>
internal static class MoveTurn
{
    public static Turn Decide(ShopperState state, MoveSignal signal, TurnContext context)
    {
        if (context.Version(signal.JourneyId, signal.Version) is not { } to || !state.Enrollments.Any(IsOlder)) return Turn.Of(state);
        return Turn.Of(state with { Enrollments = [.. state.Enrollments.Select(e => IsOlder(e) ? Moved(e, to, signal.Version, context) : e)] });

        bool IsOlder(Enrollment e) => e.Status == EnrollmentStatus.Running && e.JourneyId == signal.JourneyId && e.JourneyVersion < signal.Version;
    }

    /// <summary>The run made this message in an earlier version: a step sends once, wherever a change has put it since.</summary>
    public static bool WasMade(ShopperState state, Enrollment run, JourneyOp op, TurnContext context) => state.Messages.Any(m =>
        m.EnrollmentId == run.Id && m.JourneyVersion != run.JourneyVersion && context.Version(run.JourneyId, m.JourneyVersion) is { } then && JourneyProgram.Of(then).ElementAtOrDefault(m.Step)?.Key == op.Key);

    private static Enrollment Moved(Enrollment run, JourneyDefinition to, long version, TurnContext context) =>
        context.Version(run.JourneyId, run.JourneyVersion) is { } from && JourneyMovePolicy.PlaceIn(to, from, run.Position) is { } place
            ? run with { JourneyVersion = version, Position = place }
            : run with { Status = EnrollmentStatus.Done, EndedAt = context.Now, NextAt = null, ExitReason = SkipReason.StepGone };
}
