using Cartwright.Stores;

namespace Cartwright.Tracking.Platforms;

/// <summary>How a store's shop is asked, and how that goes. Times in ms since 1970; Problem: a <see cref="ShopProblem"/>.</summary>
internal sealed class ShopConnection
{
    public Guid StoreId { get; init; }

    /// <summary>shopify or woocommerce.</summary>
    public string Platform { get; init; } = "";
    public string Url { get; init; } = "";
    public byte[] Sealed { get; init; } = [];
    public long SavedAt { get; init; }
    public long CursorAt { get; init; }
    public long? AskedAt { get; init; }
    public long? FailingSince { get; init; }
    public string? Problem { get; init; }
    public long MissedOrders { get; init; }
    public long? MissedAt { get; init; }

    /// <summary>The shop's webhooks as they were judged (<see cref="ShopWebhook.Read"/>); null while they are not known.</summary>
    public string? Webhooks { get; init; }
    public long? WebhooksAt { get; init; }

    /// <summary>Why they are not known: a <see cref="ShopProblem"/>.</summary>
    public string? WebhooksProblem { get; init; }
}

/// <summary>What a request to the shop needs. Key: Shopify's access token or WooCommerce's consumer key; Secret: the consumer secret. Never written anywhere.</summary>
internal sealed record ShopAccess(Store Store, string Platform, Uri Url, string Key, string? Secret)
{
    public bool IsShopify => Platform == ShopCredentialPolicy.Shopify;

    /// <summary>Without the credentials.</summary>
    public override string ToString() => $"{Platform} {Url.Host}";
}
