using System.Globalization;
using System.Text.Json;

namespace Cartwright.Simulation.Oracle;

/// <summary>Answers the conditions that the simulated merchants set. What is not known answers no.</summary>
internal static class ConditionModel
{
    public static bool Holds(JsonElement condition, RunModel? run, PersonModel person, CartModel? cart, OrderModel? order, long now)
    {
        bool Inner(JsonElement c) => Holds(c, run, person, cart, order, now);
        if (StoreRules.Find(condition, "all") is { } all) return all.EnumerateArray().All(Inner);
        if (StoreRules.Find(condition, "any") is { } any) return any.EnumerateArray().Any(Inner);
        if (StoreRules.Find(condition, "not") is { } not) return !Inner(not);
        var field = StoreRules.Find(condition, "field")!.Value.GetString()!;
        var op = StoreRules.Find(condition, "op")!.Value.GetString()!;
        var asked = StoreRules.Find(condition, "value")!.Value;
        return Read(field, run, person, cart, order, now) switch
        {
            null => false,
            bool truth => truth == asked.GetBoolean(),
            string text => op == "in" ? asked.EnumerateArray().Any(a => a.GetString() == text) : op == "=" == (asked.GetString() == text),
            IConvertible number => Compare(op, number.ToDecimal(CultureInfo.InvariantCulture), asked.GetDecimal()),
            _ => throw new InvalidOperationException(field),
        };
    }

    private static bool Compare(string op, decimal has, decimal asked) => op switch { "=" => has == asked, "!=" => has != asked, ">" => has > asked, ">=" => has >= asked, "<" => has < asked, "<=" => has <= asked, _ => throw new InvalidOperationException(op) };

    private static object? Read(string field, RunModel? run, PersonModel person, CartModel? cart, OrderModel? order, long now) => field switch
    {
        "cart.total" => cart?.Total,
        "cart.pieces" => cart?.Lines.Values.Sum(l => l.Quantity),
        "cart.stage" => cart?.StageName,
        "cart.shippingShare" => cart is { Shipping: { } shipping, IsEmpty: false } && cart.Total > shipping ? Math.Round(100m * shipping / (cart.Total - shipping), 1) : null,
        "shopper.orders" => Standing(person, cart),
        "shopper.buyer" => Standing(person, cart) switch { 0 => "none", 1 => "first_order", _ => "returning" },
        "shopper.account" => person.HasAccount && person.IsKnown(cart) ? "registered" : "guest",
        "shopper.country" => person.CountryOf(cart),
        "shopper.hasPhone" => person.PhoneOf(cart) is not null,
        Texts => MayText(person, cart, isCertain: false),
        "store.takesHandOffs" => person.Store.TakesHandOffs,
        "order.total" => order?.Total,
        "order.hoursLeft" => order?.ClosesAt is { } closes ? Math.Round((closes - now) / 3_600_000m, 1) : null,
        "time.hour" => TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(now), person.Store.Zone).Hour,
        "wait.outcome" => run?.Waited,
        _ => throw new InvalidOperationException($"The judge cannot answer {field}."),
    };

    private const string Texts = "shopper.agreedToTexts";

    /// <summary>Whether it hangs on whose device or number a yes was said of.</summary>
    public static bool IsDoubtful(JsonElement condition, PersonModel person, CartModel? cart) =>
        StoreRules.Find(condition, "field")?.GetString() == Texts && MayText(person, cart, isCertain: true) != MayText(person, cart, isCertain: false);

    private static bool MayText(PersonModel person, CartModel? cart, bool isCertain) => person.PhoneOf(cart) is not null && !person.SaidNo("sms") && person.SaidYes("sms", cart, isCertain) && !person.IsSuppressed("sms", cart)
        && (!CountryRules.Of(person.CountryOf(cart, "sms")).IsTwiceAsked || person.SaidYesTwice("sms"));

    private static int Standing(PersonModel person, CartModel? cart) => person.IsKnown(cart) ? person.Orders.Values.Count(o => o.CancelledAt is null) : 0;
}
