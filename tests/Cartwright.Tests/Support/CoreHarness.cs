using Cartwright.Hosting;
using Cartwright.Journeys;
using Cartwright.Links;
using Cartwright.Messages;
using Cartwright.Products;
using Cartwright.Shoppers;
using Cartwright.Storage;
using Cartwright.Stores;
using Cartwright.Tracking;
using Cartwright.Turns;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Tests.Support;

/// <summary>
/// The core without HTTP and mail: a migrated database, a store with live journeys, a clock that stands still, and one or more nodes
/// whose turn loops run. Timers and deliveries are asked for by the test.
/// </summary>
internal sealed class CoreHarness : IAsyncDisposable
{
    private readonly TestDatabase _data;
    private readonly List<CoreNode> _nodes = [];

    private CoreHarness(TestDatabase data, TestClock clock, Secrets secrets)
    {
        (_data, Clock, Secrets) = (data, clock, secrets);
        Product = new ProductClock(clock);
    }

    public TestClock Clock { get; }
    public ProductClock Product { get; }
    public Secrets Secrets { get; }
    public string Location => _data.Location;
    public CoreNode Node => _nodes[0];
    public Store Store => Node.Directory.Find(StoreId)!.Store;
    public Guid StoreId { get; private set; }
    public NewStoreKeys Keys { get; private set; } = null!;
    public long Now => Clock.GetUtcNow().ToUnixTimeMilliseconds();

    public static async Task<CoreHarness> StartAsync(Engine engine, Func<StoreSettings, StoreSettings>? settings = null)
    {
        var harness = new CoreHarness(await TestDatabase.MigratedAsync(engine), new TestClock(), new Secrets(Enumerable.Range(1, 32).Select(i => (byte)i).ToArray()));
        var node = await harness.AddNodeAsync();
        var (store, keys) = await node.Stores.CreateAsync("shop", "Shop", "https://shop.test", "EUR", "Europe/Berlin", "en", journeysLive: true);
        (harness.StoreId, harness.Keys) = (store.Id, keys);
        if (settings is not null) await node.Stores.SaveSettingsAsync(store.Id, settings(new StoreSettings()));
        await node.Directory.RefreshAsync();
        return harness;
    }

    /// <summary>Another server process on the same data, as far as the data can tell.</summary>
    public async Task<CoreNode> AddNodeAsync()
    {
        var node = new CoreNode(Database.Open(Location), this);
        await Migrator.ApplyAsync(node.Database, Clock);
        await node.Directory.RefreshAsync();
        await node.Turns.StartAsync(CancellationToken.None);
        _nodes.Add(node);
        return node;
    }

    public Task<SignalResult[]> SendAsync(params StorefrontEvent[] events) => Node.Turns.SubmitAsync([.. events.Select(e => new EventSignal(e with { StoreId = StoreId }))]).InTime();

