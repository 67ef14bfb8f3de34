using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Cartwright.Messages.Templates;
using DiffPlex.Renderer;

namespace Cartwright.Hosting.Cli;

/// <summary><c>templates export|import|diff DIR --store S</c>: a few files a template and language, named by both (docs/templates.md).</summary>
internal static class TemplateVerbs
{
    private static readonly string[] Kinds = ["mjml", "html", "txt", "json"];
    private static readonly TemplateHeadJson Heads = new(new JsonSerializerOptions(TemplateHeadJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static Command Create()
    {
        var folder = new Argument<string>("dir") { Description = "Folder of the files: cart-reminder.en.mjml, .html, .txt and .json" };
        var store = new Option<string>("--store") { Required = true, Description = "Slug of the store" };
        var own = new Option<bool>("--own") { Description = "Only the store's own, not the defaults" };
        var dry = new Option<bool>("--dry-run") { Description = "Check the files, say what would change, and change nothing" };
        var export = new Command("export", "Write the templates that are used, the store's own and the defaults, as files") { folder, store, own, CommandLine.Data, CommandLine.DatabaseUrl, CommandLine.Json };
        export.SetAction((parsed, ct) => ExportAsync(CommandLine.Options(parsed), parsed.GetValue(folder)!, parsed.GetValue(store)!, parsed.GetValue(own), parsed.GetValue(CommandLine.Json), ct));
        var import = new Command("import", "Use the templates of the files: all of them, or none if one is wrong") { folder, store, dry, CommandLine.Data, CommandLine.DatabaseUrl, CommandLine.Json };
        import.SetAction((parsed, ct) => ImportAsync(CommandLine.Options(parsed), parsed.GetValue(folder)!, parsed.GetValue(store)!, parsed.GetValue(dry), parsed.GetValue(CommandLine.Json), ct));
        var diff = new Command("diff", "Show how the files differ from what is used; exit code 1 when they do, 2 when something is wrong") { folder, store, CommandLine.Data, CommandLine.DatabaseUrl };
        diff.SetAction((parsed, ct) => DiffAsync(CommandLine.Options(parsed), parsed.GetValue(folder)!, parsed.GetValue(store)!, ct));
        return new Command("templates", "Templates as files") { export, import, diff };
    }

    private static async Task<int> ExportAsync(ServerOptions options, string folder, string store, bool own, bool json, CancellationToken ct)
    {
        if (await UsedAsync(options, store, own) is not { Files: { } files } answer) return 2;
        Directory.CreateDirectory(folder);
        foreach (var file in answer.Files)
            foreach (var (kind, text) in Texts(file))
                if (text is not null) await File.WriteAllTextAsync(Path.Combine(folder, $"{file.Template}.{file.Locale}.{kind}"), text, ct);
        return await CommandLine.SayAsync(json ? JsonSerializer.Serialize([.. files.Select(f => $"{f.Template}.{f.Locale}")], AdminJson.Default.StringArray) : $"{files.Count} templates written to {folder}.");
    }

    private static async Task<int> ImportAsync(ServerOptions options, string folder, string store, bool dryRun, bool json, CancellationToken ct)
    {
        if (await ReadAsync(folder, ct) is not { } files) return 2;
        var request = new TemplateRequest(store, files, dryRun);
        var answer = await AdminCall.RunAsync(options, "templates/import", request, AdminJson.Default.TemplateRequest, verbs => verbs.ImportTemplatesAsync(request));
        if (answer is not { Error: null, Templates.Import: { } import }) return await CommandLine.WrongAsync(answer.Error!);
        foreach (var f in import.Faults) await System.Console.Error.WriteLineAsync($"{FileOf(f)}{(f.Line is null ? "" : $":{f.Line}:{f.Column}")}: {(f.Warning ? "warning: " : "")}{(f.Part is TemplatePart.Mjml or TemplatePart.Html or TemplatePart.Text or "" ? "" : f.Part + ": ")}{f.Says}");
        if (import.Faults.Any(f => !f.Warning)) return await CommandLine.WrongAsync("Nothing was changed.");
        if (json) return await CommandLine.SayAsync(JsonSerializer.Serialize(import.Changes, AdminJson.Default.IReadOnlyListTemplateChange));
        foreach (var c in import.Changes.Where(c => c.Change != "same")) await CommandLine.SayAsync($"{c.Template}.{c.Locale}: {c.Change}");
        await CommandLine.SayAsync($"{import.Changes.Count(c => c.Change == "same")} the same as before.");
        return dryRun ? await CommandLine.SayAsync("Nothing was changed: this was a dry run.") : 0;
    }

    private static async Task<int> DiffAsync(ServerOptions options, string folder, string store, CancellationToken ct)
    {
        if (await ReadAsync(folder, ct) is not { } files || await UsedAsync(options, store, own: false) is not { Files: { } used }) return 2;
        var known = used.ToDictionary(f => (f.Template, f.Locale));
        var differ = false;
        foreach (var file in files)
        {
            var now = known.GetValueOrDefault((file.Template, file.Locale));
            foreach (var ((kind, text), (_, before)) in Texts(file).Zip(now is null ? Kinds.Select(k => (k, (string?)null)) : Texts(now)))
            {
                if ((text ?? "") == (before ?? "") || (text is null && kind == "json")) continue;
                differ = true;
                var name = $"{file.Template}.{file.Locale}.{kind}";
                await System.Console.Out.WriteLineAsync(UnidiffRenderer.GenerateUnidiff(before ?? "", text ?? "", now is null ? "/dev/null" : "used/" + name, "files/" + name).TrimEnd());
            }
        }
        return differ ? 1 : 0;
    }

    private static async Task<TemplateAnswer?> UsedAsync(ServerOptions options, string store, bool own)
    {
        var request = new TemplateRequest(store, [], OnlyOwn: own);
        var answer = await AdminCall.RunAsync(options, "templates/export", request, AdminJson.Default.TemplateRequest, verbs => verbs.ExportTemplatesAsync(request));
        if (answer.Error is not null) await CommandLine.WrongAsync(answer.Error);
        return answer.Templates;
    }

    /// <summary>Null: something is wrong, and has been said.</summary>
    private static async Task<IReadOnlyList<TemplateFiles>?> ReadAsync(string folder, CancellationToken ct)
    {
        if (!Directory.Exists(folder)) { await CommandLine.WrongAsync($"There is no folder {folder}."); return null; }
        var names = Directory.GetFiles(folder).Select(Path.GetFileName).Where(n => Kinds.Any(k => n!.EndsWith("." + k, StringComparison.Ordinal))).Select(n => n![..n!.LastIndexOf('.')]).Distinct().Order(StringComparer.Ordinal).ToList();
        if (names.Count == 0) { await CommandLine.WrongAsync($"There is no template in {folder}: files are named cart-reminder.en.mjml, .html, .txt and .json."); return null; }
        if (names.Count > StoreTemplates.Most) { await CommandLine.WrongAsync($"There are more than {StoreTemplates.Most} templates in {folder}."); return null; }
        var files = new List<TemplateFiles>();
        foreach (var name in names)
        {
            if (name.Split('.') is not [var template, var locale]) { await CommandLine.WrongAsync($"{name}: name the files by template and language, such as cart-reminder.en.mjml."); return null; }
            async Task<string?> TextAsync(string kind) => Path.Combine(folder, $"{name}.{kind}") is var path && File.Exists(path) ? (await File.ReadAllTextAsync(path, ct)).ReplaceLineEndings("\n") : null;
            TemplateHead? head = null;
            try { head = await TextAsync("json") is { } json ? JsonSerializer.Deserialize(json, Heads.TemplateHead) : null; }
            catch (JsonException e) { await CommandLine.WrongAsync($"{name}.json: {ApiInput.BadJson(e).Message}"); return null; }
            files.Add(new TemplateFiles(template, locale, await TextAsync("mjml"), await TextAsync("html"), await TextAsync("txt"), head));
        }
        return files;
    }

    private static IEnumerable<(string Kind, string? Text)> Texts(TemplateFiles file) =>
        [("mjml", file.Mjml), ("html", file.Html), ("txt", file.Text), ("json", file.Head is null ? null : JsonSerializer.Serialize(file.Head, Heads.TemplateHead) + "\n")];

    private static string FileOf(TemplateFileFault f) =>
        $"{f.Template}.{f.Locale}.{f.Part switch { TemplatePart.Mjml => "mjml", TemplatePart.Html => "html", TemplatePart.Text => "txt", _ => "json" }}";
}
