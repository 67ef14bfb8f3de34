using System.Diagnostics;
using System.Text.Json.Nodes;
using Cartwright.Hosting.Cli;
using Cartwright.Storage;
using Cartwright.Stores;
using Cartwright.Tracking;
using Cartwright.Turns;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Hosting.Bench;

/// <summary>
/// Timers of the product, each durable when it is answered: arm (a cart with an address), re-arm (a sign of life on an armed cart), cancel (an order), one
/// operation each with 32 under way; fire (abandonment decided and its message queued); and how late, with many armed. Floor: the same database
/// writing and deleting bare timer rows, 32 at a time.
/// </summary>
internal static class TimersBench
{
    private const int Together = 32, Bulk = 500, IdleSeconds = 240, LatePerSecond = 200, LateSeconds = 10;

    public static async Task<JsonObject> RunAsync(int count, int armed, string? databaseUrl, CancellationToken ct)
    {
        using var folder = new BenchFolder();
        await BenchStore.CreateAsync(folder.Path, databaseUrl, new StoreSettings { IdleSeconds = IdleSeconds }, journeysLive: true, ct);
        await using var opened = await CommandLine.OpenAsync(new ServerOptions { DataDir = folder.Path, DatabaseUrl = databaseUrl });
        var floor = await FloorAsync(opened.Database, count / 4);
        var figures = new JsonObject { ["timers"] = count };
        // An hour ago, so that what is due then is told apart from what is due in the second part, and the steps after it are not due yet.
        var clock = new SteppedClock(TimeProvider.System.GetUtcNow().AddHours(-1));
        await using (var node = await NodeAsync(opened, clock))
        {
            var store = node.GetRequiredService<StoreDirectory>().Snapshot.ById.Keys.First();
            var turns = node.GetRequiredService<TurnLoop>();
            var now = clock.Now.ToUnixTimeMilliseconds();
            figures["armPerSecond"] = await RateAsync(count, Bulk, n => turns.SubmitAsync([.. n.SelectMany(i => Cart(store, "t", i, now))]));
            figures["rearmPerSecond"] = await RateAsync(count / 4, 1, n => turns.SubmitAsync(new EventSignal(Event(store, "t", n[0], now + 1000, EventKind.PageVisible, "alive"))));
            figures["cancelPerSecond"] = await RateAsync(count / 4, 1, n => turns.SubmitAsync(new EventSignal(Event(store, "t", n[0] + count / 4, now + 2000, EventKind.OrderPaid, "order") with { Trust = Trust.Server, OrderId = $"o{n[0]}", Total = 1990, Currency = "EUR" })));
            clock.Now += TimeSpan.FromSeconds(IdleSeconds + 5);
            figures["firePerSecond"] = await FireAsync(node, turns, clock);
            figures["messagesQueued"] = await opened.Database.ReadAsync(c => BenchStore.QueuedAsync(c), ct);
            await turns.StopAsync(ct);
        }
        await BenchStore.ArmAsync(opened.Database, armed, TimeProvider.System.GetUtcNow().AddDays(20).ToUnixTimeMilliseconds(), ct);
        await LateAsync(opened, figures, armed, ct);
        figures["floorWritesPerSecond"] = floor;
        figures["rearmRatioToFloor"] = Math.Round(figures["rearmPerSecond"]!.GetValue<double>() / floor, 3);
        figures["cancelRatioToFloor"] = Math.Round(figures["cancelPerSecond"]!.GetValue<double>() / floor, 3);
        figures["database"] = databaseUrl is null ? "sqlite" : "postgres";
        return figures;
    }

