using Cartwright.Offers;

namespace Cartwright.Tests.Offers;

public sealed class CouponPolicyTests
{
    private const long Now = 1_768_208_400_000, Hour = 3_600_000, Day = 24 * Hour;
    private static readonly CouponUse First = new("o1"), Second = new("o2");

    [Fact]
    public void An_offer_asked_for_again_gives_the_code_that_lives_and_another_offer_takes_its_place()
    {
        var (all, first) = Issue([], "win-back", 1, Now);
        (all, var again) = Issue(all, "win-back", 2, Now + Day);
        Assert.Same(first, again);

        (all, var other) = Issue(all, "free-shipping-5h", 3, Now + Day);
        Assert.Equal([(CouponStatus.Revoked, CouponReason.Replaced), (CouponStatus.Live, null)], all.Select(c => (c.Status, c.RevokedFor)));
        Assert.Equal(Now + Day + 5 * Hour, other.ExpiresAt);

        (all, var later) = Issue(all, "free-shipping-5h", 4, Now + Day + 5 * Hour); // to the moment: that one is over
        Assert.NotEqual(other.Id, later.Id);
        Assert.Equal([CouponStatus.Revoked, CouponStatus.Expired, CouponStatus.Live], all.Select(c => c.Status));
    }

    [Fact]
    public void A_code_keeps_what_was_promised_when_the_offer_changes()
    {
        var (all, made) = Issue([], "win-back", 1, Now);
        var (_, again) = CouponPolicy.Issue(all, Ready("win-back") with { Value = 5000, ValidFor = "P1D" }, null, new Guid(2, 0, 0, new byte[8]), "X", Now + 1);

        Assert.Equal((1000, Now + 14 * Day), (made.Value, made.ExpiresAt));
        Assert.Same(made, again);
    }

    [Fact]
    public void A_declined_card_burns_nothing()
    {
        var live = Live();
        var reserved = CouponPolicy.Reserve(live, First, Now + 1);
        Assert.Equal((CouponStatus.Reserved, null), (reserved.Coupon.Status, reserved.Refused));

        Assert.Equal(live, CouponPolicy.Release(reserved.Coupon, First, Now + 2).Coupon);
        Assert.Equal(live, CouponPolicy.AsOf(reserved.Coupon, Now + 1 + CouponPolicy.LeaseMs)); // nobody even had to say so
        Assert.Equal(CouponStatus.Reserved, CouponPolicy.AsOf(reserved.Coupon, Now + CouponPolicy.LeaseMs).Status);
    }

    [Fact]
    public void A_reservation_is_one_orders_until_it_ends()
    {
        var held = CouponPolicy.Reserve(Live(), First, Now).Coupon;
        Assert.Equal(CouponReason.Reserved, CouponPolicy.Reserve(held, Second, Now + 1).Refused);
        Assert.Equal(CouponReason.Reserved, CouponPolicy.Redeem(held, Second, Now + 1).Refused);
        Assert.Equal(CouponReason.Reserved, CouponPolicy.Release(held, Second, Now + 1).Refused);
        Assert.Equal(CouponReason.Reserved, CouponPolicy.Validate(held, new CouponUse(), Now + 1).Refused);
        Assert.Null(CouponPolicy.Validate(held, First, Now + 1).Refused);

        Assert.Equal(Now + Hour / 4 + CouponPolicy.LeaseMs, CouponPolicy.Reserve(held, First, Now + Hour / 4).Coupon.ReservedUntil);
        Assert.Equal("o2", CouponPolicy.Reserve(held, Second, Now + Hour).Coupon.HeldBy);
    }

    [Fact]
    public void What_a_cart_reserved_its_order_redeems()
    {
        var held = CouponPolicy.Reserve(Live(), new CouponUse(CartId: "c1"), Now).Coupon;
        Assert.Equal(CouponReason.Reserved, CouponPolicy.Redeem(held, new CouponUse("o1", "c2"), Now + 1).Refused);

        var used = CouponPolicy.Redeem(held, new CouponUse("o1", "c1"), Now + 1);
        Assert.Equal((CouponStatus.Redeemed, "o1", null), (used.Coupon.Status, used.Coupon.HeldBy, used.Refused));
    }

