using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cartwright.Tracking.Platforms;

/// <summary>A webhook as the shop lists it. Status: active, paused or disabled; Shopify names none, what it lists is active.</summary>
internal sealed record ListedWebhook(string Topic, string Address, string Status);

/// <summary>
/// What became of a topic. Needed: orders hang on it. State: one of <see cref="WebhookState"/>. Address: where it delivers instead, when it
/// is <see cref="WebhookState.Elsewhere"/>.
/// </summary>
internal sealed record ShopWebhook(string Topic, bool Needed, string State, string? Address = null)
{
    /// <summary>The shop tells nothing of these orders.</summary>
    [JsonIgnore]
    public bool IsOff => Needed && State is WebhookState.Missing or WebhookState.Disabled or WebhookState.Paused;

    /// <summary>Null: not known.</summary>
    public static IReadOnlyList<ShopWebhook>? Read(string? json) => json is null ? null : JsonSerializer.Deserialize(json, ShopJson.Default.IReadOnlyListShopWebhook);

    public static string? Write(IReadOnlyList<ShopWebhook>? webhooks) => webhooks is null ? null : JsonSerializer.Serialize(webhooks, ShopJson.Default.IReadOnlyListShopWebhook);
}

internal static class WebhookState
{
    /// <summary>It delivers here.</summary>
    public const string Ok = "ok";

    /// <summary>The shop has none, or has none any more.</summary>
    public const string Missing = "missing";

    /// <summary>WooCommerce switched it off after failures, or a person did.</summary>
    public const string Disabled = "disabled", Paused = "paused";

    /// <summary>It delivers to a store of this name at another address.</summary>
    public const string Elsewhere = "elsewhere";

    /// <summary>Shopify shows a key only its own app's webhooks: one that was made in the settings may be there all the same.</summary>
    public const string NotSeen = "not_seen";
}
