namespace Cartwright.Links;

/// <summary>Who probably asked for a link. A guess for the figures only: nothing is decided from it.</summary>
internal static class VisitorPolicy
{
    // Parts of the user agents of mail scanners, image proxies, previews and crawlers, as their operators publish them.
    private static readonly string[] Machines =
        ["bot", "preview", "scanner", "safelinks", "proofpoint", "mimecast", "barracuda", "googleimageproxy", "yahoomailproxy", "ggpht", "facebookexternalhit",
         "slack", "whatsapp", "curl/", "wget/", "python-", "go-http-client", "java/", "okhttp", "headlesschrome-scan", "microsoft office", "ms-office"];

    public static bool IsMachine(string method, string? userAgent, string? purpose)
    {
        if (!string.Equals(method, "GET", StringComparison.OrdinalIgnoreCase)) return true;
        if (purpose?.Contains("prefetch", StringComparison.OrdinalIgnoreCase) == true) return true;
        return string.IsNullOrWhiteSpace(userAgent) || Tracking.BotPolicy.NameOf(userAgent) is not null || Machines.Any(m => userAgent.Contains(m, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The page of the shop to bring a cart back to: the merchant's page for the stage, else the page that was left, else the shop.</summary>
    public static string Landing(Stores.Store store, Carts.CartFacts cart, string stage)
    {
        // Its own way back brings the shopper into the checkout itself; whoever signs the shop's deliveries may say where that is.
        if (!store.Settings.StagePages.ContainsKey(stage) && cart.ReturnUrl is { } own && Uri.TryCreate(own, UriKind.Absolute, out var way) && way.Scheme == Uri.UriSchemeHttps) return own;
        var page = store.Settings.StagePages.GetValueOrDefault(stage) ?? cart.PageUrl ?? store.Url;
        var absolute = Uri.TryCreate(new Uri(store.Url.TrimEnd('/') + "/"), page, out var u) ? u.ToString() : store.Url;
        return store.Owns(absolute) ? absolute.Split('#')[0] : store.Url;
    }
}
