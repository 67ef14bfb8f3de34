using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Cartwright.Hosting;

namespace Cartwright.Journeys;

/// <summary>A journey as the merchant defines it: what starts it, its steps, what ends it. Published as a JSON Schema at /schemas/journey.json.</summary>
internal sealed record JourneyDefinition
{
    public JourneyDefinition() { }

    /// <summary>For reading JSON: the reader gives a property that is left out its type's zero, not its initial value, but knows the defaults of parameters.</summary>
    [JsonConstructor, SetsRequiredMembers]
    internal JourneyDefinition(
        string name, JourneyTrigger trigger, IReadOnlyList<JourneyStep> steps, string kind = JourneyKind.Recovery, int maxAgeHours = 168, int reentryAfterHours = 168, int priority = 50,
        Condition? filter = null, IReadOnlyList<string>? exits = null, JourneyWindow? window = null, string? goal = null) =>
        (Name, Trigger, Steps, Kind, MaxAgeHours, ReentryAfterHours, Priority, Filter, Exits, Window, Goal) = (name, trigger, steps, kind, maxAgeHours, reentryAfterHours, priority, filter, exits, window, goal);

    public required string Name { get; init; }

    /// <summary>A <see cref="JourneyKind"/>.</summary>
    public string Kind { get; set; } = JourneyKind.Recovery; // set, not init: the JSON source generator would overwrite an init default by nothing
    public required JourneyTrigger Trigger { get; init; }

    /// <summary>Who enters, beside the trigger; asked once, at the entry.</summary>
    public Condition? Filter { get; init; }

    /// <summary>What it is about (the cart's last activity, the order) may be at most so old, so that switching a journey on never mails old carts. Hours.</summary>
    public int MaxAgeHours { get; set; } = 168;

    /// <summary>The same cart or order enters again only so long after its last run ended. Hours.</summary>
    public int ReentryAfterHours { get; set; } = 168;

    /// <summary>Of several recovery journeys that fit, the shopper enters the one with the highest number; it takes over from one with a lower number that runs. 0 to 100.</summary>
    public int Priority { get; set; } = 50;

    /// <summary>What ends it early (<see cref="JourneyExit"/>); null: what fits its trigger.</summary>
    public IReadOnlyList<string>? Exits { get; init; }

    /// <summary>What it is for (<see cref="JourneyGoal"/>): once that happens the run has done its work and ends with goal_reached. Null: none is named.</summary>
    public string? Goal { get; init; }

    /// <summary>The dates between which shoppers enter; null: always.</summary>
    public JourneyWindow? Window { get; init; }
    public required IReadOnlyList<JourneyStep> Steps { get; init; }

