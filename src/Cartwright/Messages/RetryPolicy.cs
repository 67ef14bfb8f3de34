namespace Cartwright.Messages;

/// <summary>When a message that was not taken is tried again: after 1, 5, 15 and 60 minutes, then every 2 hours, for a day.</summary>
internal static class RetryPolicy
{
    private static readonly long[] Minutes = [1, 5, 15, 60];
    public const long GiveUpAfter = 24L * 3_600_000;

    /// <summary>The next time (ms), or null: give up. Attempt counts from 1. TriedSince: when it was first tried (ms), null when that is now: what waited for a person had no chance to leave. Wait: the other side wants to be left alone so long.</summary>
    public static long? Next(long attempt, long? triedSince, long now, TimeSpan? wait = null)
    {
        var at = now + Math.Max((attempt <= Minutes.Length ? Minutes[Math.Max(1, attempt) - 1] : 120) * 60_000, (long)(wait?.TotalMilliseconds ?? 0));
        return at - (triedSince ?? now) > GiveUpAfter ? null : at;
    }
}
