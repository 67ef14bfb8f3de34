namespace Cartwright.Tracking.Platforms;

/// <summary>Known: all orders of the shop are in. Waits: it is asked again at AgainAt (ms). GivenUp: it could not be asked for too long; its webhooks count.</summary>
internal enum ShopWord { Known, Waits, GivenUp }

/// <summary>What became of asking the shop before a message leaves.</summary>
internal sealed record ShopAnswer(ShopWord Word, long AgainAt = 0);

internal static class ShopAnswerPolicy
{
    /// <summary>An answer serves everybody's messages of the store for so long (ms).</summary>
    public const long Reuse = 60_000;

    /// <summary>A shop that could not be asked is left alone for so long (ms), or as long as it says.</summary>
    public const long LeaveAlone = 60_000;

    /// <summary>A message held for it asks again after so long (ms); after <see cref="GiveUp"/>, six tries, it follows the webhooks.</summary>
    public const long AskAgain = 5 * 60_000, GiveUp = 30 * 60_000;

    /// <summary>While it is still being asked (ms).</summary>
    public const long Soon = 5_000;

    public static ShopAnswer WhenFailing(long failingSince, long notBefore, long now) =>
        now - failingSince >= GiveUp ? new ShopAnswer(ShopWord.GivenUp) : new ShopAnswer(ShopWord.Waits, Math.Max(notBefore, Math.Min(now + AskAgain, failingSince + GiveUp)));
}