    /// <summary>Where the schema is, for editors of files: taken and forgotten, so that it makes no version of its own.</summary>
    [JsonPropertyName("$schema"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Schema { get => null; set { } }

    [JsonIgnore] public IReadOnlyList<string> ExitsInForce => Exits ?? JourneyExit.Of(Trigger.Type);
}

internal static class JourneyKind
{
    /// <summary>Help with something begun: one at a time for a person. Transactional: about an order that was made, needs no consent. Marketing: only with one.</summary>
    public const string Recovery = "recovery", Transactional = "transactional", Marketing = "marketing";
    public static readonly string[] All = [Recovery, Transactional, Marketing];
}

/// <summary>What starts a journey.</summary>
internal static class TriggerType
{
    public const string CartAbandoned = "cart_abandoned", CheckoutAbandoned = "checkout_abandoned", PaymentFailed = "payment_failed", TechnicalTrouble = "technical_trouble",
        UnpaidOrder = "unpaid_order", OrderPlaced = "order_placed", OrderPaid = "order_paid", Registered = "shopper_registered", NoOrderSince = "no_order_since",
        BackInStock = "back_in_stock", PriceDrop = "price_drop", Browsed = "browsed";

    public static readonly string[] All =
        [CartAbandoned, CheckoutAbandoned, PaymentFailed, TechnicalTrouble, UnpaidOrder, OrderPlaced, OrderPaid, Registered, NoOrderSince, BackInStock, PriceDrop, Browsed];

    /// <summary>Those that follow from an order the shopper made, and may say so to whoever asked for no mail.</summary>
    public static readonly string[] Transactional = [OrderPlaced, OrderPaid, UnpaidOrder];

    /// <summary>Those that are about a cart that was left.</summary>
    public static bool IsOfCart(string type) => type is CartAbandoned or CheckoutAbandoned or PaymentFailed or TechnicalTrouble or BackInStock or PriceDrop;

    /// <summary>Those that are about an order.</summary>
    public static bool IsOfOrder(string type) => type is UnpaidOrder or OrderPlaced or OrderPaid or NoOrderSince;

    /// <summary>Those that are about something worth an amount.</summary>
    public static bool HasTotal(string type) => IsOfCart(type) || IsOfOrder(type);
}

/// <summary>What ends a run early.</summary>
internal static class JourneyExit
{
    public const string Ordered = "order_placed", Paid = "order_paid", Cancelled = "order_cancelled", Emptied = "cart_emptied", CameBack = "came_back";
    public static readonly string[] All = [Ordered, Paid, Cancelled, Emptied, CameBack];

    public static IReadOnlyList<string> Of(string trigger) => trigger switch
    {
        TriggerType.UnpaidOrder => [Paid, Cancelled],
        TriggerType.OrderPlaced or TriggerType.OrderPaid => [Cancelled],
        TriggerType.CartAbandoned or TriggerType.CheckoutAbandoned or TriggerType.PaymentFailed or TriggerType.TechnicalTrouble or TriggerType.BackInStock or TriggerType.PriceDrop => [Ordered, Emptied],
        _ => [Ordered],
    };
}

/// <summary>What a journey may be for.</summary>
internal static class JourneyGoal
{
    public const string Clicked = "clicked";
    public static readonly string[] All = [JourneyExit.Ordered, JourneyExit.Paid, JourneyExit.CameBack, Clicked];
}

/// <summary>First and last day (yyyy-MM-dd, in the store's zone) on which shoppers enter; null: open. EveryYear: the year of the days does not count (a season).</summary>
internal sealed record JourneyWindow(string? From = null, string? To = null, bool EveryYear = false);

/// <summary>
/// Type: a <see cref="TriggerType"/>. MinStage: the checkout got at least so far. MinTotal: minor units of the cart's or order's currency.
/// After: how long an order waits for its money before it counts as unpaid (ISO 8601). Days: since the last order.
/// </summary>
internal sealed record JourneyTrigger(string Type, string? MinStage = null, long? MinTotal = null, string? After = null, int? Days = null)
{
    /// <summary>ms after which an order without money counts as unpaid.</summary>
    [JsonIgnore] public long AfterMs => After is null ? 30 * 60_000L : Iso8601.Milliseconds(After);
}

/// <summary>A version of a journey in a store. Status: live, draft, paused.</summary>
internal sealed record Journey(Guid StoreId, Guid Id, string Slug, string Status, long Version, JourneyDefinition Definition);

/// <summary>
/// A shopper's run through a journey. Subject: what it is about (<c>cart:…</c>, <c>order:…</c>, <c>shopper</c>). CartId is all zeros when it is about
/// no cart. Position: index in the program (<see cref="JourneyProgram"/>) of what to do next, at <see cref="NextAt"/>.
/// </summary>
internal sealed record Enrollment
{
    public required Guid Id { get; init; }
    public required Guid JourneyId { get; init; }
    public long JourneyVersion { get; init; }
    public required Guid CartId { get; init; }
    public Guid? OrderId { get; init; }
    public string Subject { get; init; } = "";

    /// <summary>The how-many-eth time this subject runs through the journey, from 1.</summary>
    public long Entry { get; init; } = 1;
    public EnrollmentStatus Status { get; init; }
    public int Position { get; init; }
    public long? NextAt { get; init; }
    public long EnteredAt { get; init; }
    public long? EndedAt { get; init; }
    public string? ExitReason { get; init; }
    public EnrollmentMemo Memo { get; init; } = EnrollmentMemo.None;
}

/// <summary>What a run remembers between its steps. Waited: happened or timed_out, of the last wait for an event. Coupon: the code its offer step gave. Offer: of which it gives one; without a code: only with the message that tells it, since it ends one the shopper was told of. Product: of a stock or price journey. Held: the rule that puts the next message off, in a sentence.
/// RepliedAt: a person answered (ms), and what is left of the run waits for one of the shop's; Waits: its next step already does. HaltedAt: since then (ms) it is due and waits for its journey to be live.</summary>
internal sealed record EnrollmentMemo(string? Waited = null, string? Coupon = null, string? Product = null, string? Held = null, long? RepliedAt = null, bool Waits = false, long? HaltedAt = null, string? Offer = null)
{
    public static readonly EnrollmentMemo None = new();
}

internal enum EnrollmentStatus { Running, Done, Exited }

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowOutOfOrderMetadataProperties = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, MaxDepth = JourneyLimits.JsonDepth, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JourneyDefinition))]
[JsonSerializable(typeof(EnrollmentMemo))]
internal sealed partial class JourneyJson : JsonSerializerContext;

internal static class JourneyText
{
    public static string Write(JourneyDefinition definition) => JsonSerializer.Serialize(definition, JourneyJson.Default.JourneyDefinition);

    // What people write by hand has comments.
    private static readonly JsonSerializerOptions ByHand = new(JourneyJson.Default.Options) { AllowTrailingCommas = true, ReadCommentHandling = JsonCommentHandling.Skip };

    /// <summary>A definition as somebody wrote it.</summary>
    /// <returns>It, or all that is wrong with it, by field; the field is empty when it is the whole.</returns>
    public static (JourneyDefinition? Definition, IReadOnlyList<(string Field, string Error)> Errors) Take(string json)
    {
        try { return (ApiInput.Read(Encoding.UTF8.GetBytes(json), (JsonTypeInfo<JourneyDefinition>)ByHand.GetTypeInfo(typeof(JourneyDefinition))), []); }
        catch (BadInputException e) { return (null, [.. e.Errors.SelectMany(x => x.Value.Select(error => (x.Key == "body" ? "" : x.Key, error)))]); }
    }

    /// <summary>A definition that is kept.</summary>
    /// <exception cref="JsonException">Not a journey; the message names the place.</exception>
    public static JourneyDefinition Read(string json) => JsonSerializer.Deserialize(json, JourneyJson.Default.JourneyDefinition) ?? throw new JsonException("A journey cannot be null.");
}
