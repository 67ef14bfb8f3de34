using System.Text.RegularExpressions;

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

/// <summary>What a refusal in the session says of the address.</summary>
internal static partial class RefusalPolicy
{
    /// <summary>
    /// True when the recipient was refused because there is no such address: by the enhanced code (RFC 3463: 5.1.1, 5.1.2, 5.1.6, 5.1.10), or by plain words where there is
    /// none or one that says little. A full box or a policy is no such thing, nor is what is said of the sender: servers tell that at RCPT, too, and with the same codes.
    /// </summary>
    public static bool IsDeadAddress(string verb, long code, string? enhancedCode, string text) =>
        verb == "RCPT" && code is >= 500 and < 600 && !OfSender().IsMatch(text)
        && (enhancedCode is "5.1.1" or "5.1.2" or "5.1.6" or "5.1.10" || enhancedCode is null or "5.0.0" or "5.1.0" or "5.5.0" && NoSuch().IsMatch(text));

    [GeneratedRegex(@"\b(sender|mail from|from address|return[- ]path|helo|client host|your (domain|host|ip|server|address))\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex OfSender();

    [GeneratedRegex(@"\b((unknown|no such|invalid|nonexistent) (user|mailbox|recipient|address|account)|(user|mailbox|recipient|address|account)( \S+)?( \S+)? (unknown|not found|does not exist|doesn't exist))\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NoSuch();
}
