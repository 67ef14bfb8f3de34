using System.Diagnostics;
using System.Globalization;
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
/// operation each with 32 under way; fire (abandonment decided and its message queued); and how late, with many armed. Beside it
/// the rows of timers by themselves (<see cref="BareTimers"/>), and what others keep timers with, when a command that measures them is given.
/// </summary>
internal static class TimersBench
{
    private const int Together = 32, Bulk = 1000, Warm = 8000, IdleSeconds = 240, LatePerSecond = 200, LateSeconds = 10;

    public static async Task<JsonObject> RunAsync(int count, int armed, string? peers, string? databaseUrl, CancellationToken ct)
    {
        using var folder = new BenchFolder();
        await BenchStore.CreateAsync(folder.Path, databaseUrl, new StoreSettings { IdleSeconds = IdleSeconds }, journeysLive: true, ct);
        await using var opened = await CommandLine.OpenAsync(new ServerOptions { DataDir = folder.Path, DatabaseUrl = databaseUrl });
        var figures = new JsonObject { ["timers"] = count };
        // An hour ago, so that what is due then is told apart from what is due in the second part, and the steps after it are not due yet.
        var clock = new SteppedClock(TimeProvider.System.GetUtcNow().AddHours(-1));
        await using (var node = await NodeAsync(opened, clock))
        {
            // A server runs for months: code that has run for a second is not what is measured.
            await CycleAsync("w", Warm);
            foreach (var (name, rate) in await CycleAsync("t", count)) figures[name] = rate;
            figures["messagesQueued"] = await opened.Database.ReadAsync(c => BenchStore.QueuedAsync(c), ct) - Warm * 3 / 4;
            await node.GetRequiredService<TurnLoop>().StopAsync(ct);

            async Task<(string, double)[]> CycleAsync(string kind, int n)
            {
                var store = node.GetRequiredService<StoreDirectory>().Snapshot.ById.Keys.First();
                var turns = node.GetRequiredService<TurnLoop>();
                var now = clock.Now.ToUnixTimeMilliseconds();
                (string, double)[] done =
                [
                    ("armPerSecond", await RateAsync(n, Bulk, c => turns.SubmitAsync([.. c.Select(i => new EventSignal(Cart(store, kind, i, now)))]))),
                    ("rearmPerSecond", await RateAsync(n / 4, 1, c => turns.SubmitAsync(new EventSignal(Event(store, kind, c[0], now + 1000, EventKind.PageVisible, "alive"))))),
                    ("cancelPerSecond", await RateAsync(n / 4, 1, c => turns.SubmitAsync(new EventSignal(Order(store, kind, c[0] + n / 4, now + 2000))))),
                ];
                clock.Now += TimeSpan.FromSeconds(IdleSeconds + 5);
                return [.. done, ("firePerSecond", await FireAsync(node, turns, clock))];
            }
        }
        figures["bare"] = await BareTimers.RunAsync(opened.Database, count, Together);
        if (peers is not null) figures["peers"] = await PeersAsync(peers, count, ct);
        await BenchStore.ArmAsync(opened.Database, armed, TimeProvider.System.GetUtcNow().AddDays(20).ToUnixTimeMilliseconds(), ct);
        await LateAsync(opened, figures, armed, ct);
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
        await turns.SubmitAsync([.. Enumerable.Range(0, LatePerSecond * LateSeconds).Select(i => new EventSignal(Cart(store, "l", i, start + i * 1000L / LatePerSecond)))]);
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

    // What others keep timers with, in the same minutes: a command that is told how many, and prints one JSON object a line.
    private static async Task<JsonArray> PeersAsync(string command, int count, CancellationToken ct)
    {
        var start = new ProcessStartInfo(command) { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add(count.ToString(CultureInfo.InvariantCulture));
        start.ArgumentList.Add("1");
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{command} did not start");
        var printed = await process.StandardOutput.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return new JsonArray([.. printed.Split('\n').Where(l => l.StartsWith('{')).Select(l => JsonNode.Parse(l))]);
    }

    private static async Task<double> RateAsync(int count, int size, Func<int[], Task> run, int together = Together)
    {
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(Enumerable.Range(0, count).Chunk(size), new ParallelOptions { MaxDegreeOfParallelism = size == 1 ? together : size == Bulk ? 2 : together }, async (chunk, _) => await run(chunk));
        return Math.Round(count / watch.Elapsed.TotalSeconds);
    }

    // A checkout as a shop's server tells it: goods and address at once.
    public static StorefrontEvent Cart(Guid store, string kind, int i, long at) => Event(store, kind, i, at, EventKind.CheckoutStarted, "checkout") with
    {
        Currency = "EUR", Lines = [new EventLine("p1", null, null, "Lamp", 1, 1990, null, null)], Personal = new Personal { Email = $"{kind}{i}@inbox.test" },
    };

    private static StorefrontEvent Order(Guid store, string kind, int i, long at) => Event(store, kind, i, at, EventKind.OrderPaid, "order") with { Trust = Trust.Server, OrderId = $"o{kind}{i}", Total = 1990, Currency = "EUR" };

    private static StorefrontEvent Event(Guid store, string kind, int i, long at, EventKind what, string id) => new()
    {
        StoreId = store, MessageId = $"{kind}-{i}-{id}", AnonymousId = $"{kind}-{i}", At = at, ReceivedAt = at, Kind = what, Trust = Trust.Browser, Name = id,
    };

    public static async Task<ServiceProvider> NodeAsync(Opened opened, TimeProvider clock)
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