    [Fact]
    public void The_same_order_redeems_once_however_often_it_says_so_and_another_never()
    {
        var used = CouponPolicy.Redeem(Live(), First, Now).Coupon;

        Assert.Same(used, CouponPolicy.Redeem(used, First, Now + 30 * Day).Coupon);
        Assert.Null(CouponPolicy.Redeem(used, First, Now + 30 * Day).Refused);
        foreach (var answer in (CouponAnswer[])[CouponPolicy.Redeem(used, Second, Now), CouponPolicy.Reserve(used, Second, Now), CouponPolicy.Validate(used, Second, Now), CouponPolicy.Release(used, First, Now), CouponPolicy.Revoke(used, "x", Now), CouponPolicy.Ordered(used, "o2", Now, Now)])
            Assert.Equal((used, CouponReason.Used), (answer.Coupon, answer.Refused));
    }

    [Fact]
    public void A_reservation_made_in_time_outlasts_the_codes_end_and_is_not_lengthened_past_it()
    {
        var end = Now + 14 * Day;
        var held = CouponPolicy.Reserve(Live(), First, end - 1).Coupon;

        Assert.Equal(held, CouponPolicy.Reserve(held, First, end + 60_000).Coupon);
        Assert.Equal(CouponStatus.Redeemed, CouponPolicy.Redeem(held, First, end + 60_000).Coupon.Status);
        Assert.Equal(CouponStatus.Expired, CouponPolicy.Release(held, First, end + 60_000).Coupon.Status);
        Assert.Equal(CouponReason.Expired, CouponPolicy.Redeem(held, First, end + CouponPolicy.LeaseMs).Refused);
        Assert.Equal(CouponReason.Expired, CouponPolicy.Reserve(Live(), First, end).Refused);
        Assert.Null(CouponPolicy.Reserve(Live(), First, end - 1).Refused);
    }

    [Fact]
    public void What_is_revoked_while_it_is_being_paid_with_is_good_for_that_order_alone()
    {
        var revoked = CouponPolicy.Revoke(CouponPolicy.Reserve(Live(), First, Now).Coupon, CouponReason.ByHand, Now + 1).Coupon;

        Assert.Equal(CouponReason.Revoked, CouponPolicy.Redeem(revoked, Second, Now + 2).Refused);
        Assert.Equal(CouponStatus.Redeemed, CouponPolicy.Redeem(revoked, First, Now + 2).Coupon.Status);
        Assert.Equal(CouponReason.Revoked, CouponPolicy.Redeem(revoked, First, Now + CouponPolicy.LeaseMs).Refused);
        var released = CouponPolicy.Release(revoked, First, Now + 2).Coupon;
        Assert.Equal(CouponReason.Revoked, CouponPolicy.Redeem(released, First, Now + 3).Refused);
    }

    [Fact]
    public void An_order_pays_what_the_code_needs_in_its_currency()
    {
        var five = Live() with { Kind = OfferKind.Amount, Value = 500, Currency = "EUR", MinTotal = 4000 };

        Assert.Equal(CouponReason.BelowMinimum, CouponPolicy.Validate(five, new CouponUse(Total: 3999, Currency: "EUR"), Now).Refused);
        Assert.Equal(CouponReason.WrongCurrency, CouponPolicy.Validate(five, new CouponUse(Total: 9999, Currency: "USD"), Now).Refused);
        Assert.Null(CouponPolicy.Validate(five, new CouponUse(Total: 4000, Currency: "EUR"), Now).Refused);
        Assert.Null(CouponPolicy.Validate(five, new CouponUse(), Now).Refused);
        Assert.Null(CouponPolicy.Validate(Live(), new CouponUse(Total: 1, Currency: "USD"), Now).Refused);
        Assert.Equal(CouponReason.OtherShopper, CouponPolicy.Reserve(Live(), First with { IsStrangers = true }, Now).Refused);
        Assert.Equal(CouponReason.NextPurchase, CouponPolicy.Redeem(Live() with { Kind = OfferKind.NextPurchase }, First with { IsEarning = true }, Now).Refused);
        Assert.Null(CouponPolicy.Redeem(Live(), First with { IsEarning = true }, Now).Refused);
    }

