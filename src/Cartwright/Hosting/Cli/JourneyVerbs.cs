using System.CommandLine;
using System.Text.Json;
using Cartwright.Journeys;

namespace Cartwright.Hosting.Cli;

/// <summary><c>journeys export|import DIR --store S</c>: a file a journey, named by its slug (docs/journeys-as-files.md); <c>journeys move JOURNEY --store S</c>.</summary>
internal static class JourneyVerbs
{
    public static Command Create()
    {
        var folder = new Argument<string>("dir") { Description = "Folder of the files, one a journey: abandoned-cart.json" };
        var journey = new Argument<string>("journey") { Description = "Slug of the journey" };
        var store = new Option<string>("--store") { Required = true, Description = "Slug of the store" };
        var dry = new Option<bool>("--dry-run") { Description = "Check the files, say what would change, and change nothing" };
        var export = new Command("export", "Write the store's journeys as JSON files") { folder, store, CommandLine.Data, CommandLine.DatabaseUrl, CommandLine.Json };
        export.SetAction((parsed, ct) => ExportAsync(CommandLine.Options(parsed), parsed.GetValue(folder)!, parsed.GetValue(store)!, parsed.GetValue(CommandLine.Json), ct));
        var import = new Command("import", "Add or change journeys from JSON files: all of them, or none if one is wrong") { folder, store, dry, CommandLine.Data, CommandLine.DatabaseUrl, CommandLine.Json };
        import.SetAction((parsed, ct) => ImportAsync(CommandLine.Options(parsed), parsed.GetValue(folder)!, parsed.GetValue(store)!, parsed.GetValue(dry), parsed.GetValue(CommandLine.Json), ct));
        var move = new Command("move", "Move the running enrollments of older versions of a journey to the present one") { journey, store, CommandLine.Data, CommandLine.DatabaseUrl };
        move.SetAction(async (parsed, ct) =>
        {
            var request = new JourneyRequest(parsed.GetValue(store)!, [], Journey: parsed.GetValue(journey)!);
            var answer = await AdminCall.RunAsync(CommandLine.Options(parsed), "journeys/move", request, AdminJson.Default.JourneyRequest, verbs => verbs.MoveJourneyAsync(request));
            return answer.Error is null ? await CommandLine.SayAsync($"{answer.Running} running enrollments of older versions are moved to version {answer.Version}, piece by piece, while the server runs.") : await CommandLine.WrongAsync(answer.Error);
        });
        return new Command("journeys", "Journeys as files, and moving running ones to a new version") { export, import, move };
    }

    private static async Task<int> ExportAsync(ServerOptions options, string folder, string store, bool json, CancellationToken ct)
    {
        var request = new JourneyRequest(store, []);
        var answer = await AdminCall.RunAsync(options, "journeys/export", request, AdminJson.Default.JourneyRequest, verbs => verbs.ExportJourneysAsync(request));
        if (answer is not { Error: null, Files: { } files }) return await CommandLine.WrongAsync(answer.Error!);
        Directory.CreateDirectory(folder);
        foreach (var file in files) await File.WriteAllTextAsync(Path.Combine(folder, file.Slug + ".json"), file.Json, ct);
        return await CommandLine.SayAsync(json ? JsonSerializer.Serialize([.. files.Select(f => f.Slug)], AdminJson.Default.StringArray) : $"{files.Count} journeys written to {folder}.");
    }

    private static async Task<int> ImportAsync(ServerOptions options, string folder, string store, bool dryRun, bool json, CancellationToken ct)
    {
        if (!Directory.Exists(folder)) return await CommandLine.WrongAsync($"There is no folder {folder}.");
        var paths = Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal).ToList();
        if (paths.Count is 0 or > JourneyImports.Most) return await CommandLine.WrongAsync(paths.Count == 0 ? $"There is no .json file in {folder}." : $"There are more than {JourneyImports.Most} files in {folder}.");
        var files = new List<JourneyFile>();
        foreach (var path in paths) files.Add(new JourneyFile(Path.GetFileNameWithoutExtension(path), await File.ReadAllTextAsync(path, ct)));

        var request = new JourneyRequest(store, files, dryRun);
        var answer = await AdminCall.RunAsync(options, "journeys/import", request, AdminJson.Default.JourneyRequest, verbs => verbs.ImportJourneysAsync(request));
        if (answer is not { Error: null, Import: { } import }) return await CommandLine.WrongAsync(answer.Error!);
        if (import.Errors.Count > 0)
        {
            foreach (var e in import.Errors) await System.Console.Error.WriteLineAsync($"{e.Slug}.json: {(e.Field.Length == 0 ? "" : e.Field + ": ")}{e.Error}");
            return await CommandLine.WrongAsync("Nothing was changed.");
        }
        if (json) return await CommandLine.SayAsync(JsonSerializer.Serialize(import.Changes, AdminJson.Default.IReadOnlyListJourneyChange));
        foreach (var c in import.Changes) await CommandLine.SayAsync($"{c.Slug}: {c.Change}{(c.Fields.Count == 0 ? "" : " (" + string.Join(", ", c.Fields) + ")")}");
        return dryRun ? await CommandLine.SayAsync("Nothing was changed: this was a dry run.") : 0;
    }
}
