using System.Globalization;

namespace Cartwright.Messages.Email;

/// <summary>What the server says it can do, from its answer to EHLO (RFC 5321 §4.1.1.1).</summary>
/// <param name="Size">Bytes the largest mail may have (RFC 1870); null or 0 when it does not say.</param>
internal sealed record SmtpCapabilities(
    bool Pipelining, bool StartTls, bool EightBitMime, bool SmtpUtf8, bool AuthPlain, bool AuthLogin, bool SizeOffered, long? Size)
{
    /// <summary>A server of before 1995 that only knows HELO.</summary>
    public static SmtpCapabilities None { get; } = new(false, false, false, false, false, false, false, null);

    public static SmtpCapabilities Parse(string ehloText)
    {
        var words = ehloText.Split('\n').Skip(1).Select(line => line.Trim().ToUpperInvariant()).ToArray();
        // Some old servers write "AUTH=PLAIN".
        var auth = words.Where(w => w.StartsWith("AUTH ", StringComparison.Ordinal) || w.StartsWith("AUTH=", StringComparison.Ordinal))
            .SelectMany(w => w[5..].Split(' ')).ToArray();
        var size = Array.Find(words, w => w == "SIZE" || w.StartsWith("SIZE ", StringComparison.Ordinal));
        return new SmtpCapabilities(
            words.Contains("PIPELINING"),
            words.Contains("STARTTLS"),
            words.Contains("8BITMIME"),
            words.Contains("SMTPUTF8"),
            auth.Contains("PLAIN"),
            auth.Contains("LOGIN"),
            size is not null,
            size is { Length: > 5 } && long.TryParse(size.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : null);
    }
}
