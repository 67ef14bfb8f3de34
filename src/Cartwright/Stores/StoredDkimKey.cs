using Cartwright.Hosting;

namespace Cartwright.Stores;

/// <summary>A store's key to sign mails with, as the API shows it: what has to stand in DNS, as a TXT record <c>Name</c> with <c>Value</c>.</summary>
/// <param name="Algorithm"><c>rsa</c> or <c>ed25519</c>.</param>
internal sealed record DkimKeyView(string Domain, string Selector, string Algorithm, string Name, string Value, DateTime CreatedAt);

/// <summary>The same with the private part, sealed.</summary>
internal sealed record StoredDkimKey(DkimKeyView View, byte[] Sealed);

/// <summary>What to make. Selector null: made of the algorithm and the day.</summary>
internal sealed record NewDkimKey(string? Domain, string? Selector, string? Algorithm);

internal static class DkimKeyPolicy
{
    public const string Rsa = "rsa", Ed25519 = "ed25519";
    public const int Most = 8;

    /// <exception cref="BadInputException">A field is wrong.</exception>
    public static (string Domain, string Selector, string Algorithm) Check(NewDkimKey given, IReadOnlyList<StoredDkimKey> present, DateTimeOffset now)
    {
        var algorithm = ApiInput.OneOf(given.Algorithm, "algorithm", [Rsa, Ed25519]) ?? Rsa;
        var domain = (given.Domain ?? "").Trim().TrimEnd('.').ToLowerInvariant();
        if (!IsHost(domain) || !domain.Contains('.')) throw new BadInputException("domain", $"'{ApiInput.Cut(domain)}' is no domain: give the one of the sender's address, such as shop.example (international ones in punycode, xn--…).");
        var selector = given.Selector?.Trim().ToLowerInvariant() ?? $"cw-{algorithm}-{now:yyyyMMdd}";
        if (!IsHost(selector)) throw new BadInputException("selector", "Use letters, digits and hyphens.");
        if (present.Any(k => k.View.Selector == selector && k.View.Domain == domain)) throw new ConflictException($"There is a key '{selector}' of {domain} already: give another selector, or delete it first.");
        if (present.Count >= Most) throw new ConflictException($"A store has at most {Most} keys: delete those that no longer sign.");
        return (domain, selector, algorithm);
    }

    private static bool IsHost(string name) => name.Length is > 0 and <= 200 && name.Split('.').All(l => l.Length is > 0 and <= 63 && l[0] != '-' && l[^1] != '-' && l.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-'));
}
