namespace Cartwright.Tracking.Platforms;

/// <summary>
/// Who seems to send a shop's cart mails. A guess from what can be seen, so it errs to the side of asking: a service that is there may send
/// none, and one that a tag manager loads is not seen.
/// </summary>
internal static class CartMailerPolicy
{
    /// <summary>Looked at again after so long (ms): a shop may begin to use one later. After a look that failed, the next day.</summary>
    public const long LookAgain = 7 * 86_400_000L, TryAgain = 86_400_000L;

    /// <summary>So much of a page is looked through (characters); scripts stand near its beginning or end, and few pages are longer.</summary>
    public const int MostOfPage = 4 * 1024 * 1024;
    private const int LongestName = 80;

    public static bool IsDue(CartMailerLook? last, long now) => last is null || now - last.LookedAt >= (last.PageProblem is null ? LookAgain : TryAgain);

    public static IReadOnlyList<FoundMailer> Find(IReadOnlyList<CartMailer> usual, ShopSight sight)
    {
        var found = new List<FoundMailer>();
        foreach (var mailer in usual)
        {
            if (mailer.Id == CartMailer.Shopify)
            {
                // Its mail is on by default, and no interface tells: it is asked of the merchant.
                if (sight.IsShopify ?? IsMarked(sight.Page, mailer)) found.Add(new FoundMailer(mailer.Id, mailer.Name, "platform"));
            }
            else if (mailer.Id == CartMailer.WooCommerce)
            {
                if (sight.CoreSends) found.Add(new FoundMailer(mailer.Id, mailer.Name, "setting"));
            }
            else if (sight.Plugins?.Any(p => mailer.Plugins.Contains(p.Folder, StringComparer.OrdinalIgnoreCase)) == true) found.Add(new FoundMailer(mailer.Id, mailer.Name, "plugin"));
            else if (IsMarked(sight.Page, mailer)) found.Add(new FoundMailer(mailer.Id, mailer.Name, "page"));
        }
        // One that is not in the table, and says itself what it is for.
        foreach (var plugin in sight.Plugins ?? [])
            if (IsForCarts(plugin.Folder) && !usual.Any(m => m.Plugins.Contains(plugin.Folder, StringComparer.OrdinalIgnoreCase)))
                found.Add(new FoundMailer("plugin:" + Cut(plugin.Folder), Cut(plugin.Name), "plugin"));
        return [.. found.DistinctBy(f => f.Id).Take(50)];
    }

    // A plugin shows itself in the page by the address of its scripts and styles.
    private static bool IsMarked(string? page, CartMailer mailer) => page is not null
        && (mailer.Marks.Any(mark => page.Contains(mark, StringComparison.OrdinalIgnoreCase)) || mailer.Plugins.Any(folder => page.Contains($"/plugins/{folder}/", StringComparison.OrdinalIgnoreCase)));

    private static bool IsForCarts(string folder) => folder.Contains("abandon", StringComparison.OrdinalIgnoreCase) || folder.Contains("cart-recovery", StringComparison.OrdinalIgnoreCase);

    private static string Cut(string text) => text.Length <= LongestName ? text : text[..(char.IsHighSurrogate(text[LongestName - 1]) ? LongestName - 1 : LongestName)];
}
