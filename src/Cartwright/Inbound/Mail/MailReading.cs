using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using MimeKit;

namespace Cartwright.Inbound.Mail;

/// <summary>Reads a mail's bytes, whatever state they are in: what cannot be read as MIME is read as text. Never throws.</summary>
internal static partial class MailReading
{
    /// <summary>More of a mail says nothing new: reports stand at the beginning, and what a person writes is short.</summary>
    public const int Most = 2 * 1024 * 1024;
    private const int MostText = 100_000, MostRaw = 256 * 1024, MostParts = 200, MostDepth = 20;

    static MailReading() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static InboundMail Read(ReadOnlyMemory<byte> bytes)
    {
        var clean = Clean(bytes.Span[..Math.Min(bytes.Length, Most)]);
        var raw = Encoding.Latin1.GetString(clean, 0, Math.Min(clean.Length, MostRaw));
        try { return Parse(clean, raw); }
        catch (Exception e) when (e is not OutOfMemoryException) { return new InboundMail { Raw = raw, Text = raw.Length > MostText ? raw[..MostText] : raw }; } // not MIME: still text
    }

    // A byte-order mark, an mbox line and bare CRs are what storing does to mails.
    private static byte[] Clean(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("\xEF\xBB\xBF"u8)) bytes = bytes[3..];
        while (bytes.Length > 0 && bytes[0] is (byte)'\r' or (byte)'\n') bytes = bytes[1..];
        if (bytes.StartsWith("From "u8) && bytes.IndexOfAny((byte)'\n', (byte)'\r') is > 0 and var end) bytes = bytes[(end + 1)..];
        var clean = bytes.ToArray();
        if (!clean.AsSpan().Contains((byte)'\n')) clean.AsSpan().Replace((byte)'\r', (byte)'\n');
        return clean;
    }

    private static InboundMail Parse(byte[] bytes, string raw)
    {
        var options = ParserOptions.Default.Clone();
        options.MaxMimeDepth = MostDepth;
        using var stream = new MemoryStream(bytes);
        var message = new MimeParser(options, stream, MimeFormat.Entity).ParseMessage();
        var parts = new Parts();
        if (message.Body is { } body) parts.Add(body, 0);
        var text = parts.Text.ToString();
        if (text.Length == 0) text = parts.Html.Length > 0 ? Plain(parts.Html.ToString()) : "";
        // A broken boundary leaves nothing: then all that follows the headers is text.
        if (text.Trim().Length == 0 && parts.Statuses.Count == 0 && Blank().Match(raw) is { Success: true } end) text = raw[end.Index..Math.Min(raw.Length, end.Index + MostText)];
        if (parts.Statuses.Count == 0) parts.Statuses.AddRange(Groups(text));
        if (parts.Returned.Count == 0) parts.Returned.AddRange(Quoted(text));
        return new InboundMail
        {
            Headers = [.. message.Headers.Select(h => KeyValuePair.Create(h.Field, h.Value ?? ""))],
            From = message.From.Mailboxes.FirstOrDefault()?.Address ?? message.Sender?.Address,
            Subject = message.Subject ?? "", Text = text, Statuses = parts.Statuses, Wrapped = parts.Wrapped, Feedback = parts.Feedback, Returned = parts.Returned, Raw = raw,
        };
    }

    private sealed class Parts
    {
        private int _seen;

        public StringBuilder Text { get; } = new();
        public StringBuilder Html { get; } = new();
        public List<IReadOnlyDictionary<string, string>> Statuses { get; } = [];
        public List<IReadOnlyDictionary<string, string>> Wrapped { get; } = [];
        public IReadOnlyDictionary<string, string>? Feedback { get; private set; }
        public List<KeyValuePair<string, string>> Returned { get; } = [];

        public void Add(MimeEntity entity, int depth)
        {
            if (depth > MostDepth || ++_seen > MostParts) return;
            switch (entity)
            {
                case MessageDispositionNotification: break; // a receipt: somebody's program says it was read
                case MessageDeliveryStatus status: Statuses.AddRange(status.StatusGroups.Select(Fields)); break;
                case MessageFeedbackReport feedback: Feedback ??= Fields(feedback.Fields); break;
                case MessagePart { Message: { } returned }:
                    if (Returned.Count > 0) break;
                    Returned.AddRange(returned.Headers.Select(h => KeyValuePair.Create(h.Field, h.Value ?? "")));
                    if (returned.Body is Multipart inner) Unwrap(inner, depth);
                    break;
                case TextRfc822Headers headers:
                    if (Returned.Count == 0 && headers.Message is { } head) Returned.AddRange(head.Headers.Select(h => KeyValuePair.Create(h.Field, h.Value ?? "")));
                    break;
                case Multipart multipart: foreach (var part in multipart) Add(part, depth + 1); break;
                case TextPart text when !text.IsAttachment:
                    var into = text.IsHtml ? Html : Text;
                    if (into.Length < MostText) into.Append(text.Text is { } t && t.Length > MostText ? t[..MostText] : text.Text).Append('\n');
                    break;
                case MimePart { Content: { } content } other when other.ContentType.MimeType.Contains("delivery-status", StringComparison.OrdinalIgnoreCase):
                    Statuses.AddRange(Groups(Content(content)));
                    break;
                case MimePart { Content: { } content } other when other.ContentType.MimeType.Contains("headers", StringComparison.OrdinalIgnoreCase) && Returned.Count == 0:
                    Returned.AddRange(Lines(Content(content)));
                    break;
            }
        }

        // A filter on the way hands a report on as what it returns.
        private void Unwrap(Multipart inner, int depth)
        {
            var report = new Parts { _seen = _seen };
            report.Add(inner, depth + 1);
            if (report.Statuses.Count == 0) return;
            Wrapped.AddRange(report.Statuses);
            Returned.AddRange(report.Returned);
        }

        private static string Content(IMimeContent content)
        {
            using var memory = new MemoryStream();
            content.DecodeTo(memory);
            return Encoding.UTF8.GetString(memory.GetBuffer(), 0, (int)Math.Min(memory.Length, MostText));
        }

        private static Dictionary<string, string> Fields(HeaderList fields) =>
            fields.GroupBy(f => f.Field, StringComparer.OrdinalIgnoreCase).ToDictionary(g => g.Key, g => g.First().Value?.Trim() ?? "", StringComparer.OrdinalIgnoreCase);
    }

    // Groups of "Name: value" lines that speak of a recipient, as they stand in a report whose MIME was lost.
    private static IEnumerable<IReadOnlyDictionary<string, string>> Groups(string text)
    {
        if (!text.Contains("-Recipient:", StringComparison.OrdinalIgnoreCase)) yield break;
        foreach (var block in Blank().Split(text))
        {
            var fields = Lines(block).GroupBy(l => l.Key, StringComparer.OrdinalIgnoreCase).ToDictionary(g => g.Key, g => g.First().Value, StringComparer.OrdinalIgnoreCase);
            if (fields.ContainsKey("Final-Recipient") || fields.ContainsKey("Original-Recipient") || fields.ContainsKey("Reporting-MTA")) yield return fields;
        }
    }

    // Headers of the returned mail, where it was pasted into the text.
    private static IEnumerable<KeyValuePair<string, string>> Quoted(string text)
    {
        if (Returns().Match(text) is not { Success: true } mark) yield break;
        foreach (var line in Lines(text[mark.Index..Math.Min(text.Length, mark.Index + 20_000)])) yield return line;
    }

    private static IEnumerable<KeyValuePair<string, string>> Lines(string text)
    {
        string? name = null;
        var value = new StringBuilder();
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (name is not null && line.Length > 0 && line[0] is ' ' or '\t') { value.Append(' ').Append(line.Trim()); continue; }
            if (name is not null) yield return KeyValuePair.Create(name, value.ToString());
            (name, value) = (null, new StringBuilder());
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon is > 0 and < 60 && line.AsSpan(0, colon).IndexOfAnyExceptInRange('!', '~') < 0) (name, value) = (line[..colon], new StringBuilder(line[(colon + 1)..].Trim()));
        }
        if (name is not null) yield return KeyValuePair.Create(name, value.ToString());
    }

    /// <summary>The text of HTML, roughly: enough to be read and searched.</summary>
    public static string Plain(string html) => Spaces().Replace(WebUtility.HtmlDecode(Tag().Replace(Break().Replace(Hidden().Replace(html, ""), "\n"), "")), "\n").Trim();

    [GeneratedRegex(@"\r?\n[ \t]*\r?\n", RegexOptions.NonBacktracking)]
    private static partial Regex Blank();

    [GeneratedRegex(@"(^|\n)(Received|Return-Path|Message-I[dD]):", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Returns();

    [GeneratedRegex("<(style|script|head)[^>]*>.*?</(style|script|head)>", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex Hidden();

    [GeneratedRegex("<(br|/p|/div|/tr|/li|/h[1-6])[^>]*>", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Break();

    [GeneratedRegex("<[^>]*>", RegexOptions.NonBacktracking)]
    private static partial Regex Tag();

    [GeneratedRegex(@"[ \t]*\n\s*", RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();
}
