using System.Text.Json;

namespace Cartwright.Simulation.Oracle;

/// <summary>A journey as the judge reads it. Steps: a wait in ms, or a template to send.</summary>
internal sealed record JourneyRules(string Slug, string? MinStage, long? MinTotal, long MaxAge, long Reentry, IReadOnlyList<(long? Wait, string? Template)> Steps);

/// <summary>What a store's merchant set, read from the texts that the settings and journeys are kept as. Times in ms.</summary>
internal sealed record StoreRules(TimeZoneInfo Zone, long Idle, bool NeedsYes, int Cap, long CapTime, int QuietFrom, int QuietTo, long Attribution, IReadOnlyList<JourneyRules> Journeys)
{
    private const long Hour = 3_600_000;

    /// <param name="journeys">The live ones, in the order of their slugs.</param>
    public static StoreRules Read(string zone, string settings, IEnumerable<(string Slug, string Definition)> journeys)
    {
        using var document = JsonDocument.Parse(settings);
        var s = document.RootElement;
        int Number(string name) => Find(s, name)!.Value.GetInt32();
        return new StoreRules(TimeZoneInfo.FindSystemTimeZoneById(zone), Number("idleSeconds") * 1000L, Find(s, "emailPermission")!.Value.GetString() == "granted", Number("capMessages"), Number("capHours") * Hour,
            Number("quietFromHour"), Number("quietToHour"), Number("attributionDays") * 24 * Hour, [.. journeys.OrderBy(j => j.Slug, StringComparer.Ordinal).Select(j => Journey(j.Slug, j.Definition))]);
    }

    /// <summary>Whether nothing may be sent at the time (ms) to somebody in the zone.</summary>
    public bool IsQuiet(long at, TimeZoneInfo zone)
    {
        var hour = (DateTimeOffset.FromUnixTimeMilliseconds(at) + zone.GetUtcOffset(DateTimeOffset.FromUnixTimeMilliseconds(at))).Hour;
        for (var quiet = QuietFrom; quiet != QuietTo; quiet = (quiet + 1) % 24)
            if (quiet == hour) return true;
        return false;
    }

    private static JourneyRules Journey(string slug, string text)
    {
        using var document = JsonDocument.Parse(text);
        var j = document.RootElement;
        var trigger = Find(j, "trigger")!.Value;
        var steps = Find(j, "steps")!.Value.EnumerateArray().Select(step => Find(step, "type")!.Value.GetString() == "wait"
            ? ((long?)(long)System.Xml.XmlConvert.ToTimeSpan(Find(step, "for")!.Value.GetString()!).TotalMilliseconds, (string?)null)
            : (null, Find(step, "template")!.Value.GetString()));
        return new JourneyRules(slug, Find(trigger, "minStage")?.GetString(), Find(trigger, "minTotal")?.GetInt64(), Find(j, "maxAgeHours")!.Value.GetInt32() * Hour, Find(j, "reentryAfterHours")!.Value.GetInt32() * Hour, [.. steps]);
    }

    private static JsonElement? Find(JsonElement of, string name)
    {
        foreach (var property in of.EnumerateObject())
            if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return property.Value.ValueKind == JsonValueKind.Null ? null : property.Value;
        return null;
    }
}
