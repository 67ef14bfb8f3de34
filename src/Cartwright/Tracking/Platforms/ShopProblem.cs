namespace Cartwright.Tracking.Platforms;

/// <summary>Why a shop cannot be asked: codes that stay the same in the API and the console, each with what to do.</summary>
internal static class ShopProblem
{
    public const string WrongKey = "wrong_key", KeyNotSeen = "key_not_seen", MissingScope = "missing_scope", NotAShop = "not_a_shop", NotReachable = "not_reachable",
        PrivateAddress = "private_address", TimedOut = "timed_out", Busy = "busy", ShopError = "shop_error", NotUnderstood = "not_understood", Moved = "moved", NotPermitted = "not_permitted", PageRefused = "page_refused";

    public static IReadOnlyDictionary<string, string> Texts { get; } = new Dictionary<string, string>
    {
        [WrongKey] = "The shop does not know the key. Copy the token (Shopify) or the consumer key and secret (WooCommerce) again.",
        [KeyNotSeen] = "The shop did not see the key, or its user may not read orders. Make the key for an administrator, and let the web server pass the Authorization header on.",
        [MissingScope] = "The key may not read orders. Give the app the scope read_orders (Shopify) or the key the right to read (WooCommerce).",
        [NotAShop] = "There is no shop of this platform at the address. Shopify: use the myshopify.com address. WooCommerce: switch on permalinks other than plain.",
        [NotReachable] = "The shop could not be reached. Look at its address and certificate.",
        [PrivateAddress] = "The address lies in the own network. The operator can allow it with Cartwright__Outgoing__AllowPrivate.",
        [TimedOut] = "The shop did not answer in time.",
        [Busy] = "The shop asks to wait (too many requests).",
        [ShopError] = "The shop answers with an error of its own.",
        [NotUnderstood] = "The shop's answer is not what its platform documents.",
        [NotPermitted] = "The key may not see this. Give it to a user who may manage the shop; everything else works without.",
        [PageRefused] = "The shop does not show its front page to this server.",
        [Moved] = "The shop answers from another address. Enter that one.",
    };
}

/// <summary>The shop could not be asked. Code: one of <see cref="ShopProblem"/>; RetryAfter in seconds, when the shop named it.</summary>
internal sealed class ShopException(string code, double? retryAfter = null, Exception? inner = null) : Exception($"{code}: {ShopProblem.Texts[code]}", inner)
{
    public string Code => code;
    public double? RetryAfter => retryAfter;
}
