using System.Text.Json.Serialization;
using Cartwright.Carts;
using Cartwright.Journeys;
using Cartwright.Messages;
using Cartwright.Offers;
using Cartwright.Recovery;
using Cartwright.Tracking;

namespace Cartwright.Shoppers;

/// <summary>
/// A person and everything a turn needs to decide for them: the unit of concurrency. A turn takes one value of it and makes the
/// next; <see cref="Version"/> guards the write.
/// </summary>
internal sealed record ShopperState
{
    public required Guid StoreId { get; init; }
    public required Guid Id { get; init; }

    /// <summary>0 for a shopper that was never written.</summary>
    public long Version { get; init; }
    public Guid? MergedInto { get; init; }
    public long FirstSeenAt { get; init; }
    public long LastSeenAt { get; init; }

    /// <summary><see cref="LastSeenAt"/> as the shopper's own row has it: a little behind, where the log alone was written since.</summary>
    public long StoredSeenAt { get; init; }

    /// <summary>Stamp (<see cref="Tracking.EventStamp"/>) of the last event in the log: an earlier one is late and folds the log again.</summary>
    public string LastStamp { get; init; } = "";
    public ShopperTraits Traits { get; init; } = new();
    public ShopperPersonal Personal { get; init; } = new();

    /// <summary>The unwrapped key of this shopper's sealed values; null until there is something personal.</summary>
    public byte[]? DataKey { get; init; }
    public IReadOnlyList<Cart> Carts { get; init; } = [];
    public IReadOnlyList<Enrollment> Enrollments { get; init; } = [];
    public IReadOnlyList<Message> Messages { get; init; } = [];
    public IReadOnlyList<Order> Orders { get; init; } = [];
    public IReadOnlyList<Coupon> Coupons { get; init; } = [];

    /// <summary>Consent and suppression of the addresses of this shopper, by channel and address hash.</summary>
    public IReadOnlyList<Permission> Permissions { get; init; } = [];

    /// <summary>The lazy timer as it stands in the database; null: none.</summary>
    public long? WakeAt { get; init; }

    /// <summary>guest or registered: whether the shop has an account of them.</summary>
    public string Account => Traits.UserId is null ? "guest" : "registered";

    /// <summary>none, first_order or returning, by the orders that were not cancelled.</summary>
    public string Buyer => Orders.Count(o => o.CancelledAt is null) switch { 0 => "none", 1 => "first_order", _ => "returning" };

    /// <summary>The order a message is about; null: about none.</summary>
    public Order? OrderOf(Guid message) => Messages.FirstOrDefault(m => m.Id == message) is { } it && Enrollments.FirstOrDefault(e => e.Id == it.EnrollmentId)?.OrderId is { } id ? Orders.FirstOrDefault(o => o.Id == id) : null;

    public Cart? Cart(Guid id) => Carts.FirstOrDefault(c => c.Id == id);
}

/// <summary>What is known of a shopper beside carts, nothing personal in it.</summary>
internal sealed record ShopperTraits
{
    public string? Locale { get; init; }
    public string? TimeZone { get; init; }

    /// <summary>Of the event that told the zone last.</summary>
    public string? ZoneStamp { get; init; }
    public string? Country { get; init; }
    public string? Device { get; init; }
    public string? UserId { get; init; }

    /// <summary>Shoppers that were found to be this one. Their rows keep their ids and are loaded with this one's.</summary>
    public IReadOnlyList<Guid> Merged { get; init; } = [];

    /// <summary>Human clicks that the landing page confirmed: message, device, time.</summary>
    public IReadOnlyList<ConfirmedClick> Clicks { get; init; } = [];

    /// <summary>Which of the shopper's tables hold rows, so that a load asks only those: e(nrollments), m(essages), o(rders), c(oupons).</summary>
    public string Has { get; init; } = "";

    /// <summary>The last event (ms) of a cart that was let go: what comes late from before it is taken as it comes.</summary>
    public long LetGoUntil { get; init; }

    /// <summary>What was typed in events until then (ms) is forgotten: its time was over.</summary>
    public long ForgottenUntil { get; init; }

    /// <summary>Marks that journeys put on the shopper.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
    public const int MostTags = 50;

    /// <summary>What the shopper chose not to be written to about (<see cref="Journeys.Topic"/>).</summary>
    public IReadOnlyList<string> TopicsOff { get; init; } = [];

    /// <summary>What was said of messages on a channel before there was an address to say it of; null: nothing.</summary>
    public IReadOnlyList<EarlyConsent>? EarlyConsents { get; init; }

    /// <summary>The last look at a product (ms) about which no journey was asked yet, and which it was.</summary>
    public long? BrowsedAt { get; init; }
    public string? BrowsedProduct { get; init; }

    /// <summary>Everything personal was erased: nobody is known by this shopper any more, and what is still told of their orders brings nothing personal back.</summary>
    public bool IsErased { get; init; }

    /// <summary>True when the only tie to the e-mail is that it was typed: another one typed later replaces it (a corrected slip).</summary>
    public bool TypedOnly { get; init; } = true;
}

/// <param name="Device">It was said on; null: by the shop's server or platform.</param>
/// <param name="At">ms.</param>
internal sealed record EarlyConsent(ConsentGiven Said, Trust Trust, string? Device, long At, bool Imported);

internal sealed record ConfirmedClick(Guid MessageId, string Device, long At);

/// <summary>What is personal. Sealed at rest as one value under the shopper's data key.</summary>
internal sealed record ShopperPersonal
{
    public string? Email { get; init; }

    /// <summary>Time and message id of the event that told the e-mail: the latest one counts, in whatever order they come.</summary>
    public string? EmailStamp { get; init; }
    public string? Phone { get; init; }
    public string? PhoneStamp { get; init; }
    public string? FirstName { get; init; }
    public string? LastName { get; init; }

    /// <summary>State or province, as it was told last.</summary>
    public string? Region { get; init; }

    /// <summary>What was typed into the checkout of each cart, by cart id.</summary>
    public IReadOnlyDictionary<Guid, IReadOnlyDictionary<string, string>> Details { get; init; } = new Dictionary<Guid, IReadOnlyDictionary<string, string>>();
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ShopperTraits))]
[JsonSerializable(typeof(ShopperPersonal))]
internal sealed partial class ShopperJson : JsonSerializerContext;
