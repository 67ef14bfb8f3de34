using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace Cartwright.Demo;

/// <summary>What a reader shows of a mail. Line breaks are LF.</summary>
internal sealed record MailboxContent(
    string From, string Subject, string Html, string Text, IReadOnlyList<KeyValuePair<string, string>> Headers);

/// <summary>
/// Reads mails of the form our own have: text and HTML, alone or as alternatives, quoted-printable or base64. What it
/// does not know it shows as it came; it never throws.
/// </summary>
internal static partial class MailboxMime
{
    public static MailboxContent Parse(byte[] raw)
    {
        var (headers, body) = Split(Encoding.Latin1.GetString(raw));
        var part = Read(headers, body);
        return new MailboxContent(Header(headers, "From"), Header(headers, "Subject"), part.Html, part.Text, headers);
    }

    private static string Header(IReadOnlyList<KeyValuePair<string, string>> headers, string name) =>
        headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? "";

    private static (string Html, string Text) Read(IReadOnlyList<KeyValuePair<string, string>> headers, string body)
    {
        if (!MediaTypeHeaderValue.TryParse(Header(headers, "Content-Type"), out var type))
            return ("", Utf8(body));

        var boundary = type.Parameters.FirstOrDefault(p => p.Name.Equals("boundary", StringComparison.OrdinalIgnoreCase))?.Value?.Trim('"');
        if (type.MediaType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) == true && !string.IsNullOrEmpty(boundary))
        {
            var parts = Parts(body, boundary).Select(Split).Select(p => Read(p.Headers, p.Body)).ToArray();
            return (
                Array.Find(parts, p => p.Html.Length > 0).Html ?? "",
                Array.Find(parts, p => p.Text.Length > 0).Text ?? "");
        }

        var content = Decode(body, Header(headers, "Content-Transfer-Encoding")).Replace("\r\n", "\n", StringComparison.Ordinal);
        return "text/html".Equals(type.MediaType, StringComparison.OrdinalIgnoreCase) ? (content, "") : ("", content);
    }

    // The line break before a boundary belongs to the boundary (RFC 2046 §5.1.1).
    private static IEnumerable<string> Parts(string body, string boundary) =>
        $"\r\n{body}".Split($"\r\n--{boundary}", StringSplitOptions.None).Skip(1)
            .TakeWhile(p => !p.StartsWith("--", StringComparison.Ordinal))
            .Select(p => p.IndexOf("\r\n", StringComparison.Ordinal) is var end and >= 0 ? p[(end + 2)..] : "");

    private static (List<KeyValuePair<string, string>> Headers, string Body) Split(string part)
    {
        var end = part.StartsWith("\r\n", StringComparison.Ordinal) ? 0 : part.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var (head, body) = end switch
        {
            < 0 => (part, ""),
            0 => ("", part[2..]),
            _ => (part[..end], part[(end + 4)..]),
        };
        var headers = new List<KeyValuePair<string, string>>();
        foreach (var line in Folds().Replace(head, "${blank}").Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
                headers.Add(new(line[..colon], DecodeWords(Utf8(line[(colon + 1)..].Trim(' ', '\t')))));
        }

        return (headers, body);
    }

    private static string Decode(string body, string encoding) => encoding.ToUpperInvariant() switch
    {
        "BASE64" => Base64(body) is { } bytes ? Encoding.UTF8.GetString(bytes) : body,
        "QUOTED-PRINTABLE" => Utf8(QuotedPrintable(SoftBreaks().Replace(body, ""))),
        _ => Utf8(body),
    };

    private static string DecodeWords(string text) =>
        EncodedWords().Replace(GapBetweenWords().Replace(text, "${word}"), word =>
        {
            var content = word.Groups["content"].Value;
            if (word.Groups["kind"].Value is "B" or "b")
                return Base64(content) is { } bytes ? Encoding.UTF8.GetString(bytes) : word.Value;
            return Utf8(QuotedPrintable(content.Replace('_', ' ')));
        });

    private static string QuotedPrintable(string text) =>
        Escapes().Replace(text, e => ((char)byte.Parse(e.Value.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());

    private static byte[]? Base64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }

    /// <summary>Bytes that were read one by one as characters, read again as what they are.</summary>
    private static string Utf8(string latin1) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(latin1));

    [GeneratedRegex(@"\r\n(?<blank>[ \t])", RegexOptions.NonBacktracking)]
    private static partial Regex Folds();

    [GeneratedRegex(@"=[ \t]*\r\n", RegexOptions.NonBacktracking)]
    private static partial Regex SoftBreaks();

    [GeneratedRegex("=[0-9A-Fa-f]{2}", RegexOptions.NonBacktracking)]
    private static partial Regex Escapes();

    [GeneratedRegex(@"=\?[^?\s]+\?(?<kind>[QqBb])\?(?<content>[^?\s]*)\?=", RegexOptions.NonBacktracking)]
    private static partial Regex EncodedWords();

    [GeneratedRegex(@"(?<word>=\?[^?\s]+\?[QqBb]\?[^?\s]*\?=)[ \t]+(?==\?[^?\s]+\?[QqBb]\?)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex GapBetweenWords();
}
