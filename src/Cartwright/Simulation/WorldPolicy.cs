using Cartwright.Tracking;

namespace Cartwright.Simulation;

/// <summary>What each shopper of a seed does, by themselves and after a mail. Nothing in it knows what the server makes of it.</summary>
internal static class WorldPolicy
{
    private static readonly string[] Stages = ["cart", "contact", "address", "shipping", "payment"];

    public static Person Person(SimulationOptions options, IReadOnlyList<(Guid Id, SimulatedStore Store)> stores, int number)
    {
        var chance = Chance.Of(options.Seed, number, 10);
        var store = number % stores.Count;
        var bounces = chance.Happens(WorldFigures.Bounces);
        // A third may be anywhere, and tells no more than where its clock is; the others live in one of some countries.
        var (country, prefix, zones) = chance.Happens(0.33) ? (null, null, []) : chance.One(Countries);
        return new Person(number, store, stores[store].Id, stores[store].Store.Currency, stores[store].Store.Naming, zones.Length == 0 ? StoresPolicy.Zone(chance) : chance.One(zones), $"s{number}@{(bounces ? Simulation.Person.DeadDomain : "mail.test")}",
            chance.Happens(WorldFigures.HasAccount) ? $"user-{number}" : null, chance.Happens(WorldFigures.TwoDevices), bounces)
        {
            Country = country, Phone = prefix is not null && chance.Happens(WorldFigures.HasPhone) ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{prefix}{number:D8}") : null,
            TellsZone = country is null || !chance.Happens(WorldFigures.TellsNoZone), TellsCountry = chance.Happens(WorldFigures.TellsCountry),
        };
    }

    private static readonly (string? Country, string? Phone, string[] Zones)[] Countries =
    [
        ("US", "+120", ["America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles", "Pacific/Honolulu"]), ("DE", "+4915", ["Europe/Berlin"]), ("FR", "+336", ["Europe/Paris"]),
        ("GB", "+447", ["Europe/London"]), ("BG", "+3598", ["Europe/Sofia"]), ("JP", "+8190", ["Asia/Tokyo"]), ("CA", null, ["America/Toronto", "America/Vancouver", "America/St_Johns"]),
    ];

    /// <summary>The shopper's life in these days, as far as no mail changes it.</summary>
    public static List<Act> Script(SimulationOptions options, Person person, long start)
    {
        var life = new Life(person, Chance.Of(options.Seed, person.Number, 11), 0);
        var chance = life.Chance;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(person.Zone);
        var day = chance.NextDouble() * options.Days;
        for (var visits = 1 + Geometric(chance, 0.35, 4); visits > 0 && day < options.Days; visits--, day += 0.3 + chance.NextDouble() * 6)
        {
            var local = DateTimeOffset.FromUnixTimeMilliseconds(start).AddDays((int)day).AddHours(HourOf(chance));
            var at = (local - zone.GetUtcOffset(local)).ToUnixTimeMilliseconds() + chance.Next(3_600_000);
            Visit(life, Math.Max(at, start + 60_000), person.HasSecondDevice && chance.Happens(0.5) ? person.SecondDevice : person.Device);
        }
        if (person.Phone is not null && life.HasToldPhone && chance.Happens(WorldFigures.ConfirmsTexts)) life.ConfirmTexts(life.Acts.Max(a => a.At) + 60_000);
        if (life.EmailAt is { } known && chance.Happens(WorldFigures.Erased)) life.Erase(known + chance.Between(60_000, 3L * 86_400_000));
        return FaultPolicy.Befall(options, person, life.Acts);
    }

