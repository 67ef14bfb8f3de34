using System.Text.RegularExpressions;

namespace Cartwright.Tests.Conventions;

/// <summary>SQL lives in stores and in Storage: there a reader finds every statement, and the contract tests run every one on both databases.</summary>
internal static partial class Sql
{
    // Types that can run a statement, and SQL in a string, which Storage.Session would run without naming any of them.
    private static readonly string[] Namespaces = ["Dapper", "Npgsql", "Microsoft.Data.Sqlite", "System.Data", "System.Data.Common"];

    public static IEnumerable<string> ViolationsOf(Sources sources) =>
        sources.Uses
            .Where(use => !use.File.MayRunSql && Namespaces.Contains(use.Namespace, StringComparer.Ordinal))
            .Select(use => use.ToString())
            .Concat(sources.Literals
                .Where(literal => !literal.File.MayRunSql && Statement().IsMatch(literal.Text))
                .Select(literal => $"{literal.File.Path}:{literal.Line} holds SQL"));

    [GeneratedRegex(@"^\s*(select\b[\s\S]+\bfrom\b|insert\s+into\b|update\s+\w+\s+set\b|delete\s+from\b|create\s+(table|index|unique\s+index)\b|with\s+\w+\s+as\s*\(|pragma\s+\w+\s*[=(;])", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Statement();
}
