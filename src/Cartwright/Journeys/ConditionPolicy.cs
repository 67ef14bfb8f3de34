using System.Globalization;
using System.Text.Json;

namespace Cartwright.Journeys;

/// <summary>Checks conditions when they are saved, answers them when they are asked, and says them in a sentence.</summary>
internal static class ConditionPolicy
{
    private const int MaxDepth = 6, MaxParts = 50;
    private static readonly string[] Numeric = ["=", "!=", ">", ">=", "<", "<=", "exists"], Textual = ["=", "!=", "in", "not_in", "contains", "starts_with", "exists", "<", "<=", ">", ">="], Listed = ["contains", "contains_all", "contains_none", "exists"];

    /// <summary>What is wrong, each error naming its place from <paramref name="path"/> on.</summary>
    public static IEnumerable<(string Field, string Error)> Check(Condition condition, string path, int depth = 0)
    {
        if (depth > MaxDepth) return [(path, $"Conditions may lie at most {MaxDepth} deep in each other.")];
        var kinds = (condition.All is null ? 0 : 1) + (condition.Any is null ? 0 : 1) + (condition.Not is null ? 0 : 1) + (condition.Field is null ? 0 : 1);
        if (kinds != 1) return [(path, "A condition has exactly one of all, any, not, or field.")];
        if (condition.Not is { } not) return Check(not, path + ".not", depth + 1);
        if ((condition.All ?? condition.Any) is { } parts)
        {
            var name = condition.All is null ? "any" : "all";
            if (parts.Count is 0 or > MaxParts) return [($"{path}.{name}", $"Give 1 to {MaxParts} conditions.")];
            return parts.SelectMany((p, i) => p is null ? [($"{path}.{name}[{i}]", "It must be a condition, not null.")] : Check(p, $"{path}.{name}[{i}]", depth + 1));
        }
        return CheckField(condition, path);
    }

    /// <summary>Every way to compare.</summary>
    public static IReadOnlyList<string> Ops { get; } = [.. Numeric.Concat(Textual).Concat(Listed).Distinct()];

    /// <summary>How a field of a type may be compared.</summary>
    public static IReadOnlyList<string> OpsOf(FieldType type) => type switch { FieldType.Number or FieldType.Money => Numeric, FieldType.Text => Textual, FieldType.Truth => ["="], _ => Listed };

    private static IEnumerable<(string, string)> CheckField(Condition c, string path)
    {
        if (ConditionFields.Find(c.Field!) is not { } field)
            return [(path + ".field", $"'{c.Field}' cannot be asked. Known: {string.Join(", ", ConditionFields.All.Select(f => f.Name))}.")];
        var ops = OpsOf(field.Type);
        if (c.Op is null || !ops.Contains(c.Op)) return [(path + ".op", $"'{c.Op}' does not fit {field.Name}: use {string.Join(", ", ops)}.")];
        if (c.Op == "exists") return c.Value is null or { ValueKind: JsonValueKind.True or JsonValueKind.False } ? [] : [(path + ".value", "Use true or false, or leave it out.")];
        if (c.Value is not { } value) return [(path + ".value", "It is missing: the value to compare with.")];
        return Wrong(field, c.Op, value) is { } error ? [(path + ".value", error)] : [];
    }

    private static string? Wrong(ConditionField field, string op, JsonElement value)
    {
        if (field.Type is FieldType.Number or FieldType.Money) return WrongNumber(field, value);
        if (field.Type == FieldType.Truth) return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "Use true or false.";
        var isList = op is "in" or "not_in" || field.Type == FieldType.List && value.ValueKind == JsonValueKind.Array;
        if (isList && (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() is 0 or > 200)) return "Use a list of 1 to 200 texts.";
        var texts = isList ? value.EnumerateArray().ToList() : [value];
        if (texts.Any(t => t.ValueKind != JsonValueKind.String || t.GetString()!.Length is 0 or > 200)) return "Use text of 1 to 200 characters.";
        if (field.Format is { } format && op is not ("contains" or "starts_with") && texts.Select(t => t.GetString()!).FirstOrDefault(t => !format.Fits(t)) is { } odd) return $"'{odd}' {format.Rule}";
        return field.Values is { } values && op is not ("contains" or "starts_with") || field is { Values: not null, Type: FieldType.List }
            ? texts.Select(t => t.GetString()!).FirstOrDefault(t => !field.Values!.Contains(t)) is { } unknown ? $"'{unknown}' is none of {string.Join(", ", field.Values!)}." : null
            : null;
    }

