using System.Globalization;
using Cartwright.Carts;
using Cartwright.Recovery;
using Cartwright.Shoppers;
using Cartwright.Stores;

namespace Cartwright.Journeys;

/// <summary>What a condition is asked of. Cart and Order: what the run is about, when it is about one. Waited: how the run's last wait for an event ended.</summary>
internal sealed record ConditionFacts(Store Store, ShopperState Shopper, Cart? Cart, Order? Order, string? Waited, long Now)
{
    /// <summary>The catalogue's categories of the goods in the shopper's carts, by product; what it does not tell the events may.</summary>
    public IReadOnlyDictionary<string, string>? Categories { get; init; }
}

internal enum FieldType { Number, Money, Text, List, Truth }

/// <summary>One thing that can be asked. Values: the only answers there are, or null. Read gives a decimal, a text, a list of texts, a truth, or null when it is not known.</summary>
internal sealed record ConditionField(string Name, FieldType Type, string Says, IReadOnlyList<string>? Values, Func<ConditionFacts, object?> Read)
{
    /// <summary>How its texts look; null: any text.</summary>
    public ConditionFormat? Format { get; init; }

    /// <summary>The whole numbers it can be; null: any number.</summary>
    public (int Least, int Most)? Range { get; init; }
}

/// <summary>The table of everything a condition may ask.</summary>
internal static class ConditionFields
{
    private static readonly string[] Stages = ["cart", "contact", "address", "shipping", "payment", "placed"];

    /// <summary>The one that needs the catalogue.</summary>
    public const string CartCategories = "cart.categories";

