using Cartwright.Hosting;
using Cartwright.Offers;
using Cartwright.Shoppers;
using Cartwright.Stores;
using Cartwright.Tracking;
using Cartwright.Turns;
using FsCheck.Fluent;

namespace Cartwright.Tests.Offers;

/// <summary>A shopper's codes under anything that can happen in any order: asked for, reserved, paid with, cancelled, run out, merged, erased.</summary>
public sealed class CouponRunTests
{
    private static readonly Store Store = new(new Guid(1, 0, 0, new byte[8]), "shop", "Shop", "https://shop.test", "EUR", "UTC", "en", new StoreSettings(), 0);
    private static readonly IReadOnlyList<Offer> Offers = ReadyOffers.Of(Store.Id);

    [Fact]
    public void No_code_is_used_twice_and_nobody_has_two_that_live()
    {
        var (used, returned, ended) = (0, 0, 0);
        Properties.Check(Prop.ForAll(EventStreams.Arbitrary, numbers =>
        {
            var run = new Run();
            foreach (var number in numbers.SelectMany(n => (int[])[n, n / 7, n / 49, n / 343])) run.Move(number);
            (used, returned, ended) = (used + run.Used, returned + run.Returned, ended + run.Ended);
        }), max: 300);
        Assert.True(used > 300 && returned > 50 && ended > 300, $"only {used} used, {returned} returned, {ended} ended: the runs were too tame to mean anything");
    }

    private sealed class Run
    {
        private readonly Ids _ids = new(new TestClock(), new Random(1));
        private readonly Dictionary<Guid, string> _usedBy = [];
        private readonly HashSet<Guid> _ended = [];
        private ShopperState _state = new() { StoreId = Store.Id, Id = new Guid(3, 0, 0, new byte[8]) };
        private long _now = EventStreams.Start;
        private int _events;
        private string? _failed;

        public int Used { get; private set; }
        public int Returned { get; private set; }
        public int Ended => _ended.Count;

        public void Move(int move)
        {
            var draw = new Random(move);
            _now += draw.Next(4) switch { 0 => draw.Next(7_200_000), 1 => draw.Next(1_200_000), _ => draw.Next(60_000) };
            _failed = null;
            var order = $"o{draw.Next(3)}";
            if (draw.Next(12) == 0) order = $"o{draw.Next(1000)}";
            var code = _state.Coupons.Count == 0 ? "NONE" : _state.Coupons[Math.Max(_state.Coupons.Count - 1 - draw.Next(3), 0)].Code;
            switch (draw.Next(20))
            {
                case < 4: Issue(draw); break;
                case < 8: Ask((CouponAction)draw.Next(4), code, order); break;
                case 8: Ask(CouponAction.Redeem, code, order); break;
                case 9 when draw.Next(4) == 0: Ask(CouponAction.Revoke, code, order); break;
                case < 13: Event(draw.Next(2) == 0 ? EventKind.OrderPaid : EventKind.OrderPlaced, order, draw.Next(3) == 0 ? string.Join(", ", _state.Coupons.Select(c => c.Code)) : code, draw); break;
                case 13: _failed = order; Event(EventKind.OrderCancelled, order, null, draw); break;
                case 14: _failed = order; Event(EventKind.Trouble, order, null, draw); break;
                case 15: Decide(new TimerSignal(Store.Id, _state.Id)); break;
                case 16: Merge(draw); break;
                case 17 when draw.Next(6) == 0: Decide(new EraseSignal(Store.Id, _state.Id)); break;
                case 18: _now += 86_400_000L * draw.Next(10); break;
                default: _now += 3_600_000L * draw.Next(4); break;
            }
            Check();
        }

        private void Issue(Random draw)
        {
            var offer = Offers[draw.Next(Offers.Count)];
            var result = Assert.IsType<CouponResult>(Decide(new IssueCouponSignal(Store.Id, _state.Id, offer.Slug, null)));
            Assert.Equal((offer.Slug, true), (result.Coupon!.Offer, result.Coupon.IsAlive));
        }

        private void Ask(CouponAction action, string code, string order)
        {
            var before = _state;
            var result = Assert.IsType<CouponResult>(Decide(new CouponSignal(Store.Id, _state.Id, CouponCode.Key(code)!, action, new CouponUse(order))));
            if (action == CouponAction.Validate || result.Refused is not null) Assert.Same(before.Coupons, _state.Coupons);
            if (action == CouponAction.Redeem && result.Refused is null) Assert.Equal((CouponStatus.Redeemed, order), (result.Coupon!.Status, result.Coupon.HeldBy));
        }

        private void Event(EventKind kind, string order, string? codes, Random draw) => Decide(new EventSignal(
            Some.Event(kind, _now - (draw.Next(3) == 0 ? draw.Next(7_200_000) : 0), null, (Trust)draw.Next(1, 3), $"m{_events++:D5}")
                with { StoreId = Store.Id, OrderId = order, Coupon = codes, Total = 5000, Currency = "EUR", Trouble = kind == EventKind.Trouble ? "payment_declined" : null }));

        // Somebody else with a code, perhaps just being paid with, turns out to be this one.
        private void Merge(Random draw)
        {
            var other = new ShopperState { StoreId = Store.Id, Id = _ids.At(_now) };
            var (state, coupon) = CouponTurn.Issue(other, Offers[draw.Next(Offers.Count)], null, Context, Context.NewCode(Offers[0]));
            if (draw.Next(2) == 0) state = state with { Coupons = [CouponPolicy.Reserve(coupon, new CouponUse($"o{draw.Next(3)}"), _now).Coupon] };
            _state = CouponTurn.Join(_state with { Coupons = [.. _state.Coupons, .. state.Coupons] }, _now);
            Event(EventKind.ProductViewed, "", null, draw);
        }

        private TurnContext Context => new(Store, [], (_, _) => null, (kind, value) => kind + value, _ids, _now) { Offer = slug => Offers.FirstOrDefault(o => o.Slug == slug) };

        private SignalResult Decide(Signal signal)
        {
            var turn = TurnDecider.Decide(_state, signal, Context);
            _state = turn.State;
            return turn.Result;
        }

        private void Check()
        {
            var coupons = _state.Coupons.Select(c => CouponPolicy.AsOf(c, _now)).ToList();
            Assert.InRange(coupons.Count(c => c.IsAlive), 0, 1);
            Assert.Equal(coupons.Count, coupons.Select(c => c.Key).Distinct().Count());
            Assert.All(_state.Coupons.Select(CouponPolicy.ChangesAt).OfType<long>(), at => Assert.InRange(_state.WakeAt ?? long.MaxValue, 0, at));
            foreach (var c in coupons)
            {
                if (_usedBy.TryGetValue(c.Id, out var user) && (c.Status, c.HeldBy) != (CouponStatus.Redeemed, user))
                {
                    Assert.True(_failed == user || _state.Orders.Any(o => o.ExternalId == user && o.CancelledAt is not null), $"{c.Code} was used by {user} and is {c.Status} by {c.HeldBy}, though that order stands");
                    _usedBy.Remove(c.Id);
                    Returned++;
                }
                if (c.Status == CouponStatus.Redeemed && _usedBy.TryAdd(c.Id, c.HeldBy!)) Used++;
                if (c.Status is CouponStatus.Expired or CouponStatus.Revoked) _ended.Add(c.Id);
                Assert.False(c.IsAlive && _ended.Contains(c.Id), $"{c.Code} was over and lives again");
            }
        }
    }
}
