using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Cartwright.Browser.Support;

/// <summary>Waits until a page has an address. Playwright's own wait for it waits for the load event as well, and misses one that came before it looked.</summary>
internal static class Arrival
{
    /// <param name="address">With * for a part of a path, ** for any.</param>
    public static Task ArrivesAsync(this IPage page, string address) =>
        Assertions.Expect(page).ToHaveURLAsync(new Regex("^" + Regex.Escape(address).Replace(@"\*\*", ".*", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal) + "$", RegexOptions.None, TimeSpan.FromSeconds(5)), new() { Timeout = 30_000 });
}
