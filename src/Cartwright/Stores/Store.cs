using System.Text.Json.Serialization;

namespace Cartwright.Stores;

/// <summary>A merchant's shop. Currency is ISO 4217, TimeZone an IANA name, Locale BCP 47.</summary>
internal sealed record Store(Guid Id, string Slug, string Name, string Url, string Currency, string TimeZone, string Locale, StoreSettings Settings, long CreatedAt)
{
    [JsonIgnore]
    public TimeZoneInfo Zone { get; } = TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>Since when (ms) the platform that tells of the store's orders is thought to be dead; null while it is heard, or there is none.</summary>
    [JsonIgnore]
    public long? OrderFeedSilentSince { get; init; }

    /// <summary>True when the address is http(s) on a host of the store: the only place links and pictures may point to.</summary>
    public bool Owns(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var u) && u.Scheme is "http" or "https"
        && (SameOrigin(u, Url) || Settings.Hosts.Any(h => string.Equals(h, u.Host, StringComparison.OrdinalIgnoreCase) || string.Equals(h, u.Authority, StringComparison.OrdinalIgnoreCase)))
        && u.UserInfo.Length == 0;

    private static bool SameOrigin(Uri candidate, string own) =>
        Uri.TryCreate(own, UriKind.Absolute, out var o) && string.Equals(o.Authority, candidate.Authority, StringComparison.OrdinalIgnoreCase);
}

/// <summary>
/// What the merchant can set. The defaults are those of a new store, and of a setting that is newer than the stored text: so set, not
/// init, whose defaults the JSON source generator overwrites.
/// </summary>
internal sealed record StoreSettings
{
    /// <summary>Further hosts of the shop (its picture server, say), as host or host:port.</summary>
    public IReadOnlyList<string> Hosts { get; set; } = [];

    /// <summary>Time without activity after which a cart counts as abandoned, in seconds. Four minutes, so that the first mail is there within five.</summary>
    public int IdleSeconds { get; set; } = 240;

    /// <summary>Time after which an abandoned cart counts as lost, in days.</summary>
    public int LostAfterDays { get; set; } = 30;

    /// <summary>
    /// <c>given</c>: an address the shopper typed into this shop's checkout may get help with that cart, unless refused;
    /// <c>granted</c>: only with a consent on record.
    /// </summary>
    public string EmailPermission { get; set; } = "given";

    /// <summary>At most this many messages over all channels in <see cref="CapHours"/> (Ordo's default: 5 in 24 h).</summary>
    public int CapMessages { get; set; } = 5;
    public int CapHours { get; set; } = 24;

    /// <summary>Night hours of the store's zone in which nothing is sent, e.g. 22 and 7; equal: none.</summary>
    public int QuietFromHour { get; set; }
    public int QuietToHour { get; set; }

    /// <summary>An order is credited to a message that was clicked or sent at most so long before (5 days: the common window).</summary>
    public int AttributionDays { get; set; } = 5;

    /// <summary>For a shop without a server or platform feed: count orders that only the browser reports.</summary>
    public bool AcceptBrowserOrders { get; set; }

    /// <summary>Nothing is sent while false.</summary>
    public bool Sending { get; set; } = true;

    public string? FromName { get; set; }
    public string? FromAddress { get; set; }
    public string? ReplyTo { get; set; }
    public string? LogoUrl { get; set; }
    public string AccentColor { get; set; } = "#1f6f4a";
    public string? PostalAddress { get; set; }
    public string? ContactEmail { get; set; }
    public string? ContactPhone { get; set; }
    public string? ContactChat { get; set; }
    public string? ContactHours { get; set; }
    public IReadOnlyList<FaqItem> Faq { get; set; } = [];

    /// <summary>Where a restored cart of a stage is shown, as a path or address of the shop; without one, the page the shopper left.</summary>
    public IReadOnlyDictionary<string, string> StagePages { get; set; } = new Dictionary<string, string>();
}

internal sealed record FaqItem(string Question, string Answer);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoreSettings))]
[JsonSerializable(typeof(Store))]
internal sealed partial class StoreJson : JsonSerializerContext;
