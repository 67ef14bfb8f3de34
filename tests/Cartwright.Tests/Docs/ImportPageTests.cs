using System.Text.RegularExpressions;
using Cartwright.Imports;
using Cartwright.Tests.Imports;

namespace Cartwright.Tests.Docs;

/// <summary>docs/import.md: its tables name the columns there are, and its examples go in as they stand.</summary>
public sealed partial class ImportPageTests
{
    [Fact]
    public async Task Its_examples_go_in_whole_and_its_tables_are_those_of_the_program()
    {
        await using var shop = await CoreHarness.StartAsync(Engine.Sqlite);
        var page = await File.ReadAllTextAsync(Repository.PathOf("docs/import.md"));
        foreach (var kind in ImportColumns.Kinds)
        {
            var section = page[page.IndexOf($"### {kind}\n", StringComparison.Ordinal)..];
            var end = section.IndexOf("\n### ", StringComparison.Ordinal);
            if (end > 0) section = section[..end];

            Assert.Equal(ImportColumns.Of(kind).Select(c => $"{c.Need is not null} {string.Join(' ', c.Names)}"),
                Rows().Matches(section).Select(m => $"{m.Groups["about"].Value.StartsWith("**required**", StringComparison.Ordinal)} {string.Join(' ', Names().Matches(m.Groups["names"].Value).Select(n => n.Groups["name"].Value))}"));

            var results = await shop.ImportAsync(kind, Example().Match(section).Groups["csv"].Value);
            Assert.NotEmpty(results);
            Assert.All(results, r => Assert.True(r.Outcome is ImportOutcome.Added or ImportOutcome.Changed));
        }
    }

    [GeneratedRegex(@"^\| (?<names>`[^|]*\|[^|]*)\| (?<about>[^|]*)\|$", RegexOptions.Multiline, 1000)]
    private static partial Regex Rows();

    [GeneratedRegex("`(?<name>[^`]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Names();

    [GeneratedRegex("```csv\n(?<csv>.*?)```", RegexOptions.Singleline, 1000)]
    private static partial Regex Example();
}
