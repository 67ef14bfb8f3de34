using System.Globalization;
using Cartwright.Shoppers;
using static Cartwright.Journeys.SendGatePolicy;

namespace Cartwright.Journeys;

/// <summary>The gate's rules on the address itself.</summary>
internal static class AddressRules
{
    public static (Verdict, string, string, long?) Known(Facts f)
    {
        if (f.Address is not { } address) return (Verdict.Skip, SkipReason.NoAddress, $"no {f.Channel} address is known", null);
        return f.Channel == Channels.Email && PlausibilityPolicy.WhyNot(address) is { } why ? (Verdict.Skip, SkipReason.Implausible, why, null) : Pass("an address is known");
    }

    // What somebody who was erased had done before comes late, from a device that is not known as theirs: not even the shop's own people and systems are told of it.
    public static (Verdict, string, string, long?) NotErased(Facts f) =>
        f.Shopper.Permissions.Any(p => p.SuppressedFor == SuppressionReason.Erased)
            ? (Verdict.Skip, SkipReason.Erased, "everything personal of who has this address was erased", null)
            : Pass("nobody asked for this address to be forgotten");

    public static (Verdict, string, string, long?) NotSuppressed(Facts f) =>
        f.Shopper.Permissions.FirstOrDefault(p => p.Channel == f.Channel && p.SuppressedFor is not null) is { } s
            ? (Verdict.Skip, SkipReason.Suppressed, $"the address is on the suppression list: {ReasonSentences.Of(s.SuppressedFor!)}", null)
            : Pass("the address is not suppressed");
}

/// <summary>The gate's rules on what the shopper agreed to, by channel and country.</summary>
internal static class ConsentRules
{
    public static (Verdict, string, string, long?) Permitted(Facts f)
    {
        var said = f.Shopper.Permissions.Where(p => p.Channel == f.Channel && p.Granted is not null).ToList();
        if (said.Any(p => p.Granted == false) && !f.IsTransactional) return (Verdict.Skip, SkipReason.Refused, "the shopper said no to messages on this channel", null);
        // A yes given through the public key holds for the carts of the device it was given on.
        var yes = said.Where(p => p.Granted == true && f.IsSaidOf(p) && (p.Source?.StartsWith("browser:", StringComparison.Ordinal) != true || f.Cart is { } cart && cart.Facts.Devices.Contains(p.Source["browser:".Length..]))).ToList();
        return f.Channel == Channels.Sms ? Text(f, yes) : Mail(f, yes.Count > 0);
    }

    private static (Verdict, string, string, long?) Mail(Facts f, bool agreed)
    {
        if (f.IsTransactional) return Pass("a message about an order needs no agreement");
        if (agreed) return Pass("the shopper agreed to messages on this channel");
        var rule = CountryPolicy.RuleOf(f.Country);
        var customer = f.Shopper.Orders.Any(o => o is { CancelledAt: null, Confirmed: true } && !o.IsClosedUnpaid(f.Now));
        var none = (Verdict.Skip, SkipReason.NoConsent, "no consent for this channel is on record", (long?)null);
        if (f.Journey.Kind == JourneyKind.Marketing)
            return f.Store.Settings.EmailPermission == "granted" ? none
                : rule.Email == EmailBasis.OptOut ? Pass($"in {f.Country} no agreement is needed, only the way out ({rule.MailSource})")
                : customer && rule.Email == EmailBasis.SoftOptIn ? Pass($"the shopper is a customer, and this is about goods like those bought ({rule.MailSource})") : none;
        return f.Store.Settings.EmailPermission switch
        {
            "given" => Pass("the shopper gave the address in this shop, and the store's rule allows help with the cart"),
            "law" when rule.Email == EmailBasis.OptOut => Pass($"in {f.Country} no agreement is needed, only the way out ({rule.MailSource})"),
            "law" when rule.Email == EmailBasis.SoftOptIn && customer => Pass($"the shopper is a customer ({rule.MailSource})"),
            "law" => (Verdict.Skip, SkipReason.NoConsent, $"no consent is on record, and {f.Country ?? "the law where the shopper may be"} asks for one ({rule.MailSource})", null),
            _ => none,
        };
    }

