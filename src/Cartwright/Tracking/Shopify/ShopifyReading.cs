using System.Text.Json;
using Cartwright.Shoppers;
using Cartwright.Tracking.Segment;

namespace Cartwright.Tracking.Shopify;

/// <summary>
/// The currency amounts are read in, and the one of the plain fields (<c>total_price</c>) beside the sets that hold both
/// (<c>total_price_set</c>).
/// </summary>
internal readonly record struct ShopifyMoney(string Currency, string Plain);

/// <summary>What Shopify's objects have in common: tokens, money, lines, people. A form that is not the documented one counts as absent, unless a cart or a sum would be wrong.</summary>
internal static class ShopifyReading
{
    /// <summary>Ids that become part of a message id stay well below its 100 characters.</summary>
    public const int MaxId = 50;

    /// <summary>The object's own last change.</summary>
    public static long? UpdatedAt(this JsonElement o) => o.GetTime("updated_at"u8) ?? o.GetTime("created_at"u8);

    /// <summary>The property is there, and null.</summary>
    public static bool IsNull(this JsonElement o, ReadOnlySpan<byte> name)
    {
        try { return o.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Null; }
        catch (InvalidOperationException) { throw new BadFieldException("a property name holds half a character (a lone surrogate)"); }
    }

    public static IReadOnlyList<JsonElement> Objects(this JsonElement o, ReadOnlySpan<byte> name) =>
        o.Get(name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.Object)] : [];

    /// <summary>A token without what some senders put around it: <c>gid://shopify/Cart/</c> before, <c>?key=…</c> behind.</summary>
    public static string? Token(this JsonElement o, ReadOnlySpan<byte> name, string path)
    {
        if (o.GetId(name, path, 500) is not { } token) return null;
        if (token.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query) token = token[..query];
        if (token.StartsWith("gid://", StringComparison.Ordinal)) token = token[(token.LastIndexOf('/') + 1)..];
        return token.Length switch { 0 => null, <= 200 => token, _ => throw new BadFieldException($"{path} is {token.Length} characters long; at most 200 are allowed") };
    }

    /// <summary>The ISO 4217 code, null when it is missing.</summary>
    /// <exception cref="BadFieldException">There is one, and it is none.</exception>
    public static string? Currency(this JsonElement o, ReadOnlySpan<byte> name, string path) =>
        o.GetText(name, 20) is not { } text ? null : Currencies.Normalize(text) ?? throw new BadFieldException($"{path} '{text}' is not an ISO 4217 code such as EUR");

    /// <summary>The shopper's currency of a set, else the shop's; null when there is no set.</summary>
    public static string? CurrencyOfSet(this JsonElement o, ReadOnlySpan<byte> set) =>
        o.Object(set) is not { } both ? null
        : (both.Object("presentment_money"u8)?.Currency("currency_code"u8, "presentment_money.currency_code") ?? both.Object("shop_money"u8)?.Currency("currency_code"u8, "shop_money.currency_code"));

    /// <summary>The amount of the set that is in this currency, else the plain one; null when it is told in another currency only.</summary>
    public static long? Amount(this JsonElement o, ReadOnlySpan<byte> name, ReadOnlySpan<byte> set, ShopifyMoney money, string path)
    {
        if (o.Object(set) is { } both)
        {
            foreach (var side in (JsonElement?[])[both.Object("presentment_money"u8), both.Object("shop_money"u8)])
                if (side is { } found && Currencies.Normalize(found.GetText("currency_code"u8, 20)) == money.Currency && found.GetMinor("amount"u8, money.Currency, path) is { } amount) return amount;
        }
        return money.Plain == money.Currency ? o.GetMinor(name, money.Currency, path) : null;
    }

    /// <summary>The lines; null when the object tells none. Product and variant are the ids the products have.</summary>
    public static IReadOnlyList<EventLine>? Lines(this JsonElement o, ShopifyMoney money) => o.Lines("line_items"u8, "line_items", (item, path) => Line(item, path, money));

    /// <summary>The lines of the list of this name, each read by <paramref name="read"/> (line, its path); null when there is no such list.</summary>
    public static IReadOnlyList<EventLine>? Lines(this JsonElement o, ReadOnlySpan<byte> name, string list, Func<JsonElement, string, EventLine> read)
    {
        if (o.Get(name) is not { } items) return null;
        if (items.ValueKind != JsonValueKind.Array) throw new BadFieldException($"{list} must be a list, not {JsonReading.Describe(items)}");
        if (items.GetArrayLength() > SegmentTranslator.MaxLines) throw new BadFieldException($"{list} has {items.GetArrayLength()} entries; at most {SegmentTranslator.MaxLines} are allowed");
        var lines = new List<EventLine>(items.GetArrayLength());
        var i = 0;
        foreach (var item in items.EnumerateArray())
        {
            var path = $"{list}[{i++}]";
            if (item.ValueKind != JsonValueKind.Object) throw new BadFieldException($"{path} must be an object, not {JsonReading.Describe(item)}");
            if (read(item, path) is { Quantity: > 0 } line) lines.Add(line);
        }
        return lines;
    }

    private static EventLine Line(JsonElement item, string path, ShopifyMoney money)
    {
        var sku = item.GetText("sku"u8, 200);
        var title = item.GetText("title"u8, 300) ?? item.GetText("presentment_title"u8, 300);
        // A line typed in by the merchant has no product: its number in the shop, else its words, stand for it.
        var id = item.GetId("product_id"u8, path + ".product_id") ?? sku ?? (title is null ? null : JsonReading.Cut(title, 200)) ?? throw new BadFieldException($"{path}.product_id is missing: it names the product");
        var quantity = item.Quantity(path + ".quantity");
        // A cart's discounted price is what the shopper sees; checkouts and orders tell the discount of the whole.
        var unit = item.Amount("discounted_price"u8, "discounted_price_set"u8, money, path + ".discounted_price") ?? item.Amount("price"u8, "price_set"u8, money, path + ".price");
        var name = item.GetText("name"u8, 300) ?? Named(title, item.GetText("variant_title"u8, 200) ?? item.GetText("presentment_variant_title"u8, 200));
        return new EventLine(id, item.GetId("variant_id"u8, path + ".variant_id"), sku, name, quantity, unit, null, null);
    }

    public static int Quantity(this JsonElement line, string path)
    {
        var quantity = line.GetDecimal("quantity"u8, path) ?? 1;
        return quantity == decimal.Truncate(quantity) && quantity is >= 0 and <= SegmentTranslator.MaxQuantity ? (int)quantity
            : throw new BadFieldException($"{path} must be a whole number from 0 to {SegmentTranslator.MaxQuantity}, not {quantity}");
    }

    /// <summary>"T-shirt - Small", as Shopify writes it; the only variant of a product is called "Default Title".</summary>
    public static string? Named(string? title, string? variant) => title is null || variant is null or "Default Title" ? title : JsonReading.Cut($"{title} - {variant}", 300);

    /// <summary>The customer's id as text.</summary>
    public static string? CustomerId(this JsonElement o) => o.Object("customer"u8)?.GetId("id"u8, "customer.id");

    /// <summary>Who it is. <paramref name="whole"/>: with the address that was typed into the checkout, for filling it in again.</summary>
    public static Personal? Person(this JsonElement o, bool whole)
    {
        var customer = o.Object("customer"u8);
        var to = o.Object("shipping_address"u8);
        var email = Address.Email(o.GetText("email"u8, 254)) ?? Address.Email(o.GetText("contact_email"u8, 254)) ?? Address.Email(customer.GetText("email"u8, 254));
        var typed = o.GetText("phone"u8, 40) ?? o.GetText("sms_marketing_phone"u8, 40) ?? to.GetText("phone"u8, 40);
        // The number that was given for messages first: a consent is for that one.
        var phone = Address.Phone(o.GetText("sms_marketing_phone"u8, 40)) ?? Address.Phone(o.GetText("phone"u8, 40)) ?? Address.Phone(customer.GetText("phone"u8, 40)) ?? Address.Phone(to.GetText("phone"u8, 40));
        var fields = new Dictionary<string, string>();
        void Put(string field, string? value)
        {
            if (value is not null) fields[field] = value;
        }
        Put("first_name", to.GetText("first_name"u8, 200) ?? customer.GetText("first_name"u8, 200));
        Put("last_name", to.GetText("last_name"u8, 200) ?? customer.GetText("last_name"u8, 200));
        if (whole)
        {
            Put("company", to.GetText("company"u8, 200));
            Put("address1", to.GetText("address1"u8, 200));
            Put("address2", to.GetText("address2"u8, 200));
            Put("city", to.GetText("city"u8, 200));
            Put("region", to.GetText("province"u8, 200));
            Put("postal_code", to.GetText("zip"u8, 200));
            Put("country", to.GetText("country_code"u8, 200) ?? to.GetText("country"u8, 200));
            Put("email", email);
            Put("phone", phone ?? typed);
        }
        return email is null && phone is null && fields.Count == 0 ? null : new Personal { Email = email, Phone = phone, Fields = fields.Count == 0 ? null : fields };
    }

    public static string? Country(this JsonElement o, ReadOnlySpan<byte> address) => CountryCode(o.Object(address).GetText("country_code"u8, 10));

    public static string? CountryCode(string? text) => text is { Length: 2 } code && code.All(char.IsAsciiLetter) ? code.ToUpperInvariant() : null;

    public static string? HttpsUrl(this JsonElement? o, ReadOnlySpan<byte> name) =>
        o.GetText(name, 2049) is { Length: <= 2048 } url && Uri.TryCreate(url, UriKind.Absolute, out var u) && u.Scheme == Uri.UriSchemeHttps && u.UserInfo.Length == 0 ? url : null;
}
