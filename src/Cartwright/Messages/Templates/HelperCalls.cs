namespace Cartwright.Messages.Templates;

/// <summary>How the helpers (<see cref="TemplateHelpers"/>) are called.</summary>
internal static class HelperCalls
{
    private static readonly string[] Styles = ["time", "short", "full", "stamp"];

    /// <summary>Each with an example.</summary>
    private static readonly Dictionary<string, string> Examples = new(StringComparer.Ordinal)
    {
        ["money"] = "{{money cart.totals.total}}", ["date"] = "{{date offer.endsAt \"full\"}}", ["plural"] = "{{plural cart.others \"item\" \"items\"}}",
        ["truncate"] = "{{truncate cart.first 40}}", ["imageSize"] = "{{imageSize imageUrl 160}}",
    };

    public static IReadOnlyCollection<string> All => Examples.Keys;

    public static bool Knows(string name) => Examples.ContainsKey(name);

    /// <summary>What is wrong with a call; null: nothing, or it was told by <paramref name="find"/>.</summary>
    /// <param name="find">What a name means; tells itself when it means nothing.</param>
    public static string? Check(string helper, IReadOnlyList<string> given, Func<string, ModelName?> find)
    {
        var right = helper switch { "money" => given.Count == 1, "date" => given.Count is 1 or 2, "plural" => given.Count == 3, _ => given.Count == 2 };
        if (!right || IsLiteral(given[0])) return $"Write it as in {Examples[helper]}.";
        if (find(given[0]) is not { } first) return null;
        var wanted = helper switch { "money" => "money", "date" => "date", "plural" => "number", "imageSize" => "link", _ => "text" };
        if (first.Kind is not null && first.Kind != wanted) return $"{given[0]} is {Named(first.Kind)}, and {helper} takes {Named(wanted)}: {Examples[helper]}.";
        switch (helper)
        {
            case "date" when given.Count == 2 && !Styles.Contains(Unquoted(given[1])): return $"{given[1]} is no way to write a date: use {string.Join(", ", Styles.Select(s => $"\"{s}\""))}, or nothing.";
            case "truncate" or "imageSize" when !int.TryParse(given[1], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var n) || n is < 1 or > 5000: return $"Write it as in {Examples[helper]}.";
            case "plural":
                foreach (var word in given.Skip(1))
                {
                    if (char.IsAsciiDigit(word[0]) || word[0] == '-') return $"Write it as in {Examples[helper]}.";
                    if (!IsLiteral(word) && find(word) is { IsText: false, Kind: not null }) return $"{word} is no text.";
                }
                break;
        }
        return null;
    }

    private static bool IsLiteral(string word) => word[0] is '"' or '\'' || char.IsAsciiDigit(word[0]) || word[0] == '-';

    private static string? Unquoted(string word) => word.Length > 1 && word[0] is '"' or '\'' ? word[1..^1] : null;

    private static string Named(string kind) => kind switch
    {
        "money" => "an amount of money", "date" => "a time", "number" => "a number", "link" => "an address", "text" => "a text", "color" => "a colour", "truth" => "true or false",
        ModelName.List => "a list", _ => "no text",
    };
}
