using Cartwright.Simulation;
using Xunit.Abstractions;

namespace Cartwright.Tests.Simulation;

/// <summary>A judge that never objects proves nothing: each promise is broken on purpose, by a part in the place of a real one, and has to be missed.</summary>
public sealed class MutantTests(ITestOutputHelper output)
{
    /// <summary>With <c>--long</c> all; else half of them, drawn by the seed of the day.</summary>
    public static TheoryData<string> OfTheDay
    {
        get
        {
            string[] all = [.. Mutants.All.Keys];
            if (Environment.GetEnvironmentVariable("CARTWRIGHT_LONG") == "1") return [.. all];
            Seeds.Random("mutants").Shuffle(all);
            return [.. all.Take((all.Length + 1) / 2)];
        }
    }

    [Theory]
    [MemberData(nameof(OfTheDay))]
    public async Task A_broken_promise_is_noticed(string mutant)
    {
        var (promise, faults, parts) = Mutants.All[mutant];
        var first = Mutants.Rare.GetValueOrDefault(mutant, 1);
        for (var seed = first; seed < first + 24; seed++)
        {
            var found = (await Simulations.RunAsync(new SimulationOptions(80, 10, seed, faults, Stories: false), parts())).Violations;
            if (!found.Any(v => v.Violation.Promise == promise)) continue;
            output.WriteLine($"seed {seed}: {found.First(v => v.Violation.Promise == promise).Violation.What}");
            return;
        }
        Assert.Fail($"in 24 worlds nobody noticed that {mutant} (promise {promise})");
    }

    [Fact]
    public async Task A_violation_is_told_by_the_shortest_story_that_shows_it()
    {
        var summary = await Simulations.RunAsync(new SimulationOptions(80, 10, 1, Faults: false), Mutants.All["an order is stored and not understood"].Parts());

        var told = summary.Violations.First(v => v.Story.Count > 0);
        Assert.NotNull(told.Violation.Shopper);
        Assert.InRange(told.Story.Count, 1, 12);
        Assert.Contains(told.Story, line => line.Contains(" o" + told.Violation.Shopper, StringComparison.Ordinal));
    }
}
