using System.Text.RegularExpressions;

namespace Cartwright.Tests.Support;

/// <summary>The code blocks of a page in docs/connect.</summary>
internal static partial class ConnectPage
{
    public static async Task<List<string>> CodeAsync(string page, string language) =>
        [.. Blocks().Matches(await File.ReadAllTextAsync(Repository.PathOf("docs/connect/" + page))).Where(m => m.Groups["language"].Value == language).Select(m => m.Groups["code"].Value)];

    [GeneratedRegex("^```(?<language>[a-z]+)\\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Blocks();
}
