using System.Collections.Concurrent;

namespace Cartwright.Messages;

/// <summary>
/// Hand-offs that come one upon the other: after a few mails within a while the shop's people get the rest in one. Of this process; each
/// node keeps its own.
/// </summary>
internal sealed class HandOffPacing(TimeProvider clock)
{
    /// <summary>So many that are to leave at the same moment leave in one mail.</summary>
    public const int Together = 3;

    private const int MailsInAWhile = 3;
    private static readonly TimeSpan While = TimeSpan.FromMinutes(15);
    private readonly ConcurrentDictionary<Guid, Window> _stores = new();

    /// <summary>Null: the mail may go, and counts. Else how long to collect.</summary>
    public TimeSpan? WaitFor(Guid store)
    {
        var window = _stores.GetOrAdd(store, _ => new Window());
        lock (window)
        {
            var now = clock.GetUtcNow();
            var left = window.Since + While - now;
            if (left <= TimeSpan.Zero || left > While) (window.Since, window.Mails) = (now, 0); // over, or the clock was set back
            if (window.Mails >= MailsInAWhile) return left;
            window.Mails++;
            return null;
        }
    }

    private sealed class Window
    {
        public DateTimeOffset Since;
        public int Mails;
    }
}
