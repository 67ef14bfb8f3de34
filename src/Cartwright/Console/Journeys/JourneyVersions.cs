using Cartwright.Journeys;

namespace Cartwright.Console.Journeys;

/// <summary>A version of a journey. Changes: what became of the one before.</summary>
internal sealed record JourneyVersion(long Version, long CreatedAt, IReadOnlyList<VersionChange> Changes);

/// <summary>A sentence of a definition that came, went, or became another (both).</summary>
internal sealed record VersionChange(string? Before, string? After);

/// <summary>What changed between two versions, told in the sentences that people read them in.</summary>
internal static class JourneyVersions
{
    /// <summary>Newest first.</summary>
    public static IReadOnlyList<JourneyVersion> Of(IReadOnlyList<(long Version, long CreatedAt, JourneyDefinition Definition)> versions, JourneyWords words)
    {
        var ordered = versions.OrderBy(v => v.Version).ToList();
        return [.. ordered.Select((v, i) => new JourneyVersion(v.Version, v.CreatedAt, i == 0 ? [] : Between(ordered[i - 1].Definition, v.Definition, words))).Reverse()];
    }

    public static IReadOnlyList<VersionChange> Between(JourneyDefinition older, JourneyDefinition newer, JourneyWords words)
    {
        var changes = words.Rules(older).Zip(words.Rules(newer)).Where(p => p.First != p.Second).Select(p => new VersionChange(p.First, p.Second)).ToList();
        changes.AddRange(Steps(words.Steps(older), words.Steps(newer)));
        return changes;
    }

    // The longest list of sentences that both have in the same order stays; what lies between two that stay came, went, or was changed.
    private static IEnumerable<VersionChange> Steps(IReadOnlyList<string> older, IReadOnlyList<string> newer)
    {
        var kept = new int[older.Count + 1, newer.Count + 1];
        for (var i = older.Count - 1; i >= 0; i--)
            for (var j = newer.Count - 1; j >= 0; j--)
                kept[i, j] = older[i] == newer[j] ? kept[i + 1, j + 1] + 1 : Math.Max(kept[i + 1, j], kept[i, j + 1]);
        var (a, b) = (0, 0);
        while (a < older.Count || b < newer.Count)
        {
            if (a < older.Count && b < newer.Count && older[a] == newer[b]) { a++; b++; continue; }
            var (gone, come) = (new List<string>(), new List<string>());
            while ((a < older.Count || b < newer.Count) && !(a < older.Count && b < newer.Count && older[a] == newer[b]))
            {
                if (b >= newer.Count || a < older.Count && kept[a + 1, b] >= kept[a, b + 1]) gone.Add(older[a++]);
                else come.Add(newer[b++]);
            }
            for (var i = 0; i < Math.Max(gone.Count, come.Count); i++) yield return new VersionChange(gone.ElementAtOrDefault(i), come.ElementAtOrDefault(i));
        }
    }
}
