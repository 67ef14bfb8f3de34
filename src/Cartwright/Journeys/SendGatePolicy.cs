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
    /// <param name="Cart">What the message is about; null: no cart.</param>
    /// <param name="Hash">The keyed hash of an address: kind, normal form.</param>
    internal sealed record Facts(Store Store, JourneyDefinition Journey, ShopperState Shopper, Cart? Cart, string Channel, Func<string, string, string> Hash, IReadOnlyList<long> Sends, long Now, bool Approved = false, ShopAnswer? Shop = null)
    {
        /// <summary>The order it is about.</summary>
        public Order? Order { get; init; }

        /// <summary>A person answered, and until then (ms) the run waits for one of the shop's; null: nobody did.</summary>
        public long? PausedUntil { get; init; }

        /// <summary>Its journey is not live, but paused or draft; null: it is live.</summary>
        public string? Halted { get; init; }

        /// <summary>Everything it offers is sold out, by the catalogue's live stock, or not in the catalogue; known only just before it leaves.</summary>
        public bool IsSoldOut { get; init; }

        /// <summary>What left of the store today, of what its daily limit counts; null: not known here.</summary>
        public long? SentToday { get; init; }

        /// <summary>When (ms) the message was made; null: it is being made.</summary>
        public long? QueuedAt { get; init; }

        /// <summary>Another journey sent the same about this cart not long ago.</summary>
        public bool WasSent { get; init; }

        /// <summary>Why there is no code, of a message that speaks of one; null: there is, or it speaks of none.</summary>
        public string? NoCode { get; init; }

        public bool IsTransactional => Journey.Kind == JourneyKind.Transactional;

        /// <summary>What goes to the merchant's own people or programs asks no shopper.</summary>
        public bool IsInternal => !Channels.ReachesShopper(Channel);
        public string? Address { get; } = AddressOf(Shopper, Cart, Channel);

        /// <summary>A yes is said of an address. Of a number it holds for that one alone; of an e-mail address also for the one the shopper has now.</summary>
        public bool IsSaidOf(Permission yes) => Address is { } to
            && (Channel == Channels.Email && to == Shopper.Personal.Email || yes.AddressHash == Hash(Channel == Channels.Email ? IdentityPolicy.Email : IdentityPolicy.Phone, to));

        public string? Country => CountryPolicy.CountryOf(Shopper, Cart, Channel == Channels.Sms ? Address : null);
    }

    private delegate (Verdict Verdict, string Reason, string Text, long? Until) Rule(Facts f);

    private static readonly (string Name, Rule Ask)[] Rules =
    [
        ("sending", f => f.Store.Settings.Sending ? Pass(f.Store.Settings.SandboxTo is null ? "the store sends messages" : "the store sends messages, all of them to its test address") : (Verdict.Skip, SkipReason.SendingOff, "the store's sending is switched off", null)),
        ("order", NotOrdered),
        ("shop", Asked),
        ("order feed", f => f.Shop is { Word: ShopWord.Known } || f.Shop is null && f.Store.AsksShop ? Pass("the shop itself is asked")
            : f.IsTransactional ? Pass("it is about an order that is known")
            : f.Store.OrderFeedSilentSince is null ? Pass("the shop tells of its orders")
            : (Verdict.Hold, SkipReason.FeedSilent, "the shop's platform is no longer heard, so an order may be unknown; this waits until it is heard again", f.Now + OrderFeedPolicy.AskAgain)),
        ("cart", f => !TriggerType.IsOfCart(f.Journey.Trigger.Type) ? Pass("it is not about a cart")
            : f.Cart is { Merged: false, Facts.Lines.Count: > 0 } ? Pass("the cart has goods in it") : (Verdict.Skip, SkipReason.Emptied, "the cart is empty", null)),
        ("stock", InStock),
        ("address", AddressRules.Known),
        ("erasure", AddressRules.NotErased),
        ("suppression", AddressRules.NotSuppressed),
        ("consent", ConsentRules.Permitted),
        ("topic", f => f.Shopper.Traits.TopicsOff.Contains(Topic.Of(f.Journey)) ? (Verdict.Skip, SkipReason.TopicOff, "the shopper chose not to be written to about this", null) : Pass("the shopper did not opt out of what it is about")),
        ("repeat", f => f.WasSent ? (Verdict.Skip, SkipReason.SentBefore, "another journey sent the same about this cart already", null) : Pass("no other journey sent the same about this cart")),
        ("age", NotTooOld),
        ("journey", IsLive),
        ("reply", f => f.PausedUntil is { } until && f.Now < until ? (Verdict.Hold, SkipReason.Replied, "the shopper has answered; a person lets it go on, or it ends with its time", until) : Pass("nobody waits for an answer")),
        ("cart text", ConsentRules.OneCartText),
        ("cap", UnderCap),
        ("cool-down", Cooled),
        ("activity", NotActive),
        ("quiet hours", QuietRules.NotQuiet),
        ("code", f => f.NoCode is { } why ? (Verdict.Skip, SkipReason.NoCode, why, null) : Pass("it speaks of no code, or has it")),
        ("daily limit", UnderDailyLimit),
        ("approval", NotWaiting), // the last: a person is asked only about what would leave
    ];

    private static readonly string[] OfTheShopper = ["address", "suppression", "consent", "topic", "repeat", "cart text", "cap", "cool-down", "quiet hours", "code", "daily limit"];

    /// <summary>Asks the rules in order; the first that objects decides.</summary>
    public static GateAnswer Decide(Facts facts)
    {
        var asked = new List<GateRule>(Rules.Length);
        foreach (var (name, ask) in Rules)
        {
            if (facts.IsInternal && OfTheShopper.Contains(name)) continue; // it goes to the shop's own people or systems
            var (verdict, reason, text, until) = ask(facts);
            asked.Add(new GateRule(name, verdict == Verdict.Send, text));
            if (verdict != Verdict.Send) return new GateAnswer(verdict, reason, until, asked);
        }
        return new GateAnswer(Verdict.Send, null, null, asked);
    }

    /// <summary>The address of the shopper for a channel: what was typed into this cart's checkout wins over what is known otherwise.</summary>
    public static string? AddressOf(ShopperState shopper, Cart? cart, string channel) => channel switch
    {
        Channels.Email => Address.Email(cart?.Facts.Details.GetValueOrDefault("email")) ?? shopper.Personal.Email,
        Channels.Sms => Address.Phone(cart?.Facts.Details.GetValueOrDefault("phone")) ?? shopper.Personal.Phone,
        _ => null,
    };

    public static bool HasAddress(ShopperState shopper, Cart? cart) => AddressOf(shopper, cart, Channels.Email) is not null || AddressOf(shopper, cart, Channels.Sms) is not null;

    /// <summary>An order of this person that makes a reminder of this cart wrong: the cart's own, or one placed since it was last touched.</summary>
    public static Order? OrderAgainst(ShopperState shopper, Cart cart) => shopper.Orders.FirstOrDefault(o => o.CartId == cart.Id && o.CancelledAt is null)
        ?? shopper.Orders.FirstOrDefault(o => o.CancelledAt is null && o.PlacedAt >= cart.Facts.StartedAt && o.PlacedAt >= cart.Facts.LastActivityAt - OrderSkew);

    // The shop's server and the shopper's browser do not share a clock, and pages still report while the order is being placed.
    private const long OrderSkew = 120_000;

    internal static (Verdict, string, string, long?) Pass(string text) => (Verdict.Send, "", text, null);

    private static (Verdict, string, string, long?) InStock(Facts f)
    {
        if (!f.IsSoldOut || f.IsTransactional) return Pass("nothing says that all of it is sold out");
        // What is about no cart has no goods but those the catalogue tells of.
        if (f.Cart is null) return (Verdict.Skip, SkipReason.UnknownGoods, f.Journey.Trigger.Type == TriggerType.Browsed ? "the catalogue does not know the product that was looked at" : "it is about no product that the catalogue knows", null);
        return (Verdict.Skip, SkipReason.SoldOut, f.Journey.Trigger.Type is TriggerType.BackInStock or TriggerType.PriceDrop ? "what it tells of is not in the cart any more, or sold out" : "everything in it is sold out", null);
    }

    private static (Verdict, string, string, long?) NotOrdered(Facts f)
    {
        if (TriggerType.IsOfOrder(f.Journey.Trigger.Type)) return OfOrder(f);
        if (f.Cart is null) return f.Journey.ExitsInForce.Contains(JourneyExit.Ordered) && f.Shopper.Orders.Any(o => o.CancelledAt is null && o.PlacedAt > f.Now - f.Journey.MaxAgeHours * 3_600_000L)
            ? (Verdict.Skip, SkipReason.OrderedElsewhere, "the shopper has ordered", null) : Pass("the shopper has not ordered");
        if (f.Cart.Facts.OrderedAt is not null) return (Verdict.Skip, SkipReason.Ordered, "the cart was ordered", null);
        return OrderAgainst(f.Shopper, f.Cart) is null ? Pass("nothing was ordered since")
            : (Verdict.Skip, SkipReason.OrderedElsewhere, "the shopper ordered after leaving this cart", null);
    }

    private static (Verdict, string, string, long?) OfOrder(Facts f)
    {
        if (f.Order is not { } order) return (Verdict.Skip, SkipReason.Exited, "its order is not known any more", null);
        if (order.IsCalledOff) return (Verdict.Skip, SkipReason.OrderCancelled, order.CancelledAt is null ? "the order was paid back in full" : "the order was cancelled", null);
        if (f.Journey.Trigger.Type == TriggerType.UnpaidOrder)
            return order.PaidAt is not null ? (Verdict.Skip, SkipReason.Paid, "the order was paid", null)
                : order.ClosesAt <= f.Now ? (Verdict.Skip, SkipReason.OrderClosed, "the shop has closed the order", null)
                : f.Shopper.Orders.Any(o => o.Id != order.Id && !o.IsCalledOff && o.PlacedAt > order.PlacedAt) ? (Verdict.Skip, SkipReason.OrderedElsewhere, "the shopper ordered anew since", null)
                : Pass("the order waits for its payment");
        if (f.Journey.Trigger.Type == TriggerType.NoOrderSince && f.Shopper.Orders.Any(o => !o.IsCalledOff && o.PlacedAt > order.PlacedAt)) return (Verdict.Skip, SkipReason.OrderedElsewhere, "the shopper ordered again", null);
        return Pass("the order stands");
    }

    // The orders the shop told are in by now: the rule before has seen them.
    private static (Verdict, string, string, long?) Asked(Facts f) => f.Shop?.Word switch
    {
        null => Pass(f.Store.AsksShop ? "the shop is asked for orders just before this leaves" : "the shop cannot be asked for orders: its API credentials are not set"),
        ShopWord.Known => Pass("the shop was asked, and all of its orders are known"),
        ShopWord.GivenUp => Pass("the shop could not be asked for half an hour; what its webhooks told counts"),
        _ => (Verdict.Hold, SkipReason.ShopNotAsked, "the shop could not be asked whether this was ordered; it is tried again", f.Shop.AgainAt),
    };

    private static (Verdict, string, string, long?) NotTooOld(Facts f)
    {
        var since = Since(f);
        return since is null || f.Now - since <= f.Journey.MaxAgeHours * 3_600_000L
            ? Pass($"the {(f.Order is null ? "cart" : "order")} is younger than {f.Journey.MaxAgeHours} hours")
            : (Verdict.Skip, SkipReason.TooOld, $"{(f.Order is null ? "the cart's last activity" : "the order")} is more than {f.Journey.MaxAgeHours} hours ago", null);
    }

    private static long? Since(Facts f) => Since(f.Journey, f.Order, f.Cart);

    /// <summary>What a journey's message is about dates from then (ms); null: from no time.</summary>
    public static long? Since(JourneyDefinition journey, Order? order, Cart? cart)
    {
        var since = order?.PlacedAt ?? (TriggerType.IsOfCart(journey.Trigger.Type) ? cart?.Facts.LastActivityAt : null);
        return journey.Trigger.Type switch
        {
            TriggerType.NoOrderSince => since + journey.Trigger.Days.GetValueOrDefault() * 86_400_000L,
            TriggerType.OrderPaid => order?.PaidAt ?? since, // a bank transfer may take weeks
            _ => since,
        };
    }

    /// <summary>Whether a journey is live again is asked so often (ms).</summary>
    public const long LiveAgain = 3_600_000;

    public static string HaltedText(string status) => status == "paused" ? "the journey is paused" : "the journey is a draft again";

    // Who pauses has seen something wrong: nothing more of it leaves, and nothing is lost. What is about nothing with a date is as old as the message.
    private static (Verdict, string, string, long?) IsLive(Facts f) => f.Halted is not { } status ? Pass("the journey is live")
        : f.Now - (Since(f) ?? f.QueuedAt) > f.Journey.MaxAgeHours * 3_600_000L ? (Verdict.Skip, SkipReason.TooOld, $"{HaltedText(status)}, and it has waited more than {f.Journey.MaxAgeHours} hours", null)
        : (Verdict.Hold, SkipReason.JourneyOff, HaltedText(status), f.Now + LiveAgain);

    // The merchant's own limit on a day's messages, so that a peak does not use up what a new sender may send. What would be too old by then is not kept.
    private static (Verdict, string, string, long?) UnderDailyLimit(Facts f)
    {
        var limit = f.Store.Settings.DailyLimit;
        if (limit == 0) return Pass("the store has no daily limit");
        if (f.IsTransactional) return Pass("what is about an order is not counted to the store's daily limit");
        if (f.Store.Settings.SandboxTo is not null) return Pass("a message to the test address is not counted to the store's daily limit");
        if (f.SentToday is not { } sent) return Pass("the store's daily limit is asked just before this leaves");
        if (sent < limit) return Pass(string.Create(CultureInfo.InvariantCulture, $"{sent} of the store's {limit} messages today"));
        var tomorrow = DayPolicy.Bounds(DayPolicy.DayOf(f.Now, f.Store.Zone), f.Store.Zone).To;
        var text = string.Create(CultureInfo.InvariantCulture, $"the store's limit of {limit} message{(limit == 1 ? "" : "s")} a day is reached: {sent} left today");
        return tomorrow - (Since(f) ?? f.QueuedAt ?? f.Now) <= f.Journey.MaxAgeHours * 3_600_000L ? (Verdict.Hold, SkipReason.DailyLimit, text, tomorrow)
            : (Verdict.Skip, SkipReason.DailyLimit, text + ", and tomorrow it would be too old", null);
    }

    private static (Verdict, string, string, long?) UnderCap(Facts f)
    {
        if (f.IsTransactional) return Pass("what is about an order has no cap");
        var settings = f.Store.Settings;
        var count = f.Sends.Count(at => f.Now - at < settings.CapHours * 3_600_000L);
        return count < settings.CapMessages ? Pass($"{count} of {settings.CapMessages} messages in {settings.CapHours} h")
            : (Verdict.Skip, SkipReason.Capped, $"the cap of {settings.CapMessages} message{(settings.CapMessages == 1 ? "" : "s")} in {settings.CapHours} h is reached: {count} left", null);
    }

    private static (Verdict, string, string, long?) Cooled(Facts f)
    {
        var minutes = f.Store.Settings.CoolDownMinutes;
        if (minutes == 0 || f.IsTransactional || f.Sends.Count == 0) return Pass("nothing was sent a moment ago");
        var again = f.Sends.Max() + minutes * 60_000L;
        return f.Now >= again ? Pass($"the last message was more than {minutes} minutes ago") : (Verdict.Hold, SkipReason.CoolDown, $"a message was sent less than {minutes} minutes ago", again);
    }

    private static (Verdict, string, string, long?) NotActive(Facts f)
    {
        if (f.IsTransactional || f.Cart is null || !TriggerType.IsOfCart(f.Journey.Trigger.Type)) return Pass("it does not wait for the shopper to leave");
        var until = f.Cart.Facts.LastActivityAt + f.Store.Settings.IdleSeconds * 1000L;
        return f.Now >= until ? Pass("the shopper has left") : (Verdict.Hold, SkipReason.Active, "the shopper is still on the site", until);
    }

    // What goes to the test address reaches nobody, so nobody has to approve it.
    private static (Verdict, string, string, long?) NotWaiting(Facts f) =>
        f.Approved ? Pass("a person approved it")
        : f.Store.Settings.SandboxTo is not null ? Pass("a message to the test address needs no approval")
        : f.Store.IsApprovalOver ? Pass("no approval is needed")
        : (Verdict.Hold, SkipReason.Approval, string.Create(CultureInfo.InvariantCulture, $"waits for approval: {f.Store.Approved} of the first {f.Store.Settings.ApproveFirst} are decided"), null);
}
