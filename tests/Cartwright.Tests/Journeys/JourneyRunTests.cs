using Cartwright.Hosting;
using Cartwright.Journeys;
using Cartwright.Messages;
using Cartwright.Shoppers;
using Cartwright.Stores;
using Cartwright.Tracking;
using Cartwright.Turns;
using FsCheck.Fluent;

namespace Cartwright.Tests.Journeys;

/// <summary>A shopper's future under anything that can happen in any order: events, timers, orders, opt-outs, deliveries and their ends.</summary>
public sealed class JourneyRunTests
{
    private const int Cap = 2;
    private static readonly Store Store = new(new Guid(1, 0, 0, new byte[8]), "shop", "Shop", "https://shop.test", "EUR", "UTC", "en", new StoreSettings { CapMessages = Cap }, 0);
    private static readonly Journey Journey = new(Store.Id, new Guid(2, 0, 0, new byte[8]), "abandoned-cart", "live", 1, new JourneyDefinition
    {
        Name = "Abandoned cart", Trigger = new JourneyTrigger("cart_abandoned"), ReentryAfterHours = 1,
        Steps = [new SendStep("email", "cart-reminder"), new WaitStep("PT30M"), new SendStep("email", "cart-reminder-2"), new WaitStep("PT2H"), new SendStep("email", "cart-reminder-2")],
    });

    [Fact]
    public void A_run_never_sends_more_than_its_steps_nothing_after_its_end_and_never_over_the_cap()
    {
        var left = 0;
        Properties.Check(Prop.ForAll(EventStreams.Arbitrary, numbers => { left += new Run().Play(numbers.SelectMany(n => (int[])[n, n / 7, n / 49, n / 343])); }), max: 300);
        Assert.True(left > 100, $"only {left} messages left in all: the runs were too tame to mean anything");
    }

    private sealed class Run
    {
        private readonly Ids _ids = new(new TestClock(), new Random(1));
        private readonly Dictionary<(Guid, int), int> _left = [];
        private readonly List<long> _sends = [];
        private ShopperState _state = new() { StoreId = Store.Id, Id = new Guid(3, 0, 0, new byte[8]) };
        private long _now = EventStreams.Start;
        private int _events;
        private bool _optedOut;

        public int Play(IEnumerable<int> moves)
        {
            foreach (var move in moves) Move(move);
            return _sends.Count;
        }

        private void Move(int move)
        {
            var draw = new Random(move);
            _now += draw.Next(3) == 0 ? draw.Next(7_200_000) : draw.Next(60_000);
            var cart = draw.Next(2) == 0 ? "c1" : "c2";
            switch (draw.Next(40))
            {
                case < 9: Event(Some.Added(_now, cart: cart)); Event(Some.Typed(_now, "ada@shop.test", cart: cart)); break;
                case < 11: Event(Some.Event(EventKind.ProductViewed, _now)); break;
                case 11: Order(cart); break;
                case 12: Event(Some.Event(EventKind.CartSnapshot, _now) with { CartId = cart, Lines = [] }); break;
                case 13 when draw.Next(4) == 0: OptOut(); break;
                case < 26: Decide(new TimerSignal(Store.Id, _state.Id)); break;
                case < 36: Deliver(draw); break;
                default: _now += 86_400_000L / 3; break;
            }
            Check();
        }

        private void Event(StorefrontEvent e) => Decide(new EventSignal(e with { StoreId = Store.Id, MessageId = $"m{_events++:D5}" }));

        private void Order(string cart)
        {
            Event(Some.Ordered(_now, order: $"o{_events}") with { CartId = cart });
            Assert.DoesNotContain(_state.Enrollments, e => e.Status == EnrollmentStatus.Running);
            Assert.DoesNotContain(_state.Messages, m => m.IsOpen);
        }

        private void OptOut()
        {
            _optedOut = true;
            Decide(new OptOutSignal(Store.Id, _state.Id, Channels.Email, "email:ada@shop.test", "", SuppressionReason.Unsubscribed));
        }

        // Claimed, asked, and then any of the ends a delivery can have; sometimes asked twice, or by one whose lease is over.
        private void Deliver(Random draw)
        {
            if (_state.Messages.Where(m => m.Status == MessageStatus.Queued && m.DueAt <= _now).OrderBy(_ => draw.Next()).FirstOrDefault() is not { } queued) return;
            var claimed = queued with { Status = MessageStatus.Claimed, Attempt = queued.Attempt + 1 };
            _state = _state with { Messages = [.. _state.Messages.Select(m => m.Id == queued.Id ? claimed : m)] };
            if (draw.Next(6) == 0) Order("c1");
            if (draw.Next(6) == 0) Begin(claimed with { Attempt = claimed.Attempt - 1 }, mayGo: false);
            if (!Begin(claimed, mayGo: true)) return;
            Begin(claimed, mayGo: false);
            var end = (MessageStatus)draw.Next((int)MessageStatus.Sent, (int)MessageStatus.Unknown + 1);
            if (draw.Next(4) == 0)
            {
                Decide(new OutcomeSignal(Store.Id, _state.Id, claimed.Id, claimed.Attempt, MessageStatus.Queued, "451 later", _now + 60_000, false));
                _left[(claimed.EnrollmentId, claimed.Step)]--; // the server said no in so many words: nothing left
                _sends.RemoveAt(_sends.Count - 1);
            }
            else if (draw.Next(4) > 0) Decide(new OutcomeSignal(Store.Id, _state.Id, claimed.Id, claimed.Attempt, end, "250 ok", null, false));
        }

        private bool Begin(Message message, bool mayGo)
        {
            var before = _state;
            if (Decide(new BeginSendSignal(Store.Id, _state.Id, message.Id, message.Attempt, new SentContent("ada@shop.test", "", "en", "{}"))) is not BeginSendResult { Go: true }) return false;
            Assert.True(mayGo, "a message left twice, or by one who had lost it");
            Assert.False(_optedOut, "a message left after the opt-out");
            Assert.NotEqual(EnrollmentStatus.Exited, before.Enrollments.Single(e => e.Id == message.EnrollmentId).Status);
            Assert.Null(before.Cart(message.CartId)!.Facts.OrderedAt);
            Assert.NotEmpty(before.Cart(message.CartId)!.Facts.Lines);
            _left[(message.EnrollmentId, message.Step)] = _left.GetValueOrDefault((message.EnrollmentId, message.Step)) + 1;
            _sends.Add(_now);
            return true;
        }

        private SignalResult Decide(Signal signal)
        {
            var turn = TurnDecider.Decide(_state, signal, new TurnContext(Store, [Journey], (_, _) => Journey.Definition, (kind, value) => $"{kind}:{value}", _ids, _now));
            _state = turn.State;
            return turn.Result;
        }

        private void Check()
        {
            Assert.All(_left.Values, times => Assert.InRange(times, 0, 1));
            Assert.All(_state.Messages.GroupBy(m => (m.EnrollmentId, m.Step)), step => Assert.Single(step));
            Assert.All(_state.Messages.GroupBy(m => m.EnrollmentId), run => Assert.InRange(run.Count(), 0, 3));
            Assert.InRange(_state.Enrollments.Count(e => e.Status == EnrollmentStatus.Running), 0, 1);
            Assert.All(_sends, at => Assert.InRange(_sends.Count(s => s >= at && s < at + 86_400_000L), 0, Cap));
            Assert.All(_state.Messages.Where(m => m.IsOpen), m => Assert.NotEqual(EnrollmentStatus.Exited, _state.Enrollments.Single(e => e.Id == m.EnrollmentId).Status));
        }
    }
}
