namespace Cartwright.Offers;

/// <summary>The coupon after a request, and why it was refused; null: it was not.</summary>
internal readonly record struct CouponAnswer(Coupon Coupon, string? Refused);

/// <summary>
/// What may be done with a shopper's codes. A person has one living code at most; an order redeems a code or does not, nobody else does after
/// it. A reservation burns nothing: given back, or run out, the code is as it was.
/// </summary>
internal static class CouponPolicy
{
    /// <summary>A reservation holds so long (ms): the time a payment may take. Asking again for the same order begins it anew.</summary>
    public const long LeaseMs = 30 * 60_000;

    /// <summary>As it stands now: a reservation that ran out is live again, what outlived its time has expired. A reservation made in time outlasts the lifetime.</summary>
    public static Coupon AsOf(Coupon coupon, long now)
    {
        if (coupon.Status == CouponStatus.Reserved && coupon.ReservedUntil <= now) coupon = Free(coupon);
        return coupon.Status == CouponStatus.Live && coupon.ExpiresAt <= now ? coupon with { Status = CouponStatus.Expired, EndedAt = coupon.ExpiresAt } : coupon;
    }

    /// <summary>When (ms) it changes by itself; null: never.</summary>
    public static long? ChangesAt(Coupon coupon) => coupon.Status switch
    {
        CouponStatus.Live => coupon.ExpiresAt,
        CouponStatus.Reserved => coupon.ReservedUntil,
        _ => null,
    };

    /// <summary>A code of the offer: the one that lives already, or a new one, which takes the place of any other.</summary>
    public static (IReadOnlyList<Coupon> All, Coupon Coupon) Issue(IReadOnlyList<Coupon> known, Offer offer, Guid? cartId, Guid id, string code, long now)
    {
        known = Each(known, c => AsOf(c, now));
        if (known.FirstOrDefault(c => c.IsAlive && c.Offer == offer.Slug) is { } same) return (known, same);
        var made = new Coupon
        {
            Id = id, Code = code, Offer = offer.Slug, Kind = offer.Kind, Value = offer.Value, Currency = offer.Currency, MinTotal = offer.MinTotal, CartId = cartId, IssuedAt = now, ExpiresAt = now + offer.ValidForMs,
        };
        return ([.. known.Select(c => Revoke(c, CouponReason.Replaced, now).Coupon), made], made);
    }

    /// <summary>A living code whose time begins now: nobody has been shown its end yet. Never shorter than it was.</summary>
    /// <param name="validForMs">Of its offer.</param>
    public static Coupon Begin(Coupon coupon, long validForMs, long now) =>
        AsOf(coupon, now) is { Status: CouponStatus.Live } c && c.ExpiresAt < now + validForMs ? c with { ExpiresAt = now + validForMs } : coupon;

    public static CouponAnswer Validate(Coupon coupon, CouponUse use, long now)
    {
        var c = AsOf(coupon, now);
        return new(c, WhyNot(c, use, now));
    }

    /// <summary>Holds the code for one order. The same order may ask again; past the code's lifetime that lengthens nothing.</summary>
    public static CouponAnswer Reserve(Coupon coupon, CouponUse use, long now)
    {
        var c = AsOf(coupon, now);
        if (WhyNot(c, use, now) is { } refused) return new(c, refused);
        if (!c.IsAlive) return new(c, null);
        return new(c with { Status = CouponStatus.Reserved, HeldBy = use.Holder, ReservedUntil = now < c.ExpiresAt ? now + LeaseMs : c.ReservedUntil }, null);
    }

    /// <summary>Ends a reservation: the card was declined, the code taken out again. Where there is none it changes nothing.</summary>
    public static CouponAnswer Release(Coupon coupon, CouponUse use, long now)
    {
        var c = AsOf(coupon, now);
        return c.Status switch
        {
            CouponStatus.Redeemed => new(c, CouponReason.Used),
            CouponStatus.Reserved when !use.Holds(c) => new(c, CouponReason.Reserved),
            CouponStatus.Reserved => new(AsOf(Free(c), now), null),
            CouponStatus.Revoked when use.Holds(c) => new(c with { HeldBy = null, ReservedUntil = null }, null),
            _ => new(c, null),
        };
    }

    public static CouponAnswer Redeem(Coupon coupon, CouponUse use, long now)
    {
        var c = AsOf(coupon, now);
        if (WhyNot(c, use, now) is { } refused) return new(c, refused);
        return c.Status == CouponStatus.Redeemed ? new(c, null) : new(Used(c, use.Holder!, now), null);
    }

    /// <summary>An order that was made with the code: a fact, whoever had it reserved, if the code lived when the order was placed (<paramref name="placedAt"/>, ms).</summary>
    public static CouponAnswer Ordered(Coupon coupon, string order, long placedAt, long now)
    {
        if (coupon.Status == CouponStatus.Redeemed) return new(coupon, coupon.HeldBy == order ? null : CouponReason.Used);
        var isHeld = coupon.HeldBy == order && coupon.ReservedUntil > placedAt;
        if (coupon.Status == CouponStatus.Revoked && coupon.EndedAt <= placedAt && !isHeld) return new(coupon, CouponReason.Revoked);
        if (coupon.ExpiresAt <= placedAt && !isHeld) return new(AsOf(coupon, now), CouponReason.Expired);
        return new(Used(coupon, order, now), null);
    }

