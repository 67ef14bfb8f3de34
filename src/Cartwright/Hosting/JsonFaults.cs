using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Cartwright.Hosting;

/// <summary>
/// What is wrong with a JSON document that was refused, in the words of whoever wrote it. It goes by the same contract the reader reads by, but says all
/// that is wrong at once, each with its place in the document; the reader stops at the first and speaks of types of ours.
/// </summary>
internal static class JsonFaults
{
    private const int Most = 50, Longest = 60;

    /// <summary>Field: path from the document's root, "" for the document as a whole. Empty when it finds nothing: then only the reader knows.</summary>
    public static IReadOnlyList<(string Field, string Error)> Of(JsonElement document, JsonTypeInfo type) => [.. Check(document, type, "").Take(Most)];

    private static IEnumerable<(string Field, string Error)> Check(JsonElement value, JsonTypeInfo type, string at) => type.Kind switch
    {
        JsonTypeInfoKind.Object => value.ValueKind == JsonValueKind.Object ? CheckObject(value, type, at) : [(at, $"{Wrong} it must be an object.")],
        JsonTypeInfoKind.Enumerable => value.ValueKind == JsonValueKind.Array ? CheckAll(value.EnumerateArray().Select((v, i) => ($"{at}[{i}]", v)), type) : [(at, $"{Wrong} it must be a list.")],
        JsonTypeInfoKind.Dictionary => value.ValueKind == JsonValueKind.Object ? CheckAll(value.EnumerateObject().Select(p => (Join(at, p.Name), p.Value)), type) : [(at, $"{Wrong} it must be an object.")],
        _ => Reads(value, type) ? [] : [(at, $"{Wrong} it must be {Kind(type)}.")],
    };

    private const string Wrong = "The value is of the wrong kind:";

    private static IEnumerable<(string, string)> CheckAll(IEnumerable<(string At, JsonElement Value)> parts, JsonTypeInfo type)
    {
        if (type.ElementType is null || !type.Options.TryGetTypeInfo(type.ElementType, out var each)) return [];
        return parts.SelectMany(p => p.Value.ValueKind == JsonValueKind.Null && Nullable.GetUnderlyingType(each.Type) is null ? [(p.At, $"It must be {Kind(each)}, not null.")] : Check(p.Value, each, p.At));
    }

    private static IEnumerable<(string, string)> CheckObject(JsonElement value, JsonTypeInfo type, string at)
    {
        var discriminator = type.PolymorphismOptions?.TypeDiscriminatorPropertyName;
        if (discriminator is not null)
        {
            var place = Join(at, discriminator);
            var kinds = type.PolymorphismOptions!.DerivedTypes;
            var words = string.Join(", ", kinds.Select(k => k.TypeDiscriminator));
            if (!value.TryGetProperty(discriminator, out var named)) return [(place, $"It is missing: use one of {words}.")];
            if (named.ValueKind != JsonValueKind.String) return [(place, $"{Wrong} use one of {words}.")];
            if (kinds.FirstOrDefault(k => k.TypeDiscriminator is string word && named.ValueEquals(word)).DerivedType is not { } derived) return [(place, $"'{ApiInput.Cut(named.GetString()!, Longest)}' is not known: use one of {words}.")];
            if (!type.Options.TryGetTypeInfo(derived, out type!)) return [];
        }
        return CheckProperties(value, type, discriminator, at);
    }

    private static IEnumerable<(string, string)> CheckProperties(JsonElement value, JsonTypeInfo type, string? discriminator, string at)
    {
        var known = type.Properties.Where(p => !IsLeftOut(p)).ToList();
        foreach (var property in value.EnumerateObject().Where(p => p.Name != discriminator))
        {
            var place = Join(at, property.Name);
            if (known.FirstOrDefault(k => k.Name == property.Name) is not { } contract)
            {
                if (type.UnmappedMemberHandling == System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow || type.Options.UnmappedMemberHandling == System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow)
                    yield return (place, "This field is not known." + (known.Count == 0 ? "" : $" Known here: {string.Join(", ", known.Select(k => k.Name).Where(n => !n.StartsWith('$')))}."));
                continue;
            }
            if (!type.Options.TryGetTypeInfo(contract.PropertyType, out var inner)) continue;
            if (property.Value.ValueKind == JsonValueKind.Null)
            {
                if (!MayBeNull(contract)) yield return (place, $"It must be {Kind(inner)}, not null." + (IsRequired(contract) ? "" : " Leave it out for what it is by default."));
                continue;
            }
            foreach (var fault in Check(property.Value, inner, place)) yield return fault;
        }
        foreach (var missing in known.Where(k => IsRequired(k) && !value.TryGetProperty(k.Name, out _)))
            yield return (Join(at, missing.Name), "It is missing" + (type.Options.TryGetTypeInfo(missing.PropertyType, out var needed) ? $": it must be {Kind(needed)}." : "."));
    }

    // Such as what is computed from the others.
    private static bool IsLeftOut(JsonPropertyInfo property) => property.Set is null && property.AssociatedParameter is null;

    private static bool IsRequired(JsonPropertyInfo property) => property.IsRequired || property.Options.RespectRequiredConstructorParameters && property.AssociatedParameter is { HasDefaultValue: false, IsMemberInitializer: false };

    private static bool MayBeNull(JsonPropertyInfo property) =>
        Nullable.GetUnderlyingType(property.PropertyType) is not null
        || !property.PropertyType.IsValueType && (!property.Options.RespectNullableAnnotations || (property.AssociatedParameter?.IsNullable ?? property.IsSetNullable));

    private static bool Reads(JsonElement value, JsonTypeInfo type)
    {
        try { value.Deserialize(type); return true; }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException) { return false; }
    }

    private static string Kind(JsonTypeInfo type) => (Nullable.GetUnderlyingType(type.Type) ?? type.Type) switch
    {
        var t when t == typeof(string) => "text",
        var t when t == typeof(bool) => "true or false",
        var t when t == typeof(int) || t == typeof(long) => "a whole number",
        var t when t == typeof(decimal) || t == typeof(double) => "a number",
        var t when t == typeof(Guid) => "an id",
        var t when t == typeof(DateTime) || t == typeof(DateTimeOffset) => "an instant such as 2026-11-27T09:30:00Z",
        var t when t == typeof(System.Text.Json.Nodes.JsonObject) => "an object",
        _ => type.Kind switch { JsonTypeInfoKind.Enumerable => "a list", JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "an object", _ => "a value that fits" },
    };

    private static string Join(string at, string name) => at.Length == 0 ? name : $"{at}.{name}";
}
