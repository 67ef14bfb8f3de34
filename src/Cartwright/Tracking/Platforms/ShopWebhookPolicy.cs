namespace Cartwright.Tracking.Platforms;

/// <summary>
/// Compares the shop's list of webhooks with what a store needs. Sources: the translators' topics; shopify.dev, REST Admin API, Webhook
/// ("a webhook subscription through the Shopify admin … won't be returned in API calls"); WooCommerce REST API v3, Webhooks.
/// </summary>
internal static class ShopWebhookPolicy
{
    /// <summary>The shop is asked for its list at most so often (ms).</summary>
    public const long Often = 15 * 60_000;

    private static readonly (string Topic, bool Needed)[] Shopify =
    [
        ("orders/create", true), ("orders/paid", true), ("orders/updated", true), ("orders/cancelled", true), ("refunds/create", true), ("checkouts/create", true), ("checkouts/update", true),
        ("carts/create", false), ("carts/update", false), ("products/create", false), ("products/update", false), ("customers/create", false), ("customers/update", false),
    ];

    private static readonly (string Topic, bool Needed)[] WooCommerce =
    [
        ("order.created", true), ("order.updated", true), ("order.deleted", false), ("order.restored", false),
        ("product.created", false), ("product.updated", false), ("customer.created", false), ("customer.updated", false), ("customer.deleted", false),
    ];

    /// <param name="address">Where this store's deliveries go: <c>{PublicUrl}/webhooks/{platform}/{slug}</c>.</param>
    /// <param name="before">The last judgement; null: there is none.</param>
    public static IReadOnlyList<ShopWebhook> Judge(string platform, Uri address, IReadOnlyList<ListedWebhook> listed, IReadOnlyList<ShopWebhook>? before) =>
        [.. (platform == ShopCredentialPolicy.Shopify ? Shopify : WooCommerce).Select(wanted =>
            listed.Where(l => l.Topic.Equals(wanted.Topic, StringComparison.OrdinalIgnoreCase)).Select(l => Judge(wanted, address, l)).OfType<ShopWebhook>().MinBy(w => Rank(w.State))
            ?? new ShopWebhook(wanted.Topic, wanted.Needed, WasSeen(before, wanted.Topic) || platform != ShopCredentialPolicy.Shopify ? WebhookState.Missing : WebhookState.NotSeen))];

    /// <summary>Topics of orders that have just gone off: they delivered before, or are there and switched off at the first look. One that was never made is no loss.</summary>
    public static IReadOnlyList<ShopWebhook> Lost(IReadOnlyList<ShopWebhook>? before, IReadOnlyList<ShopWebhook> now) =>
        [.. now.Where(w => w.IsOff && (before?.FirstOrDefault(b => b.Topic == w.Topic) is { } was ? !was.IsOff : w.State != WebhookState.Missing))];

    /// <summary>Topics that were off and deliver again.</summary>
    public static IReadOnlyList<ShopWebhook> Back(IReadOnlyList<ShopWebhook>? before, IReadOnlyList<ShopWebhook> now) =>
        [.. now.Where(w => w.State == WebhookState.Ok && before?.Any(b => b.Topic == w.Topic && b.IsOff) == true)];

    // Null: it is another store's, or another program's.
    private static ShopWebhook? Judge((string Topic, bool Needed) wanted, Uri address, ListedWebhook listed)
    {
        if (!Uri.TryCreate(listed.Address, UriKind.Absolute, out var told)) return null;
        var own = address.AbsolutePath.TrimEnd('/');
        if (told.Authority.Equals(address.Authority, StringComparison.OrdinalIgnoreCase) && told.Scheme == address.Scheme && told.AbsolutePath.TrimEnd('/') == own)
        {
            var state = listed.Status switch { "active" => WebhookState.Ok, "paused" => WebhookState.Paused, _ => WebhookState.Disabled };
            return new ShopWebhook(wanted.Topic, wanted.Needed, state);
        }
        // Perhaps a name of this very server that it does not know itself by: no reason for an alarm.
        var store = own[own.LastIndexOf("/webhooks/", StringComparison.Ordinal)..];
        return told.AbsolutePath.TrimEnd('/').EndsWith(store, StringComparison.Ordinal) && listed.Status == "active"
            ? new ShopWebhook(wanted.Topic, wanted.Needed, WebhookState.Elsewhere, told.GetLeftPart(UriPartial.Path)) : null;
    }

    private static int Rank(string state) => Array.IndexOf([WebhookState.Ok, WebhookState.Paused, WebhookState.Disabled, WebhookState.Elsewhere], state);

    // Once missing it stays missing until it is seen again, though Shopify could hide another one.
    private static bool WasSeen(IReadOnlyList<ShopWebhook>? before, string topic) => before?.Any(b => b.Topic == topic && b.State is not WebhookState.NotSeen) == true;
}
