using Cartwright.Journeys;
using Cartwright.Offers;
using Cartwright.Recovery;
using Cartwright.Shoppers;
using Cartwright.Tracking;

namespace Cartwright.Turns;

/// <summary>Gives the shopper a code of an offer that is active.</summary>
internal sealed record IssueCouponSignal(Guid StoreId, Guid Shopper, string Offer, Guid? CartId) : Signal(StoreId, Shopper)
{
    public override bool NeedsFresh => true;
}

/// <summary>Asks something of a shopper's code. Email: the address told with it, in its normal form. CartOwner: without one, whose the cart is that was told, where that is known.</summary>
internal sealed record CouponSignal(Guid StoreId, Guid Shopper, string Key, CouponAction Action, CouponUse Use, string? Email = null, Guid? CartOwner = null) : Signal(StoreId, Shopper)
{
    public override bool NeedsFresh => true;
}

/// <summary>The code as it is now, and why it was refused (a <see cref="CouponReason"/>); null: it was not. Coupon null: there is none.</summary>
internal sealed record CouponResult(Guid Shopper, Coupon? Coupon, string? Refused) : SignalResult;

/// <summary>What becomes of a shopper's codes: by request, by orders, by time, and by what happens to the person.</summary>
internal static class CouponTurn
{
    /// <summary>A code of the offer for the shopper: the one that lives already, or a new one that takes the place of any other.</summary>
    /// <param name="offer">An active one (<see cref="TurnContext.Offer"/>).</param>
    /// <param name="code">What a new one is called (<see cref="TurnContext.NewCode"/>).</param>
    public static (ShopperState State, Coupon Coupon) Issue(ShopperState state, Offer offer, Guid? cartId, TurnContext context, string code)
    {
        var (coupons, coupon) = CouponPolicy.Issue(state.Coupons, offer, cartId, context.Ids.At(context.Now), code, context.Now);
        return (Put(state, coupons), coupon);
    }

    /// <summary>
    /// The same for a run through a journey, whose messages show the code from then on; the state does not have the changed run yet. What a shopper was told stays
    /// true: a code they were told of is the run's when it lasts longer than a new one would, else it goes on until the new one is told, which the gate may never let out.
    /// </summary>
    public static (ShopperState State, Enrollment Run) Give(ShopperState state, Enrollment run, Offer offer, Guid? cartId, TurnContext context)
    {
        if (state.Coupons.Count == 0) return GiveNow(state, run, offer, cartId, context);
        var told = state.Coupons.Select(c => CouponPolicy.AsOf(c, context.Now)).Where(c => c.IsAlive && c.Offer != offer.Slug && IsTold(state, c)).MaxBy(c => c.ExpiresAt);
        return told is null ? GiveNow(state, run, offer, cartId, context)
            : (state, run with { Memo = run.Memo with { Offer = offer.Slug, Coupon = told.ExpiresAt >= context.Now + offer.ValidForMs ? told.Code : null } });
    }

    /// <summary>The same when a message that tells the code is about to leave.</summary>
    public static (ShopperState State, Enrollment Run) GiveNow(ShopperState state, Enrollment run, Offer offer, Guid? cartId, TurnContext context)
    {
        var (given, coupon) = Issue(state, offer, cartId, context, context.NewCode(offer));
        return (given, run with { Memo = run.Memo with { Offer = offer.Slug, Coupon = coupon.Code } });
    }

    // By a message, or by whoever asked for it: no run has made it then.
    private static bool IsTold(ShopperState state, Coupon coupon) => IsShown(state, coupon.Code) || !state.Enrollments.Any(e => e.Memo.Coupon == coupon.Code && IsMadeBy(e, coupon));

    // A run that shows what was told before may be of another offer.
    private static bool IsMadeBy(Enrollment run, Coupon coupon) => run.Memo.Offer is null || run.Memo.Offer == coupon.Offer;

    private static bool IsShown(ShopperState state, string code) => state.Messages.Any(m => m.MayHaveLeft && m.Content?.Model.Contains(code, StringComparison.Ordinal) == true);

