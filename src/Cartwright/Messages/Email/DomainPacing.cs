using System.Collections.Concurrent;

namespace Cartwright.Messages.Email;

/// <summary>
/// How fast mails go to each receiving domain. A domain whose server says "not now" is left alone, longer each time, and then asked by one
/// mail before the others follow; a limit of the operator's holds as well. Of this process; each node keeps its own.
/// </summary>
internal sealed class DomainPacing(SmtpOptions options, TimeProvider clock)
{
    // ms
    private const long FirstRest = 60_000, LongestRest = 32 * 60_000, Probe = 20_000, Minute = 60_000;
    private const int Most = 20_000;
    private readonly ConcurrentDictionary<string, Pace> _domains = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Null: go. Else how long to leave this domain alone.</summary>
    public TimeSpan? WaitFor(string domain)
    {
        var perMinute = options.LimitOf(domain);
        if (perMinute == 0 && !_domains.ContainsKey(domain)) return null;
        var now = Now;
        var pace = _domains.GetOrAdd(domain, _ => new Pace { Full = now });
        lock (pace)
        {
            if (pace.RestsUntil - now is > 0 and var rest) return TimeSpan.FromMilliseconds(Math.Min(rest, LongestRest)); // a clock may be set back
            if (pace.Refusals > 0) pace.RestsUntil = now + Probe; // this one asks; the others wait for its answer
            if (perMinute == 0) return null;
            // A minute's worth may go at once after a pause; Full: the moment at which nothing of it is used up.
            var full = Math.Clamp(pace.Full, now, now + Minute) + Minute / (double)perMinute;
            if (full - now > Minute) return TimeSpan.FromMilliseconds(full - now - Minute + 10);
            pace.Full = full;
            return null;
        }
    }

    /// <summary>The domain takes mail again.</summary>
    public void Took(string domain)
    {
        if (!_domains.TryGetValue(domain, out var pace)) return;
        lock (pace) (pace.Refusals, pace.RestsUntil) = (0, 0);
        if (options.LimitOf(domain) == 0) _domains.TryRemove(domain, out _);
    }

    /// <summary>The domain said "not now".</summary>
    public void Refused(string domain)
    {
        if (_domains.Count >= Most) _domains.Clear();
        var now = Now;
        var pace = _domains.GetOrAdd(domain, _ => new Pace { Full = now });
        lock (pace)
        {
            // Those that were under way together say the same thing once.
            if (pace.Refusals > 0 && pace.RestsUntil - now > Probe) return;
            pace.RestsUntil = now + Math.Min(LongestRest, FirstRest << Math.Min(pace.Refusals, 5));
            pace.Refusals++;
        }
    }

    /// <summary>Whether a refusal is about how much comes from us, not about the mail or its mailbox (RFC 3463 x.4.5, x.7.x; 421 is the server as a whole).</summary>
    public static bool IsPressure(SmtpOutcome.Refused refused) => !refused.Permanent && refused.Verb is "MAIL" or "RCPT" or "DATA" or "."
        && (refused.Code == 421 || refused.EnhancedCode is { } e && (e.StartsWith("4.7.", StringComparison.Ordinal) || e is "4.4.5" or "4.3.2" or "4.2.1" && Words.Any(w => refused.Text.Contains(w, StringComparison.OrdinalIgnoreCase)))
            || refused.EnhancedCode is null && Words.Any(w => refused.Text.Contains(w, StringComparison.OrdinalIgnoreCase)));

    private static readonly string[] Words = ["rate limit", "rate-limit", "ratelimit", "too many", "too fast", "throttl", "unusual rate", "temporarily deferred", "slow down", "connection limit"];

    // The product's time, as everything that waits for it.
    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed class Pace
    {
        public long RestsUntil;
        public double Full;
        public int Refusals;
    }
}
