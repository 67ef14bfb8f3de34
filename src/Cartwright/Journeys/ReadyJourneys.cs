using static Cartwright.Journeys.Condition;

namespace Cartwright.Journeys;

/// <summary>
/// The journeys a new store gets, as drafts; those of kind recovery are switched on with <c>--journeys live</c>. No first message gives money away, no message
/// about a cart sells anything else.
/// </summary>
internal static class ReadyJourneys
{
    /// <summary>The same for a store of this currency: what is a high value is said in it.</summary>
    public static IEnumerable<(string Slug, JourneyDefinition Definition)> In(string currency) =>
        All.Select(j => (j.Slug, j.Definition.Trigger.MinTotal is null ? j.Definition : j.Definition with { Trigger = j.Definition.Trigger with { MinTotal = HighValuePolicy.In(currency) } }));

    public static IReadOnlyList<(string Slug, JourneyDefinition Definition)> All { get; } =
    [
        ("abandoned-cart", new JourneyDefinition
        {
            Name = "Abandoned cart",
            Trigger = new JourneyTrigger(TriggerType.CartAbandoned),
            // The first step waits zero: abandonment itself is decided four minutes after the last activity, so the mail is there within five.
            Steps = [new SendStep("email", "cart-reminder"), new WaitStep("P1D"), new SendStep("email", "cart-reminder-2")],
        }),
        ("abandoned-checkout", new JourneyDefinition
        {
            // Help, then the goods, then an offer that ends.
            Name = "Abandoned checkout", Priority = 60,
            Trigger = new JourneyTrigger(TriggerType.CheckoutAbandoned),
            Steps =
            [
                new SendStep("email", "cart-reminder"), new WaitStep("P1D"), new SendStep("email", "cart-reminder-2"), new WaitStep("P2D"),
                new BranchStep(Is("shopper.buyer", "=", "returning"), [new StopStep()], [new OfferStep("free-shipping-5h"), new SendStep("email", "cart-offer")]),
            ],
        }),
        ("payment-failed", new JourneyDefinition
        {
            Name = "Payment failed", Priority = 90, MaxAgeHours = 72,
            Trigger = new JourneyTrigger(TriggerType.PaymentFailed),
            Steps = [new SendStep("email", "payment-failed"), new WaitStep("P1D"), new SendStep("email", "cart-reminder-2")],
        }),
        ("technical-trouble", new JourneyDefinition
        {
            // Asks whether help is needed before anything is sold.
            Name = "Technical trouble", Priority = 80, MaxAgeHours = 72,
            Trigger = new JourneyTrigger(TriggerType.TechnicalTrouble),
            Steps = [new SendStep("email", "technical-trouble"), new WaitStep("P1D"), new SendStep("email", "cart-reminder-2")],
        }),
        ("unpaid-order", new JourneyDefinition
        {
            Name = "Unpaid order", Priority = 95, MaxAgeHours = 336,
            Trigger = new JourneyTrigger(TriggerType.UnpaidOrder, After: "PT30M"),
            // Once more a day before the shop closes it; where it has less than that, four hours before; where it does not say, after a day.
            Steps =
            [
                new SendStep("email", "unpaid-order"),
                new BranchStep(Is("order.hoursLeft", ">=", 30), [new WaitStep(BeforeClose: "P1D")],
                [
                    new BranchStep(Is("order.hoursLeft", ">=", 10), [new WaitStep(BeforeClose: "PT4H")],
                        [new BranchStep(Is("order.hoursLeft", "<", 10), [new StopStep()], [new WaitStep("P1D")])]),
                ]),
                new BranchStep(Is("shopper.agreedToTexts", "=", true), [new SendStep("sms", "unpaid-order-sms")], [new SendStep("email", "unpaid-order")]),
            ],
        }),
        ("high-value-cart", new JourneyDefinition
        {
            // A person looks at it before anybody thinks of a discount. Where the shop has named nobody, the mail comes at once.
            Name = "High-value cart", Priority = 70,
            Trigger = new JourneyTrigger(TriggerType.CheckoutAbandoned, MinTotal: 50_000),
            Steps = [new BranchStep(Is("store.takesHandOffs", "=", true), [new HandoffStep(), new WaitStep("PT2H")]), new SendStep("email", "cart-reminder"), new WaitStep("P1D"), new SendStep("email", "cart-reminder-2")],
        }),
        ("order-confirmation", new JourneyDefinition
        {
            Name = "Order confirmation", Kind = JourneyKind.Transactional, MaxAgeHours = 24,
            Trigger = new JourneyTrigger(TriggerType.OrderPlaced),
            Steps = [new SendStep("email", "order-confirmation")],
        }),
        ("after-purchase", new JourneyDefinition
        {
            Name = "After the purchase", Kind = JourneyKind.Marketing, MaxAgeHours = 336,
            Trigger = new JourneyTrigger(TriggerType.OrderPaid),
            Steps = [new WaitStep("PT1H"), new OfferStep("next-purchase"), new SendStep("email", "next-purchase")],
        }),
        ("second-purchase", new JourneyDefinition
        {
            Name = "Second purchase", Kind = JourneyKind.Marketing, MaxAgeHours = 336,
            Trigger = new JourneyTrigger(TriggerType.NoOrderSince, Days: 30),
            Filter = Is("shopper.orders", "=", 1),
            Steps = [new WaitStep(Until: "10:00"), new SendStep("email", "second-purchase")],
        }),
        ("registered-no-order", new JourneyDefinition
        {
            // The voucher goes out within the first days, before the week is over.
            Name = "Registered, no first order", Kind = JourneyKind.Marketing,
            Trigger = new JourneyTrigger(TriggerType.Registered),
            Steps = [new WaitStep("P2D"), new WaitStep(Until: "10:00"), new OfferStep("first-order"), new SendStep("email", "first-order")],
        }),
        ("came-back-and-looked", new JourneyDefinition
        {
            Name = "Came back and looked", Kind = JourneyKind.Marketing, ReentryAfterHours = 720,
            Trigger = new JourneyTrigger(TriggerType.Browsed),
            Steps = [new WaitStep("PT3H"), new SendStep("email", "browse-reminder")],
        }),
        ("back-in-stock", new JourneyDefinition
        {
            Name = "Back in stock", Kind = JourneyKind.Marketing, MaxAgeHours = 1440,
            Trigger = new JourneyTrigger(TriggerType.BackInStock),
            Steps = [new SendStep("email", "back-in-stock")],
        }),
        ("price-drop", new JourneyDefinition
        {
            Name = "Price drop", Kind = JourneyKind.Marketing, Priority = 40, MaxAgeHours = 720,
            Trigger = new JourneyTrigger(TriggerType.PriceDrop),
            Steps = [new WaitStep(Until: "10:00"), new SendStep("email", "price-drop")],
        }),
        ("win-back", new JourneyDefinition
        {
            Name = "Win-back", Kind = JourneyKind.Marketing, MaxAgeHours = 720,
            Trigger = new JourneyTrigger(TriggerType.NoOrderSince, Days: 90),
            Steps = [new WaitStep(Until: "10:00"), new SendStep("email", "win-back"), new WaitStep("P7D"), new OfferStep("win-back"), new SendStep("email", "win-back")],
        }),
    ];
}
