using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Cartwright.Messages;

namespace Cartwright.Simulation;

/// <summary>A violation with the shortest story that was found to show it.</summary>
internal sealed record ToldViolation(Violation Violation, IReadOnlyList<string> Story);

/// <summary>What the verb prints.</summary>
internal sealed record SimulationSummary(SimulationOptions Options, long Events, long Messages, IReadOnlyList<ToldViolation> Violations, IReadOnlyDictionary<string, long> Figures, string Digest)
{
    public JsonObject ToJson() => new()
    {
        ["shoppers"] = Options.Shoppers, ["days"] = Options.Days, ["events"] = Events, ["messages"] = Messages,
        ["violations"] = new JsonArray([.. Violations.Select(v => (JsonNode)new JsonObject
        {
            ["promise"] = v.Violation.Promise, ["seed"] = Options.Seed, ["shopper"] = v.Violation.Shopper, ["what"] = v.Violation.What, ["story"] = new JsonArray([.. v.Story.Select(s => (JsonNode)s)]),
        })]),
        ["figures"] = new JsonObject([.. Figures.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)f.Value)), KeyValuePair.Create("digest", (JsonNode?)Digest)]),
    };
}

/// <summary>Runs the worlds of a seed and puts their figures together.</summary>
internal static class Simulations
{
    /// <summary>For so many broken promises a story is looked for; of those of one promise the first is enough.</summary>
    private const int Told = 3;

    public static async Task<SimulationSummary> RunAsync(SimulationOptions options, SimulationParts? parts = null, Action<double>? advanced = null, CancellationToken ct = default)
    {
        var worlds = (options.Shoppers + SimulationRun.MostShoppers - 1) / SimulationRun.MostShoppers;
        var results = new SimulationResult[worlds];
        var done = new double[worlds];
        var renderer = new MessageRenderer();
        await Parallel.ForAsync(0, worlds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = ct }, async (world, stop) =>
        {
            results[world] = await OneAsync(options, world, parts, renderer, advanced is null ? null : part =>
            {
                done[world] = part;
                advanced(done.Sum() / worlds);
            }, stop);
        });

        var violations = new List<ToldViolation>();
        foreach (var violation in results.SelectMany(r => r.Violations))
            violations.Add(options.Stories && violation.Shopper is { } shopper && violations.Count(v => v.Story.Count > 0) < Told && !violations.Exists(v => v.Violation.Promise == violation.Promise) ? await ShortenedAsync(options, violation, shopper, parts, renderer, ct) : new ToldViolation(violation, []));
        var figures = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, value) in results.SelectMany(r => r.Figures)) figures[name] = figures.GetValueOrDefault(name) + value;
        var lateness = results.SelectMany(r => r.Lateness).Order().ToArray();
        figures["latenessP50Ms"] = lateness.Length == 0 ? 0 : lateness[lateness.Length / 2];
        figures["latenessP99Ms"] = lateness.Length == 0 ? 0 : lateness[(int)(lateness.Length * 0.99)];
        return new SimulationSummary(options, results.Sum(r => r.Events), results.Sum(r => r.Messages), violations, figures, Convert.ToHexStringLower(SHA256.HashData([.. results.SelectMany(r => r.Digest)])));
    }

    private static async Task<SimulationResult> OneAsync(SimulationOptions options, int world, SimulationParts? parts, MessageRenderer renderer, Action<double>? advanced, CancellationToken ct)
    {
        await using var run = new SimulationRun(options, world, parts ?? new SimulationParts());
        return await run.RunAsync(renderer, advanced, ct);
    }

    /// <summary>The shopper alone under the same seed, then with fewer and fewer acts, as long as the same promise breaks.</summary>
    private static async Task<ToldViolation> ShortenedAsync(SimulationOptions options, Violation violation, int shopper, SimulationParts? parts, MessageRenderer renderer, CancellationToken ct)
    {
        var world = shopper / SimulationRun.MostShoppers;
        var without = new HashSet<int>();
        IReadOnlyList<string> story = [];
        if (await BreaksAsync(without) is not { } found)
            return new ToldViolation(violation, ["It does not show with this shopper alone. All that happened to them:", .. (await OneAsync(options with { Told = shopper }, world, parts, renderer, null, ct)).Story]);
        // By halves, then by quarters, and so on down to single acts.
        var numbers = Acts([]).Select(a => a.Number).Where(n => n < 100_000).Distinct().ToList();
        for (var size = numbers.Count / 2; size > 0; size /= 2)
            for (var at = 0; at < numbers.Count; at += size)
            {
                HashSet<int> fewer = [.. without, .. numbers.Skip(at).Take(size)];
                if (fewer.Count == without.Count || await BreaksAsync(fewer) is not { } shorter) continue;
                (found, without) = (shorter, fewer);
            }
        await BreaksAsync(without); // once more, for the story of the shortest
        return new ToldViolation(found, story);

        async Task<Violation?> BreaksAsync(HashSet<int> left)
        {
            var result = await OneAsync(options with { Only = shopper, Without = left }, world, parts, renderer, null, ct);
            story = result.Story;
            return result.Violations.FirstOrDefault(v => v.Promise == violation.Promise);
        }

        List<Act> Acts(HashSet<int> left)
        {
            var only = options with { Only = shopper, Without = left };
            var stores = StoresPolicy.Of(options.Seed, world).Select(s => (Guid.Empty, s)).ToList();
            var person = WorldPolicy.Person(only, stores, shopper);
            return WorldPolicy.Script(only, person, StoresPolicy.Start(options.Seed, world).ToUnixTimeMilliseconds());
        }
    }
}
