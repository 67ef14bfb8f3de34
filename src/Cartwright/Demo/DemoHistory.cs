using Cartwright.Hosting;
using Cartwright.Links;
using Cartwright.Messages;
using Cartwright.Shoppers;
using Cartwright.Storage;
using Cartwright.Stores;
using Cartwright.Tracking;
using Cartwright.Turns;
using Cartwright.Carts;

namespace Cartwright.Demo;

/// <summary>
/// A month of shoppers before the demo began, so that no page is empty. They go through the real turns, timers and gate on a clock of
/// their own; only the mail server is left out.
/// </summary>
internal sealed class DemoHistory(
    Database database, ShopperStore shoppers, Secrets secrets, TurnContexts contexts, DeliveryStore deliveries, MessageSources sources, MessageComposer composer, TimerStore timers, ILoggerFactory loggers)
{
    private readonly PriorityQueue<Func<Task>, long> _agenda = new();
    private readonly Random _chance = new(20_260_101);
    private SteppedClock _clock = new(default);
    private TurnLoop _turns = null!;
    private LinkStore _links = null!;
    private bool _queued;

    private long Now => _clock.Now.ToUnixTimeMilliseconds();

    /// <summary>Fills the store with the month that ends at <paramref name="end"/>.</summary>
    public async Task SeedAsync(Store store, DateTimeOffset end, CancellationToken ct)
    {
        var start = end.AddDays(-DemoWorld.Days);
        _clock = new SteppedClock(start);
        var ids = new Ids(_clock, new Random(7));
        _links = new LinkStore(database, ids, new ProductClock(_clock));
        _turns = new TurnLoop(database, shoppers, secrets, ids, _clock, contexts, loggers.CreateLogger<TurnLoop>()) { MessagesQueued = () => _queued = true };
        await _turns.StartAsync(ct);
        Plan(store, start, end);

        // From one thing that happens to the next: a visit, or a timer that is due.
        while (true)
        {
            var wake = await timers.NextAsync(ct);
            var next = _agenda.TryPeek(out _, out var at) ? Math.Min(at, wake ?? long.MaxValue) : wake ?? long.MaxValue;
            if (next > end.ToUnixTimeMilliseconds()) break;
            _clock.Now = DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(next, Now));
            while (_agenda.TryPeek(out _, out at) && at <= Now) await _agenda.Dequeue()();
            foreach (var due in await timers.DueAsync(Now, 1000, ct)) await _turns.SubmitAsync(new TimerSignal(due.StoreId, due.ShopperId));
            if (_queued) await DeliverAsync(store);
        }
        _clock.Now = end;
        await _turns.StopAsync(ct);
    }

    private void Plan(Store store, DateTimeOffset start, DateTimeOffset end)
    {
        var number = 0;
        for (var day = 0; day < DemoWorld.Days; day++)
        {
            // A weekly rhythm and a little growth, so that the charts look like a shop's.
            var carts = (int)(DemoWorld.CartsADay * (1 + 0.25 * Math.Sin(day * 2 * Math.PI / 7)) * (0.9 + 0.2 * day / DemoWorld.Days) + _chance.Next(-3, 4));
            for (var i = 0; i < carts; i++)
            {
                var at = (start.AddDays(day) + DemoWorld.TimeOfDay(_chance)).ToUnixTimeMilliseconds();
                if (at > end.ToUnixTimeMilliseconds()) continue;
                var n = ++number;
                var bought = _chance.NextDouble() > DemoWorld.Abandoned;
                var stop = bought ? Stage.Payment : DemoWorld.StopAt(_chance);
                _agenda.Enqueue(() => SendAsync(DemoWorld.Visit(store.Id, store.Url, n, stop, bought, Now, _chance)), at);
                if (bought) Order(store, n, $"history-{n}", at + 60_000);
                else if (_chance.NextDouble() < DemoWorld.ReturnsAlone) Order(store, n, $"history-{n}", at + (long)(_chance.NextDouble() * 40 * 3_600_000) + 600_000);
            }
        }
    }

    private void Order(Store store, int number, string device, long at) =>
        _agenda.Enqueue(() => SendAsync([DemoWorld.Order(store.Id, number, device, at)]), at);

    private Task SendAsync(List<StorefrontEvent> events) => _turns.SubmitAsync([.. events.Select(e => new EventSignal(e))]);

    private async Task DeliverAsync(Store store)
    {
        _queued = false;
        foreach (var claim in (await deliveries.ClaimAsync(Now, Now, Now + 60_000, 100)).Claims)
        {
            var states = await shoppers.ReadAsync([(claim.StoreId, claim.ShopperId)]);
            if (!states.TryGetValue((claim.StoreId, claim.ShopperId), out var shopper) || shopper.Messages.FirstOrDefault(m => m.Id == claim.MessageId) is not { } message || shopper.Cart(message.CartId) is not { } cart) continue;
            // What went to the shop's own people is not shown again.
            var content = message.Channel != Channels.Email ? new SentContent("", "", store.Locale, "{}")
                : composer.Compose(store, shopper, message, await sources.ReadAsync(store, shopper, message, Now), _clock.Now)?.Content;
            if (content is null || await _turns.SubmitAsync(new BeginSendSignal(claim.StoreId, claim.ShopperId, claim.MessageId, claim.Attempt, content)) is not BeginSendResult { Go: true }) continue;
            await _turns.SubmitAsync(new OutcomeSignal(claim.StoreId, claim.ShopperId, claim.MessageId, claim.Attempt, MessageStatus.Sent, "250 2.0.0 Ok (history)", null, false));
            React(store, claim, cart);
        }
    }

    private void React(Store store, Claim claim, Cart cart)
    {
        var number = int.Parse(cart.Facts.Devices[0]["history-".Length..], System.Globalization.CultureInfo.InvariantCulture);
        var read = Now + 60_000 + (long)(_chance.NextDouble() * _chance.NextDouble() * 20 * 3_600_000);
        // One mail in five is opened first by a provider's proxy, which says nothing of the person.
        if (_chance.NextDouble() < 0.2) _agenda.Enqueue(() => _links.NoteAsync(store.Id, claim.MessageId, "open", machine: true, "GoogleImageProxy"), Now + 2_000);
        if (_chance.NextDouble() >= DemoWorld.Opens) return;
        _agenda.Enqueue(() => _links.NoteAsync(store.Id, claim.MessageId, "open", machine: false, "Mozilla/5.0"), read);
        if (_chance.NextDouble() >= DemoWorld.Clicks / DemoWorld.Opens) return;
        var device = _chance.NextDouble() < 0.4 ? $"history-{number}-phone" : $"history-{number}";
        _agenda.Enqueue(async () =>
        {
            await _links.NoteAsync(store.Id, claim.MessageId, "click", machine: false, "Mozilla/5.0");
            await _turns.SubmitAsync(new ReturnSignal(claim.StoreId, claim.ShopperId, claim.MessageId, device));
        }, read + 30_000);
        if (_chance.NextDouble() < DemoWorld.ClickersBuy) Order(store, number, device, read + 240_000);
    }
}
