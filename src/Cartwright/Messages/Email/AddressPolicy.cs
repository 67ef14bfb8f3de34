using System.Buffers;
using System.Globalization;
using System.Text;

namespace Cartwright.Messages.Email;

/// <summary>An address as it goes over the wire; one with letters outside ASCII before the @ needs SMTPUTF8 (RFC 6531).</summary>
internal readonly record struct WireAddress(string Text, bool NeedsSmtpUtf8);

/// <summary>What goes into MAIL FROM and RCPT TO, without angle brackets; an empty <paramref name="From"/> is the null sender.</summary>
internal readonly record struct MailEnvelope(string From, string To, bool NeedsSmtpUtf8);

/// <summary>
/// What an address may look like. Wider than the grammar where real mailboxes are (a dot before the @ is quoted),
/// never wide enough to end a command or a header.
/// </summary>
internal static class AddressPolicy
{
    // RFC 5321 §4.5.3.1: 64 octets before the @; 256 for a path with its angle brackets.
    private const int LongestLocalPart = 64;
    private const int LongestAddress = 254;

    private static readonly IdnMapping s_idn = new() { AllowUnassigned = false, UseStd3AsciiRules = false };
    private static readonly SearchValues<char> s_atom = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~");
    private static readonly SearchValues<char> s_domain = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._");
    private static readonly SearchValues<char> s_literal = SearchValues.Create(
        "abcdefABCDEF0123456789:.IPv");

    /// <summary>The addresses of MAIL FROM and RCPT TO, and whether any address of the mail needs SMTPUTF8.</summary>
    public static MailEnvelope Envelope(OutgoingMail mail)
    {
        var from = mail.EnvelopeFrom.Length == 0 ? default : ToWire(mail.EnvelopeFrom, "The bounce address");
        var to = ToWire(mail.To.Address, "The recipient's address");
        var utf8 = from.NeedsSmtpUtf8 || to.NeedsSmtpUtf8
            || ToWire(mail.From.Address, "The sender's address").NeedsSmtpUtf8
            || mail.ReplyTo is { } replyTo && ToWire(replyTo.Address, "The reply address").NeedsSmtpUtf8;
        return new MailEnvelope(from.Text ?? "", to.Text, utf8);
    }

    /// <summary>The mail with this Reply-To; without one where it cannot be written, or where it alone would need SMTPUTF8, which not every server has: an answer that goes elsewhere is less than a mail that never leaves.</summary>
    public static OutgoingMail WithReplyTo(OutgoingMail mail, string? address)
    {
        if (address is null) return mail with { ReplyTo = null };
        try
        {
            var needed = ToWire(address, "The reply address").NeedsSmtpUtf8 && !Envelope(mail with { ReplyTo = null }).NeedsSmtpUtf8;
            return mail with { ReplyTo = needed ? null : new MailAddress(address) };
        }
        catch (UnwritableMailException) { return mail with { ReplyTo = null }; }
    }

    /// <summary>
    /// The address with an international domain in punycode, as long as what stands before the @ is ASCII.
    /// </summary>
    /// <param name="what">Names the address in the error: "The recipient's address".</param>
    /// <exception cref="UnwritableMailException">It is no address; the text says why.</exception>
    public static WireAddress ToWire(string address, string what)
    {
        MailText.OneLineOrThrow(address, what);
        var at = address.LastIndexOf('@');
        if (at < 1 || at == address.Length - 1)
            throw Bad(address, what, "it needs something before and after an @");

        var local = Local(address, address[..at], what);
        var ascii = Ascii.IsValid(local);
        var domain = Domain(address, address[(at + 1)..], ascii, what);
        var wire = $"{local}@{domain}";
        if (Encoding.UTF8.GetByteCount(wire) > LongestAddress)
            throw Bad(address, what, $"it is longer than {LongestAddress} bytes");
        return new WireAddress(wire, !ascii);
    }

    private static string Local(string address, string local, string what)
    {
        if (local is ['"', .., '"'] && local.Length > 2)
            return IsQuoted(local.AsSpan(1, local.Length - 2)) ? local : throw Bad(address, what, "the text in quotes before the @ is not valid");

        foreach (var rune in local.EnumerateRunes())
        {
            if (rune.IsAscii ? rune.Value != '.' && !s_atom.Contains((char)rune.Value) : !IsLetterOfAnyScript(rune))
                throw Bad(address, what, "there is a character before the @ that no address may have");
        }

        if (Encoding.UTF8.GetByteCount(local) > LongestLocalPart)
            throw Bad(address, what, $"what stands before the @ is longer than {LongestLocalPart} bytes");

        // Some mobile carriers gave such mailboxes out; they are only valid within quotes.
        var dotsMisplaced = local[0] == '.' || local[^1] == '.' || local.Contains("..", StringComparison.Ordinal);
        return dotsMisplaced ? $"\"{local}\"" : local;
    }

    private static bool IsQuoted(ReadOnlySpan<char> inner)
    {
        for (var i = 0; i < inner.Length; i++)
        {
            if (inner[i] == '\\')
                i++;
            else if (inner[i] == '"')
                return false;
            if (i >= inner.Length || inner[i] is < ' ' or > '~')
                return false;
        }

        return inner.Length <= LongestLocalPart;
    }

    private static string Domain(string address, string domain, bool punycode, string what)
    {
        if (domain is ['[', .. var literal, ']'])
            return literal.Length > 0 && !literal.AsSpan().ContainsAnyExcept(s_literal) ? domain : throw Bad(address, what, "the address in square brackets is none");

        var ascii = ToPunycode(domain) ?? throw Bad(address, what, "what stands after the @ is no domain");
        if (ascii.AsSpan().ContainsAnyExcept(s_domain) || ascii.Length > 253 || Array.Exists(ascii.Split('.'), label => label.Length is 0 or > 63))
            throw Bad(address, what, "what stands after the @ is no domain");
        return punycode ? ascii : domain;
    }

    private static string? ToPunycode(string domain)
    {
        if (Ascii.IsValid(domain))
            return domain;
        try
        {
            return s_idn.GetAscii(domain);
        }
        catch (ArgumentException)
        {
            return null; // becomes the caller's own sentence
        }
    }

    private static bool IsLetterOfAnyScript(Rune rune) =>
        rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator
            or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);

    private static UnwritableMailException Bad(string address, string what, string why) =>
        new($"{what} “{MailText.OneLine(address)}” cannot be used: {why}.");
}
