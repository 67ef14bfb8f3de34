using System.Text.Json;
using Cartwright.Products;
using Cartwright.Shoppers;
using Cartwright.Tracking.Segment;

namespace Cartwright.Offers;

/// <summary>What a shop asks of a code, read.</summary>
internal sealed record CouponRequest(string? Key, CouponUse Use, string? Email);

/// <summary>Reads what a shop asks of a code.</summary>
internal static class CouponInputPolicy
{
    /// <returns>The request, its key null when the text cannot be a code; or what is wrong with it, by field.</returns>
    public static (CouponRequest? Request, IReadOnlyList<(string Field, string Error)> Errors) Read(CouponInput input, CouponAction action, string storeCurrency)
    {
        var errors = new List<(string, string)>();
        if (string.IsNullOrWhiteSpace(input.Code)) errors.Add(("code", "It is missing."));
        var (order, cart) = (Id("orderId", input.OrderId, errors), Id("cartId", input.CartId, errors));
        if (action == CouponAction.Redeem && input.OrderId is null) errors.Add(("orderId", "Say which order the code was used for."));
        else if (action is CouponAction.Reserve or CouponAction.Release && (input.OrderId ?? input.CartId) is null) errors.Add(("orderId", "Say for which order, or with cartId for which cart."));

        var email = Address.Email(input.Email);
        if (input.Email is not null && email is null) errors.Add(("email", "It is not an e-mail address."));
        long? total = null;
        var currency = Currencies.Normalize(input.Currency ?? storeCurrency);
        var isTotalTold = input.Total is { ValueKind: not JsonValueKind.Null };
        if (currency is null) errors.Add(("currency", $"'{input.Currency}' is not an ISO 4217 code such as EUR."));
        else if (isTotalTold)
        {
            if (ProductPolicy.TryMoney(input.Total!.Value, currency, out var money, out _) && money.Minor is >= 0 and <= JsonReading.MaxMinor) total = money.Minor;
            else errors.Add(("total", "Use an amount of 0 or more in major units, such as 19.90 or \"19.90\"."));
        }
        return errors.Count > 0 ? (null, errors)
            : (new CouponRequest(CouponCode.Key(input.Code), new CouponUse(order, cart, total, input.Currency is not null || isTotalTold ? currency : null), email), []);
    }

    private static string? Id(string field, string? value, List<(string, string)> errors)
    {
        if (value is null) return null;
        if (value.Trim().Length is 0 or > 200 || value.Contains('\0')) errors.Add((field, "Use 1 to 200 characters."));
        return value.Trim();
    }
}
