using System.Text.Json;

namespace Cartwright.Simulation.Oracle;

/// <summary>A step as the judge reads it. Times in ms. Kind: wait, send, handoff, webhook, branch, split, tag, offer, stop.</summary>
internal sealed record StepRules(string Kind)
{
    public long? For { get; init; }

    /// <summary>Minutes after midnight, where the shopper is.</summary>
    public int? Until { get; init; }

    /// <summary>mon … sun; null: any.</summary>
    public IReadOnlyList<string>? Days { get; init; }
    public string? Event { get; init; }
    public long Timeout { get; init; }
    public long? BeforeClose { get; init; }
    public string Channel { get; init; } = "email";

    /// <summary>One of them goes out, a shopper getting the same always.</summary>
    public IReadOnlyList<string> Templates { get; init; } = [];

    /// <summary>Of the templates, or of the ways.</summary>
    public IReadOnlyList<int> Weights { get; init; } = [];
    public IReadOnlyList<IReadOnlyList<StepRules>> Ways { get; init; } = [];

    /// <summary>What its chance is drawn for.</summary>
    public string Place { get; init; } = "";
    public string? Offer { get; init; }
    public JsonElement When { get; init; }
    public IReadOnlyList<StepRules> Then { get; init; } = [];
    public IReadOnlyList<StepRules> Else { get; init; } = [];
}

/// <summary>A journey as the judge reads it.</summary>
/// <param name="Filter">A condition; null: everybody.</param>
internal sealed record JourneyRules(Guid Id, string Slug, string Kind, int Priority, string Trigger, string? MinStage, long? MinTotal, long After, int Days, long MaxAge, long Reentry, JsonElement? Filter, IReadOnlyList<StepRules> Steps)
{
    public bool IsTransactional => Kind == "transactional";
    public bool IsRecovery => Kind == "recovery";
    public bool IsOfOrder => Trigger is "unpaid_order" or "order_placed" or "order_paid" or "no_order_since";
    public bool IsOfCart => Trigger is "cart_abandoned" or "checkout_abandoned" or "payment_failed" or "technical_trouble" or "back_in_stock" or "price_drop";

    /// <summary>Whether this (order_placed, order_paid, order_cancelled) ends a run: an unpaid order's is over once it is paid, one about an order once that is cancelled, every other once something is ordered.</summary>
    public bool EndsBy(string what) => what switch
    {
        "order_placed" => !IsOfOrder || Trigger == "no_order_since",
        "order_paid" => Trigger == "unpaid_order",
        _ => IsOfOrder && Trigger != "no_order_since",
    };

    public int Sends(string template) => Count(Steps, template);

    private static int Count(IReadOnlyList<StepRules> steps, string template) => steps.Sum(s => s.Templates.Count(t => t == template) + Count(s.Then, template) + Count(s.Else, template) + s.Ways.Sum(w => Count(w, template)));
}

