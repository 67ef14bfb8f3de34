using Cartwright.Journeys;
using Cartwright.Messages;
using Cartwright.Shoppers;

namespace Cartwright.Turns;

/// <summary>What the store's daily limit counts: messages that left, or may have, on the day they began to leave; not those about an order that was made.</summary>
internal static class DailyLimitTurn
{
    public static string Today(TurnContext context) => DayPolicy.DayOf(context.Now, context.Store.Zone);

    /// <summary>The messages of the shopper that count since (1), or no longer do (-1): one that the other side refused in the end did not leave.</summary>
    public static IEnumerable<(string Day, int Change)> Changes(ShopperState before, ShopperState after, TurnContext context)
    {
        foreach (var message in after.Messages)
        {
            var was = before.Messages.FirstOrDefault(m => m.Id == message.Id);
            if (ReferenceEquals(was, message)) continue;
            var (old, now) = (was is null ? null : DayOf(was, before, context), DayOf(message, after, context));
            if (old == now) continue;
            if (old is not null) yield return (old, -1);
            if (now is not null) yield return (now, 1);
        }
    }

    private static string? DayOf(Message message, ShopperState state, TurnContext context) =>
        message is { MayHaveLeft: true, SendingAt: { } at } && state.Enrollments.FirstOrDefault(e => e.Id == message.EnrollmentId) is { } run
        && context.Version(run.JourneyId, run.JourneyVersion)?.Kind != JourneyKind.Transactional ? DayPolicy.DayOf(at, context.Store.Zone) : null;
}
