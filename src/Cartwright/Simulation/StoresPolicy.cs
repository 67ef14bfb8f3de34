using Cartwright.Journeys;
using Cartwright.Stores;

namespace Cartwright.Simulation;

/// <summary>How a shop names its carts: not at all, by a short number, or by a token nobody guesses.</summary>
internal enum CartNaming { None, Number, Token }

/// <summary>A store of the simulated world.</summary>
internal sealed record SimulatedStore(string Slug, string Currency, string TimeZone, CartNaming Naming, StoreSettings Settings, IReadOnlyList<(string Slug, JourneyDefinition Definition)> Journeys);

/// <summary>The stores of a world and when its days begin.</summary>
internal static class StoresPolicy
{
    public const int Stores = 4;

    /// <summary>Products of a store's catalogue: what is looked at, and is in no cart.</summary>
    public const int Products = 5;

    /// <summary>Every zone of the tz database, by name. Those without a slash are old names of others.</summary>
    private static readonly string[] Zones = [.. TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id).Where(id => id.Contains('/', StringComparison.Ordinal) && !id.StartsWith("Etc/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    // Some days before a change of the clocks, so that a fortnight crosses it: in the north in March and October, in the south in April and October.
    private static readonly DateTime[] Changes = [new(2026, 3, 29), new(2026, 10, 25), new(2026, 3, 8), new(2026, 11, 1), new(2026, 4, 5), new(2026, 10, 4)];

    public static string Zone(Random chance) => Zones.Length == 0 ? "UTC" : chance.One(Zones);

    public static DateTimeOffset Start(int seed, int world)
    {
        var chance = Chance.Of(seed, 1, world);
        var day = chance.Happens(0.7) ? chance.One(Changes).AddDays(-chance.Next(2, 9)) : new DateTime(2026, 1, 1).AddDays(chance.Next(365));
        return new DateTimeOffset(day, TimeSpan.Zero);
    }

    public static IReadOnlyList<SimulatedStore> Of(int seed, int world) => [.. Enumerable.Range(0, Stores).Select(n => One(n, Chance.Of(seed, 2, n, world)))];

    private static SimulatedStore One(int number, Random chance)
    {
        var quiet = chance.Happens(0.6);
        var from = chance.Next(24);
        // The first store has what a new one has, and all of its ready journeys live.
        var settings = number == 0 ? new StoreSettings() : new StoreSettings
        {
            IdleSeconds = chance.One<int>([240, 600, 1800]), EmailPermission = Permissions[number],
            CapMessages = chance.Next(1, 4), CapHours = chance.One<int>([24, 48, 96]), CoolDownMinutes = chance.One<int>([0, 0, 30, 180]), QuietDrop = chance.Happens(0.25),
            QuietFromHour = quiet ? from : 0, QuietToHour = quiet ? (from + chance.Next(1, 12)) % 24 : 0,
        };
        settings = settings with { HandoffTo = Person.AgentsMail, WebhookUrl = "https://hooks.test/in", AcceptBrowserOrders = number == 3 };
        return new SimulatedStore($"shop-{number}", chance.One<string>(["EUR", "USD", "JPY"]), Zone(chance), (CartNaming)(number % 3), settings, number == 0 ? ReadyJourneys.All : Journeys(number, chance));
    }

    private static readonly string[] Permissions = ["given", "granted", "law", "given"];

    private static List<(string, JourneyDefinition)> Journeys(int number, Random chance)
    {
        var all = new List<(string, JourneyDefinition)> { ("b-reminders", Reminders(chance)) };
        if (number == 1) all.Add(("a-texts", Texts(chance)));
        if (number == 2) all.AddRange([("c-checkout", Checkout(chance)), .. OfOrders(chance)]);
        // The first in order takes what it may have; the rest is the second one's.
        if (number == 3)
            all.Add(("a-valuable", new JourneyDefinition
            {
                Name = "Valuable carts", Trigger = new JourneyTrigger("cart_abandoned", MinStage: chance.One<string?>([null, "contact", "shipping"]), MinTotal: 9000), MaxAgeHours = 48, ReentryAfterHours = 48,
                Steps = [new SendStep("email", "cart-reminder-2", [new SendVariant("technical-trouble", 2)])],
            }));
        if (number == 3) all.AddRange([("c-shared", Shared(chance)), ("d-back", News(TriggerType.BackInStock, 80, "back-in-stock")), ("e-cheaper", News(TriggerType.PriceDrop, 40, "price-drop"))]);
        return all;
    }

    private static JourneyDefinition Reminders(Random chance) => new()
    {
        Name = "Reminders", Trigger = new JourneyTrigger("cart_abandoned"), MaxAgeHours = chance.One<int>([24, 72, 168]), ReentryAfterHours = chance.One<int>([24, 72, 168]),
        Steps = [.. chance.Happens(0.5) ? (JourneyStep[])[new WaitStep("PT20M")] : [], new SendStep("email", "cart-reminder"), new WaitStep(chance.One<string>(["PT6H", "P1D", "P2D"])), new SendStep("email", "cart-reminder-2")],
    };

    private static JourneyDefinition Texts(Random chance) => new()
    {
        Name = "Texts", Priority = 70, Trigger = new JourneyTrigger("cart_abandoned", MinStage: "address"), MaxAgeHours = chance.One<int>([48, 96]), ReentryAfterHours = 24, Filter = Condition.Is("shopper.hasPhone", "=", true),
        Steps = [new WaitStep(chance.One<string>(["PT10M", "PT3H"])), new SendStep("sms", "cart-sms"), new WaitStep(chance.One<string>(["PT20H", "P1D"])), new SendStep("sms", "payment-failed-sms")],
    };

    // Chance takes a shopper one way, and where it is asked again under the same name the same way.
    private static JourneyDefinition Shared(Random chance) => new()
    {
        Name = "Shared", Priority = 60, Trigger = new JourneyTrigger("checkout_abandoned"), MaxAgeHours = 240, ReentryAfterHours = 72,
        Steps =
        [
            new SplitStep("half", [new SplitWay(1, [new SendStep("email", "technical-trouble")]), new SplitWay(3, [new TagStep("late"), new WebhookStep("cart.shared"), new WaitStep("PT2H"), new SendStep("email", "cart-reminder", [new SendVariant("cart-reminder-2", 2)])])]),
            new WaitStep(Until: chance.One<string>(["09:30", "17:00"]), Weekdays: chance.One<string[]>([["mon", "thu"], ["sat"], ["tue", "wed", "fri", "sun"]])),
            new SplitStep("half", [new SplitWay(1, [new SendStep("email", "cart-reminder-2")]), new SplitWay(3, [new SendStep("email", "payment-failed")])]),
        ],
    };

    // One that goes before the others, and one behind them.
    private static JourneyDefinition News(string trigger, int priority, string template) => new()
    {
        Name = template, Priority = priority, Trigger = new JourneyTrigger(trigger), MaxAgeHours = 400, ReentryAfterHours = 24, Steps = [new SendStep("email", template)],
    };

    private static JourneyDefinition Checkout(Random chance) => new()
    {
        Name = "Checkouts", Priority = 70, Trigger = new JourneyTrigger("checkout_abandoned"), MaxAgeHours = 120, ReentryAfterHours = chance.One<int>([24, 72]),
        Steps =
        [
            new BranchStep(Condition.Is("cart.shippingShare", ">=", 10), [new OfferStep("free-shipping-5h"), new SendStep("email", "cart-offer")], [new SendStep("email", "cart-reminder")]),
            new WaitStep(Event: "clicked", Timeout: chance.One<string>(["PT4H", "P1D"])),
            new BranchStep(Condition.Is("wait.outcome", "=", "happened"), [new WaitStep("PT2H"), new SendStep("sms", "cart-sms")],
            [
                new WaitStep(Until: chance.One<string>(["02:30", "10:00", "18:45"])),
                new BranchStep(new Condition { All = [Condition.Is("cart.total", ">=", 5000), Condition.Is("shopper.buyer", "!=", "returning")] }, [new OfferStep("win-back"), new SendStep("email", "cart-offer")], [new SendStep("email", "cart-reminder-2"), new StopStep()]),
                new WaitStep("P1D"), new SendStep("email", "cart-offer"),
            ]),
        ],
    };

    private static (string, JourneyDefinition)[] OfOrders(Random chance) =>
    [
        ("d-unpaid", new JourneyDefinition
        {
            Name = "Unpaid", Priority = 95, MaxAgeHours = 336, Trigger = new JourneyTrigger("unpaid_order", After: chance.One<string>(["PT30M", "PT2H"])),
            Steps = [new SendStep("email", "unpaid-order"), new WaitStep(BeforeClose: "P1D"), new BranchStep(Condition.Is("order.hoursLeft", ">=", 20), [new SendStep("sms", "unpaid-order-sms")])],
        }),
        ("e-confirmation", new JourneyDefinition { Name = "Confirmation", Kind = JourneyKind.Transactional, MaxAgeHours = 24, Trigger = new JourneyTrigger("order_placed"), Steps = [new SendStep("email", "order-confirmation")] }),
        ("f-next", new JourneyDefinition
        {
            Name = "Next", Kind = JourneyKind.Marketing, MaxAgeHours = 336, Trigger = new JourneyTrigger("order_paid"), Steps = [new WaitStep("PT1H"), new OfferStep("next-purchase"), new SendStep("email", "next-purchase")],
        }),
        ("g-second", new JourneyDefinition
        {
            Name = "Second", Kind = JourneyKind.Marketing, MaxAgeHours = 72, Trigger = new JourneyTrigger("no_order_since", Days: chance.Next(2, 9)), Filter = Condition.Is("shopper.orders", "=", 1),
            Steps = [new WaitStep(Until: "10:00"), new SendStep("email", "second-purchase")],
        }),
    ];
}
