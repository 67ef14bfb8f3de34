using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Cartwright.Simulation;
using Spectre.Console;

namespace Cartwright.Hosting.Cli;

/// <summary><c>simulate</c>: a world of shoppers on a virtual clock through the real server, judged by one who knows only what went in and what came out (decision 0024).</summary>
internal static class SimulateVerb
{
    public static Command Create()
    {
        var shoppers = CommandLine.Number("--shoppers", "How many shoppers", 2000, 1, 100_000_000);
        var days = CommandLine.Number("--days", "How many days", 14, 1, 365);
        var seed = CommandLine.Number("--seed", "The same seed gives the same world and the same decisions", 1, int.MinValue, int.MaxValue);
        var faults = new Option<bool>("--faults") { Description = "Let processes die, disks fill, mail servers refuse, events come late and twice" };
        var noStories = new Option<bool>("--no-stories") { Description = "Do not look for the shortest story of a broken promise, which takes many runs" };
        var simulate = new Command("simulate", "Simulate days of a shop and check the promises") { shoppers, days, seed, faults, noStories, CommandLine.Json };
        simulate.SetAction((parsed, ct) => RunAsync(new SimulationOptions(parsed.GetValue(shoppers), parsed.GetValue(days), parsed.GetValue(seed), parsed.GetValue(faults), Stories: !parsed.GetValue(noStories)), parsed.GetValue(CommandLine.Json), ct));
        return simulate;
    }

    private static async Task<int> RunAsync(SimulationOptions options, bool json, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        var summary = await WithProgressAsync(options, ct);
        var seconds = watch.Elapsed.TotalSeconds;
        // Beside JSON on one line, what is for people goes where it is in nobody's way.
        var people = json ? System.Console.Error : System.Console.Out;
        foreach (var (name, value) in summary.Figures) await people.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{name,-20} {value}"));
        foreach (var told in summary.Violations.Take(20))
        {
            await people.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Promise {told.Violation.Promise}, seed {options.Seed}, shopper {told.Violation.Shopper}, {DateTimeOffset.FromUnixTimeMilliseconds(told.Violation.At):yyyy-MM-dd HH:mm:ss}: {told.Violation.What}"));
            foreach (var line in told.Story) await people.WriteLineAsync("    " + line);
        }
        await people.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{options.Shoppers} shoppers, {options.Days} days, {summary.Events} events, {summary.Messages} messages, {summary.Violations.Count} violations."));
        // How long it took is no part of what must be the same again.
        await System.Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s, {options.Shoppers * (double)options.Days / seconds:0} shopper-days a second"));
        if (json) System.Console.WriteLine(summary.ToJson().ToJsonString());
        return summary.Violations.Count == 0 ? 0 : 1;
    }

    private static async Task<SimulationSummary> WithProgressAsync(SimulationOptions options, CancellationToken ct)
    {
        if (System.Console.IsErrorRedirected) return await Simulations.RunAsync(options, ct: ct);
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(System.Console.Error) });
        return await terminal.Progress().AutoClear(true).StartAsync(async progress =>
        {
            var task = progress.AddTask($"Simulating {options.Days} days", maxValue: 1);
            return await Simulations.RunAsync(options, advanced: part => task.Value = part, ct: ct);
        });
    }
}