    /// <summary>What the shopper does about a mail.</summary>
    public static List<Act> React(SimulationOptions options, Person person, SunkMail mail)
    {
        var chance = Chance.Of(options.Seed, person.Number, 12, mail.Ordinal);
        var life = new Life(person, chance, 10_000 * mail.Ordinal);
        if (mail.Channel is "handoff" or "webhook") return [];
        if (mail.Channel == "sms" && chance.Happens(WorldFigures.SaysStop)) life.OptOut(mail.At + chance.Between(20_000, 3_600_000), mail);
        else if (mail.Channel == "sms" && chance.Happens(WorldFigures.StopsAtCarrier)) life.StopAtCarrier(mail.At + chance.Between(20_000, 3_600_000), mail);
        if (chance.Happens(WorldFigures.MachineLooks)) life.Look(mail.At + 2_000, person.FriendsDevice, mail, isMachine: true);
        if (!chance.Happens(WorldFigures.Opens)) return life.Acts;
        var read = mail.At + 60_000 + (long)(chance.NextDouble() * chance.NextDouble() * 20 * 3_600_000);
        if (chance.Happens(WorldFigures.Forwards))
        {
            // The friend looks; in one case of two the page runs there, and then it counts as a return.
            life.Look(read + 600_000, person.FriendsDevice, mail, isMachine: false);
            if (chance.Happens(0.5)) life.Return(read + 601_000, person.FriendsDevice, mail);
            life.LookAt(chance.Next(StoresPolicy.Products), read + 640_000, person.FriendsDevice);
        }
        var code = CodeIn(mail.Text);
        if (mail.Channel == "email" && chance.Happens(WorldFigures.OptsOut / WorldFigures.Opens)) life.OptOut(read + 20_000, mail);
        else if (code is not null && chance.Happens(WorldFigures.UsesCode)) Use(life, read + chance.Between(60_000, 12L * 3_600_000), code, mail);
        else if (person.CartIn(mail.Text) < 0 || mail.Template is "order-confirmation" or "unpaid-order") return FaultPolicy.Befall(options, person, life.Acts); // about no cart
        else if (chance.Happens(WorldFigures.Clicks / WorldFigures.Opens))
        {
            var device = person.HasSecondDevice && chance.Happens(0.5) ? person.SecondDevice : person.Device;
            life.Look(read + 30_000, device, mail, isMachine: false);
            life.Return(read + 31_000, device, mail);
            if (chance.Happens(WorldFigures.ClickersBuy)) life.Order(read + chance.Between(60_000, 600_000), device, person.CartIn(mail.Text), $"o{person.Number}-m{mail.Ordinal}", chance.Next(1000, 30_000));
        }
        return FaultPolicy.Befall(options, person, life.Acts);
    }

    // The shop asks, keeps it for the order, and gives it back when the card is declined; or the order is made with it, on whatever cart there is.
    private static void Use(Life life, long at, string code, SunkMail mail)
    {
        var (chance, person) = (life.Chance, life.Person);
        var order = $"o{person.Number}-k{mail.Ordinal}";
        life.Ask(at, "validate", code, order);
        if (chance.Happens(0.5)) life.Ask(at + 1_000, "reserve", code, order);
        if (chance.Happens(0.3)) life.Ask(at + 60_000, "validate", code, order + "x");
        if (chance.Happens(0.3)) life.Ask(at + 90_000, "release", code, order);
        if (chance.Happens(0.7)) life.Order(at + 120_000, person.Device, Math.Max(0, person.CartIn(mail.Text)), order, chance.Next(1000, 30_000), code);
        if (chance.Happens(0.5)) life.Ask(at + chance.Between(3_600_000, 20L * 86_400_000), "validate", code, order + "y");
    }

