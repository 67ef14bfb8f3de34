using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Cartwright.Tracking;

namespace Cartwright.Hosting;

/// <summary>A part of the request is wrong. The message names it; <see cref="Errors"/> has each wrong field with what would be right.</summary>
internal sealed class BadInputException : Exception
{
    public BadInputException(string field, string error) : this([(field, error)]) { }

    public BadInputException(IReadOnlyList<(string Field, string Error)> errors) : base(string.Join(" ", errors.Select(e => $"{e.Field}: {e.Error}"))) =>
        Errors = errors.GroupBy(e => e.Field).ToDictionary(g => g.Key, g => g.Select(e => e.Error).ToArray());

    public IReadOnlyDictionary<string, string[]> Errors { get; }
}

/// <summary>What was asked for is not there, or is another store's.</summary>
internal sealed class NotThereException(string what) : Exception(what);

/// <summary>What was asked for cannot be done to it as it stands now.</summary>
internal sealed class ConflictException(string why) : Exception(why);

/// <summary>A list's answer. Next: hand it back as cursor for the next page; null at the end.</summary>
internal sealed record ApiList<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Reads what every endpoint takes: how many, from where, a word of a list, a body.</summary>
internal static class ApiInput
{
    public const int DefaultLimit = 50, MaxLimit = 200;

    public static int Limit(int? limit) => limit switch
    {
        null => DefaultLimit,
        >= 1 and <= MaxLimit => limit.Value,
        _ => throw new BadInputException("limit", $"Use 1 to {MaxLimit}."),
    };

    /// <summary>Null, or one of the words.</summary>
    public static string? OneOf(string? value, string field, IReadOnlyCollection<string> words) =>
        value is null || words.Contains(value, StringComparer.Ordinal) ? value : throw new BadInputException(field, $"'{Cut(value)}' is not known: use {string.Join(", ", words)}.");

    /// <summary>An id in the query, or null when it is not given.</summary>
    public static Guid? Id(string? value, string field) =>
        value is null ? null : Guid.TryParse(value, out var id) ? id : throw new BadInputException(field, $"'{Cut(value)}' is not an id.");

    /// <summary>An id in the path: one that is none of ours is simply not there.</summary>
    public static Guid PathId(string value, string what) => Guid.TryParse(value, out var id) ? id : throw new NotThereException($"There is no {what} '{Cut(value)}'.");

    /// <summary>Where a page begins: the last row's id, exclusive.</summary>
    public static Guid? IdCursor(string? cursor) => cursor is null ? null : Guid.TryParse(Cursor(cursor, 1)![0], out var id) ? id : throw BadCursor();

    /// <summary>The parts of a cursor made by <see cref="ToCursor"/>.</summary>
    public static string[]? Cursor(string? cursor, int parts)
    {
        if (cursor is null) return null;
        if (cursor.Length is 0 or > 2000 || !System.Buffers.Text.Base64Url.IsValid(cursor)) throw BadCursor();
        var read = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(cursor)).Split('\u001f');
        return read.Length == parts && !read.Any(p => p.Contains('\0')) ? read : throw BadCursor();
    }

    public static string ToCursor(params string[] parts) => Secrets.Base64Url(Encoding.UTF8.GetBytes(string.Join('\u001f', parts)));

    /// <summary>A page of rows that were asked for with one more than the limit, to know whether there is a next.</summary>
    public static ApiList<TView> Page<TRow, TView>(IReadOnlyList<TRow> rows, int limit, Func<TRow, TView> view, Func<TRow, string> cursor) =>
        new([.. rows.Take(limit).Select(view)], rows.Count > limit ? cursor(rows[limit - 1]) : null);

    /// <summary>The body as JSON. A value of the wrong kind or a field that is not known is an error that names it.</summary>
    public static async Task<T> BodyAsync<T>(HttpContext http, JsonTypeInfo<T> type, int limit = 1024 * 1024) where T : class
    {
        var body = await RequestBody.ReadAsync(http.Request, limit, http.RequestAborted);
        return Read(body, type);
    }

    /// <summary>JSON that somebody wrote, in a body or a file.</summary>
    /// <exception cref="BadInputException">All that is wrong with it, by field; "body" when it is the whole.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> json, JsonTypeInfo<T> type) where T : class
    {
        if (json.Length == 0) throw new BadInputException("body", "It is empty: JSON is expected.");
        try { return JsonSerializer.Deserialize(json.Span, type) ?? throw new BadInputException("body", "It must be an object, not null."); }
        // The reader calls an object that does not say what it is not supported.
        catch (Exception e) when (e is JsonException or NotSupportedException) { throw BadJson(json, type, e); }
    }

    private static BadInputException BadJson(ReadOnlyMemory<byte> json, JsonTypeInfo type, Exception error)
    {
        // Deeper than the reader goes, to tell what is nested too deep from what is no JSON.
        var options = new JsonDocumentOptions { AllowTrailingCommas = type.Options.AllowTrailingCommas, CommentHandling = type.Options.ReadCommentHandling, MaxDepth = int.MaxValue };
        try
        {
            using var document = JsonDocument.Parse(json, options);
            var most = type.Options.MaxDepth == 0 ? 64 : type.Options.MaxDepth; // 0: the reader's own
            if (IsDeeper(json.Span, options, most)) return new BadInputException(Top(error), $"It is nested too deep: objects and lists may lie at most {most} deep in each other.");
            var faults = JsonFaults.Of(document.RootElement, type);
            if (faults.Count > 0) return new BadInputException([.. faults.Select(f => (f.Field.Length == 0 ? "body" : f.Field, f.Error))]);
        }
        catch (JsonException bad)
        {
            // The reader knows in which field it ended, the document at which character.
            var field = (error as JsonException)?.Path is { Length: > 1 } ? BadJson((JsonException)error).Errors.Keys.First() : "body";
            return new BadInputException(field, $"It is not valid JSON: line {bad.LineNumber + 1}, character {bad.BytePositionInLine + 1} cannot be read.");
        }
        return error is JsonException said ? BadJson(said) : new BadInputException("body", "A value is of the wrong kind.");
    }

    private static bool IsDeeper(ReadOnlySpan<byte> json, JsonDocumentOptions options, int most)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { AllowTrailingCommas = options.AllowTrailingCommas, CommentHandling = options.CommentHandling, MaxDepth = options.MaxDepth });
        while (reader.Read())
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && reader.CurrentDepth >= most) return true;
        return false;
    }

    // The field of the body in which it goes so deep: the whole way there would be no name.
    private static string Top(Exception error) => (error as JsonException)?.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..].Split('.', '[')[0] : "body";

    /// <summary>What the reader of JSON says, with the field it says it of.</summary>
    public static BadInputException BadJson(JsonException error)
    {
        var path = error.Path is { Length: > 1 } p ? p.StartsWith("$.", StringComparison.Ordinal) ? p[2..] : p[1..] : "body";
        var message = error.Message.Split(" Path:")[0];
        return new BadInputException(path, message.Contains("could not be mapped", StringComparison.Ordinal) ? "This field is not known." : message.Contains("could not be converted", StringComparison.Ordinal) ? "The value is of the wrong kind." : Cut(message, 300));
    }

    public static string Cut(string text, int longest = 60) => text.Length <= longest ? text : text[..longest] + "…";

    /// <summary>An instant (ms since 1970 UTC) as the API writes it: RFC 3339, UTC.</summary>
    public static DateTime Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime;

    public static DateTime? Time(long? ms) => ms is { } at ? Time(at) : null;

    private static BadInputException BadCursor() => new("cursor", "Use the next of an earlier answer, unchanged.");
}
