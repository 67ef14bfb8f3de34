using System.Globalization;
using System.Text.Json;

namespace Cartwright.Tracking.Segment;

/// <summary>A value has the wrong type or is out of bounds. The message names the field and says what would be right.</summary>
internal sealed class BadFieldException(string message) : Exception(message);

/// <summary>Reads other people's JSON: lenient in form (numbers as text, blanks), strict in meaning.</summary>
internal static class JsonReading
{
    /// <summary>Prices beyond this many minor units are a mistake, not a price (ten million of a currency with cents).</summary>
    public const long MaxMinor = 1_000_000_000;

    /// <summary>The property when it is there and not null.</summary>
    public static JsonElement? Get(this JsonElement element, ReadOnlySpan<byte> name)
    {
        try { return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null; }
        catch (InvalidOperationException) { throw new BadFieldException("a property name holds half a character (a lone surrogate)"); }
    }

    /// <summary>The JSON as it was sent, bytes that are not UTF-8 replaced.</summary>
    public static string Raw(this JsonElement element) => System.Text.Encoding.UTF8.GetString(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(element));

    /// <summary>At most <paramref name="max"/> characters, none of them cut in half.</summary>
    public static string Cut(string text, int max) => text.Length <= max ? text : text[..(char.IsHighSurrogate(text[max - 1]) ? max - 1 : max)];

    /// <summary>An object or nothing; anything else is an error.</summary>
    public static JsonElement? GetObject(this JsonElement element, ReadOnlySpan<byte> name, string path) => element.Get(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } o => o,
        var other => throw new BadFieldException($"{path} must be an object, not {Describe(other.Value)}"),
    };

    /// <summary>An object or nothing, whatever else it is.</summary>
    public static JsonElement? Object(this JsonElement element, ReadOnlySpan<byte> name) => element.Get(name) is { ValueKind: JsonValueKind.Object } o ? o : null;

    /// <summary>Text, or a number as text; null when it is anything else, empty or longer than <paramref name="max"/>.</summary>
    public static string? GetText(this JsonElement? element, ReadOnlySpan<byte> name, int max = 500) => element is { } e ? GetText(e, name, max) : null;

    public static string? GetText(this JsonElement element, ReadOnlySpan<byte> name, int max = 500)
    {
        if (element.Get(name) is not { } value) return null;
        var text = value.ValueKind switch { JsonValueKind.String => String(value), JsonValueKind.Number => value.GetRawText(), _ => null };
        text = Clean(text);
        return text is null || text.Length == 0 ? null : Cut(text, max);
    }

    /// <summary>The text that the element is, cleaned; null when it is none that can be kept.</summary>
    public static string? Text(JsonElement element) => element.ValueKind == JsonValueKind.String && Clean(String(element)) is { Length: > 0 } text ? text : null;

    /// <summary>An id: text or number of at most 200 characters; too long is an error, since cutting it would make it another's.</summary>
    public static string? GetId(this JsonElement element, ReadOnlySpan<byte> name, string path, int max = 200)
    {
        if (element.Get(name) is not { } value) return null;
        var text = Clean(value.ValueKind switch
        {
            JsonValueKind.String => String(value),
            JsonValueKind.Number => value.GetRawText(),
            _ => throw new BadFieldException($"{path} must be text, not {Describe(value)}"),
        });
        if (string.IsNullOrEmpty(text)) return null;
        return text.Length <= max ? text : throw new BadFieldException($"{path} is {text.Length} characters long; at most {max} are allowed");
    }

    /// <summary>A decimal number, also written as text ("18.99").</summary>
    public static decimal? GetDecimal(this JsonElement element, ReadOnlySpan<byte> name, string path)
    {
        if (element.Get(name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number) return value.TryGetDecimal(out var n) ? n : throw new BadFieldException($"{path} is out of range: {Cut(value.GetRawText())}");
        if (value.ValueKind != JsonValueKind.String) throw new BadFieldException($"{path} must be a number, not {Describe(value)}");
        var text = String(value)?.Trim();
        if (string.IsNullOrEmpty(text)) return null;
        return decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var d)
            ? d : throw new BadFieldException($"{path} must be a number with a decimal point, not '{Cut(text)}'");
    }

    /// <summary>An amount in major units, in the minor ones of the currency.</summary>
    public static long? GetMinor(this JsonElement element, ReadOnlySpan<byte> name, string currency, string path)
    {
        if (element.GetDecimal(name, path) is not { } major) return null;
        if (major < 0) throw new BadFieldException($"{path} is negative: {major}");
        return Money.TryFromMajor(major, currency, out var money) && money.Minor <= MaxMinor ? money.Minor : throw new BadFieldException($"{path} is out of range: {major}");
    }

    /// <summary>The address when it is one of the web.</summary>
    public static string? Web(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var u) && u.Scheme is "http" or "https" ? url : null;

    /// <summary>The address when it is a page that may stand in a message: https, nobody's password in it.</summary>
    public static string? Page(string? url) => url is { Length: <= 1000 } && Uri.TryCreate(url, UriKind.Absolute, out var u) && u.Scheme == Uri.UriSchemeHttps && u.UserInfo.Length == 0 ? url : null;

    public static bool? GetBool(this JsonElement element, ReadOnlySpan<byte> name) => element.Get(name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>A time in ms since 1970: ISO 8601, also without leading zeros (Segment's documentation has "2015-2-02T…"); null when it is none.</summary>
    public static long? GetTime(this JsonElement element, ReadOnlySpan<byte> name)
    {
        if (element.Get(name) is not { ValueKind: JsonValueKind.String } value) return null;
        // Without a zone it is UTC, wherever this server stands.
        if (value.TryGetDateTime(out var quick)) return new DateTimeOffset(quick.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(quick, DateTimeKind.Utc) : quick).ToUnixTimeMilliseconds();
        return DateTimeOffset.TryParse(String(value), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUnixTimeMilliseconds() : null;
    }

    public static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => "a list", JsonValueKind.Object => "an object", JsonValueKind.String => "text", JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false", _ => "null",
    };

    // A lone surrogate cannot be stored as UTF-8: such text counts as absent.
    private static string? String(JsonElement value)
    {
        try { return value.GetString(); }
        catch (InvalidOperationException) { return null; }
    }

    // NUL cannot be stored by PostgreSQL and means nothing in an id or a name.
    private static string? Clean(string? text)
    {
        if (text is null) return null;
        if (text.Contains('\0')) text = text.Replace("\0", "");
        return text.Trim();
    }

    private static string Cut(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
