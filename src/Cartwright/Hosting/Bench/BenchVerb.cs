using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Hosting.Cli;
using Cartwright.Messages;

namespace Cartwright.Hosting.Bench;

/// <summary>
/// <c>bench NAME</c>: each brings its own floor, measured in the same run on the same machine, so that the figure to quote is a ratio.
/// </summary>
internal static class BenchVerb
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "ingest, batch, timers, send, render, pipeline or promise" };
        name.AcceptOnlyFromAmong("ingest", "batch", "timers", "send", "render", "pipeline", "promise");
        var seconds = new Option<int>("--seconds") { Description = "Length of one round", DefaultValueFactory = _ => 6 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds of each; the median counts", DefaultValueFactory = _ => 3 };
        var armed = new Option<int>("--armed") { Description = "timers, promise: so many are armed meanwhile", DefaultValueFactory = _ => 1_000_000 };
        var timers = new Option<int>("--timers") { Description = "timers: so many are armed, a quarter of them re-armed, a quarter cancelled", DefaultValueFactory = _ => 20_000 };
        var rate = new Option<int>("--rate") { Description = "promise: carts left a second", DefaultValueFactory = _ => 200 };
        var minutes = CommandLine.Number("--minutes", "promise: for so long", 10.0, 0.1, 600);
        var peers = new Option<string?>("--peers") { Description = "timers: a command that measures others in the same run; it is called with the number of timers and 1, and prints a JSON object a line" };
        var bench = new Command("bench", "Measure, with a floor beside it") { name, seconds, rounds, timers, armed, peers, rate, minutes, CommandLine.DatabaseUrl, CommandLine.Json };
        bench.SetAction(async (parsed, ct) =>
        {
            var length = TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(seconds), 1, 300));
            var count = Math.Clamp(parsed.GetValue(rounds), 1, 50);
            var database = parsed.GetValue(CommandLine.DatabaseUrl);
            var figures = parsed.GetValue(name) switch
            {
                "ingest" => await IngestBench.RunAsync(1, 64, length, count, database, ct),
                "batch" => await IngestBench.RunAsync(100, 16, length, count, database, ct),
                "timers" => await TimersBench.RunAsync(Math.Clamp(parsed.GetValue(timers), 1000, 1_000_000), Math.Clamp(parsed.GetValue(armed), 0, 10_000_000), parsed.GetValue(peers), database, ct),
                "send" => await SendBench.RunAsync(count, ct),
                "promise" => await PromiseBench.RunAsync(Math.Clamp(parsed.GetValue(rate), 1, 10_000), TimeSpan.FromMinutes(parsed.GetValue(minutes)), Math.Clamp(parsed.GetValue(armed), 0, 10_000_000), ct),
                "pipeline" => await PipelineBench.RunAsync(database, ct),
                _ => JsonSerializer.SerializeToNode(RenderBench.Run(new MessageRenderer(), length), JsonSerializerOptions.Web)!.AsObject(),
            };
            var report = new JsonObject { ["name"] = parsed.GetValue(name), ["figures"] = figures, ["machine"] = BenchMachine.Describe() };
            if (!parsed.GetValue(CommandLine.Json))
                foreach (var (key, value) in figures) System.Console.WriteLine($"{key,-28} {value}");
            System.Console.WriteLine(report.ToJsonString());
            return 0;
        });
        return bench;
    }

    /// <summary>The servers the floors run in: started by the benches in their own process.</summary>
    public static Command CreateFloor()
    {
        var mode = new Argument<string>("mode");
        var data = new Option<string>("--data") { Required = true };
        var port = new Option<int>("--port") { Required = true };
        var floor = new Command("bench-floor") { mode, data, port, CommandLine.DatabaseUrl };
        floor.Hidden = true;
        floor.SetAction((parsed, ct) => FloorServer.RunAsync(parsed.GetValue(mode)!, parsed.GetValue(data)!, parsed.GetValue(CommandLine.DatabaseUrl), parsed.GetValue(port), ct));
        return floor;
    }
}

internal static class BenchMachine
{
    public static JsonObject Describe() => new()
    {
        ["cores"] = Environment.ProcessorCount,
        ["memoryGiB"] = Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1073741824.0, 1),
        ["os"] = System.Runtime.InteropServices.RuntimeInformation.OSDescription,
        ["runtime"] = System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription,
    };

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? 0 : sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
