using System.Text.Json;

namespace Cartwright.Hosting;

/// <summary>Looks into JSON of strangers: what is not there, or of another kind, is nothing.</summary>
internal static class LooseJson
{
    public static JsonElement At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element)) return default;
        return element;
    }

    public static string? Text(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path) is var found && found.ValueKind switch
    {
        JsonValueKind.String => found.GetString(),
        JsonValueKind.Number => found.GetRawText(),
        _ => null,
    } is { Length: > 0 } text ? text : null;

    public static bool IsTrue(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path).ValueKind == JsonValueKind.True;

    public static IEnumerable<JsonElement> Items(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];
}
