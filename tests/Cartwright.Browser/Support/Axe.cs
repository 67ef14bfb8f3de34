using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit.Sdk;

namespace Cartwright.Browser.Support;

/// <summary>Checks a page as it stands against the WCAG 2.2 AA rules that a program can check, with axe-core.</summary>
internal static class Axe
{
    private static readonly AxeRunOptions Rules = new()
    {
        RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
    };

    /// <exception cref="XunitException">Names each rule broken, where it is explained, and the elements that break it.</exception>
    public static async Task AssertCleanAsync(IPage page)
    {
        var result = await page.RunAxe(Rules);
        if (result.Passes.Length == 0) throw new XunitException($"axe-core found nothing to check on {page.Url}: is the page empty?");
        if (result.Violations.Length == 0) return;
        throw new XunitException(string.Join(Environment.NewLine,
            [$"{page.Url} is not accessible:", .. result.Violations.SelectMany(Describe)]));
    }

    private static IEnumerable<string> Describe(AxeResultItem broken) =>
        [$"  {broken.Id}: {broken.Help} ({broken.HelpUrl})", .. broken.Nodes.Select(node => $"    {node.Target}: {node.Html}")];
}
