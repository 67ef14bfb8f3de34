using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Cartwright.Messages.Email;

/// <summary>
/// A mail as bytes with CRLF line ends, ready for DATA but for dot-stuffing and the final dot. The same mail gives
/// the same bytes: no clock and no chance in here, the boundary comes from the Message-ID.
/// </summary>
internal static class MimeWriter
{
    // Written here, or not the sender's to write: given as an extra header they would contradict or reveal.
    private static readonly FrozenSet<string> s_own = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "From", "To", "Cc", "Bcc", "Subject", "Date", "Message-ID", "Reply-To", "MIME-Version", "Content-Type",
        "Content-Transfer-Encoding", "Return-Path", "Received", "DKIM-Signature");

    /// <summary>The whole mail.</summary>
    /// <exception cref="UnwritableMailException">An address, a header or the Message-ID cannot stand in a mail; the text says which and why.</exception>
    public static byte[] Write(OutgoingMail mail)
    {
        var output = new ArrayBufferWriter<byte>(Estimate(mail));
        Write(mail, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The same into a buffer of the caller's; answers where the body starts, so that a signature can be laid over
    /// header and body and put in front of both.</summary>
    public static int Write(OutgoingMail mail, ArrayBufferWriter<byte> output)
    {
        var headers = new HeaderWriter(output);
        Envelope(mail, headers);
        if (mail.Html.Length == 0 || mail.Text.Length == 0)
            return Part(mail.Html.Length == 0 ? "text/plain" : "text/html", mail.Html.Length == 0 ? mail.Text : mail.Html, headers, output);

        var boundary = Boundary(mail.MessageId);
        headers.Structured("Content-Type", $"multipart/alternative; boundary=\"{boundary}\"");
        output.Write("\r\n"u8);
        var body = output.WrittenCount;
        // Readers show the last part they understand (RFC 2046 §5.1.4): text first.
        Put(output, $"--{boundary}\r\n");
        Part("text/plain", mail.Text, headers, output);
        Put(output, $"--{boundary}\r\n");
        Part("text/html", mail.Html, headers, output);
        Put(output, $"--{boundary}--\r\n");
        return body;
    }

    private static void Envelope(OutgoingMail mail, HeaderWriter headers)
    {
        if (mail.EnvelopeFrom.Length > 0)
            AddressPolicy.ToWire(mail.EnvelopeFrom, "The bounce address");
        Mailbox("From", mail.From, "The sender's", headers);
        Mailbox("To", mail.To, "The recipient's", headers);
        if (mail.ReplyTo is { } replyTo)
            Mailbox("Reply-To", replyTo, "The reply", headers);
        headers.Text("Subject", MailText.OneLineOrThrow(mail.Subject, "The subject"));
        headers.Structured("Date", mail.Date.ToString("ddd, dd MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture)
            + mail.Date.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal));
        headers.Structured("Message-ID", $"<{CheckedMessageId(mail.MessageId)}>");
        foreach (var (name, value) in mail.Headers ?? [])
            headers.Structured(CheckedName(name), MailText.OneLineOrThrow(value, $"The header {name}"));
        headers.Structured("MIME-Version", "1.0");
    }

    private static void Mailbox(string header, MailAddress who, string what, HeaderWriter headers)
    {
        var name = who.Name is null ? null : MailText.OneLineOrThrow(who.Name, $"{what} name");
        headers.Mailbox(header, name, AddressPolicy.ToWire(who.Address, $"{what} address").Text);
    }

    private static int Part(string type, string content, HeaderWriter headers, ArrayBufferWriter<byte> output)
    {
        if (content.Contains('\r', StringComparison.Ordinal))
            content = content.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        var utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(content.Length));
        var text = utf8.AsSpan(0, Encoding.UTF8.GetBytes(content, utf8));
        var lineEnds = text.Count((byte)'\n');
        var quoted = ArrayPool<byte>.Shared.Rent(TransferEncoding.QuotedRoom(text.Length, lineEnds));
        var fits = TransferEncoding.TryQuotedPrintable(text, lineEnds, quoted, out var length);

        headers.Structured("Content-Type", $"{type}; charset=utf-8");
        headers.Structured("Content-Transfer-Encoding", fits ? "quoted-printable" : "base64");
        output.Write("\r\n"u8);
        var body = output.WrittenCount;
        if (fits)
        {
            output.Write(quoted.AsSpan(0, length));
            output.Write("\r\n"u8); // belongs to the boundary that follows; ends the last line of a mail of one part
        }
        else
        {
            TransferEncoding.WriteBase64(text, lineEnds, output);
        }

        ArrayPool<byte>.Shared.Return(quoted);
        ArrayPool<byte>.Shared.Return(utf8);
        return body;
    }

    private static string CheckedMessageId(string id)
    {
        MailText.OneLineOrThrow(id, "The Message-ID");
        var at = id.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at < id.Length - 1 && !id.AsSpan().ContainsAnyExceptInRange('!', '~') && id.AsSpan().IndexOfAny('<', '>') < 0
            ? id
            : throw new UnwritableMailException($"The Message-ID “{MailText.OneLine(id)}” must be left@right of printable ASCII, without angle brackets.");
    }

    private static string CheckedName(string name)
    {
        if (name.Length is 0 or > 70 || name.AsSpan().ContainsAnyExceptInRange('!', '~') || name.Contains(':', StringComparison.Ordinal))
            throw new UnwritableMailException($"“{MailText.OneLine(name)}” is no name for a header: printable ASCII without a colon, at most 70 characters.");
        return s_own.Contains(name)
            ? throw new UnwritableMailException($"The header {name} is not for the caller to set.")
            : name;
    }

    // "=_" occurs neither in quoted-printable nor in base64, so no part can hold the boundary.
    private static string Boundary(string messageId) =>
        $"=_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(messageId)).AsSpan(0, 16))}";

    private static void Put(IBufferWriter<byte> output, string ascii) => Encoding.ASCII.GetBytes(ascii, output);

    private static int Estimate(OutgoingMail mail) => 2048 + (mail.Html.Length + mail.Text.Length) * 5 / 4;
}
