using System.Text.Json.Nodes;

namespace Cartwright.Journeys;

/// <summary>What differs between two versions of a journey, by the names of the fields.</summary>
internal static class JourneyDiffPolicy
{
    private const int Most = 50;

    /// <summary>The fields that are another, new or gone: <c>maxAgeHours</c>, <c>steps[1].for</c>; of a step that is whole new or gone only its place.</summary>
    public static IReadOnlyList<string> Fields(JourneyDefinition before, JourneyDefinition after) =>
        [.. Differing(JsonNode.Parse(JourneyText.Write(before)), JsonNode.Parse(JourneyText.Write(after)), "").Take(Most)];

    private static IEnumerable<string> Differing(JsonNode? a, JsonNode? b, string path)
    {
        if (JsonNode.DeepEquals(a, b)) return [];
        return (a, b) switch
        {
            // A step of another kind is another step.
            (JsonObject x, JsonObject y) when x["steps"] is not null || JsonNode.DeepEquals(x["type"], y["type"]) =>
                x.Select(p => p.Key).Union(y.Select(p => p.Key)).SelectMany(k => Differing(x[k], y[k], path.Length == 0 ? k : $"{path}.{k}")),
            (JsonArray x, JsonArray y) => Enumerable.Range(0, Math.Max(x.Count, y.Count)).SelectMany(i => Differing(x.ElementAtOrDefault(i), y.ElementAtOrDefault(i), $"{path}[{i}]")),
            _ => [path],
        };
    }
}
