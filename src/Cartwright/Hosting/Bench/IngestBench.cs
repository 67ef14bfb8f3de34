using System.Text.Json.Nodes;
using Cartwright.Hosting.Cli;
using Cartwright.Stores;

namespace Cartwright.Hosting.Bench;

/// <summary>Events acknowledged after the commit, one or a hundred a request, beside the two floors; rounds interleaved, medians.</summary>
internal static class IngestBench
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);

    public static async Task<JsonObject> RunAsync(int batch, int connections, TimeSpan length, int rounds, string? database, CancellationToken ct)
    {
        var results = new Dictionary<string, List<LoadResult>> { ["rows"] = [], ["product"] = [], ["append"] = [] };
        for (var round = 0; round < rounds; round++)
            foreach (var (name, list) in results)
            {
                await System.Console.Error.WriteLineAsync($"round {round + 1} of {rounds}: {name}");
                list.Add(name == "product" ? await ProductAsync(batch, connections, length, database, ct) : await FloorAsync(name, batch, connections, length, database, ct));
            }
        double Rate(string name) => Math.Round(BenchMachine.Median(results[name].Select(r => r.Requests * batch / r.Seconds)));
        if (results.Values.SelectMany(r => r).Sum(r => r.Errors) is > 0 and var errors) throw new CannotStartException($"{errors} requests were refused; the figures mean nothing.");
        return new JsonObject
        {
            ["eventsPerSecond"] = Rate("product"), ["rowsFloorPerSecond"] = Rate("rows"), ["appendFloorPerSecond"] = Rate("append"),
            ["ratioToRowsFloor"] = Math.Round(Rate("product") / Rate("rows"), 3), ["ratioToAppendFloor"] = Math.Round(Rate("product") / Rate("append"), 3),
            ["p50Ms"] = BenchMachine.Median(results["product"].Select(r => r.P50Ms)), ["p99Ms"] = BenchMachine.Median(results["product"].Select(r => r.P99Ms)),
            ["eventsPerRequest"] = batch, ["connections"] = connections, ["rounds"] = rounds, ["database"] = database is null ? "sqlite" : "postgres",
        };
    }

    private static async Task<LoadResult> ProductAsync(int batch, int connections, TimeSpan length, string? database, CancellationToken ct)
    {
        using var folder = new BenchFolder();
        var keys = await BenchStore.CreateAsync(folder.Path, database, new StoreSettings(), journeysLive: true, ct);
        var port = BenchProcess.FreePort();
        await using var server = await BenchProcess.StartAsync(port, ["serve", "--data", folder.Path, "--urls", $"http://127.0.0.1:{port}", .. database is null ? (string[])[] : ["--database", database]], ct);
        return await LoadAsync(port, keys.WriteKey, batch, connections, length, ct);
    }

    private static async Task<LoadResult> FloorAsync(string mode, int batch, int connections, TimeSpan length, string? database, CancellationToken ct)
    {
        using var folder = new BenchFolder();
        var port = BenchProcess.FreePort();
        await using var server = await BenchProcess.StartAsync(port, ["bench-floor", mode, "--data", folder.Path, "--port", $"{port}", .. database is null ? (string[])[] : ["--database", database]], ct);
        return await LoadAsync(port, "none", batch, connections, length, ct);
    }

    private static async Task<LoadResult> LoadAsync(int port, string key, int batch, int connections, TimeSpan length, CancellationToken ct)
    {
        // Just now, as a shop's events are: carts that were left an hour ago would all be mailed during the measurement.
        var start = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 100_000;
        var events = new BenchEvents(start);
        var path = batch == 1 ? "/v1/track" : "/v1/batch";
        var sent = 0L;
        byte[] Next(int count) => events.Body(Interlocked.Add(ref sent, count) - count, count);
        // A server runs for weeks: the compiler has done its work, and every shopper of the mix has been here before.
        var first = await LoadGenerator.RunAsync(port, "/v1/batch", key, _ => Next(100), 16, TimeSpan.FromMinutes(2), ct, most: BenchEvents.Shoppers * 2 / 100);
        if (batch == 1) await LoadGenerator.RunAsync(port, path, key, _ => Next(1), connections, WarmUp, ct);
        var result = await LoadGenerator.RunAsync(port, path, key, _ => Next(batch), connections, length, ct);
        return result with { Errors = result.Errors + first.Errors };
    }
}
