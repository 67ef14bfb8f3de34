using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using MimeKit;

namespace Cartwright.Inbound.Mail;

/// <summary>
/// The fields of a form by which a provider hands in a mail: SendGrid's Inbound Parse (<c>email</c>, where the raw mail is sent) and a route of Mailgun's whose
/// address ends with mime (<c>body-mime</c>). Values stay bytes: a mail is in whatever charset its parts say.
/// </summary>
internal static class MailForm
{
    private static readonly Counter<long> CutOff = new Meter("Cartwright").CreateCounter<long>("cartwright_inbound_forms_cut_off", description: "Forms of mail providers that ended before their end; the sender is told what is missing");
    private static readonly string[] Raw = ["email", "body-mime"];

    /// <param name="contentType">Of the request; null or another than a form's: null is returned.</param>
    /// <param name="body">Of the request.</param>
    public static IReadOnlyDictionary<string, byte[]>? Read(string? contentType, ReadOnlyMemory<byte> body)
    {
        if (contentType is null || !ContentType.TryParse(contentType, out var type)) return null;
        if (type.IsMimeType("application", "x-www-form-urlencoded")) return Encoded(body.Span);
        if (!type.IsMimeType("multipart", "form-data")) return null;
        var fields = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        using var stream = new MemoryStream(body.ToArray(), writable: false);
        try
        {
            if (MimeEntity.Load(type, stream) is Multipart parts)
                foreach (var part in parts)
                    if (part.ContentDisposition?.Parameters["name"] is { } name) fields.TryAdd(name, Bytes(part));
        }
        catch (FormatException) { CutOff.Add(1); } // what was read of it says what is missing
        return fields;
    }

    /// <summary>The mail as it came; null when the form holds none.</summary>
    public static byte[]? MailOf(IReadOnlyDictionary<string, byte[]> form) => Raw.Select(name => form.GetValueOrDefault(name)).FirstOrDefault(mail => mail is { Length: > 0 });

    public static string TextOf(IReadOnlyDictionary<string, byte[]> form, string name) => form.TryGetValue(name, out var bytes) ? Encoding.UTF8.GetString(bytes) : "";

    private static Dictionary<string, byte[]> Encoded(ReadOnlySpan<byte> body)
    {
        var fields = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var range in body.Split((byte)'&'))
        {
            var pair = body[range].ToArray();
            var equals = Array.IndexOf(pair, (byte)'=');
            if (equals > 0) fields.TryAdd(Encoding.UTF8.GetString(WebUtility.UrlDecodeToBytes(pair, 0, equals)), WebUtility.UrlDecodeToBytes(pair, equals + 1, pair.Length - equals - 1));
        }
        return fields;
    }

    private static byte[] Bytes(MimeEntity part)
    {
        using var bytes = new MemoryStream();
        if (part is MimePart { Content: { } content }) content.DecodeTo(bytes);
        else if (part is MessagePart { Message: { } mail }) mail.WriteTo(bytes);
        return bytes.ToArray();
    }
}