    // A real clock, the loop of timers itself, and so many carts a second coming due.
    private static async Task LateAsync(Opened opened, JsonObject figures, int armed, CancellationToken ct)
    {
        await using var node = await NodeAsync(opened, TimeProvider.System);
        var store = node.GetRequiredService<StoreDirectory>().Snapshot.ById.Keys.First();
        var turns = node.GetRequiredService<TurnLoop>();
        using var loop = ActivatorUtilities.CreateInstance<DueTimersLoop>(node);
        var start = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + 2000 - IdleSeconds * 1000L;
        await turns.SubmitAsync([.. Enumerable.Range(0, LatePerSecond * LateSeconds).SelectMany(i => Cart(store, "l", i, start + i * 1000L / LatePerSecond))]);
        await loop.StartAsync(ct);
        List<long> late = [];
        for (var tries = 0; late.Count < LatePerSecond * LateSeconds && tries < 240; tries++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System, ct);
            late = await opened.Database.ReadAsync(c => BenchStore.LatenessAsync(c, start + IdleSeconds * 1000L), ct);
        }
        await loop.StopAsync(ct);
        await turns.StopAsync(ct);
        late.Sort();
        (figures["armed"], figures["dueOnTime"], figures["dueAsked"]) = (armed, late.Count, LatePerSecond * LateSeconds);
        if (late.Count > 0) (figures["lateP50Ms"], figures["lateP99Ms"]) = (late[late.Count / 2], late[Math.Min(late.Count - 1, late.Count * 99 / 100)]);
    }

    private static async Task<double> FireAsync(ServiceProvider node, TurnLoop turns, SteppedClock clock)
    {
        var timers = node.GetRequiredService<TimerStore>();
        var (watch, fired) = (Stopwatch.StartNew(), 0);
        while (await timers.DueAsync(clock.Now.ToUnixTimeMilliseconds(), 1000, CancellationToken.None) is { Count: > 0 } due)
        {
            await turns.SubmitAsync([.. due.Select(d => new TimerSignal(d.StoreId, d.ShopperId))]);
            fired += due.Count;
        }
        return Math.Round(fired / watch.Elapsed.TotalSeconds);
    }

    private static async Task<double> FloorAsync(Database database, int count)
    {
        var ids = new Ids(TimeProvider.System, new Random(1));
        var store = ids.Next();
        var shoppers = Enumerable.Range(0, count).Select(_ => ids.Next()).ToArray();
        return await RateAsync(count, Together, n => database.WriteAsync(s => s.RunAsync(TurnStore.Timer, [.. n.Select(i => (object?[])[store, shoppers[i], 4_000_000_000_000L])])), together: 1);
    }

    private static async Task<double> RateAsync(int count, int size, Func<int[], Task> run, int together = Together)
    {
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(Enumerable.Range(0, count).Chunk(size), new ParallelOptions { MaxDegreeOfParallelism = size == 1 ? together : size == Bulk ? 2 : together }, async (chunk, _) => await run(chunk));
        return Math.Round(count / watch.Elapsed.TotalSeconds);
    }

    private static IEnumerable<Signal> Cart(Guid store, string kind, int i, long at)
    {
        yield return new EventSignal(Event(store, kind, i, at - 1, EventKind.ProductAdded, "add") with { Currency = "EUR", Lines = [new EventLine("p1", null, null, "Lamp", 1, 1990, null, null)] });
        yield return new EventSignal(Event(store, kind, i, at, EventKind.DetailsEntered, "type") with { Stage = "contact", Personal = new Personal { Email = $"{kind}{i}@inbox.test", Fields = new Dictionary<string, string> { ["email"] = $"{kind}{i}@inbox.test" } } });
    }

    private static StorefrontEvent Event(Guid store, string kind, int i, long at, EventKind what, string id) => new()
    {
        StoreId = store, MessageId = $"{kind}-{i}-{id}", AnonymousId = $"{kind}-{i}", At = at, ReceivedAt = at, Kind = what, Trust = Trust.Browser, Name = id,
    };

    private static async Task<ServiceProvider> NodeAsync(Opened opened, TimeProvider clock)
    {
        var services = new ServiceCollection();
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddCore(new ServerOptions { DataDir = Path.GetTempPath() }, opened.Database, new ProductClock(clock), opened.Secrets);
        var node = services.BuildServiceProvider();
        await node.GetRequiredService<StoreDirectory>().RefreshAsync();
        await node.GetRequiredService<TurnLoop>().StartAsync(CancellationToken.None);
        return node;
    }
}
