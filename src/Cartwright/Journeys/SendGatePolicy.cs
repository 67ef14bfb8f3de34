using System.Globalization;
using Cartwright.Carts;
using Cartwright.Recovery;
using Cartwright.Shoppers;
using Cartwright.Stores;
using Cartwright.Tracking.Platforms;
using Cartwright.Tracking.Webhooks;

namespace Cartwright.Journeys;

/// <summary>
/// Decides whether a message may leave now. It runs when a step is due and again, on facts loaded under the shopper's version, just
/// before the last byte. Every rule that was asked is in the answer.
/// </summary>
internal static class SendGatePolicy
{
    /// <summary>What the rules look at. Sends: times (ms) of this person's messages that left or may have left, over all channels.
    /// Approved: a person has approved this very message. Shop: what became of asking the shop; null: not asked (yet).</summary>
    internal sealed record Facts(Store Store, JourneyDefinition Journey, ShopperState Shopper, Cart Cart, string Channel, IReadOnlyList<long> Sends, long Now, bool Approved = false, ShopAnswer? Shop = null);

    private delegate (Verdict Verdict, string Reason, string Text, long? Until) Rule(Facts f);

    private static readonly (string Name, Rule Ask)[] Rules =
    [
        ("sending", f => f.Store.Settings.Sending ? Pass(f.Store.Settings.SandboxTo is null ? "the store sends messages" : "the store sends messages, all of them to its test address") : (Verdict.Skip, SkipReason.SendingOff, "the store's sending is switched off", null)),
        ("order", NotOrdered),
        ("shop", Asked),
        ("order feed", f => f.Shop is { Word: ShopWord.Known } || f.Shop is null && f.Store.AsksShop ? Pass("the shop itself is asked")
            : f.Store.OrderFeedSilentSince is null ? Pass("the shop tells of its orders")
            : (Verdict.Hold, SkipReason.FeedSilent, "the shop's platform is no longer heard, so an order may be unknown; this waits until it is heard again", f.Now + OrderFeedPolicy.AskAgain)),
        ("cart", f => f.Cart.Facts.Lines.Count > 0 && !f.Cart.Merged ? Pass("the cart has goods in it") : (Verdict.Skip, SkipReason.Emptied, "the cart is empty", null)),
        ("address", f => AddressOf(f.Shopper, f.Cart, f.Channel) is not null ? Pass("an address is known") : (Verdict.Skip, SkipReason.NoAddress, $"no {f.Channel} address is known", null)),
        ("suppression", NotSuppressed),
        ("consent", Permitted),
        ("age", f => f.Now - f.Cart.Facts.LastActivityAt <= f.Journey.MaxAgeHours * 3_600_000L
            ? Pass($"the cart is younger than {f.Journey.MaxAgeHours} hours")
            : (Verdict.Skip, SkipReason.TooOld, $"the cart's last activity is more than {f.Journey.MaxAgeHours} hours ago", null)),
        ("cap", UnderCap),
        ("activity", NotActive),
        ("quiet hours", NotQuiet),
        ("approval", NotWaiting), // the last: a person is asked only about what would leave
    ];

    private static readonly string[] OfTheShopper = ["address", "suppression", "consent", "cap", "quiet hours"];

    /// <summary>Asks the rules in order; the first that objects decides.</summary>
    public static GateAnswer Decide(Facts facts)
    {
        var asked = new List<GateRule>(Rules.Length);
        foreach (var (name, ask) in Rules)
        {
            if (!Channels.ReachesShopper(facts.Channel) && OfTheShopper.Contains(name)) continue; // it goes to the shop's own people or systems
            var (verdict, reason, text, until) = ask(facts);
            asked.Add(new GateRule(name, verdict == Verdict.Send, text));
            if (verdict != Verdict.Send) return new GateAnswer(verdict, reason, until, asked);
        }
        return new GateAnswer(Verdict.Send, null, null, asked);
    }

    /// <summary>The address of the shopper for a channel: what was typed into this cart's checkout wins over what is known otherwise.</summary>
    public static string? AddressOf(ShopperState shopper, Cart cart, string channel) => channel switch
    {
        Channels.Email => Address.Email(cart.Facts.Details.GetValueOrDefault("email")) ?? shopper.Personal.Email,
        Channels.Sms => Address.Phone(cart.Facts.Details.GetValueOrDefault("phone")) ?? shopper.Personal.Phone,
        _ => null,
    };

    /// <summary>An order of this person that makes a reminder of this cart wrong: the cart's own, or one placed since it was last touched.</summary>
    public static Order? OrderAgainst(ShopperState shopper, Cart cart) => shopper.Orders.FirstOrDefault(o => o.CartId == cart.Id && o.CancelledAt is null)
        ?? shopper.Orders.FirstOrDefault(o => o.CancelledAt is null && o.PlacedAt >= cart.Facts.StartedAt && o.PlacedAt >= cart.Facts.LastActivityAt - OrderSkew);

