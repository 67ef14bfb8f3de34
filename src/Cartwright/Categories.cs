namespace Cartwright;

/// <summary>The categories of a product as one text, a line each: compared and kept as a whole.</summary>
internal static class Categories
{
    private const int Most = 20, Longest = 200;

    /// <summary>"Home > Tea" tells two, the wider one first. Null: none is told.</summary>
    public static string? Join(IEnumerable<string?> told)
    {
        var names = told.OfType<string>().SelectMany(t => t.Split('>')).Select(n => string.Join(' ', n.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
            .Where(n => n.Length is > 0 and <= Longest && !n.Any(char.IsControl)).Distinct(StringComparer.OrdinalIgnoreCase).Take(Most).ToList();
        return names.Count == 0 ? null : string.Join('\n', names);
    }

    public static IReadOnlyList<string> Of(string? joined) => joined?.Split('\n') ?? [];
}
