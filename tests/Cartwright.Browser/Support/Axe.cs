using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using Xunit.Sdk;

namespace Cartwright.Browser.Support;

/// <summary>Checks a page as it stands against the WCAG 2.2 AA rules that a program can check, with axe-core.</summary>
/// <remarks>
/// axe-core is run in the page itself: Deque's runner for Playwright puts the results together in a page of its own,
/// which takes five times as long and, now and then, for ever. What a frame shows is not the page's own and is not looked at.
/// </remarks>
internal static class Axe
{
    private const string Check = """
        async values => {
            const { passes, violations } = await axe.run(document, { iframes: false, runOnly: { type: 'tag', values } });
            if (passes.length === 0) throw new Error('There is nothing to check: is the page empty?');
            return violations.map(v => `${v.id}: ${v.help} (${v.helpUrl})${v.nodes.slice(0, 5).map(n => `\n    ${n.target}: ${n.html}`).join('')}`);
        }
        """;

    private static readonly string[] Accessible = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    /// <exception cref="XunitException">Names each rule broken, where it is explained, and the elements that break it.</exception>
    public static async Task AssertCleanAsync(IPage page)
    {
        var broken = await BrokenAsync(page, isMail: false);
        if (broken.Count > 0) throw new XunitException(string.Join(Environment.NewLine + "  ", [$"{page.Url} is not accessible:", .. broken]));
    }

    /// <param name="isMail">What best practice asks of pages (landmarks, say) is not asked of mails.</param>
    /// <returns>Each rule that is broken, with where it is explained and some elements that break it.</returns>
    public static async Task<IReadOnlyList<string>> BrokenAsync(IPage page, bool isMail)
    {
        await page.EvaluateAsync(Script);
        // Whatever runs in a page can wait for ever, and Playwright would wait with it.
        return await page.EvaluateAsync<string[]>(Check, isMail ? Accessible : [.. Accessible, "best-practice"]).WaitAsync(TimeSpan.FromMinutes(2));
    }
}