    /// <summary>Lets the product's clock run on, handing in every timer that comes due on the way, as the loop of timers does.</summary>
    public async Task RunForAsync(TimeSpan time)
    {
        var end = Clock.GetUtcNow() + time;
        while (true)
        {
            await FireTimersAsync();
            var next = await Node.Database.ReadAsync(c => c.ExecuteScalarAsync<long?>("select min(wake_at) from timer"));
            if (next is null || next > end.ToUnixTimeMilliseconds()) break;
            Clock.UtcNow = DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(next.Value, Now + 1));
        }
        Clock.UtcNow = end;
    }

    public async Task FireTimersAsync()
    {
        var due = await Node.Timers.DueAsync(Now, 1000, CancellationToken.None);
        await Node.Turns.SubmitAsync([.. due.Select(d => new TimerSignal(d.StoreId, d.ShopperId))]).InTime();
    }

    /// <summary>Somebody fills a cart and types an address.</summary>
    public Task LeaveCartAsync(string device, string? cart = null) => SendAsync(Some.Added(Now, device, cart: cart), Some.Typed(Now + 1, Mail(device), device, cart));

    public static string Mail(string device) => $"{device}@shop.test";

    public async Task<Message> MessageAsync(string device, int step = 0) => (await ShopperAsync(device))!.Messages.Single(m => m.Step == step);

    public async Task SaveSettingsAsync(Func<StoreSettings, StoreSettings> change)
    {
        await Node.Stores.SaveSettingsAsync(StoreId, change(Store.Settings));
        foreach (var node in _nodes) await node.Directory.RefreshAsync();
    }

    public async Task<List<Claim>> ClaimAsync(int limit = 100) => (await Node.Deliveries.ClaimAsync(Now, Now, Now + 120_000, limit)).Claims;

    /// <summary>The shopper a device belongs to, as stored.</summary>
    public async Task<ShopperState?> ShopperAsync(string device) => await Node.Database.ReadAsync(async c =>
    {
        var id = new Identifier(IdentityPolicy.Anon, device);
        var aliases = await ShopperStore.AliasesAsync(new Reading(c, Node.Database.Dialect), [(StoreId, id)]);
        if (!aliases.TryGetValue((StoreId, id), out var shopper)) return null;
        return (await Node.Shoppers.LoadAsync(new Reading(c, Node.Database.Dialect), [(StoreId, shopper)])).GetValueOrDefault((StoreId, shopper));
    });

    public Task<T?> ScalarAsync<T>(string sql, object? parameters = null) => Node.Database.ReadAsync(c => c.ExecuteScalarAsync<T>(sql, parameters));

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
        await _data.DisposeAsync();
    }
}

/// <summary>One server process's worth of stores and loops.</summary>
internal sealed class CoreNode : IAsyncDisposable
{
    public CoreNode(Database database, CoreHarness harness)
    {
        var ids = Ids.Unpredictable(harness.Product);
        Database = database;
        Stores = new StoreStore(database, harness.Secrets, ids, harness.Product);
        Directory = new StoreDirectory(Stores, harness.Product, NullLogger<StoreDirectory>.Instance);
        Shoppers = new ShopperStore(database, harness.Secrets);
        Timers = new TimerStore(database);
        Deliveries = new DeliveryStore(database);
        Rejected = new RejectedStore(database, ids, harness.Product);
        Products = new ProductStore(database, harness.Product, ids);
        Links = new LinkStore(database, ids, harness.Product);
        Turns = new TurnLoop(database, Shoppers, harness.Secrets, ids, harness.Product, new TurnContexts(Directory, harness.Secrets), NullLogger<TurnLoop>.Instance);
    }

    public Database Database { get; }
    public StoreStore Stores { get; }
    public StoreDirectory Directory { get; }
    public ShopperStore Shoppers { get; }
    public TimerStore Timers { get; }
    public DeliveryStore Deliveries { get; }
    public RejectedStore Rejected { get; }
    public ProductStore Products { get; }
    public LinkStore Links { get; }
    public TurnLoop Turns { get; }

    /// <summary>Asks the gate for a claimed message, as the delivery does just before the last byte.</summary>
    /// <param name="sandbox">The test address the mail was made for.</param>
    public async Task<bool> BeginSendAsync(Claim claim, string to, string? sandbox = null) =>
        await Turns.SubmitAsync(new BeginSendSignal(claim.StoreId, claim.ShopperId, claim.MessageId, claim.Attempt, new SentContent(to, "Subject", "en", "{}", sandbox))).InTime() is BeginSendResult { Go: true };

    public Task EndAsync(Claim claim, MessageStatus status) =>
        Turns.SubmitAsync(new OutcomeSignal(claim.StoreId, claim.ShopperId, claim.MessageId, claim.Attempt, status, "250 ok", null, false)).InTime();

    public async ValueTask DisposeAsync()
    {
        await Turns.StopAsync(CancellationToken.None);
        Turns.Dispose();
        Directory.Dispose();
        await Database.DisposeAsync();
    }
}