/// <summary>What a store's merchant set, read from the texts that the settings and journeys are kept as. Times in ms.</summary>
/// <param name="Permission">given, granted or law.</param>
/// <param name="Offers">How long a code of each offer lives.</param>
internal sealed record StoreRules(
    TimeZoneInfo Zone, long Idle, string Permission, int Cap, long CapTime, long CoolDown, int QuietFrom, int QuietTo, bool QuietDrop, bool BelievesPages, bool TakesHandOffs, long Attribution,
    IReadOnlyList<JourneyRules> Journeys, IReadOnlyDictionary<string, long> Offers)
{
    private const long Hour = 3_600_000;

    /// <param name="journeys">The live ones.</param>
    /// <param name="offers">With how long a code lives, as ISO 8601 writes it.</param>
    public static StoreRules Read(string zone, string settings, IEnumerable<(Guid Id, string Slug, string Definition)> journeys, IEnumerable<(string Slug, string ValidFor)> offers)
    {
        using var document = JsonDocument.Parse(settings);
        var s = document.RootElement;
        int Number(string name) => Find(s, name)!.Value.GetInt32();
        bool Is(string name) => Find(s, name) is { ValueKind: JsonValueKind.True };
        return new StoreRules(TimeZoneInfo.FindSystemTimeZoneById(zone), Number("idleSeconds") * 1000L, Find(s, "emailPermission")!.Value.GetString()!, Number("capMessages"), Number("capHours") * Hour,
            Number("coolDownMinutes") * 60_000L, Number("quietFromHour"), Number("quietToHour"), Is("quietDrop"), Is("acceptBrowserOrders"), Find(s, "handoffTo") is not null, Number("attributionDays") * 24 * Hour,
            [.. journeys.Select(j => Journey(j.Id, j.Slug, j.Definition)).OrderByDescending(j => j.Priority).ThenBy(j => j.Slug, StringComparer.Ordinal)], offers.ToDictionary(o => o.Slug, o => Time(o.ValidFor), StringComparer.Ordinal));
    }

    private static JourneyRules Journey(Guid id, string slug, string text)
    {
        using var document = JsonDocument.Parse(text);
        var j = document.RootElement;
        var trigger = Find(j, "trigger")!.Value;
        return new JourneyRules(id, slug, Find(j, "kind")?.GetString() ?? "recovery", Find(j, "priority")?.GetInt32() ?? 50, Find(trigger, "type")!.Value.GetString()!, Find(trigger, "minStage")?.GetString(), Find(trigger, "minTotal")?.GetInt64(),
            Time(Find(trigger, "after")?.GetString() ?? "PT30M"), Find(trigger, "days")?.GetInt32() ?? 0, Find(j, "maxAgeHours")!.Value.GetInt32() * Hour, Find(j, "reentryAfterHours")!.Value.GetInt32() * Hour,
            Find(j, "filter")?.Clone(), Steps(Find(j, "steps"), "steps"));
    }

    private static List<StepRules> Steps(JsonElement? steps, string path) => steps is not { } list ? [] : [.. list.EnumerateArray().Select((s, n) => Step(s, $"{path}[{n}]"))];

    private static StepRules Step(JsonElement step, string path)
    {
        int Weight(JsonElement of) => Find(of, "weight")?.GetInt32() ?? 1;
        var variants = Find(step, "variants")?.EnumerateArray().ToList() ?? [];
        var ways = Find(step, "ways")?.EnumerateArray().ToList() ?? [];
        string? Text(string name) => Find(step, name)?.GetString();
        var kind = Text("type")!;
        return new StepRules(kind)
        {
            For = Text("for") is { } time ? Time(time) : null,
            Until = Text("until") is { } until ? int.Parse(until.AsSpan(0, 2), System.Globalization.CultureInfo.InvariantCulture) * 60 + int.Parse(until.AsSpan(3), System.Globalization.CultureInfo.InvariantCulture) : null,
            Event = Text("event"), Timeout = Text("timeout") is { } timeout ? Time(timeout) : 0, BeforeClose = Text("beforeClose") is { } before ? Time(before) : null,
            Channel = kind is "handoff" or "webhook" ? kind : Text("channel") ?? "email", Days = Find(step, "weekdays")?.EnumerateArray().Select(d => d.GetString()!).ToList(),
            Templates = kind switch { "send" or "handoff" => [Text("template")!, .. variants.Select(v => Find(v, "template")!.Value.GetString()!)], "webhook" => [Text("event")!], _ => [] },
            Weights = kind == "split" ? [.. ways.Select(Weight)] : [1, .. variants.Select(Weight)], Ways = [.. ways.Select((w, n) => Steps(Find(w, "steps"), $"{path}.ways[{n}].steps"))], Place = kind == "split" ? Text("name")! : path,
            Offer = Text("offer"), When = Find(step, "when")?.Clone() ?? default, Then = Steps(Find(step, "then"), path + ".then"), Else = Steps(Find(step, "else"), path + ".else"),
        };
    }

    private static long Time(string text) => (long)System.Xml.XmlConvert.ToTimeSpan(text).TotalMilliseconds;

    public static JsonElement? Find(JsonElement of, string name)
    {
        foreach (var property in of.EnumerateObject())
            if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return property.Value.ValueKind == JsonValueKind.Null ? null : property.Value;
        return null;
    }
}