    /// <summary>
    /// Whatever an order that came to nothing had reserved or redeemed is free again, if it still lives and the shopper has no other by now.
    /// </summary>
    public static IReadOnlyList<Coupon> GiveBack(IReadOnlyList<Coupon> coupons, string order, long now)
    {
        var hasLiving = coupons.Any(c => AsOf(c, now).IsAlive);
        return Each(coupons, c =>
        {
            if (c.HeldBy != order || c.Status is not (CouponStatus.Reserved or CouponStatus.Redeemed)) return c;
            if (c.Status == CouponStatus.Reserved) return AsOf(Free(c), now);
            if (c.RevokedFor is not null) return Free(c) with { Status = CouponStatus.Revoked, EndedAt = now };
            if (c.ExpiresAt <= now) return c;
            if (hasLiving) return Free(c) with { Status = CouponStatus.Revoked, RevokedFor = CouponReason.Replaced, EndedAt = now };
            hasLiving = true;
            return Free(c);
        });
    }

    /// <summary>An order's card was declined: what it had is free again, and the order, told once more as placed, does not take what it names (<paramref name="keys"/>) unless it is paid.</summary>
    public static IReadOnlyList<Coupon> Decline(IReadOnlyList<Coupon> coupons, IReadOnlyList<string> keys, string order, long now)
    {
        var held = coupons.Where(c => c.HeldBy == order).Select(c => c.Id).ToHashSet();
        return Each(GiveBack(coupons, order, now), c => c.IsAlive && c.HeldBy is null && (held.Contains(c.Id) || keys.Contains(c.Key)) ? c with { DeclinedOrder = order } : c);
    }

    /// <summary>Ends a code for everybody but an order that is being paid with it. One that is over stays as it is.</summary>
    public static CouponAnswer Revoke(Coupon coupon, string reason, long now)
    {
        var c = AsOf(coupon, now);
        if (c.Status == CouponStatus.Redeemed) return new(c, CouponReason.Used);
        return new(c.IsAlive ? c with { Status = CouponStatus.Revoked, RevokedFor = reason, EndedAt = now } : c, null);
    }

    /// <summary>The codes of somebody who is forgotten: none lives, and none that was used comes back with its order.</summary>
    public static IReadOnlyList<Coupon> Erase(IReadOnlyList<Coupon> coupons, long now) =>
        Each(coupons, c => c.Status == CouponStatus.Redeemed ? c with { RevokedFor = CouponReason.Erased } : Revoke(c, CouponReason.Erased, now).Coupon);

    /// <summary>The codes of two that turned out to be one person. One lives on: the one that is being paid with, else the one that lasts longest.</summary>
    public static IReadOnlyList<Coupon> Join(IReadOnlyList<Coupon> coupons, long now)
    {
        coupons = Each(coupons, c => AsOf(c, now));
        var alive = coupons.Where(c => c.IsAlive).OrderByDescending(c => c.Status == CouponStatus.Reserved).ThenByDescending(c => c.ExpiresAt).ThenByDescending(c => c.Id).ToList();
        return alive.Count < 2 ? coupons : Each(coupons, c => c.IsAlive && c.Id != alive[0].Id ? Revoke(c, CouponReason.Merged, now).Coupon : c);
    }

    /// <summary>The list with each one changed; the same list when none is.</summary>
    public static IReadOnlyList<Coupon> Each(IReadOnlyList<Coupon> coupons, Func<Coupon, Coupon> change)
    {
        Coupon[]? changed = null;
        for (var i = 0; i < coupons.Count; i++)
        {
            var next = change(coupons[i]);
            if (!ReferenceEquals(next, coupons[i])) (changed ??= [.. coupons])[i] = next;
        }
        return changed ?? coupons;
    }

    // Of the coupon as of now.
    private static string? WhyNot(Coupon c, CouponUse use, long now) => c.Status switch
    {
        CouponStatus.Redeemed => use.Holds(c) ? null : CouponReason.Used,
        CouponStatus.Revoked => use.Holds(c) && c.ReservedUntil > now ? Terms(c, use) : CouponReason.Revoked,
        CouponStatus.Expired => CouponReason.Expired,
        CouponStatus.Reserved when !use.Holds(c) => CouponReason.Reserved,
        _ => Terms(c, use),
    };

    private static string? Terms(Coupon c, CouponUse use)
    {
        if (use.IsStrangers) return CouponReason.OtherShopper;
        if (use.IsEarning && c.Kind == OfferKind.NextPurchase) return CouponReason.NextPurchase;
        if (c.Currency is not null && use.Currency is not null && c.Currency != use.Currency) return CouponReason.WrongCurrency;
        return c.MinTotal is { } least && use.Total < least ? CouponReason.BelowMinimum : null;
    }

    private static Coupon Free(Coupon c) => c with { Status = CouponStatus.Live, HeldBy = null, ReservedUntil = null, EndedAt = null };

    private static Coupon Used(Coupon c, string order, long now) =>
        c with { Status = CouponStatus.Redeemed, HeldBy = order, ReservedUntil = null, EndedAt = now, DeclinedOrder = null };
}
