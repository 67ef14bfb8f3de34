using System.Text.RegularExpressions;

namespace Cartwright.Tests.Conventions;

/// <summary>What no file of the tree says, and how long one may be.</summary>
internal static partial class Texts
{
    /// <summary>Longer than this, a reader no longer holds it in mind. Migrations are written once and read in order.</summary>
    public const int LongestFile = 400;

    public static readonly string[] Code = [".cs", ".razor", ".ts", ".mts", ".js", ".mjs", ".css", ".sql", ".mjml", ".hbs"];
    public static readonly string[] Written = [.. Code, ".md", ".json", ".props", ".csproj", ".slnx", ".html", ".svg", ".yml", ".yaml", ".sh", ".txt", ""];

    public static IEnumerable<string> TooLong(string path, string text)
    {
        var lines = text.AsSpan().Count('\n');
        if (lines > LongestFile && !path.Contains("/Migrations/", StringComparison.Ordinal)) yield return $"{path} has {lines} lines";
    }

    public static IEnumerable<string> UnfinishedOrLocal(string path, string text)
    {
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            foreach (Match match in Unfinished().Matches(line)) yield return $"{path}:{number} says {match.Value}";
            foreach (Match match in MachinePath().Matches(line)) yield return $"{path}:{number} names a folder of one machine: {match.Value}";
        }
    }

    // The letters stand in brackets so that this file does not find itself.
    [GeneratedRegex("\\b([T]ODO|[F]IXME|[H]ACK|[N]otImplementedException)\\b", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Unfinished();

    [GeneratedRegex("(^|[\\s\"'`(=:])([/](work|root|tmp)[/][\\w.-]+|[/](home|Users)[/][\\w.-]+[/]|[C]:\\\\Users)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex MachinePath();
}
