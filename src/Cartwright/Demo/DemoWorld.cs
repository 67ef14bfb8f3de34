using Cartwright.Carts;
using Cartwright.Tracking;

namespace Cartwright.Demo;

/// <summary>How shoppers of the demo's history behave. Each figure with where it was stated.</summary>
internal static class DemoWorld
{
    public const int Days = 30, CartsADay = 26;

    /// <summary>70.19 % of carts are abandoned (Baymard).</summary>
    public const double Abandoned = 0.70;

    /// <summary>Of those who leave, so many come back and buy by themselves: without them every report would flatter itself. Our assumption.</summary>
    public const double ReturnsAlone = 0.11;

    /// <summary>Open and click rate of cart mails: 41 % and 9.5 % (Klaviyo benchmarks).</summary>
    public const double Opens = 0.41, Clicks = 0.095;

    /// <summary>Of those who click, so many buy: with the above about 4 % of the recoverable carts, inside the 3–6 % that SaleCycle and Klaviyo state.</summary>
    public const double ClickersBuy = 0.45;

    /// <summary>Declined payments and errors end 13 % of checkouts (Baymard, "errors"); split between the two by us.</summary>
    public const double Declined = 0.08, Errors = 0.05;

    /// <summary>Where carts that are left were left. Extra costs, seen at the shipping step, are the most frequent reason: 48 % (Baymard).</summary>
    private static readonly (Stage Stage, double Share)[] Stops = [(Stage.Cart, 0.34), (Stage.Contact, 0.14), (Stage.Address, 0.12), (Stage.Shipping, 0.24), (Stage.Payment, 0.16)];

    // Visits over a day, by hour (UTC): few at night, most in the evening.
    private static readonly int[] Hours = [1, 1, 1, 1, 1, 2, 3, 5, 6, 6, 7, 7, 8, 7, 6, 6, 7, 8, 10, 12, 12, 9, 5, 2];

    private static readonly string[] First = ["Anna", "Jonas", "Mila", "Peter", "Sofia", "Lukas", "Emma", "Nikolai", "Clara", "Daniel", "Irina", "Felix", "Maria", "Yuki", "Georgi", "Lena", "Tom", "Ines", "Wei", "Hannah"];
    private static readonly string[] Last = ["Brandt", "Keller", "Ivanova", "Moreau", "Lindqvist", "Tanaka", "Costa", "Petrov", "Weber", "Nilsen", "Fischer", "Marin", "Chen", "Hoffmann", "Sato", "Berg", "Novak", "Rossi", "Dimitrova", "Lang"];
    private static readonly string[] Cities = ["Hamburg", "Bremen", "Lübeck", "Kiel", "Rostock", "Hannover", "Leipzig", "Köln"];

    public static Stage StopAt(Random chance)
    {
        var x = chance.NextDouble();
        foreach (var (stage, share) in Stops)
        {
            if (x < share) return stage;
            x -= share;
        }
        return Stage.Cart;
    }

    /// <summary>When in a day (from its midnight UTC) a visit begins.</summary>
    public static TimeSpan TimeOfDay(Random chance)
    {
        var x = chance.Next(Hours.Sum());
        var hour = 0;
        while (x >= Hours[hour]) x -= Hours[hour++];
        return new TimeSpan(hour, chance.Next(60), chance.Next(60));
    }

