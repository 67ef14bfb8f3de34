using System.Text;
using CsvHelper;

namespace Cartwright.Imports;

/// <summary>The file is none that can be read; the message says why and what to do.</summary>
internal sealed class BadFileException(string message) : Exception(message);

/// <summary>
/// A CSV file (RFC 4180; comma, semicolon or tab; UTF-8 with or without a mark) as records. Holds one record and one row at a time,
/// whatever the file's size.
/// </summary>
internal sealed class ImportFile : IDisposable
{
    /// <summary>A quotation mark that is never closed would otherwise make one cell of the rest of the file.</summary>
    private const int LongestRow = 200_000, MostRows = 2000;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly FileStream _stream;
    private readonly CsvReader? _reader;
    private readonly IEnumerator<ImportRow>? _feed;
    private readonly string _name;
    private string? _fault;
    private long _line;

    private ImportFile(string path, char delimiter)
    {
        _name = Path.GetFileName(path);
        Delimiter = delimiter;
        _stream = File.OpenRead(path);
        _reader = CsvReader.Create(_stream, new CsvReaderOptions
        {
            Separator = delimiter, HasHeader = false, TrackLineNumbers = true, MaxRecordSize = LongestRow,
            // A quotation mark inside a text without any (5" pipe) is that text; one that ends nowhere or too early moves the cells.
            OnMalformedRecord = bad => _fault = bad.Reason == CsvMalformedReason.StrayQuote ? null
                : "A quotation mark is never closed or closed too early: put the whole text between quotation marks and write each one inside it twice.",
        });
    }

    private ImportFile(string path, Func<Stream, IEnumerable<ImportRow>> feed)
    {
        (_name, Delimiter, Header) = (Path.GetFileName(path), ',', ReviewFeed.Header);
        _stream = File.OpenRead(path);
        _feed = feed(_stream).GetEnumerator();
    }

    public char Delimiter { get; }
    public IReadOnlyList<string> Header { get; private set; } = [];
    public long Length => _stream.Length;

    /// <summary>Bytes read so far, a buffer ahead of the rows.</summary>
    public long Position => _stream.Position;

    /// <summary>Looks at every byte first, so that a file that is none is refused before anything of it is written.</summary>
    /// <exception cref="BadFileException"/>
    public static ImportFile Open(string path)
    {
        var name = Path.GetFileName(path);
        if (Directory.Exists(path)) throw new BadFileException($"{path} is a folder. Give a CSV file.");
        if (!File.Exists(path)) throw new BadFileException($"There is no file {path}.");
        try
        {
            var firstLine = Examine(path, name);
            if (firstLine.AsSpan().TrimStart('\ufeff').TrimStart().StartsWith("<")) return new ImportFile(path, stream => ReviewFeed.Rows(stream, name));
            var file = new ImportFile(path, ImportHeaderPolicy.DelimiterOf(firstLine));
            if (file.Read() is not { } header || header.Cells.All(c => c.Trim().Length == 0))
            {
                file.Dispose();
                throw new BadFileException($"{name} is empty. Its first line must name the columns.");
            }
            file.Header = header.Cells;
            return file;
        }
        catch (UnauthorizedAccessException) { throw new BadFileException($"{path} may not be read. Give yourself the right to read it."); }
    }

    /// <summary>The records in the order of the file: rows that follow one another with the same key are one.</summary>
    /// <param name="keys">Where the cells of the key stand; none: each row is a record.</param>
    public IEnumerable<ImportRecord> Records(IReadOnlyList<int> keys)
    {
        var rows = new List<ImportRow>();
        while (Read() is { } row)
        {
            if (rows.Count > 0 && (rows.Count == MostRows || !Continues(rows[0], row, keys)))
            {
                yield return new ImportRecord(rows);
                rows = [];
            }
            rows.Add(row);
        }
        if (rows.Count > 0) yield return new ImportRecord(rows);
    }

    public void Dispose()
    {
        _reader?.Dispose();
        _feed?.Dispose();
        _stream.Dispose();
    }

    // The first key that both tell decides; shops leave the others empty in the rows that follow.
    private static bool Continues(ImportRow first, ImportRow row, IReadOnlyList<int> keys)
    {
        foreach (var key in keys)
        {
            var (a, b) = (key < first.Cells.Count ? first.Cells[key].Trim() : "", key < row.Cells.Count ? row.Cells[key].Trim() : "");
            if (a.Length > 0 && b.Length > 0) return a == b;
        }
        return false;
    }

    private ImportRow? Read()
    {
        if (_reader is null) return _feed!.MoveNext() ? _feed.Current : null;
        try
        {
            _fault = null;
            if (!_reader.Read()) return null;
            var cells = new string[_reader.FieldCount];
            for (var i = 0; i < cells.Length; i++) cells[i] = _reader.GetString(i);
            _line = _reader.LineNumber;
            return new ImportRow(_line, cells, _fault);
        }
        catch (CsvFormatException)
        {
            throw new BadFileException($"{_name}: the row after line {_line} is longer than {LongestRow} bytes. A quotation mark in it is probably not closed.");
        }
    }

    private static string Examine(string path, string name)
    {
        using var stream = File.OpenRead(path);
        var bytes = new byte[64 * 1024];
        var chars = new char[Strict.GetMaxCharCount(bytes.Length)];
        var decoder = Strict.GetDecoder();
        var firstLine = new StringBuilder();
        var (line, isFirst) = (1L, true);
        for (int n; (n = stream.Read(bytes)) > 0;)
        {
            var block = bytes.AsSpan(0, n);
            if (stream.Position == n)
            {
                if (block.StartsWith("PK"u8)) throw new BadFileException($"{name} is a workbook or an archive, not a CSV file. Save it as \"CSV UTF-8\".");
                if (block is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]) throw new BadFileException($"{name} is UTF-16. Save it as \"CSV UTF-8\".");
            }
            if (block.Contains((byte)0)) throw new BadFileException($"{name} is no text (there is a NUL byte in line {line + block[..block.IndexOf((byte)0)].Count((byte)'\n')}). Save it as \"CSV UTF-8\".");
            try
            {
                var count = decoder.GetChars(block, chars, flush: false);
                if (isFirst && firstLine.Length < LongestRow)
                {
                    var text = chars.AsSpan(0, count);
                    var end = text.IndexOf('\n');
                    firstLine.Append(end < 0 ? text : text[..end]);
                    isFirst = end < 0;
                }
            }
            catch (DecoderFallbackException e)
            {
                throw new BadFileException($"{name} is not UTF-8 (near line {line + block[..Math.Clamp(e.Index, 0, n)].Count((byte)'\n')}). Save it as \"CSV UTF-8\".");
            }
            line += block.Count((byte)'\n');
        }
        return firstLine.ToString();
    }
}