    /// <summary>
    /// A run's code when a message that shows it is about to leave: five hours, say, are counted from the first such message, also when that was held over night.
    /// What a message that left has said of its end stays.
    /// </summary>
    public static ShopperState Begin(ShopperState state, Enrollment run, TurnContext context)
    {
        if (run.Memo.Coupon is not { } code || state.Coupons.FirstOrDefault(c => c.Code == code) is not { } coupon || context.Offer(coupon.Offer) is not { } offer) return state;
        if (IsShown(state, code) || !IsMadeBy(run, coupon)) return state;
        return Put(state, CouponPolicy.Each(state.Coupons, c => c.Id == coupon.Id ? CouponPolicy.Begin(c, offer.ValidForMs, context.Now) : c));
    }

    public static Turn Decide(ShopperState state, IssueCouponSignal signal, TurnContext context)
    {
        if (signal.CartId is { } cart && state.Cart(cart) is null) return Turn.Of(state) with { Result = new CouponResult(state.Id, null, CouponReason.UnknownCart) };
        if (context.Offer(signal.Offer) is not { } offer) return Turn.Of(state) with { Result = new CouponResult(state.Id, null, CouponReason.OfferPaused) };
        var (next, coupon) = Issue(state, offer, signal.CartId, context, context.NewCode(offer));
        return new Turn(next, Told(state.Coupons, next.Coupons, context.Now), new CouponResult(state.Id, coupon, null), []);
    }

    public static Turn Decide(ShopperState state, CouponSignal signal, TurnContext context)
    {
        if (state.Coupons.FirstOrDefault(c => c.Key == signal.Key) is not { } known) return Turn.Of(state) with { Result = new CouponResult(state.Id, null, CouponReason.Unknown) };
        var use = signal.Use with { IsStrangers = IsStrangers(state, signal), IsEarning = IsEarning(state, known, signal.Use) };
        var answer = signal.Action switch
        {
            CouponAction.Reserve => CouponPolicy.Reserve(known, use, context.Now),
            CouponAction.Release => CouponPolicy.Release(known, use, context.Now),
            CouponAction.Redeem => CouponPolicy.Redeem(known, use, context.Now),
            CouponAction.Revoke => CouponPolicy.Revoke(known, CouponReason.ByHand, context.Now),
            _ => CouponPolicy.Validate(known, use, context.Now),
        };
        var result = new CouponResult(state.Id, answer.Coupon, answer.Refused);
        if (signal.Action == CouponAction.Validate || answer.Refused is not null || answer.Coupon == known) return Turn.Of(state) with { Result = result };
        var next = Put(state, CouponPolicy.Each(state.Coupons, c => ReferenceEquals(c, known) ? answer.Coupon : c));
        return new Turn(next, Told(state.Coupons, next.Coupons, context.Now), result, []);
    }

    /// <summary>
    /// What the shop's server or platform tells of an order is a fact: made with a code it has redeemed it; cancelled, or its card declined,
    /// it gives the code back. The public key's word counts for nothing here.
    /// </summary>
    public static ShopperState OfEvent(ShopperState state, StorefrontEvent e, TurnContext context, List<Story> stories)
    {
        var isDeclined = OrderDecider.IsDeclined(e);
        if (state.Coupons.Count == 0 || e.Imported || e.Trust == Trust.Browser || !isDeclined && !EventKinds.IsOrder(e.Kind)) return state;
        var id = OrderDecider.ExternalId(e);
        var order = state.Orders.FirstOrDefault(o => o.ExternalId == id);
        var coupons = state.Coupons;
        var keys = CouponCode.KeysIn(e.Coupon);
        if (order is { CancelledAt: null } && e.Kind is EventKind.OrderPlaced or EventKind.OrderPaid)
            coupons = CouponPolicy.Each(coupons, c => !keys.Contains(c.Key) || order!.PaidAt is null && !e.IsAccepted && c.DeclinedOrder == id ? c : CouponPolicy.Ordered(c, id, order.PlacedAt, context.Now).Coupon);
        if (isDeclined && order?.PaidAt is null && !(order?.AcceptedAt > e.At)) coupons = CouponPolicy.Decline(coupons, keys, id, context.Now);
        if (order?.CancelledAt is not null) coupons = CouponPolicy.GiveBack(coupons, id, context.Now);
        stories.AddRange(Told(state.Coupons, coupons, context.Now));
        return Put(state, coupons);
    }