    /// <summary>A visit: what was put in, and the checkout up to a stage. Ends at <paramref name="end"/> (ms).</summary>
    public static List<StorefrontEvent> Visit(Guid store, string shop, int number, Stage stop, bool complete, long end, Random chance)
    {
        var goods = DemoCatalogue.Goods;
        var device = $"history-{number}";
        var (first, last) = (First[chance.Next(First.Length)], Last[chance.Next(Last.Length)]);
        var events = new List<(long Before, StorefrontEvent Event)>();
        void Add(long secondsBefore, EventKind kind, string name, Func<StorefrontEvent, StorefrontEvent>? with = null)
        {
            var e = new StorefrontEvent
            {
                StoreId = store, MessageId = $"{device}-{events.Count}", Kind = kind, Name = name, Trust = Trust.Browser, AnonymousId = device, CartId = $"hist-{number}",
                Currency = goods.Currency, Locale = chance.NextDouble() < 0.7 ? "en-IE" : "de-DE", TimeZone = "Europe/Berlin", Device = number % 5 < 3 ? "phone" : "desktop", Country = "DE",
            };
            events.Add((secondsBefore, with?.Invoke(e) ?? e));
        }

        var count = 1 + chance.Next(3);
        foreach (var p in goods.Products.OrderBy(_ => chance.Next()).Take(count))
            Add(200 + 40 * count - events.Count * 20, EventKind.ProductAdded, "Product Added", e => e with
            {
                Lines = [new EventLine(p.Id, null, p.Sku, p.Name, chance.NextDouble() < 0.2 ? 2 : 1, p.Price, $"{shop}/p/{p.Handle}", $"{shop}/files/{p.Image}")],
            });
        if (stop >= Stage.Contact)
        {
            Add(160, EventKind.CheckoutStarted, "Checkout Started", e => e with { PageUrl = $"{shop}/checkout/contact" });
            Add(130, EventKind.DetailsEntered, "Checkout Details Entered", e => e with
            {
                Stage = "contact", PageUrl = $"{shop}/checkout/contact",
                Personal = new Personal { Email = $"{first}.{last}{number}@mail.test".ToLowerInvariant(), Fields = new Dictionary<string, string> { ["email"] = $"{first}.{last}{number}@mail.test".ToLowerInvariant(), ["first_name"] = first, ["last_name"] = last } },
            });
        }
        if (stop >= Stage.Address)
            Add(90, EventKind.DetailsEntered, "Checkout Details Entered", e => e with
            {
                Stage = "address", PageUrl = $"{shop}/checkout/address",
                Personal = new Personal { Fields = new Dictionary<string, string> { ["address1"] = $"Lindenweg {1 + chance.Next(90)}", ["postal_code"] = $"{20000 + chance.Next(9000)}", ["city"] = Cities[chance.Next(Cities.Length)], ["country"] = "DE" } },
            });
        var shipping = goods.Shipping[chance.Next(goods.Shipping.Count)];
        if (stop >= Stage.Shipping) Add(50, EventKind.StepViewed, "Checkout Step Viewed", e => e with { Stage = "shipping", Shipping = shipping.Price, ShippingMethod = shipping.Name, PageUrl = $"{shop}/checkout/shipping" });
        if (stop >= Stage.Payment)
        {
            Add(20, EventKind.StepViewed, "Checkout Step Viewed", e => e with { Stage = "payment", PaymentMethod = goods.Payments[chance.Next(goods.Payments.Count)].Name, PageUrl = $"{shop}/checkout/payment" });
            if (!complete && chance.NextDouble() < Declined * 3) Add(1, EventKind.Trouble, "Checkout Trouble", e => e with { Trouble = "payment_declined", Text = "card declined" });
            else if (!complete && chance.NextDouble() < Errors * 3) Add(1, EventKind.Trouble, "Checkout Trouble", e => e with { Trouble = "script_error", Text = "TypeError: payment is undefined" });
        }
        return [.. events.Select(x => x.Event with { At = end - x.Before * 1000, ReceivedAt = end })];
    }

    /// <summary>The shop's server tells a paid order.</summary>
    public static StorefrontEvent Order(Guid store, int number, string device, long at) => new()
    {
        StoreId = store, MessageId = $"order-{number}", At = at, ReceivedAt = at, Kind = EventKind.OrderPaid, Name = "Order Paid", Trust = Trust.Server, AnonymousId = device,
        CartId = $"hist-{number}", OrderId = $"HF-{40_000 + number}", Currency = DemoCatalogue.Goods.Currency,
    };
}
