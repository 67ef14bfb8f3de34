using System.Collections.Concurrent;
using Cartwright.Hosting;
using Cartwright.Simulation;
using Xunit.Abstractions;

namespace Cartwright.Tests.Simulation;

/// <summary>The ten promises over days of shoppers, with everything going well and with everything going wrong.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Over_a_fortnight_every_promise_is_kept(bool faults) => KeptAsync(faults ? [1, 2, 3] : [7], 300, 14, faults);

    [LongFact]
    public Task Over_worlds_that_nobody_has_seen_every_promise_is_kept() => KeptAsync([.. Enumerable.Range(Seeds.Random().Next(1, 1_000_000), 50)], 300, 14, faults: true);

    [LongFact]
    public Task Over_two_hundred_worlds_of_a_month_every_promise_is_kept_whatever_goes_wrong() => KeptAsync([.. Enumerable.Range(1, 200)], 2000, 30, faults: true);

    [Fact]
    public async Task The_same_seed_gives_the_same_decisions_byte_for_byte_and_another_seed_gives_others()
    {
        var options = new SimulationOptions(60, 10, 11, Faults: true);
        var first = (await Simulations.RunAsync(options)).ToJson().ToJsonString();

        Assert.Equal(first, (await Simulations.RunAsync(options)).ToJson().ToJsonString());
        Assert.NotEqual(first, (await Simulations.RunAsync(options with { Seed = 12 })).ToJson().ToJsonString());
        // Ids that nobody can foresee are decisions that are not the same again.
        Assert.NotEqual(first, (await Simulations.RunAsync(options, new SimulationParts { Ids = Ids.Unpredictable })).ToJson().ToJsonString());
    }

    private async Task KeptAsync(int[] seeds, int shoppers, int days, bool faults)
    {
        var summaries = new ConcurrentBag<SimulationSummary>();
        await Parallel.ForEachAsync(seeds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, async (seed, _) => summaries.Add(await Simulations.RunAsync(new SimulationOptions(shoppers, days, seed, faults))));

        output.WriteLine($"{summaries.Sum(s => s.Events)} events, {summaries.Sum(s => s.Messages)} messages");
        foreach (var figure in summaries.SelectMany(s => s.Figures).GroupBy(f => f.Key, f => f.Value).OrderBy(g => g.Key, StringComparer.Ordinal)) output.WriteLine($"{figure.Key,-20} {figure.Sum()}");
        var broken = summaries.SelectMany(s => s.Violations.Select(v => $"seed {s.Options.Seed}, promise {v.Violation.Promise}, shopper {v.Violation.Shopper}: {v.Violation.What}{string.Concat(v.Story.Select(line => "\n    " + line))}")).ToList();
        Assert.True(broken.Count == 0, string.Join("\n", broken.Take(10).Append(Seeds.Hint)));
        Assert.True(summaries.All(s => s.Messages > shoppers / 10), "too few messages to mean anything");
    }
}
