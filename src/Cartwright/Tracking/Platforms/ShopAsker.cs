using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Cartwright.Hosting;
using Cartwright.Stores;
using Cartwright.Tracking.Segment;
using Cartwright.Tracking.Shopify;
using Cartwright.Tracking.Webhooks;
using Cartwright.Tracking.WooCommerce;

namespace Cartwright.Tracking.Platforms;

/// <summary>
/// Fetches the orders of a shop that changed since the last time, one run a store at once, and hands them in as its webhooks would. Before a
/// message leaves it is asked whether that is up to date. docs/decisions/0016-asking-the-shop.md says why all orders and not one person's.
/// </summary>
internal sealed partial class ShopAsker(
    ShopConnectionStore connections, ShopChannel channel, WebhookServices webhooks, AuditStore audit, ProductClock clock, ILogger<ShopAsker> logger)
{
    /// <summary>An order may become visible a little after the time it bears; what comes twice counts once (ms).</summary>
    private const long Overlap = 2 * 60_000;

    /// <summary>Orders younger than this (ms) may have a webhook under way: they were not missed.</summary>
    private const long WebhookDelay = 5 * 60_000;
    private const int MaxPages = 200;

    /// <summary>A delivery waits for the answer at most so long; then the message goes back and the place is free for other stores.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly Meter Meter = new("Cartwright");
    private static readonly Counter<long> Asked = Meter.CreateCounter<long>("cartwright_shop_lookups", description: "Times a shop was asked for its orders, by platform and outcome");
    private static readonly Counter<long> Fetched = Meter.CreateCounter<long>("cartwright_shop_orders", description: "Orders fetched from shops");
    private static readonly Counter<long> Missed = Meter.CreateCounter<long>("cartwright_shop_orders_missed", description: "Orders fetched from shops that no webhook had told of");
    private readonly ConcurrentDictionary<Guid, State> _states = new();

    private sealed class State
    {
        public Lock Lock { get; } = new();
        public Task? Running;
        public long? AskedAt;
        public long NotBefore;
        public long? FailingSince;
    }

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Makes sure that the shop's orders are in, as far as it answers. Never throws for the shop's sake.</summary>
    public async Task<ShopAnswer> AskAsync(Store store)
    {
        var state = _states.GetOrAdd(store.Id, _ => new State());
        if (Told(state) is { } told) return told;
        var running = Start(state, store);
        using var patience = new CancellationTokenSource();
        await Task.WhenAny(running, Task.Delay(Patience, clock.RealTime, patience.Token));
        await patience.CancelAsync();
        return Told(state) ?? new ShopAnswer(ShopWord.Waits, Now + ShopAnswerPolicy.Soon);
    }

    /// <summary>Fetches now, whatever was known, and waits for the end.</summary>
    public Task FetchAsync(Store store) => Start(_states.GetOrAdd(store.Id, _ => new State()), store);

    /// <summary>The credentials changed: what was known of the shop does not count.</summary>
    public void Forget(Guid store) => _states.TryRemove(store, out _);

    /// <summary>When (ms) the shop was last asked to the end; null: not by this node.</summary>
    public (long? AskedAt, long NotBefore) Last(Guid store) => _states.TryGetValue(store, out var s) ? (s.AskedAt, s.NotBefore) : (null, 0);

    private ShopAnswer? Told(State state)
    {
        lock (state.Lock)
        {
            if (state.FailingSince is null && state.AskedAt is { } at && Now - at <= ShopAnswerPolicy.Reuse) return new ShopAnswer(ShopWord.Known);
            return state.FailingSince is { } since && Now < state.NotBefore ? ShopAnswerPolicy.WhenFailing(since, state.NotBefore, Now) : null;
        }
    }

    private Task Start(State state, Store store)
    {
        lock (state.Lock)
            return state.Running is { IsCompleted: false } ? state.Running : state.Running = Task.Run(() => RunAsync(state, store));
    }

    private async Task RunAsync(State state, Store store)
    {
        var began = Now;
        try
        {
            if (await connections.FindAsync(store.Id) is not { } connection) return;
            try
            {
                await CatchUpAsync(connections.Open(store, connection), connection);
                await connections.AnsweredAsync(connection, began);
                if (connection.FailingSince is { } since) await audit.AddAsync(store.Id, connection.Platform, "shop_answers", "store:" + store.Slug, $"it can be asked for orders again, after {(Now - since) / 60_000} minutes");
                lock (state.Lock) (state.AskedAt, state.FailingSince) = (began, null);
                Count(connection, "answered");
            }
            catch (ShopException error)
            {
                await connections.FailedAsync(connection, error.Code, began);
                if (connection.FailingSince is null)
                {
                    Failing(logger, connection.Platform, store.Slug, error.Message);
                    await audit.AddAsync(store.Id, connection.Platform, "shop_not_asked", "store:" + store.Slug, error.Message);
                }
                var wait = Math.Clamp((long)((error.RetryAfter ?? 0) * 1000), ShopAnswerPolicy.LeaveAlone, ShopAnswerPolicy.GiveUp);
                lock (state.Lock) (state.FailingSince, state.NotBefore) = (connection.FailingSince ?? began, Now + wait);
                Count(connection, error.Code);
            }
        }
        catch (Exception error)
        {
            // Ours, not the shop's: the database, a queue that is full. Messages wait as for a shop that does not answer.
            lock (state.Lock) (state.FailingSince, state.NotBefore) = (state.FailingSince ?? began, Now + ShopAnswerPolicy.LeaveAlone);
            Failed(logger, store.Slug, error);
        }
    }

    // Page after page from the last order on. A fresh question from there cannot lose an order that changes meanwhile, as page numbers
    // do; they are used only where a whole page brought nothing new, or the shop does not sort.
    private async Task CatchUpAsync(ShopAccess shop, ShopConnection connection)
    {
        var seen = new HashSet<(string, long)>();
        var cursor = connection.CursorAt;
        var sorted = true;
        Uri? next = null;
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var page = await channel.OrdersAsync(shop, cursor - Overlap, next, CancellationToken.None);
            var fresh = page.Orders.Where(o => seen.Add((o.Id, o.ChangedAt))).ToList();
            var missed = await connections.UnknownAsync(shop.Store.Id, [.. fresh.Where(o => o.CreatedAt > connection.SavedAt && Now - o.CreatedAt > WebhookDelay).Select(o => o.Id)]);
            foreach (var order in fresh) await HandInAsync(shop, order);
            for (var i = 1; i < page.Orders.Count; i++) sorted &= page.Orders[i].ChangedAt >= page.Orders[i - 1].ChangedAt;
            var last = Math.Min(page.Orders.Count == 0 ? cursor : page.Orders.Max(o => o.ChangedAt), Now);
            if (sorted || page.Next is null) cursor = Math.Max(cursor, last);
            Fetched.Add(fresh.Count, new KeyValuePair<string, object?>("platform", shop.Platform));
            Missed.Add(missed, new KeyValuePair<string, object?>("platform", shop.Platform));
            if (cursor > connection.CursorAt || missed > 0) await connections.FetchedAsync(connection, cursor, missed);
            if (page.Next is null) return;
            next = sorted && next is null && last - Overlap > (page.Orders.Count > 0 ? page.Orders[0].ChangedAt : last) ? null : page.Next;
        }
        throw new ShopException(ShopProblem.Busy); // goes on where it stopped
    }

    private async Task HandInAsync(ShopAccess shop, FetchedOrder order)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { [shop.IsShopify ? "x-shopify-topic" : "x-wc-webhook-topic"] = shop.IsShopify ? "orders/updated" : "order.updated" };
        var call = new WebhookCall(shop.Store, headers, order.Body, Now);
        try { await webhooks.ApplyAsync(shop.Store, shop.Platform, shop.IsShopify ? ShopifyWebhook.Translate(call) : WooCommerceWebhook.Translate(call)); }
        catch (Exception bad) when (bad is BadFieldException or JsonException)
        {
            await webhooks.Rejected.AddAsync(shop.Store.Id, [($"{shop.Platform}, fetched: {bad.Message}", System.Text.Encoding.UTF8.GetString(order.Body))]);
        }
    }

    private static void Count(ShopConnection connection, string outcome) =>
        Asked.Add(1, new KeyValuePair<string, object?>("platform", connection.Platform), new KeyValuePair<string, object?>("outcome", outcome));

    [LoggerMessage(Level = LogLevel.Warning, Message = "The {Platform} shop of store {Store} cannot be asked for its orders ({Problem}): reminders wait for at most half an hour, then they follow its webhooks")]
    private static partial void Failing(ILogger logger, string platform, string store, string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "Orders fetched for store {Store} could not be handed in; it is tried again")]
    private static partial void Failed(ILogger logger, string store, Exception error);
}
