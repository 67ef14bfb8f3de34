using System.Net;
using System.Text.Json;
using Cartwright.Shoppers;
using Cartwright.Tracking.Segment;

namespace Cartwright.Tracking.WooCommerce;

/// <summary>
/// Reads the REST objects of WooCommerce. Lenient where PHP is (numbers as text, an empty list for an empty object, entities in names),
/// strict where a wrong value would make the cart wrong.
/// </summary>
internal static class WooCommerceReading
{
    /// <summary>A thousand million of a currency with cents; rupiah and dong have long prices. Times the most lines and pieces it fits a long.</summary>
    public const long MaxMinor = 100_000_000_000;
    private const decimal MaxMajor = 1_000_000_000_000m;

    private static readonly (string Canonical, string Name)[] AddressFields =
    [
        ("first_name", "first_name"), ("last_name", "last_name"), ("company", "company"), ("address1", "address_1"), ("address2", "address_2"),
        ("city", "city"), ("region", "state"), ("postal_code", "postcode"), ("country", "country"),
    ];

    /// <summary>An id; null when it is missing or 0, WooCommerce's word for none.</summary>
    public static string? Id(this JsonElement element, ReadOnlySpan<byte> name, string path) => element.GetId(name, path, 40) is { } id && id != "0" ? id : null;

    /// <summary>The objects of a list; none when it is missing.</summary>
    public static List<JsonElement> List(this JsonElement element, ReadOnlySpan<byte> name, string path)
    {
        if (element.Get(name) is not { } list) return [];
        if (list.ValueKind != JsonValueKind.Array) throw new BadFieldException($"{path} must be a list, not {JsonReading.Describe(list)}");
        var items = list.EnumerateArray().ToList();
        return items.FindIndex(i => i.ValueKind != JsonValueKind.Object) is >= 0 and var bad ? throw new BadFieldException($"{path}[{bad}] must be an object, not {JsonReading.Describe(items[bad])}") : items;
    }

    /// <summary>Names are kept as HTML: <c>Tea &amp;amp; Co</c>.</summary>
    public static string? Name(this JsonElement element, ReadOnlySpan<byte> name, int max) => element.GetText(name, 4 * max) is { } text ? JsonReading.Cut(WebUtility.HtmlDecode(text), max) : null;

    /// <summary>An amount in major units.</summary>
    public static decimal? Amount(this JsonElement element, ReadOnlySpan<byte> name, string path) =>
        element.GetDecimal(name, path) switch { null => null, var d when Math.Abs(d.Value) <= MaxMajor => d, var d => throw new BadFieldException($"{path} is out of range: {d}") };

    /// <summary>In minor units of the currency.</summary>
    public static long Minor(decimal major, string currency, string path) =>
        Money.TryFromMajor(major, currency, out var money) && money.Minor is >= 0 and <= MaxMinor ? money.Minor : throw new BadFieldException($"{path} is negative or out of range: {major}");

    /// <summary>The body's own currency; the store's only when the body names none.</summary>
    public static string Currency(string? told, string storeCurrency) =>
        told is null ? storeCurrency : Currencies.Normalize(told) ?? throw new BadFieldException($"currency '{JsonReading.Cut(told, 20)}' is not an ISO 4217 code such as EUR");

    /// <summary>When the object was changed last (ms), as the shop says. Fields that end in _gmt are UTC and do not say so; the others are the site's own time and are not read.</summary>
    public static long ChangedAt(this JsonElement o, long receivedAt) =>
        o.ModifiedAt() ?? o.GetTime("date_created_gmt"u8) ?? o.GetTime("created_at"u8) ?? receivedAt;

    /// <summary>The time of the change itself (ms), null when the object does not tell it: <c>date_modified_gmt</c>, or <c>updated_at</c> of the API before v1.</summary>
    public static long? ModifiedAt(this JsonElement o) => o.GetTime("date_modified_gmt"u8) ?? o.GetTime("updated_at"u8);

    /// <summary>The person of an order, an account or a cart. The billing address; the other one only where there is none.</summary>
    public static Personal? Person(string? email, JsonElement? billing, JsonElement? shipping, out string? country)
    {
        var address = HasAddress(billing) || !HasAddress(shipping) ? billing : shipping;
        var fields = new Dictionary<string, string>();
        foreach (var (canonical, name) in AddressFields)
            if (address.GetText(System.Text.Encoding.UTF8.GetBytes(name), 200) is { } text) fields[canonical] = text;
        country = fields.GetValueOrDefault("country") is { Length: 2 } code ? code.ToUpperInvariant() : null;

        var mail = Address.Email(billing.GetText("email"u8, 254)) ?? Address.Email(email);
        var typed = billing.GetText("phone"u8, 40) ?? shipping.GetText("phone"u8, 40);
        var phone = Address.Phone(typed);
        if (mail is not null) fields["email"] = mail;
        if (typed is not null) fields["phone"] = phone ?? typed;
        return fields.Count == 0 ? null : new Personal { Email = mail, Phone = phone, Fields = fields };
    }

    /// <summary>More than the country and region that a shop guesses by itself.</summary>
    public static bool HasAddress(JsonElement? address) => (address.GetText("address_1"u8) ?? address.GetText("city"u8) ?? address.GetText("postcode"u8)) is not null;
}
