namespace Cartwright.Journeys;

/// <summary>The journeys a new store gets.</summary>
internal static class ReadyJourneys
{
    public static IReadOnlyList<(string Slug, JourneyDefinition Definition)> All { get; } =
    [
        ("abandoned-cart", new JourneyDefinition
        {
            Name = "Abandoned cart",
            Trigger = new JourneyTrigger("cart_abandoned"),
            // The first step waits zero: abandonment itself is decided four minutes after the last activity, so the mail is there within five.
            Steps = [new SendStep("email", "cart-reminder"), new WaitStep("P1D"), new SendStep("email", "cart-reminder-2")],
        }),
    ];
}
