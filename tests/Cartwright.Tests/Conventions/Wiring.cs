using System.Text.Json;
using System.Xml.Linq;

namespace Cartwright.Tests.Conventions;

/// <summary>The analyzer that keeps the real clock and chance out only works while three files say so.</summary>
internal static class Wiring
{
    public static readonly string[] Banned =
    [
        "P:System.DateTime.Now", "P:System.DateTime.UtcNow", "P:System.DateTime.Today", "P:System.DateTimeOffset.Now", "P:System.DateTimeOffset.UtcNow",
        "P:System.Random.Shared", "M:System.Random.#ctor", "M:System.Guid.NewGuid", "M:System.Guid.CreateVersion7",
    ];

    private const string Analyzer = "Microsoft.CodeAnalysis.BannedApiAnalyzers";

    public static IEnumerable<string> MissingFrom(string bannedSymbols)
    {
        var named = bannedSymbols.Split('\n').Select(line => line.Split(';')[0].Trim()).ToHashSet(StringComparer.Ordinal);
        return Banned.Where(symbol => !named.Contains(symbol)).Select(symbol => $"BannedSymbols.txt does not name {symbol}");
    }

    public static IEnumerable<string> Unwired(string buildProps, string packagesProps)
    {
        var build = XDocument.Parse(buildProps);
        if (!Includes(build, "PackageReference").Contains(Analyzer, StringComparer.Ordinal)) yield return $"Directory.Build.props does not reference {Analyzer}";
        if (!Includes(build, "AdditionalFiles").Any(path => path.EndsWith("BannedSymbols.txt", StringComparison.Ordinal))) yield return "Directory.Build.props does not hand BannedSymbols.txt to the analyzers";
        if (!build.Descendants("TreatWarningsAsErrors").Any(e => e.Value == "true")) yield return "Directory.Build.props does not treat warnings as errors";
        if (!Includes(XDocument.Parse(packagesProps), "PackageVersion").Contains(Analyzer, StringComparer.Ordinal)) yield return $"Directory.Packages.props does not pin {Analyzer}";
    }

    /// <summary>An address in the lock file ties an installation to the registry it was made with.</summary>
    public static IEnumerable<string> AddressesIn(string packageLock)
    {
        using var document = JsonDocument.Parse(packageLock);
        foreach (var package in document.RootElement.GetProperty("packages").EnumerateObject())
            if (package.Value.TryGetProperty("resolved", out var address)) yield return $"package-lock.json: {package.Name} comes from {address}";
    }

    private static IEnumerable<string> Includes(XDocument document, string element) =>
        document.Descendants(element).Select(e => e.Attribute("Include")?.Value ?? "");
}
