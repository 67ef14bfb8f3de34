using System.Text.Json;

namespace Cartwright.Products;

/// <summary>Checks what a shop says of its goods.</summary>
internal static class ProductPolicy
{
    public const int MaxProducts = 1000;

    /// <summary>
    /// The product in minor units, or what is wrong with it; fields are named as <c>items[3].price</c>. A price with more digits
    /// than its currency has is refused rather than rounded: it would be another price than the shop's.
    /// </summary>
    public static (Product? Product, IReadOnlyList<(string Field, string Error)> Errors) Check(ProductInput? input, string at, string storeCurrency)
    {
        if (input is null) return (null, [(at, "It must be an object.")]);
        var errors = new List<(string, string)>();
        void Text(string field, string? value, int longest, bool required = false)
        {
            if (string.IsNullOrWhiteSpace(value) ? required : value.Length > longest || value.Contains('\0')) errors.Add(($"{at}.{field}", $"Use {(required ? "1 to" : "at most")} {longest} characters."));
        }
        void Web(string field, string? value)
        {
            if (value is not null && !(value.Length <= 2048 && Uri.TryCreate(value, UriKind.Absolute, out var u) && u.Scheme is "http" or "https")) errors.Add(($"{at}.{field}", "Use an address that begins with http:// or https://."));
        }
        Text("productId", input.ProductId, 200, required: true);
        Text("name", input.Name, 300, required: true);
        Text("variant", input.Variant, 200);
        Text("sku", input.Sku, 200);
        Text("description", input.Description, 5000);
        Web("url", input.Url);
        Web("imageUrl", input.ImageUrl);
        if (input.Categories is { } told && (told.Count > 20 || told.Any(c => c is not { Length: > 0 and <= 200 } || c.Any(char.IsControl)))) errors.Add(($"{at}.categories", "Use at most 20 categories, each of 1 to 200 characters on one line."));
        if (input.Stock < 0) errors.Add(($"{at}.stock", "Use 0 or more."));

        var money = default(Money);
        if (Currencies.Normalize(input.Currency ?? storeCurrency) is not { } currency) errors.Add(($"{at}.currency", $"'{input.Currency}' is not an ISO 4217 code such as EUR."));
        else if (input.Price is not { } price) errors.Add(($"{at}.price", "It is missing: the price in major units, such as 19.90."));
        else if (!TryMoney(price, currency, out money, out var rounded) || money.Minor < 0) errors.Add(($"{at}.price", "Use a number of 0 or more with a decimal point, such as 19.90 or \"19.90\"."));
        else if (rounded) errors.Add(($"{at}.price", $"{currency} has {Currencies.Exponent(currency)} digits after the point, no more."));
        return errors.Count > 0 ? (null, errors)
            : (new Product(input.ProductId!.Trim(), input.Variant?.Trim() ?? "", input.Sku, input.Name!.Trim(), input.Description, money.Currency, money.Minor, input.Url, input.ImageUrl, input.Stock, Categories: Categories.Join(input.Categories ?? [])), []);
    }

    /// <summary>An amount in major units, as a number or as text.</summary>
    public static bool TryMoney(JsonElement value, string currency, out Money money, out bool rounded)
    {
        money = default;
        rounded = false;
        return value.ValueKind switch
        {
            JsonValueKind.Number => Money.TryParseMajor(value.GetRawText(), currency, out money, out rounded),
            JsonValueKind.String => Money.TryParseMajor(value.GetString(), currency, out money, out rounded),
            _ => false,
        };
    }
}
