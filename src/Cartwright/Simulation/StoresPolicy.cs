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
        var settings = new StoreSettings
        {
            IdleSeconds = number == 0 ? 240 : chance.One<int>([240, 600, 1800]),
            EmailPermission = number == 1 ? "granted" : "given",
            CapMessages = number == 0 ? 5 : chance.Next(1, 4), CapHours = number == 0 ? 24 : chance.One<int>([24, 48, 96]),
            QuietFromHour = quiet ? from : 0, QuietToHour = quiet ? (from + chance.Next(1, 12)) % 24 : 0,
        };
        return new SimulatedStore($"shop-{number}", chance.One<string>(["EUR", "USD", "JPY"]), Zone(chance), (CartNaming)(number % 3), settings, Journeys(number, chance));
    }

    private static IReadOnlyList<(string, JourneyDefinition)> Journeys(int number, Random chance)
    {
        if (number == 0) return ReadyJourneys.All.Where(j => j.Definition.Trigger.Type == "cart_abandoned").Take(1).ToList();
        var reminder = new JourneyDefinition
        {
            Name = "Reminders", Trigger = new JourneyTrigger("cart_abandoned"), MaxAgeHours = chance.One<int>([24, 72, 168]), ReentryAfterHours = chance.One<int>([24, 72, 168]),
            Steps = [.. chance.Happens(0.5) ? (JourneyStep[])[new WaitStep("PT20M")] : [], new SendStep("email", "cart-reminder"), new WaitStep(chance.One<string>(["PT6H", "P1D", "P2D"])), new SendStep("email", "cart-reminder-2")],
        };
        if (number != 3) return [("b-reminders", reminder)];
        // The first in order takes what it may have; the rest is the second one's.
        var valuable = new JourneyDefinition
        {
            Name = "Valuable carts", Trigger = new JourneyTrigger("cart_abandoned", MinStage: chance.One<string?>([null, "contact", "shipping"]), MinTotal: 9000), MaxAgeHours = 48, ReentryAfterHours = 48,
            Steps = [new SendStep("email", "cart-reminder-2")],
        };
        return [("a-valuable", valuable), ("b-reminders", reminder)];
    }
}
