using System.Globalization;
using System.Text.Json;
using Cartwright.Hosting;

namespace Cartwright.Inbound.Providers;

/// <summary>What providers' JSON has in common: times, and where our token stands.</summary>
internal static class JsonReading
{
    /// <summary>RFC 3339, or Unix seconds with or without a fraction; else now (ms).</summary>
    public static long Time(string? text, long now) =>
        text is null ? now
        : decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 100_000_000_000 ? (long)(seconds * 1000)
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at.ToUnixTimeMilliseconds() : now;

    /// <summary>Our token in a list of name and value, or as a field of an object: where providers keep what they were given.</summary>
    public static IEnumerable<string> Ours(JsonElement of)
    {
        if (of.Text(Tag) is { } direct) yield return direct;
        foreach (var value in of.Items(Tag)) if (value.ValueKind == JsonValueKind.String) yield return value.GetString()!;
        if (of.ValueKind != JsonValueKind.Array) yield break;
        foreach (var pair in of.EnumerateArray())
            if (pair.Text("name") is { } name && (name.Equals(Header, StringComparison.OrdinalIgnoreCase) || name.Equals(Tag, StringComparison.OrdinalIgnoreCase) || name.Equals("Message-ID", StringComparison.OrdinalIgnoreCase)) && pair.Text("value") is { } value) yield return value;
    }

    /// <summary>The name under which a provider hands our token back, and the header that carries it.</summary>
    public const string Tag = "cartwright", Header = "X-Cartwright-Ref";
}