    [Fact]
    public void An_order_told_late_counts_as_of_the_time_it_was_placed()
    {
        var expired = CouponPolicy.AsOf(Live(), Now + 15 * Day);
        Assert.Equal(CouponReason.Expired, CouponPolicy.Ordered(expired, "o1", Now + 14 * Day, Now + 15 * Day).Refused);
        Assert.Equal("o1", CouponPolicy.Ordered(expired, "o1", Now + 14 * Day - 1, Now + 15 * Day).Coupon.HeldBy);

        var revoked = CouponPolicy.Revoke(Live(), CouponReason.Replaced, Now + Day).Coupon;
        Assert.Equal(CouponReason.Revoked, CouponPolicy.Ordered(revoked, "o1", Now + Day, Now + 2 * Day).Refused);
        var used = CouponPolicy.Ordered(revoked, "o1", Now + Day - 1, Now + 2 * Day).Coupon;
        Assert.Equal(CouponStatus.Redeemed, used.Status);
        Assert.Equal(CouponStatus.Revoked, Assert.Single(CouponPolicy.GiveBack([used], "o1", Now + 3 * Day)).Status); // its place is taken
    }

    [Fact]
    public void A_cancelled_order_gives_back_what_still_lives_unless_there_is_another_by_now()
    {
        var used = CouponPolicy.Redeem(Live(), First, Now).Coupon;
        var (_, other) = Issue([], "first-order", 9, Now + Hour);

        Assert.Equal(Live(), Assert.Single(CouponPolicy.GiveBack([used], "o1", Now + Hour)));
        Assert.Same(used, Assert.Single(CouponPolicy.GiveBack([used], "o2", Now + Hour)));
        Assert.Same(used, Assert.Single(CouponPolicy.GiveBack([used], "o1", Now + 14 * Day)));
        Assert.Equal([CouponStatus.Revoked, CouponStatus.Live], CouponPolicy.GiveBack([used, other], "o1", Now + 2 * Hour).Select(c => c.Status));
        Assert.Equal([CouponStatus.Live, CouponStatus.Revoked], CouponPolicy.GiveBack([used, CouponPolicy.Redeem(other, First, Now + Hour).Coupon], "o1", Now + 2 * Hour).Select(c => c.Status));
    }

    [Fact]
    public void Of_two_people_that_are_one_the_code_being_paid_with_lives_on_else_the_one_that_lasts_longest()
    {
        var (_, shorter) = Issue([], "first-order", 1, Now);
        var (_, longer) = Issue([], "win-back", 2, Now);

        Assert.Equal([(CouponStatus.Revoked, CouponReason.Merged), (CouponStatus.Live, null)], CouponPolicy.Join([shorter, longer], Now).Select(c => (c.Status, c.RevokedFor)));
        Assert.Equal([CouponStatus.Reserved, CouponStatus.Revoked], CouponPolicy.Join([CouponPolicy.Reserve(shorter, First, Now).Coupon, longer], Now).Select(c => c.Status));
        Coupon[] over = [CouponPolicy.Redeem(shorter, First, Now).Coupon, longer];
        Assert.Same(over, CouponPolicy.Join(over, Now));
    }

    [Fact]
    public void Nothing_of_somebody_forgotten_lives_or_comes_back()
    {
        var used = CouponPolicy.Redeem(Live(), First, Now).Coupon;
        var (_, living) = Issue([], "first-order", 2, Now);

        var erased = CouponPolicy.GiveBack(CouponPolicy.Erase([used, living], Now), "o1", Now);

        Assert.All(erased, c => Assert.Equal((CouponStatus.Revoked, CouponReason.Erased), (c.Status, c.RevokedFor)));
    }

    private static Offer Ready(string slug) => ReadyOffers.Of(Guid.Empty).Single(o => o.Slug == slug);

    private static (IReadOnlyList<Coupon> All, Coupon Coupon) Issue(IReadOnlyList<Coupon> known, string offer, int id, long now) =>
        CouponPolicy.Issue(known, Ready(offer), null, new Guid(id, 0, 0, new byte[8]), $"CODE-{id}", now);

    private static Coupon Live() => Issue([], "win-back", 1, Now).Coupon;
}
