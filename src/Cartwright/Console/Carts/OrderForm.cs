using System.Globalization;
using System.Text.Json;
using Cartwright.Carts;
using Cartwright.Recovery;
using Cartwright.Tracking;

namespace Cartwright.Console.Carts;

/// <summary>
/// An order of a cart that was told to a person of the shop (by phone, say), as it is typed on the cart's page. The total is in major units of the cart's
/// currency. Errors: field to the key of what would be right.
/// </summary>
internal sealed class OrderForm
{
    private readonly Dictionary<string, string> _values;
    private readonly Dictionary<string, string> _errors = [];

    private OrderForm(Dictionary<string, string> values) => _values = values;

    public IReadOnlyDictionary<string, string> Errors => _errors;

    public string this[string field] => _values.GetValueOrDefault(field, "");

    public bool IsPaid => this["paid"].Length > 0;

    public static OrderForm Of(string currency, long total) => new(new() { ["total"] = TypedAmount.Of(Math.Max(0, total), currency) });

    public static OrderForm Of(IFormCollection form) => new(form.ToDictionary(f => f.Key, f => f.Value.ToString().Trim()));

    /// <summary>One that is ordered already is not ordered again, and one with nothing in it is not at all.</summary>
    public static bool Fits(Cart cart) => !cart.Merged && cart.Facts is { IsOpen: true, Lines.Count: > 0 };

    /// <summary>The order as the shop's server would tell it, of this very cart; null with <see cref="Errors"/>.</summary>
    public StorefrontEvent? Read(Guid store, Guid shopper, Cart cart, long now)
    {
        var currency = cart.Facts.Currency;
        JsonElement? amount = Money.TryParseMajor(this["total"], currency, out var total, out var rounded) && !rounded ? JsonElement.Parse(total.ToMajor().ToString(CultureInfo.InvariantCulture)) : null;
        var input = new OrderInput(this["orderId"], IsPaid ? "paid" : "placed", currency, amount, null, null, null, null, null, null, null, null, null, null, null, null, null);
        // One a cart: pressed twice, it is told once.
        var (told, errors) = OrderInputPolicy.Read(input, store, currency, $"console-order-{cart.Id:N}", null, now);
        foreach (var (field, _) in errors) Refuse(field);
        return _errors.Count > 0 ? null : told! with { Ref = cart.Facts.Key, RefShopper = shopper };
    }

    public void Refuse(string field, string? why = null) => _errors.TryAdd(field, "cart.order.wrong." + (why ?? field));
}