    /// <summary>Writes down what time has changed.</summary>
    public static ShopperState Due(ShopperState state, TurnContext context, List<Story> stories)
    {
        var coupons = CouponPolicy.Each(state.Coupons, c => CouponPolicy.AsOf(c, context.Now));
        stories.AddRange(Told(state.Coupons, coupons, context.Now));
        return Put(state, coupons);
    }

    /// <summary>When (ms) time changes the next of them; null: never.</summary>
    public static long? WakeAt(ShopperState state) => state.Coupons.Count == 0 ? null : state.Coupons.Min(CouponPolicy.ChangesAt);

    public static ShopperState Erase(ShopperState state, long now) => Put(state, CouponPolicy.Erase(state.Coupons, now));

    /// <summary>After two shoppers were found to be one.</summary>
    public static ShopperState Join(ShopperState state, long now) => Put(state, CouponPolicy.Join(state.Coupons, now));

    private static ShopperState Put(ShopperState state, IReadOnlyList<Coupon> coupons) => ReferenceEquals(coupons, state.Coupons) ? state : state with { Coupons = coupons };

    // Only what ended, came back or began is told: that a code is held while an order is being paid is over in a moment.
    private static List<Story> Told(IReadOnlyList<Coupon> before, IReadOnlyList<Coupon> after, long now)
    {
        var stories = new List<Story>();
        for (var i = 0; i < after.Count; i++)
        {
            var (old, c) = (i < before.Count ? before[i] : null, after[i]);
            if (ReferenceEquals(old, c) || old?.Status == c.Status) continue;
            switch (c.Status)
            {
                case CouponStatus.Live when old is null: stories.Add(new Story(c.CartId, now, "coupon_issued", c.Code)); break;
                case CouponStatus.Live when old.Status == CouponStatus.Redeemed: stories.Add(new Story(c.CartId, now, "coupon_returned", c.Code)); break;
                case CouponStatus.Redeemed: stories.Add(new Story(c.CartId, now, "coupon_redeemed", c.Code)); break;
                case CouponStatus.Expired: stories.Add(new Story(c.CartId, c.EndedAt ?? now, "coupon_expired", c.Code)); break;
                case CouponStatus.Revoked: stories.Add(new Story(c.CartId, now, "coupon_revoked", c.Code)); break;
            }
        }
        return stories;
    }

    // Nobody who is known by no address can be told apart from the one who types one.
    private static bool IsStrangers(ShopperState state, CouponSignal signal)
    {
        if (signal.Email is not { } email) return signal.CartOwner is { } owner && owner != state.Id && !state.Traits.Merged.Contains(owner) && !state.Carts.Any(c => IsNamed(c, signal.Use.CartId!));
        var own = state.Carts.Select(c => Address.Email(c.Facts.Details.GetValueOrDefault("email"))).Append(state.Personal.Email).OfType<string>().ToList();
        return own.Count > 0 && !own.Contains(email);
    }

    private static bool IsEarning(ShopperState state, Coupon coupon, CouponUse use) => coupon.CartId is { } earned
        && (use.OrderId is { } order && state.Orders.Any(o => o.ExternalId == order && o.CartId == earned)
            || use.CartId is { } cart && state.Cart(earned) is { } own && IsNamed(own, cart));

    private static bool IsNamed(Carts.Cart cart, string id) => cart.Facts.Refs.Contains("cart:" + id) || cart.Facts.Refs.Contains("checkout:" + id);
}
