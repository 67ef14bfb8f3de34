using System.Text.Json.Serialization;
using Cartwright.Stores;

namespace Cartwright.Messages.Templates;

/// <summary>A template in one language as files: NAME.LOCALE.mjml, .html, .txt, and the rest in .json. A file that is not there is null.</summary>
internal sealed record TemplateFiles(string Template, string Locale, string? Mjml, string? Html, string? Text, TemplateHead? Head)
{
    public static TemplateFiles Of(TemplateSource s) => new(s.Template, s.Locale, s.Mjml.Length > 0 ? s.Mjml : null, s.Html.Length > 0 ? s.Html : null, s.Text, new TemplateHead(s.Channel, s.Subject, s.Preheader));
}

/// <summary>What the .json holds.</summary>
internal sealed record TemplateHead(string Channel, string Subject = "", string Preheader = "");

/// <summary>Part: a <see cref="TemplatePart"/>; empty: the files as a whole.</summary>
internal sealed record TemplateFileFault(string Template, string Locale, string Part, int? Line, int? Column, string Says, bool Warning);

/// <summary>Change: added (there was a default at most), changed, same.</summary>
internal sealed record TemplateChange(string Template, string Locale, string Change);

/// <summary>What an import did, or, with an error among the faults, why it did nothing.</summary>
internal sealed record TemplateImportAnswer(IReadOnlyList<TemplateChange> Changes, IReadOnlyList<TemplateFileFault> Faults);

/// <summary>Writes a store's templates as files and takes them in again: all of them, or none when one is wrong.</summary>
internal sealed class TemplateImports(TemplateStore templates, StoreTemplates store, TemplateDefaults defaults)
{
    /// <summary>What is used now: the store's own, and (unless only those are asked for) the defaults in the other places.</summary>
    public async Task<IReadOnlyList<TemplateFiles>> ExportAsync(StoreEntry entry, bool onlyOwn, CancellationToken ct = default) =>
        [.. (await UsedAsync(entry, ct)).Where(u => !onlyOwn || u.Value.IsOwn).OrderBy(u => u.Key.Template, StringComparer.Ordinal).ThenBy(u => u.Key.Locale, StringComparer.Ordinal).Select(u => TemplateFiles.Of(u.Value.Source))];

    public async Task<TemplateImportAnswer> ImportAsync(StoreEntry entry, IReadOnlyList<TemplateFiles> files, string by, bool dryRun, CancellationToken ct = default)
    {
        var used = await UsedAsync(entry, ct);
        var faults = new List<TemplateFileFault>();
        var sources = new List<TemplateSource>();
        var changes = new List<TemplateChange>();
        foreach (var file in files)
        {
            var now = used.TryGetValue((file.Template, file.Locale), out var known) ? known.Source : null;
            if (Read(file, now, out var wrong) is not { } source) { faults.Add(new TemplateFileFault(file.Template, file.Locale, wrong!.Value.Part, null, null, wrong.Value.Says, false)); continue; }
            changes.Add(new TemplateChange(file.Template, file.Locale, source == now ? "same" : known.IsOwn ? "changed" : "added"));
            // One that says what is used already, the default perhaps, is not made a version of the store's own.
            if (source != now) sources.Add(source);
        }
        var isWrong = faults.Count > 0;
        foreach (var (source, found) in sources.Zip(await store.ImportAsync(entry, sources, by, dryRun || isWrong, ct)))
            faults.AddRange(found.Select(f => new TemplateFileFault(source.Template, source.Locale, f.Part, f.Line, f.Column, f.Says, f.Warning)));
        return new TemplateImportAnswer(faults.Exists(f => !f.Warning) ? [] : changes, faults);
    }

    private static TemplateSource? Read(TemplateFiles file, TemplateSource? now, out (string Part, string Says)? wrong)
    {
        var name = $"{file.Template}.{file.Locale}";
        wrong = file switch
        {
            { Head: null } when now is null => ("", $"{name}.json is missing: it says the channel, the subject and the preheader, as {{\"channel\":\"email\",\"subject\":\"…\",\"preheader\":\"…\"}}."),
            { Mjml: not null, Html: null } => (TemplatePart.Mjml, $"{name}.html is missing: compile the layout with “npx mjml {name}.mjml -o {name}.html”."),
            { Mjml: not null } when now is not null && file.Mjml != now.Mjml && file.Html == now.Html => (TemplatePart.Mjml, $"{name}.html is of the layout before: compile it again with “npx mjml {name}.mjml -o {name}.html”."),
            _ => null,
        };
        if (wrong is not null) return null;
        var head = file.Head ?? new TemplateHead(now!.Channel, now.Subject, now.Preheader);
        return new TemplateSource(file.Template, file.Locale, head.Channel, head.Subject, head.Preheader, file.Mjml ?? "", file.Html ?? "", file.Text ?? "");
    }

    private async Task<Dictionary<(string Template, string Locale), (TemplateSource Source, bool IsOwn)>> UsedAsync(StoreEntry entry, CancellationToken ct)
    {
        var used = defaults.All.ToDictionary(k => k, k => (defaults.Source(k.Template, k.Locale)!, false));
        foreach (var own in entry.Templates.Values.SelectMany(t => t))
            if (await templates.FindAsync(entry.Store.Id, own.Template, own.Locale, own.Version, ct) is { } version) used[(own.Template, own.Locale)] = (version.Source, true);
        return used;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TemplateHead))]
internal sealed partial class TemplateHeadJson : JsonSerializerContext;