    private static string? WrongNumber(ConditionField field, JsonElement value)
    {
        var number = value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var read) ? read : (decimal?)null;
        var isWhole = number is { } n && n == decimal.Truncate(n);
        if (field.Type == FieldType.Money) return isWhole && number >= 0 ? null : "Use an amount in minor units, such as 4990: a whole number from 0 on.";
        if (field.Range is { } range) return isWhole && number >= range.Least && number <= range.Most ? null : $"Use a whole number from {range.Least} to {range.Most}.";
        return number is null ? "Use a number." : null;
    }

    /// <summary>What is not known (no cart, no country) answers no to everything but not and exists:false.</summary>
    public static bool Holds(Condition condition, ConditionFacts facts)
    {
        if (condition.All is { } all) return all.All(c => Holds(c, facts));
        if (condition.Any is { } any) return any.Any(c => Holds(c, facts));
        if (condition.Not is { } not) return !Holds(not, facts);
        var value = ConditionFields.Find(condition.Field ?? "")?.Read(facts);
        if (condition.Op == "exists") return (value is not null and not System.Collections.ICollection { Count: 0 }) == (condition.Value is not { ValueKind: JsonValueKind.False });
        return value switch
        {
            decimal number => condition.Value is { ValueKind: JsonValueKind.Number } v && Compare(condition.Op, number.CompareTo(v.GetDecimal())),
            bool truth => condition.Value is { } v && truth == (v.ValueKind == JsonValueKind.True),
            string text => OfText(condition.Op, text, condition.Value),
            IReadOnlyList<string> list => OfList(condition.Op, list, condition.Value),
            _ => false,
        };
    }

    private static bool OfText(string? op, string text, JsonElement? value) => value is { } v && op switch
    {
        "in" => Texts(v).Contains(text, StringComparer.OrdinalIgnoreCase),
        "not_in" => !Texts(v).Contains(text, StringComparer.OrdinalIgnoreCase),
        "contains" => text.Contains(v.GetString() ?? "", StringComparison.OrdinalIgnoreCase),
        "starts_with" => text.StartsWith(v.GetString() ?? "", StringComparison.OrdinalIgnoreCase),
        _ => Compare(op, string.Compare(text, v.GetString(), StringComparison.OrdinalIgnoreCase)),
    };

    private static bool OfList(string? op, IReadOnlyList<string> list, JsonElement? value)
    {
        if (value is not { } v) return false;
        bool Has(string text) => list.Contains(text, StringComparer.OrdinalIgnoreCase);
        return op switch { "contains" => Texts(v).Any(Has), "contains_all" => Texts(v).All(Has), "contains_none" => !Texts(v).Any(Has), _ => false };
    }

    private static bool Compare(string? op, int order) => op switch { "=" => order == 0, "!=" => order != 0, ">" => order > 0, ">=" => order >= 0, "<" => order < 0, "<=" => order <= 0, _ => false };

    private static IEnumerable<string> Texts(JsonElement value) => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(v => v.GetString() ?? "") : [value.GetString() ?? ""];

    /// <summary>The condition as people say it: "the cart's total is at least 50.00 EUR and the shopper is returning".</summary>
    public static string Sentence(Condition condition, string currency, bool inner = false)
    {
        if (condition.Not is { } not) return $"not ({Sentence(not, currency)})";
        if ((condition.All ?? condition.Any) is { } parts)
        {
            var joined = string.Join(condition.All is null ? " or " : " and ", parts.Select(p => Sentence(p, currency, inner: true)));
            return inner && parts.Count > 1 ? $"({joined})" : joined;
        }
        var field = ConditionFields.Find(condition.Field ?? "");
        var says = field?.Says ?? condition.Field ?? "?";
        if (field?.Type == FieldType.Truth) return condition.Value is { ValueKind: JsonValueKind.True } ? says : $"not: {says}";
        if (condition.Op == "exists") return condition.Value is { ValueKind: JsonValueKind.False } ? $"{says} is not known" : $"{says} is known";
        var value = condition.Value is not { } v ? "?"
            : field?.Type == FieldType.Money && v.ValueKind == JsonValueKind.Number && v.TryGetInt64(out var minor) ? new Money(minor, currency).Format(CultureInfo.InvariantCulture.Name)
            : v.ValueKind == JsonValueKind.Number ? v.GetRawText() : string.Join(", ", Texts(v).Select(Words));
        var verb = condition.Op switch
        {
            "=" => "is", "!=" => "is not", ">" => "is more than", ">=" => "is at least", "<" => "is less than", "<=" => "is at most", "in" => "is one of", "not_in" => "is none of",
            "contains" when field?.Type == FieldType.List && condition.Value is { ValueKind: JsonValueKind.Array } several && several.GetArrayLength() > 1 => "contains one of",
            "contains" => "contains", "contains_all" => "contains all of", "contains_none" => "contains none of", "starts_with" => "begins with", _ => condition.Op ?? "?",
        };
        return $"{says} {verb} {value}";
    }

    private static string Words(string text) => text.Replace('_', ' ');
}
