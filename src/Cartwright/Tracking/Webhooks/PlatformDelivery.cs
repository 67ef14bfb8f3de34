using Cartwright.Products;
using Cartwright.Stores;

namespace Cartwright.Tracking.Webhooks;

/// <summary>What a translator is told of a delivery. Header names are looked up without case. ReceivedAt in ms since 1970.</summary>
internal sealed record WebhookCall(Store Store, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body, long ReceivedAt)
{
    /// <summary>The header, or null when it is missing or empty.</summary>
    public string? Header(string name) => Headers.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}

/// <summary>
/// What a delivery of a shop platform says, in our words: made by a pure translator, carried out by the endpoint. Everything in it may
/// come twice (the message ids of the events are those of the delivery), late or out of order.
/// </summary>
internal sealed record PlatformDelivery
{
    /// <summary>Trust <see cref="Trust.Platform"/>; At is the platform's own time of change of the object.</summary>
    public IReadOnlyList<StorefrontEvent> Events { get; init; } = [];
    public IReadOnlyList<Product> Products { get; init; } = [];

    /// <summary>Categories of products of which nothing else is told.</summary>
    public IReadOnlyList<(string ProductId, string Categories)> Categories { get; init; } = [];

    /// <summary>Shoppers to forget, by e-mail address or the platform's customer id.</summary>
    public IReadOnlyList<PlatformPerson> Erase { get; init; } = [];

    /// <summary>What the merchant has to know and nobody can decide for them (a request for someone's data, say); kept in the audit.</summary>
    public IReadOnlyList<PlatformNotice> Notices { get; init; } = [];

    /// <summary>The shop is gone or has thrown us out: nothing is sent for it any more.</summary>
    public bool StopsSending { get; init; }

    /// <summary>Why the delivery carries nothing for us; null when it does.</summary>
    public string? Ignored { get; init; }

    public static PlatformDelivery Nothing(string why) => new() { Ignored = why };
}

internal sealed record PlatformPerson(string? Email, string? CustomerId);

/// <summary>Action: a word of the audit, such as <c>data_requested</c>. Target: what it is about, without personal data.</summary>
internal sealed record PlatformNotice(string Action, string Target, string Text);