    // The shop's server and the shopper's browser do not share a clock, and pages still report while the order is being placed.
    private const long OrderSkew = 120_000;

    private static (Verdict, string, string, long?) Pass(string text) => (Verdict.Send, "", text, null);

    private static (Verdict, string, string, long?) NotOrdered(Facts f)
    {
        if (f.Cart.Facts.OrderedAt is not null) return (Verdict.Skip, SkipReason.Ordered, "the cart was ordered", null);
        return OrderAgainst(f.Shopper, f.Cart) is null ? Pass("nothing was ordered since")
            : (Verdict.Skip, SkipReason.OrderedElsewhere, "the shopper ordered after leaving this cart", null);
    }

    // The orders the shop told are in by now: the rule before has seen them.
    private static (Verdict, string, string, long?) Asked(Facts f) => f.Shop?.Word switch
    {
        null => Pass(f.Store.AsksShop ? "the shop is asked for orders just before this leaves" : "the shop cannot be asked for orders: its API credentials are not set"),
        ShopWord.Known => Pass("the shop was asked, and all of its orders are known"),
        ShopWord.GivenUp => Pass("the shop could not be asked for half an hour; what its webhooks told counts"),
        _ => (Verdict.Hold, SkipReason.ShopNotAsked, "the shop could not be asked whether this was ordered; it is tried again", f.Shop.AgainAt),
    };

    private static (Verdict, string, string, long?) NotSuppressed(Facts f) =>
        f.Shopper.Permissions.FirstOrDefault(p => p.Channel == f.Channel && p.SuppressedFor is not null) is { } s
            ? (Verdict.Skip, SkipReason.Suppressed, $"the address is on the suppression list: {s.SuppressedFor}", null)
            : Pass("the address is not suppressed");

    private static (Verdict, string, string, long?) Permitted(Facts f)
    {
        var said = f.Shopper.Permissions.Where(p => p.Channel == f.Channel && p.Granted is not null).ToList();
        if (said.Any(p => p.Granted == false)) return (Verdict.Skip, SkipReason.Refused, "the shopper said no to messages on this channel", null);
        // A yes given through the public key holds for the carts of the device it was given on.
        if (said.Any(p => p.Source?.StartsWith("browser:", StringComparison.Ordinal) != true || f.Cart.Facts.Devices.Contains(p.Source["browser:".Length..])))
            return Pass("the shopper agreed to messages on this channel");
        return f.Channel == Channels.Email && f.Store.Settings.EmailPermission == "given"
            ? Pass("the shopper gave the address in this shop, and the store's rule allows help with the cart")
            : (Verdict.Skip, SkipReason.NoConsent, "no consent for this channel is on record", null);
    }

    private static (Verdict, string, string, long?) UnderCap(Facts f)
    {
        var settings = f.Store.Settings;
        var count = f.Sends.Count(at => f.Now - at < settings.CapHours * 3_600_000L);
        return count < settings.CapMessages ? Pass($"{count} of {settings.CapMessages} messages in {settings.CapHours} h")
            : (Verdict.Skip, SkipReason.Capped, $"{count} messages in {settings.CapHours} h is the cap", null);
    }

    private static (Verdict, string, string, long?) NotActive(Facts f)
    {
        var until = f.Cart.Facts.LastActivityAt + f.Store.Settings.IdleSeconds * 1000L;
        return f.Now >= until ? Pass("the shopper has left") : (Verdict.Hold, SkipReason.Active, "the shopper is still on the site", until);
    }

    // What goes to the test address reaches nobody, so nobody has to approve it.
    private static (Verdict, string, string, long?) NotWaiting(Facts f) =>
        f.Approved ? Pass("a person approved it")
        : f.Store.Settings.SandboxTo is not null ? Pass("a message to the test address needs no approval")
        : f.Store.IsApprovalOver ? Pass("no approval is needed")
        : (Verdict.Hold, SkipReason.Approval, string.Create(CultureInfo.InvariantCulture, $"waits for approval: {f.Store.Approved} of the first {f.Store.Settings.ApproveFirst} are decided"), null);

    private static (Verdict, string, string, long?) NotQuiet(Facts f)
    {
        var settings = f.Store.Settings;
        if (settings.QuietFromHour == settings.QuietToHour) return Pass("the store has no quiet hours for this channel");
        var open = QuietHoursPolicy.OpensAt(f.Now, settings.QuietFromHour, settings.QuietToHour, f.Store.Zone);
        return open is null ? Pass("it is not a quiet hour")
            : (Verdict.Hold, SkipReason.Quiet, string.Create(CultureInfo.InvariantCulture, $"quiet from {settings.QuietFromHour}:00 to {settings.QuietToHour}:00"), open);
    }
}
