using System.CommandLine;
using System.Net.Http.Json;
using Cartwright.Imports;
using Cartwright.Turns;
using Spectre.Console;

namespace Cartwright.Hosting.Cli;

/// <summary><c>import KIND FILE --store S</c>: past carts, orders, customers, goods and suppressions from CSV (docs/import.md).</summary>
internal static class ImportVerb
{
    public static Command Create()
    {
        var kind = new Argument<string>("kind") { Description = string.Join(", ", ImportColumns.Kinds) };
        kind.AcceptOnlyFromAmong([.. ImportColumns.Kinds]);
        var file = new Argument<string>("file") { Description = "CSV file (UTF-8; comma, semicolon or tab); reviews also as a product review feed (XML)" };
        var store = new Option<string>("--store") { Required = true, Description = "Slug of the store" };
        var dry = new Option<bool>("--dry-run") { Description = "Check every row and write nothing" };
        var import = new Command("import", "Import past carts, orders, customers, products, reviews or suppressions from CSV") { kind, file, store, dry, CommandLine.Data, CommandLine.DatabaseUrl, CommandLine.Json };
        import.SetAction((parsed, ct) => RunAsync(CommandLine.Options(parsed), parsed.GetValue(kind)!, parsed.GetValue(file)!, parsed.GetValue(store)!, parsed.GetValue(dry), parsed.GetValue(CommandLine.Json), ct));
        return import;
    }

    private static async Task<int> RunAsync(ServerOptions options, string kind, string path, string store, bool dryRun, bool json, CancellationToken ct)
    {
        try
        {
            using var file = ImportFile.Open(path);
            var header = ImportHeaderPolicy.Read(kind, file.Header);
            if (header.Error is not null) throw new BadFileException($"{Path.GetFileName(path)}: {header.Error}");
            await using var target = await ImportTarget.OpenAsync(options, store, ct);
            var empty = await target.SendAsync(new ImportChunk(kind, dryRun, header.Columns, []), ct);
            if (empty.Error is not null) throw new BadFileException(empty.Error);

            await using var report = new ImportReport(kind, path, store, dryRun, file, header);
            await SendAllAsync(file, header, report, target, ct);
            await report.PrintAsync(json);
            return report.Refused > 0 || report.Stopped is not null ? 1 : 0;
        }
        catch (BadFileException e)
        {
            await System.Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
    }

    private static async Task SendAllAsync(ImportFile file, ImportHeader header, ImportReport report, ImportTarget target, CancellationToken ct)
    {
        // On standard error, so that standard output is the report alone.
        if (System.Console.IsErrorRedirected) await SendAllAsync(file, header, report, target, _ => { }, ct);
        else
        {
            var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(System.Console.Error) });
            await terminal.Progress().AutoClear(true).StartAsync(async progress =>
            {
                var task = progress.AddTask(Markup.Escape(report.Title), maxValue: Math.Max(1, file.Length));
                await SendAllAsync(file, header, report, target, at => task.Value = at, ct);
            });
        }
    }

    private static async Task SendAllAsync(ImportFile file, ImportHeader header, ImportReport report, ImportTarget target, Action<long> advanced, CancellationToken ct)
    {
        try
        {
            var keys = ImportColumns.KeysOf(report.Kind).Select(name => header.Columns.ToList().IndexOf(name)).Where(at => at >= 0).ToList();
            foreach (var records in Chunks(file.Records(keys)))
            {
                ct.ThrowIfCancellationRequested();
                var answer = await target.SendAsync(new ImportChunk(report.Kind, report.DryRun, header.Columns, records), ct);
                if (answer.Error is not null) throw new CannotStartException(answer.Error);
                report.Add(records, answer.Results);
                advanced(file.Position);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested) { report.Stopped = "It was interrupted."; }
        catch (BadFileException e) { report.Stopped = e.Message; }
        catch (Exception e) when (e is HttpRequestException or CannotStartException or NotCommittedException || Storage.Database.IsDatabaseError(e)) { report.Stopped = e.Message; }
    }

    // By rows and by size, so that a chunk is one short transaction and a small request.
    private static IEnumerable<List<ImportRecord>> Chunks(IEnumerable<ImportRecord> records)
    {
        const int MostRows = 500, MostCharacters = 400_000;
        var (chunk, rows, characters) = (new List<ImportRecord>(), 0, 0);
        foreach (var record in records)
        {
            var size = record.Rows.Sum(r => r.Cells.Sum(c => c.Length));
            if (chunk.Count > 0 && (rows + record.Rows.Count > MostRows || characters + size > MostCharacters))
            {
                yield return chunk;
                (chunk, rows, characters) = ([], 0, 0);
            }
            chunk.Add(record);
            (rows, characters) = (rows + record.Rows.Count, characters + size);
        }
        if (chunk.Count > 0) yield return chunk;
    }
}

/// <summary>Where the chunks go: to the server that runs on the data, else to the data themselves.</summary>
internal sealed class ImportTarget : IAsyncDisposable
{
    private readonly HttpClient? _running;
    private readonly Opened? _opened;
    private readonly ServiceProvider? _services;
    private readonly string _store;

    private ImportTarget(string store, HttpClient? running, Opened? opened, ServiceProvider? services) => (_store, _running, _opened, _services) = (store, running, opened, services);

    public static async Task<ImportTarget> OpenAsync(ServerOptions options, string store, CancellationToken ct)
    {
        if (await AdminEndpoints.ConnectAsync(options) is { } running) return new ImportTarget(store, running, null, null);
        var opened = await CommandLine.OpenAsync(options);
        var services = await AdminCall.CoreAsync(options, opened);
        await services.GetRequiredService<TurnLoop>().StartAsync(ct);
        return new ImportTarget(store, null, opened, services);
    }

    /// <exception cref="HttpRequestException">The server went away, or could not commit.</exception>
    public async Task<ImportAnswer> SendAsync(ImportChunk chunk, CancellationToken ct)
    {
        if (_services is not null) return await _services.GetRequiredService<ImportRun>().CarryOutAsync(_store, chunk, ct);
        try
        {
            using var response = await _running!.PostAsJsonAsync($"imports/{Uri.EscapeDataString(_store)}", chunk, ImportJson.Default.ImportChunk, ct);
            if (!response.IsSuccessStatusCode) throw new HttpRequestException($"The server answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(ct)}");
            return (await response.Content.ReadFromJsonAsync(ImportJson.Default.ImportAnswer, ct))!;
        }
        catch (HttpRequestException e) when (e.StatusCode is null && e.InnerException is not null) { throw new HttpRequestException("The server went away.", e); }
    }

    public async ValueTask DisposeAsync()
    {
        _running?.Dispose();
        if (_services is not null)
        {
            await _services.GetRequiredService<TurnLoop>().StopAsync(CancellationToken.None);
            await _services.DisposeAsync();
        }
        if (_opened is not null) await _opened.DisposeAsync();
    }
}
