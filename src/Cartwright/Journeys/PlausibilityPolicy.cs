using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Cartwright.Journeys;

/// <summary>
/// Whether an e-mail address can be somebody's. It judges only what may be written to: who a shopper is goes by the address as it was typed. A mail to what cannot be
/// comes back and costs the sender's name; one to a misspelt host may reach a stranger, who would read what is in the cart.
/// </summary>
internal static class PlausibilityPolicy
{
    /// <summary>Octets (RFC 5321 4.5.3.1; of a label RFC 1035 2.3.4).</summary>
    private const int LongestLocal = 64, LongestDomain = 253, LongestLabel = 63;

    // Nobody reads these: a crawler's of Google that fills checkouts, and those that say so themselves.
    private const string CrawlersHost = "storebotmail.joonix.net";
    private static readonly string[] SayNo = ["noreply", "no-reply", "donotreply"];

    // Those every mail server has for its own keep (RFC 2142, RFC 5321 4.5.1): nobody shops with them, and a mail there is read as a complaint.
    private static readonly FrozenSet<string> Roles = ["postmaster", "abuse", "mailer-daemon"];

    // Mobile carriers that gave out mailboxes with dots anywhere; a mail to them has such a name in quotes.
    private static readonly FrozenSet<string> DotsAnywhere = ["docomo.ne.jp", "ezweb.ne.jp"];

    // Endings that are no top-level domain (IANA's list) and one slip from one. Not .co, .cm, .om or .ne: those are countries'.
    private static readonly FrozenDictionary<string, string> Endings = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["con"] = "com", ["comm"] = "com", ["coom"] = "com", ["cmo"] = "com", ["ocm"] = "com", ["vom"] = "com", ["xom"] = "com", ["cpm"] = "com", ["nte"] = "net", ["ent"] = "net", ["ogr"] = "org",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // The hosts most people have their mail at, as they are most often mistyped. Whole names only: a distance of letters would refuse real hosts, such as ymail.com and email.com.
    private static readonly FrozenDictionary<string, string> Misspelt = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["gmail.com"] = "gmial.com gmai.com gmal.com gmil.com gamil.com gamail.com gmaill.com gmali.com gnail.com gmail.co gmail.cm gmail.om",
        ["hotmail.com"] = "hotmial.com hotmal.com hotmai.com hotmil.com hotmaill.com hotnail.com hotamil.com hotmail.co hotmail.cm",
        ["yahoo.com"] = "yaho.com yahooo.com yhoo.com yahho.com yaoo.com yahoo.co yahoo.cm",
        ["outlook.com"] = "outlok.com outloo.com outlock.com outlok.de outlookk.com outlook.co outlook.cm",
        ["icloud.com"] = "iclod.com icoud.com iclould.com icluod.com icloud.co icloud.cm",
    }.SelectMany(h => h.Value.Split(' '), (h, slip) => (slip, h.Key)).ToFrozenDictionary(h => h.slip, h => h.Key, StringComparer.Ordinal);

    /// <summary>What is wrong with an address, as a merchant reads it; null: nothing that can be seen.</summary>
    /// <param name="address">In lower case, as it is kept.</param>
    public static string? WhyNot(string address)
    {
        var at = address.LastIndexOf('@');
        if (at <= 0 || at == address.Length - 1) return "the address needs something before the @ and something behind it";
        var (local, domain) = (address[..at], address[(at + 1)..]);
        return WhyNotDomain(domain) ?? WhyNotLocal(local, domain)
            ?? (domain == CrawlersHost || Array.Exists(SayNo, local.Equals) ? "nobody reads this address"
            : Roles.Contains(local) ? $"{local}@ is an address of the mail server itself, and nobody shops with it" : null);
    }

    private static string? WhyNotLocal(string local, string domain)
    {
        if (Encoding.UTF8.GetByteCount(local) > LongestLocal) return $"the part of the address before the @ is longer than {LongestLocal} characters";
        if (local is ['"', .., '"'] && local.Length > 2 || DotsAnywhere.Contains(domain)) return null;
        return local.StartsWith('.') || local.EndsWith('.') || local.Contains("..", StringComparison.Ordinal) ? "the part of the address before the @ begins or ends with a dot, or has two in a row" : null;
    }

    private static string? WhyNotDomain(string domain)
    {
        if (Misspelt.TryGetValue(domain, out var meant)) return $"{domain} looks like a slip for {meant}";
        // Full stops of other scripts separate labels, too (RFC 3490 3.1).
        var labels = domain.Split('.', '。', '.', '。');
        if (labels.Length < 2) return $"{domain} is no domain: it has no dot";
        if (Array.Exists(labels, l => l.Length == 0)) return $"{domain} is no domain: it begins or ends with a dot, or has two in a row";
        if (Array.Exists(labels, l => l.StartsWith('-') || l.EndsWith('-'))) return $"{domain} is no domain: a part of it begins or ends with a dash";
        if (Array.Exists(labels, l => l.Any(c => char.IsAscii(c) && !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')))) return $"{domain} is no domain: only letters, digits and dashes can be in one";
        if (Array.ConvertAll(labels, Ascii) is var ascii && Array.Exists(ascii, l => l is null)) return $"{domain} is no domain: it has letters that none can have";
        if (Array.Exists(ascii, l => l!.Length > LongestLabel)) return $"{ApartFromLength(domain)} is no domain: a part of it is longer than {LongestLabel} characters";
        if (ascii.Sum(l => l!.Length + 1) - 1 > LongestDomain) return $"{ApartFromLength(domain)} is no domain: it is longer than {LongestDomain} characters";
        var ending = ascii[^1]!;
        if (Endings.TryGetValue(ending, out meant)) return $"no domain ends in .{ending}; .{meant} may have been meant";
        return !ending.StartsWith("xn--", StringComparison.Ordinal) && (ending.Length < 2 || !ending.All(char.IsAsciiLetter)) ? $"no domain ends in .{ending}" : null;
    }

    // As it is asked for in the DNS; null: no such label is possible. One in letters of ASCII stays, however long: what is wrong with it is said above.
    private static string? Ascii(string label)
    {
        if (System.Text.Ascii.IsValid(label)) return label;
        try { return new IdnMapping { AllowUnassigned = true }.GetAscii(label); }
        catch (ArgumentException) { return null; }
    }

    private static string ApartFromLength(string domain) => domain.Length <= 40 ? domain : domain[..40] + "…";
}
