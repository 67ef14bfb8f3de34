using Cartwright.Tracking;

namespace Cartwright.Turns;

/// <summary>All stored events of a shopper at or after <paramref name="Since"/> (ms), in no order.</summary>
internal sealed record EventLog(long Since, List<StorefrontEvent> Events)
{
    /// <summary>More events than this are not folded again for one: a person has some hundred in a busy week.</summary>
    public const int Most = 2000;

    /// <summary>The part of it from a later time (ms) on.</summary>
    public EventLog From(long since) => since == Since ? this : new EventLog(since, [.. Events.Where(e => e.At >= since)]);
}