    private static (Verdict, string, string, long?) Text(Facts f, List<Permission> yes)
    {
        if (f.IsTransactional) return Pass("a message about an order needs no agreement");
        if (yes.Count == 0) return (Verdict.Skip, SkipReason.NoConsent, "no consent for this channel is on record", null);
        var rule = CountryPolicy.RuleOf(f.Country);
        return !rule.DoubleOptIn || yes.Exists(p => p.Confirmed) ? Pass("the shopper agreed to messages on this channel")
            : (Verdict.Skip, SkipReason.NotConfirmed, $"texts to {f.Country} need an agreement that was confirmed a second time ({rule.Source})", null);
    }

    /// <summary>One text a cart, within 48 hours, where carriers ask for that.</summary>
    public static (Verdict, string, string, long?) OneCartText(Facts f)
    {
        if (f.Channel != Channels.Sms || f.Cart is null || !TriggerType.IsOfCart(f.Journey.Trigger.Type)) return Pass("it is no text about a cart");
        var rule = CountryPolicy.RuleOf(f.Country);
        if (!rule.OneCartText) return Pass("the country asks for no limit of texts a cart");
        if (f.Shopper.Messages.Any(m => m.Channel == Channels.Sms && m.CartId == f.Cart.Id && m.MayHaveLeft)) return (Verdict.Skip, SkipReason.OneText, $"this cart had its text, and {f.Country} allows one ({rule.Source})", null);
        return f.Now - f.Cart.Facts.LastActivityAt <= 48 * 3_600_000L ? Pass("the cart was left less than 48 hours ago and had no text")
            : (Verdict.Skip, SkipReason.TooOld, $"the cart was left more than 48 hours ago ({rule.Source})", null);
    }
}

/// <summary>The gate's rules on the hour of the day, where the shopper is.</summary>
internal static class QuietRules
{
    public static (Verdict, string, string, long?) NotQuiet(Facts f)
    {
        if (f.IsTransactional && f.Channel != Channels.Sms) return Pass("it may come at any hour");
        var settings = f.Store.Settings;
        var zones = CountryPolicy.ZonesOf(f.Shopper, f.Country, f.Store);
        var rule = f.Channel == Channels.Sms ? CountryPolicy.RuleOf(f.Country, f.Cart?.Facts.Details.GetValueOrDefault("region") ?? f.Shopper.Personal.Region, f.Address) : null;
        if (settings.QuietFromHour == settings.QuietToHour && rule is null) return Pass("the store has no quiet hours for this channel");
        var open = QuietHoursPolicy.OpensAt(f.Now, zones, local => IsNight(local, settings.QuietFromHour, settings.QuietToHour) || rule is not null && (IsNight(local, rule.TextsToHour, rule.TextsFromHour)
            || local.DayOfWeek == DayOfWeek.Sunday && local.Hour < rule.SundayFromHour
            || rule.Weekend is { } weekend && local.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday && IsNight(local, weekend.To, weekend.From)));
        if (open is null) return Pass("it is not a quiet hour");
        var text = rule is not null && QuietHoursPolicy.OpensAt(f.Now, zones, local => IsNight(local, settings.QuietFromHour, settings.QuietToHour)) is null
            ? string.Create(CultureInfo.InvariantCulture, $"texts go from {rule.TextsFromHour}:00 to {rule.TextsToHour}:00 where the shopper is ({rule.Source})")
            : string.Create(CultureInfo.InvariantCulture, $"quiet from {settings.QuietFromHour}:00 to {settings.QuietToHour}:00");
        return settings.QuietDrop ? (Verdict.Skip, SkipReason.Quiet, text, null) : (Verdict.Hold, SkipReason.Quiet, text, open);
    }

    private static bool IsNight(DateTimeOffset local, int from, int to) => from != to && (from < to ? local.Hour >= from && local.Hour < to : local.Hour >= from || local.Hour < to);
}