    public static IReadOnlyList<ConditionField> All { get; } =
    [
        new("cart.total", FieldType.Money, "the cart's total", null, f => f.Cart?.Facts.Currency == f.Store.Currency ? (decimal)f.Cart.Facts.Total : null), // an amount of another currency is not comparable
        new("cart.pieces", FieldType.Number, "the number of pieces in the cart", null, f => f.Cart is null ? null : (decimal)f.Cart.Facts.Lines.Sum(l => l.Quantity)),
        new("cart.lines", FieldType.Number, "the number of different goods in the cart", null, f => f.Cart is null ? null : (decimal)f.Cart.Facts.Lines.Count),
        new("cart.products", FieldType.List, "the goods in the cart", null, f => f.Cart?.Facts.Lines.SelectMany(l => (string?[])[l.ProductId, l.Sku]).OfType<string>().ToList()),
        new(CartCategories, FieldType.List, "the categories of the goods in the cart", null, f => f.Cart?.Facts.Lines.SelectMany(l => Categories.Of(f.Categories?.GetValueOrDefault(l.ProductId) ?? l.Categories)).Distinct(StringComparer.OrdinalIgnoreCase).ToList()),
        new("cart.stage", FieldType.Text, "where the shopper stopped", Stages, f => f.Cart?.Facts.Stage.Name()),
        new("cart.troubles", FieldType.List, "what went wrong", ["script_error", "api_error", "payment_declined", "out_of_stock", "coupon_rejected", "other"], f => f.Cart?.Facts.Troubles.Select(t => t.Kind).ToList()),
        new("cart.reason", FieldType.Text, "why the cart was probably left", ReasonCode.All, f => ReasonOf(f)?.Code),
        new("cart.reasonConfidence", FieldType.Number, "how sure the reason is, in percent", null, f => ReasonOf(f) is { } why ? (decimal)Math.Round(why.Confidence * 100) : null) { Range = (0, 100) },
        new("cart.shippingShare", FieldType.Number, "shipping as a share of the goods, in percent", null, f => f.Cart is { Facts: { Shipping: { } shipping, Items: > 0 and var items } } ? Math.Round(100m * shipping / items, 1) : null),
        new("cart.currency", FieldType.Text, "the cart's currency", null, f => f.Cart?.Facts.Currency) { Format = ConditionFormat.Currency },
        new("cart.device", FieldType.Text, "the device", ["phone", "tablet", "desktop"], f => f.Cart?.Facts.Device),
        new("cart.campaign", FieldType.Text, "the campaign of the visit", null, f => f.Cart?.Facts.Campaign),
        new("cart.coupon", FieldType.Text, "the code that was entered", null, f => f.Cart?.Facts.Coupon),
        new("shopper.orders", FieldType.Number, "the number of the shopper's orders", null, f => (decimal)f.Shopper.Orders.Count(o => o.CancelledAt is null)),
        new("shopper.spent", FieldType.Money, "what the shopper has spent", null, f => (decimal)f.Shopper.Orders.Where(o => o.CancelledAt is null && o.Currency == f.Store.Currency).Sum(o => o.Net)),
        new("shopper.account", FieldType.Text, "the account", ["guest", "registered"], f => f.Shopper.Account),
        new("shopper.buyer", FieldType.Text, "the shopper", ["none", "first_order", "returning"], f => f.Shopper.Buyer),
        new("shopper.country", FieldType.Text, "the shopper's country", null, f => CountryPolicy.CountryOf(f.Shopper, f.Cart)) { Format = ConditionFormat.Country },
        new("shopper.locale", FieldType.Text, "the shopper's language", null, f => f.Shopper.Traits.Locale) { Format = ConditionFormat.Locale },
        new("shopper.tags", FieldType.List, "the shopper's marks", null, f => f.Shopper.Traits.Tags),
        new("shopper.hasPhone", FieldType.Truth, "a phone number is known", null, f => SendGatePolicy.AddressOf(f.Shopper, f.Cart, Channels.Sms) is not null),
        new("shopper.agreedToTexts", FieldType.Truth, "the shopper agreed to text messages", null, MayBeTexted),
        new("shopper.daysSinceClick", FieldType.Number, "days since the shopper last came by a message", null, f => f.Shopper.Traits.Clicks.Count == 0 ? null : Math.Floor((f.Now - f.Shopper.Traits.Clicks.Max(c => c.At)) / 86_400_000m)),
        new("order.total", FieldType.Money, "the order's total", null, f => f.Order?.Currency == f.Store.Currency ? (decimal)f.Order.Total : null),
        new("order.status", FieldType.Text, "the order", ["placed", "paid", "cancelled", "refunded"], f => f.Order?.Status),
        new("order.hoursLeft", FieldType.Number, "the hours until the shop closes the order", null, f => f.Order?.ClosesAt is { } closes ? Math.Round((closes - f.Now) / 3_600_000m, 1) : null),
        new("store.takesHandOffs", FieldType.Truth, "the shop has named who takes hand-offs", null, f => HandoffPolicy.IsTaken(f.Store.Settings)),
        new("time.hour", FieldType.Number, "the hour of the day in the shop", null, f => (decimal)Local(f).Hour) { Range = (0, 23) },
        new("time.weekday", FieldType.Text, "the day of the week in the shop", JourneyLimits.Weekdays, f => JourneyLimits.Weekdays[((int)Local(f).DayOfWeek + 6) % 7]),
        new("time.date", FieldType.Text, "the day in the shop (yyyy-MM-dd)", null, f => Local(f).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) { Format = ConditionFormat.Day },
        new("wait.outcome", FieldType.Text, "the event that was waited for", ["happened", "timed_out"], f => f.Waited),
    ];

    public static ConditionField? Find(string name) => All.FirstOrDefault(f => f.Name == name);

    // As far as it can be known before there is a text: the gate looks at the number it would go to.
    private static object MayBeTexted(ConditionFacts f)
    {
        if (SendGatePolicy.AddressOf(f.Shopper, f.Cart, Channels.Sms) is not { } phone) return false;
        var said = f.Shopper.Permissions.Where(p => p.Channel == Channels.Sms).ToList();
        var isConfirmed = !CountryPolicy.RuleOf(CountryPolicy.CountryOf(f.Shopper, f.Cart, phone)).DoubleOptIn || said.Exists(p => p.Confirmed);
        return isConfirmed && said.Exists(p => p.Granted == true) && !said.Exists(p => p.Granted == false || p.SuppressedFor is not null);
    }

    private static Reason? ReasonOf(ConditionFacts f) => f.Cart is null ? null : ReasonPolicy.Of(f.Cart.Facts);

    private static DateTimeOffset Local(ConditionFacts f) => TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(f.Now), f.Store.Zone);
}
