using System.Text.Json;

namespace Cartwright.Journeys;

/// <summary>
/// A question about a cart, a shopper, an order or the time. Exactly one of: all, any (lists), not, or field with op and value. What may be
/// asked: <see cref="ConditionFields"/>.
/// </summary>
internal sealed record Condition(
    IReadOnlyList<Condition>? All = null, IReadOnlyList<Condition>? Any = null, Condition? Not = null, string? Field = null, string? Op = null, JsonElement? Value = null)
{
    /// <summary>For definitions in code.</summary>
    public static Condition Is(string field, string op, object? value = null) => new(Field: field, Op: op, Value: value switch
    {
        null => null,
        string text => JsonElement.Parse(JsonSerializer.Serialize(text, ConditionJson.Default.String)),
        bool truth => JsonElement.Parse(truth ? "true" : "false"),
        string[] list => JsonElement.Parse(JsonSerializer.Serialize(list, ConditionJson.Default.StringArray)),
        IFormattable number => JsonElement.Parse(number.ToString(null, System.Globalization.CultureInfo.InvariantCulture)),
        _ => throw new ArgumentException($"a {value.GetType().Name} is no value of a condition", nameof(value)),
    });
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
[System.Text.Json.Serialization.JsonSerializable(typeof(string[]))]
internal sealed partial class ConditionJson : System.Text.Json.Serialization.JsonSerializerContext;