    // PREFIX-XXXXX-XXXXX-XXXXX
    private static string? CodeIn(string text) => text.Split([' ', '\n', '\r']).FirstOrDefault(w => w.Length >= 17 && w.Count(c => c == '-') == 3 && w.All(c => c == '-' || char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c)));

    /// <summary>The platform tells an order that is paid in this moment.</summary>
    public static Act SuddenOrder(Person person, SunkMail mail, long now) => new(person.Number, 10_000 * mail.Ordinal + 9_000, ActKind.Event, now, now)
    {
        Event = person.Tells(10_000 * mail.Ordinal + 9_000, EventKind.OrderPaid, "Order Paid", now, null, Trust.Platform) with
        {
            OrderId = $"o{person.Number}-r{mail.Ordinal}", Total = 5_000, CartId = person.CartId(Math.Max(0, person.CartIn(mail.Text))), Personal = new Personal { Email = person.Email },
        },
    };

    private static void Visit(Life life, long at, string device)
    {
        var (chance, person) = (life.Chance, life.Person);
        for (var views = chance.Next(1, 3); views > 0; views--) at = life.LookAt(chance.Next(StoresPolicy.Products), at, device) + chance.Next(4_000, 40_000);
        if (person.UserId is not null && chance.Happens(0.7)) at = life.Identify(at, device) + 5_000;
        if (life.Items(device) == 0 && chance.Happens(WorldFigures.OnlyLooks)) return;
        for (var goods = chance.Next(1, 4); goods > 0; goods--) at = life.Add(at, device) + chance.Next(3_000, 30_000);
        if (chance.Happens(0.1)) at = life.Remove(at, device) + 10_000;
        var isBought = !chance.Happens(WorldFigures.Abandoned);
        var stop = isBought ? 4 : Stop(chance);
        at = Checkout(life, at, device, stop, isBought);
        if (isBought) life.Order(at + chance.Next(5_000, 60_000), device, life.CartOf(device), life.NextOrder(), life.Total(device));
        else if (chance.Happens(WorldFigures.ReturnsAlone)) ComeBack(life, at + chance.Between(600_000, 40L * 3_600_000), device);
        else if (chance.Happens(WorldFigures.TriesAgain)) TryAgain(life, at + chance.Between(600_000, 30L * 3_600_000), device);
        else if (chance.Happens(WorldFigures.Empties)) life.Empty(at + chance.Between(60_000, 20L * 3_600_000), device);
        else if (chance.Happens(WorldFigures.ComesBack)) life.Tell(EventKind.PageViewed, "Page Viewed", at + chance.Between(300_000, 60L * 3_600_000), device);
        if (chance.Happens(WorldFigures.News)) life.News(at + chance.Between(600_000, 120L * 3_600_000), device);
        if (chance.Happens(WorldFigures.SaysNo) && life.EmailAt is not null) life.Consent(at + chance.Between(60_000, 30L * 3_600_000), device, isYes: false);
    }

    private static void ComeBack(Life life, long at, string device)
    {
        at = life.Tell(EventKind.PageViewed, "Page Viewed", at, device) + 20_000;
        at = Checkout(life, at, device, 4, isBought: true);
        life.Order(at + 20_000, device, life.CartOf(device), life.NextOrder(), life.Total(device));
    }

    // Further than before, and not to the end: what began about the cart is overtaken by what is more urgent.
    private static void TryAgain(Life life, long at, string device)
    {
        at = life.Tell(EventKind.PageViewed, "Page Viewed", at, device) + 20_000;
        Checkout(life, at, device, life.Chance.Next(2, 5), isBought: false, life.Chance.Happens(0.5) ? "errors" : null);
    }

    private static long Checkout(Life life, long at, string device, int stop, bool isBought, string? why = null)
    {
        var (chance, person) = (life.Chance, life.Person);
        var reason = why ?? Reason(chance);
        if (stop >= 1)
        {
            at = life.Tell(EventKind.CheckoutStarted, "Checkout Started", at, device) + chance.Next(3_000, 20_000);
            if (chance.Happens(WorldFigures.Slips) && !life.IsIdentified && life.EmailAt is null) at = life.Type(at, device, Simulation.Person.Slip(person.Number), null) + 8_000;
            at = life.Type(at, device, person.Email, chance.Happens(WorldFigures.SaysYes) ? true : null) + chance.Next(5_000, 40_000);
        }
        if (stop >= 2) at = life.Step(at, device, "address", null) + chance.Next(10_000, 60_000);
        if (stop >= 2 && (person.Phone ?? person.Country) is not null) at = life.Phone(at, device, chance.Happens(WorldFigures.AgreesToTexts) ? true : null) + chance.Next(2_000, 10_000);
        if (stop >= 3) at = life.Step(at, device, "shipping", reason == "cost" && !isBought ? 1_490 : 490) + chance.Next(5_000, 40_000);
        if (stop >= 4) at = life.Step(at, device, "payment", null) + chance.Next(5_000, 60_000);
        if (!isBought && stop >= 1 && reason == "errors") at = life.Trouble(at, device, stop >= 4 ? "payment_declined" : "script_error") + 1_000;
        return at;
    }

    private static int Geometric(Random chance, double again, int most)
    {
        var n = 0;
        while (n < most && chance.Happens(again)) n++;
        return n;
    }

    private static int Stop(Random chance)
    {
        var x = chance.NextDouble();
        var stop = 0;
        while (stop < Stages.Length - 1 && x >= WorldFigures.Stops[stop]) x -= WorldFigures.Stops[stop++];
        return stop;
    }

    private static string Reason(Random chance)
    {
        var x = chance.NextDouble();
        foreach (var (reason, share) in WorldFigures.Reasons)
        {
            if (x < share) return reason;
            x -= share;
        }
        return "cost";
    }

    private static int HourOf(Random chance)
    {
        var x = chance.Next(WorldFigures.Hours.Sum());
        var hour = 0;
        while (x >= WorldFigures.Hours[hour]) x -= WorldFigures.Hours[hour++];
        return hour;
    }
}
