using System.Text.Json;
using System.Text.Json.Serialization;
using Cartwright.Hosting;
using Cartwright.Messages;
using Cartwright.Messages.Templates;
using Cartwright.Stores;

namespace Cartwright.Journeys;

/// <summary>A journey as a file: its slug, and its definition as /schemas/journey.json describes it.</summary>
internal sealed record JourneyFile(string Slug, string Json);

/// <summary>Something wrong in a file; Field is empty when it is the file as a whole.</summary>
internal sealed record JourneyFileError(string Slug, string Field, string Error);

/// <summary>What an import does to a journey. Change: added, changed, same. Fields: those that differ from before.</summary>
internal sealed record JourneyChange(string Slug, string Change, string Status, long Version, IReadOnlyList<string> Fields);

/// <summary>What an import did, or, when there are errors, why it did nothing.</summary>
internal sealed record JourneyImportAnswer(IReadOnlyList<JourneyChange> Changes, IReadOnlyList<JourneyFileError> Errors);

/// <summary>Writes a store's journeys as files and takes them in again: all of them, or none when one is wrong.</summary>
internal sealed class JourneyImports(StoreStore stores, StoreDirectory directory, MessageRenderer renderer, Ids ids)
{
    public const int Most = 200;
    private static readonly JsonSerializerOptions Indented = new(JourneyJson.Default.Options) { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IReadOnlyList<JourneyFile> Export(StoreEntry entry) => [.. entry.Journeys.Select(j => new JourneyFile(j.Slug, JsonSerializer.Serialize(j.Definition, Indented.GetTypeInfo(typeof(JourneyDefinition))) + "\n"))];

    public Task<JourneyImportAnswer> ImportAsync(StoreEntry entry, IReadOnlyList<JourneyFile> files, string by, bool dryRun, CancellationToken ct)
    {
        var errors = new List<JourneyFileError>();
        var read = new List<(string Slug, JourneyDefinition Definition, string? Status)>();
        foreach (var file in files)
        {
            var (definition, wrong) = JourneyText.Take(file.Json);
            if (definition is not null) read.Add((file.Slug, definition, null));
            errors.AddRange(wrong.Select(e => new JourneyFileError(file.Slug, e.Field, e.Error)));
        }
        return ImportAsync(entry, read, errors, by, dryRun, ct);
    }

    public async Task<JourneyImportAnswer> ImportAsync(
        StoreEntry entry, IReadOnlyList<(string Slug, JourneyDefinition Definition, string? Status)> read, List<JourneyFileError> errors, string by, bool dryRun, CancellationToken ct)
    {
        var names = Names(entry, renderer);
        foreach (var (slug, definition, _) in read)
        {
            if (!JourneyPolicy.IsSlug(slug)) errors.Add(new JourneyFileError(slug, "slug", JourneyPolicy.SlugRule));
            errors.AddRange(JourneyPolicy.Check(definition, names).Select(e => new JourneyFileError(slug, e.Field, e.Error)));
        }
        errors.AddRange(read.GroupBy(r => r.Slug).Where(g => g.Count() > 1).Select(g => new JourneyFileError(g.Key, "slug", "It is there more than once.")));
        if (errors.Count > 0) return new JourneyImportAnswer([], errors);

        var known = entry.Journeys.ToDictionary(j => j.Slug);
        var journeys = read.Select(r => known.TryGetValue(r.Slug, out var old) ? old with { Definition = r.Definition, Status = r.Status ?? old.Status } : new Journey(entry.Store.Id, ids.Next(), r.Slug, r.Status ?? "draft", 0, r.Definition)).ToList();
        if (!dryRun)
        {
            await stores.SaveJourneysAsync([.. journeys.Where(j => ChangeOf(j) != "same" || j.Status != known[j.Slug].Status)], by, ct);
            await directory.RefreshAsync(ct);
        }
        var after = directory.Find(entry.Store.Id)!.Journeys.ToDictionary(j => j.Slug);
        return new JourneyImportAnswer([.. journeys.Select(j => new JourneyChange(j.Slug, ChangeOf(j), j.Status, after.GetValueOrDefault(j.Slug)?.Version ?? 0,
            known.TryGetValue(j.Slug, out var before) ? JourneyDiffPolicy.Fields(before.Definition, j.Definition) : []))], []);

        string ChangeOf(Journey j) => !known.TryGetValue(j.Slug, out var before) ? "added" : JourneyText.Write(before.Definition) == JourneyText.Write(j.Definition) ? "same" : "changed";
    }

    /// <summary>What the journeys of a store may name.</summary>
    public static JourneyNames Names(StoreEntry entry, MessageRenderer renderer)
    {
        var channels = TemplateUse.Channels(entry, renderer);
        return new JourneyNames([.. channels.Keys.Order(StringComparer.Ordinal)], [.. entry.Offers.Select(o => o.Slug)], channels);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<JourneyFile>))]
[JsonSerializable(typeof(JourneyImportAnswer))]
internal sealed partial class JourneyImportJson : JsonSerializerContext;
