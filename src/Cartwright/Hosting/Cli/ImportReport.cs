using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cartwright.Imports;
using CsvHelper;

namespace Cartwright.Hosting.Cli;

/// <summary>What the import verb says with <c>--json</c>. From, To: the time the records tell of. RejectedFile: null when all went in.</summary>
internal sealed record ImportSummary(
    string Kind, string File, string Store, bool DryRun, long Rows, long Added, long Changed, long AlreadyThere, long Skipped, long Refused,
    DateTime? From, DateTime? To, IReadOnlyList<string> IgnoredColumns, IReadOnlyList<string> Errors, string? RejectedFile, string? Stopped);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ImportSummary))]
internal sealed partial class ImportSummaryJson : JsonSerializerContext;

/// <summary>Counts what became of the records, and writes those that were refused beside the file as they were, to be mended and imported.</summary>
internal sealed class ImportReport(string kind, string path, string store, bool dryRun, ImportFile file, ImportHeader header) : IAsyncDisposable
{
    private const int Shown = 20;
    private readonly Dictionary<ImportOutcome, long> _count = [];
    private readonly List<string> _errors = [];
    private readonly string _rejectedPath = path + ".rejected.csv";
    private CsvWriter? _rejected;
    private string? _unwritable;
    private long _rows, _lines;
    private long? _from, _to;

    public string Kind => kind;
    public bool DryRun => dryRun;
    public string Title => $"{(dryRun ? "Checking" : "Importing")} {kind}";
    public long Refused => Count(ImportOutcome.Refused);

    /// <summary>Why the file was not read to its end; null when it was.</summary>
    public string? Stopped { get; set; }

    public void Add(IReadOnlyList<ImportRecord> records, IReadOnlyList<ImportResult> results)
    {
        for (var i = 0; i < records.Count; i++)
        {
            _rows += records[i].Rows.Count;
            _count[results[i].Outcome] = Count(results[i].Outcome) + 1;
            if (results[i].At is { } at) (_from, _to) = (Math.Min(_from ?? at, at), Math.Max(_to ?? at, at));
            if (results[i].Outcome != ImportOutcome.Refused) continue;
            Reject(records[i], results[i].Errors);
        }
    }

    public async Task PrintAsync(bool json)
    {
        if (_rejected is not null) await _rejected.FlushAsync();
        foreach (var error in _errors) await System.Console.Error.WriteLineAsync(error);
        if (_lines > _errors.Count) await System.Console.Error.WriteLineAsync($"… and {_lines - _errors.Count} more.");
        if (_unwritable is not null) await System.Console.Error.WriteLineAsync(_unwritable);
        if (Stopped is not null) await System.Console.Error.WriteLineAsync($"{Stopped} {(dryRun ? "Nothing was written." : "What is counted here is kept; import the file again to finish, nothing is taken twice.")}");
        var rejected = _rejected is null ? null : _rejectedPath;
        if (json)
        {
            System.Console.WriteLine(JsonSerializer.Serialize(new ImportSummary(
                kind, path, store, dryRun, _rows, Count(ImportOutcome.Added), Count(ImportOutcome.Changed), Count(ImportOutcome.Known), Count(ImportOutcome.Skipped), Refused,
                ApiInput.Time(_from), ApiInput.Time(_to), header.Ignored, _errors, rejected, Stopped), ImportSummaryJson.Default.ImportSummary));
            return;
        }
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{(dryRun ? $"Dry run of {kind}: nothing was written." : $"Imported {kind} into {store}.")} {_rows} rows read.");
        foreach (var (outcome, done, would) in ((ImportOutcome, string, string)[])
            [(ImportOutcome.Added, "added", "would be added"), (ImportOutcome.Changed, "changed", "would be changed"), (ImportOutcome.Known, "already there", "already there"),
             (ImportOutcome.Skipped, "nothing of their own", "nothing of their own"), (ImportOutcome.Refused, "refused", "would be refused")])
            if (Count(outcome) > 0 || outcome is ImportOutcome.Added or ImportOutcome.Refused) text.AppendLine(CultureInfo.InvariantCulture, $"  {Count(outcome),10}  {(dryRun ? would : done)}");
        if (_from is { } from) text.AppendLine(CultureInfo.InvariantCulture, $"  from {ApiInput.Time(from):yyyy-MM-dd HH:mm} to {ApiInput.Time(_to!.Value):yyyy-MM-dd HH:mm} UTC");
        if (header.Ignored.Count > 0) text.AppendLine($"  columns not read: {string.Join(", ", header.Ignored)}");
        if (rejected is not null) text.AppendLine($"  refused rows, each with its reason: {rejected} (mend them there and import that file)");
        System.Console.Write(text);
    }

    public async ValueTask DisposeAsync()
    {
        if (_rejected is not null) await _rejected.DisposeAsync();
    }

    private long Count(ImportOutcome outcome) => _count.GetValueOrDefault(outcome);

    private void Reject(ImportRecord record, IReadOnlyList<ImportError> errors)
    {
        var said = errors.Select(e => $"line {e.Line}{(e.Column.Length == 0 ? "" : $", {NameOf(e.Column)}")}: {e.Error}").ToList();
        _lines += said.Count;
        _errors.AddRange(said.Take(Shown - _errors.Count));
        if (_unwritable is not null) return;
        try { _rejected ??= Begin(); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _unwritable = $"The refused rows could not be written beside the file: {e.Message}";
            return;
        }
        foreach (var row in record.Rows)
        {
            var reason = string.Join(' ', errors.Where(e => e.Line == row.Line).Select(e => e.Column.Length == 0 ? e.Error : $"{NameOf(e.Column)}: {e.Error}"));
            var told = ReasonAt;
            if (told < 0) _rejected.WriteField(reason);
            for (var i = 0; i < row.Cells.Count; i++) _rejected.WriteField(i == told ? reason : row.Cells[i]);
            _rejected.EndRecord();
        }
    }

    // Where a file that is imported again has its reasons of the time before; -1: nowhere, then they come first, where extra cells cannot move them.
    private int ReasonAt => file.Header.ToList().FindIndex(name => ImportHeaderPolicy.Plain(name) == ImportColumns.Reason);

    private CsvWriter Begin()
    {
        var writer = CsvWriter.ToFile(_rejectedPath, new CsvWriterOptions { Separator = file.Delimiter, ValidateFieldCount = false });
        if (ReasonAt < 0) writer.WriteField(ImportColumns.Reason);
        foreach (var name in file.Header) writer.WriteField(name);
        writer.EndRecord();
        return writer;
    }

    // As the file calls it.
    private string NameOf(string column)
    {
        for (var i = 0; i < header.Columns.Count; i++) if (header.Columns[i] == column) return file.Header[i].Trim();
        return column;
    }
}
