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

    /// <summary>There are API credentials: the shop is asked for its orders before a message leaves.</summary>
    [JsonIgnore]
    public bool AsksShop { get; init; }

    /// <summary>Counts how often the number of messages to be approved was changed: approvals of earlier rounds do not count.</summary>
    [JsonIgnore]
    public long ApprovalRound { get; init; }

    /// <summary>Messages a person has approved or refused in the present round. Only grows within a round: an old reading holds back too much, never too little.</summary>
    [JsonIgnore]
    public long Approved { get; init; }

    /// <summary>False while messages still wait for a person to look at them.</summary>
    [JsonIgnore]
    public bool IsApprovalOver => Approved >= Settings.ApproveFirst;

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

    /// <summary>What was typed into a checkout and never sent is forgotten so many days after the cart's last sign of life.</summary>
    public int TypedRetentionDays { get; set; } = 30;

    /// <summary>Single events are kept so many days; what they made (carts, orders, figures) stays.</summary>
    public int EventRetentionDays { get; set; } = 180;

    /// <summary>An order that waits for its payment is closed by the shop after so many minutes (WooCommerce: hold stock, 60). 0: it stays open.</summary>
    public int HoldStockMinutes { get; set; } = 60;

    /// <summary>
    /// <c>given</c>: an address the shopper typed into this shop's checkout may get help with that cart, unless refused;
    /// <c>granted</c>: only with a consent on record; <c>law</c>: as the shopper's country asks (an agreement, being a customer, or neither).
    /// </summary>
    public string EmailPermission { get; set; } = "given";

    /// <summary>At most this many messages over all channels in <see cref="CapHours"/> (Ordo's default: 5 in 24 h).</summary>
    public int CapMessages { get; set; } = 5;
    public int CapHours { get; set; } = 24;

    /// <summary>At most so many messages, what is about orders apart, leave in a day of the store, over all shoppers and channels; the others wait for the next day. 0: no limit.</summary>
    public int DailyLimit { get; set; }

    /// <summary>Night hours where the shopper is (the zone the browser told, else the country's, else the store's) in which nothing is sent, e.g. 22 and 7; equal: none.</summary>
    public int QuietFromHour { get; set; }
    public int QuietToHour { get; set; }

    /// <summary>What comes due in the quiet hours is dropped instead of held to their end.</summary>
    public bool QuietDrop { get; set; }

    /// <summary>Between two messages to a shopper, over all journeys and channels, pass at least so many minutes; what comes due earlier waits. 0: off.</summary>
    public int CoolDownMinutes { get; set; }

    /// <summary>An order is credited to a message that was clicked or sent at most so long before (5 days: the common window).</summary>
    public int AttributionDays { get; set; } = 5;

    /// <summary>For a shop without a server or platform feed: count orders that only the browser reports.</summary>
    public bool AcceptBrowserOrders { get; set; }

    /// <summary>Nothing is sent while false.</summary>
    public bool Sending { get; set; } = true;

    /// <summary>Test mode: every message goes to this address instead of the shopper's, and says so. Null: off.</summary>
    public string? SandboxTo { get; set; }

    /// <summary>Messages wait for a person until so many have been approved or refused since this number was set. 0: off.</summary>
    public int ApproveFirst { get; set; }

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

    /// <summary>What shipping costs, in words, for carts of which it is not known yet: "€4.90, free from €60".</summary>
    public string? ShippingNote { get; set; }

    /// <summary>Until when (HH:mm by the store's clock) an order leaves the same day. Null: nothing is promised.</summary>
    public string? DispatchBy { get; set; }

    /// <summary>The days on which parcels leave.</summary>
    public IReadOnlyList<string> DispatchDays { get; set; } = ["mon", "tue", "wed", "thu", "fri"];

    /// <summary>Days (2026-12-25) on which none does all the same: holidays.</summary>
    public IReadOnlyList<string> DispatchClosed { get; set; } = [];

    /// <summary>One question to those who did not buy; they answer by replying. Null: none is asked.</summary>
    public string? SurveyQuestion { get; set; }

    /// <summary>How shoppers can pay, in the shop's words; named when a payment failed.</summary>
    public IReadOnlyList<PaymentMethod> PaymentMethods { get; set; } = [];

    /// <summary>What the shop says in further languages, by language tag ("de").</summary>
    public IReadOnlyDictionary<string, StoreWords> Words { get; set; } = new Dictionary<string, StoreWords>();

    /// <summary>Sender of text messages: a number (+49…), a name of at most 11 letters, or the id of a messaging service. Null: the server's.</summary>
    public string? SmsFrom { get; set; }

    /// <summary>A host of the shop's own under which this server is reached as well (https://go.shop.example), for the links in its messages. Null: the server's address.</summary>
    public string? LinkUrl { get; set; }

    /// <summary>Who of the shop gets the carts that a person is to help with. Null: nobody.</summary>
    public string? HandoffTo { get; set; }

    /// <summary>Where journeys tell a system of the shop's. Null: nowhere.</summary>
    public string? WebhookUrl { get; set; }

    /// <summary>Where a restored cart of a stage is shown, as a path or address of the shop; without one, the page the shopper left.</summary>
    public IReadOnlyDictionary<string, string> StagePages { get; set; } = new Dictionary<string, string>();
}

/// <summary>What the shop says of itself, in one more language. What is null or empty is said as in the store's own.</summary>
internal sealed record StoreWords
{
    public string? ContactHours { get; set; }
    public string? ShippingNote { get; set; }
    public string? SurveyQuestion { get; set; }
    public IReadOnlyList<FaqItem> Faq { get; set; } = [];

    /// <summary>The ways to pay of the store, in its order.</summary>
    public IReadOnlyList<PaymentMethod> PaymentMethods { get; set; } = [];
}

internal sealed record FaqItem(string Question, string Answer);

/// <param name="Note">What paying this way needs: "no account needed".</param>
/// <param name="Details">What to pay with it, line by line: the bank account.</param>
internal sealed record PaymentMethod(string Name, string? Note = null, IReadOnlyList<string>? Details = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoreSettings))]
[JsonSerializable(typeof(Store))]
internal sealed partial class StoreJson : JsonSerializerContext;
