using System.Net;

namespace Cartwright.Links;

/// <summary>
/// A request for a link, as far as it tells who asks. SinceSentMs: since the message was accepted by its receiver's server; negative or null: it had not
/// been, or that is not known. SinceOtherMs: since another link of the same message was asked for. IsPicture: the picture that tells of an opening.
/// </summary>
internal sealed record Visit(string Method, string? UserAgent, string? Purpose, IPAddress? Address, bool HasLanguage, bool Navigates, long? SinceSentMs = null, long? SinceOtherMs = null, bool IsPicture = false);

/// <summary>Who probably asked for a link. A guess for the figures only: nothing is decided from it.</summary>
internal static class VisitorPolicy
{
    /// <summary>A person has to get the mail, open it and reach for the link: whoever is faster (ms) and does not look like a browser is none.</summary>
    public const long TooFast = 2000;

    /// <summary>Nobody follows two links of a mail within so short a time (ms); scanners follow all of them.</summary>
    public const long Burst = 1500;

    // Parts of user agents, with who says so.
    private static readonly (string Part, string Source)[] Agents =
    [
        ("googleimageproxy", "Gmail's image proxy (support.google.com/mail/answer/145919)"),
        ("ggpht", "Gmail's image proxy, its second host name"),
        ("yahoomailproxy", "Yahoo's image proxy (help.yahoo.com: YahooMailProxy)"),
        ("safelinks", "Microsoft Defender for Office 365, Safe Links"),
        ("microsoft office", "Office opening a link before the browser does (learn.microsoft.com: Office and link pre-fetch)"),
        ("ms-office", "the same, older"),
        ("skypeuripreview", "Microsoft Teams and Skype previews"),
        ("proofpoint", "Proofpoint URL Defense"),
        ("mimecast", "Mimecast URL Protect"),
        ("barracuda", "Barracuda Link Protection"),
        ("symantec", "Symantec Email Security click-time protection"),
        ("trendmicro", "Trend Micro web reputation"),
        ("fortiguard", "Fortinet FortiMail"),
        ("cloudmark", "Cloudmark"),
        ("urlscan", "urlscan.io"),
        ("virustotal", "VirusTotal"),
        ("bot", "what crawlers call themselves (RFC 9309)"),
        ("crawler", "the same"),
        ("spider", "the same"),
        ("scanner", "the same"),
        ("preview", "link previews: LinkedIn, WhatsApp, Slack and others"),
        ("facebookexternalhit", "Facebook's link preview (developers.facebook.com/docs/sharing/webmasters/web-crawlers)"),
        ("slack", "Slackbot-LinkExpanding (api.slack.com/robots)"),
        ("whatsapp", "WhatsApp's link preview"),
        ("telegram", "Telegram's link preview"),
        ("twitterbot", "X's link preview"),
        ("headlesschrome", "Chrome without a window"),
        ("phantomjs", "a browser without a window"),
        ("curl/", "a program"), ("wget/", "a program"), ("python-", "a program"), ("go-http-client", "a program"), ("java/", "a program"), ("okhttp", "a program"),
        ("libwww", "a program"), ("axios/", "a program"), ("node-fetch", "a program"), ("apache-httpclient", "a program"), ("ruby", "a program"), ("dotnet", "a program"),
    ];

    // Networks out of which no shopper browses, with who says so.
    private static readonly (IPNetwork Network, string Source)[] Networks =
    [
        (IPNetwork.Parse("17.0.0.0/8"), "Apple: Mail Privacy Protection loads pictures through Apple (RFC 1166 assignment; support.apple.com/102039)"),
        (IPNetwork.Parse("66.249.64.0/19"), "Google's proxies and crawlers (developers.google.com: googlebot.json, special-crawlers.json)"),
        (IPNetwork.Parse("66.102.0.0/20"), "Gmail's image proxy (_spf and netblocks of google.com)"),
        (IPNetwork.Parse("74.125.0.0/16"), "Google's servers (_netblocks.google.com)"),
        (IPNetwork.Parse("209.85.128.0/17"), "Google's servers (_netblocks.google.com)"),
        (IPNetwork.Parse("40.92.0.0/15"), "Exchange Online Protection (learn.microsoft.com: Office 365 URLs and IP address ranges)"),
        (IPNetwork.Parse("40.107.0.0/16"), "Exchange Online Protection, same page"),
        (IPNetwork.Parse("52.100.0.0/14"), "Exchange Online Protection, same page"),
        (IPNetwork.Parse("104.47.0.0/17"), "Exchange Online Protection, same page"),
        (IPNetwork.Parse("2a01:111:f400::/48"), "Exchange Online Protection, same page"),
        (IPNetwork.Parse("2a01:111:f403::/48"), "Exchange Online Protection, same page"),
    ];

    public static bool IsMachine(Visit visit)
    {
        // HEAD asks whether there is something; nobody reads it. A page loaded in advance was not asked for by anyone yet.
        if (!string.Equals(visit.Method, "GET", StringComparison.OrdinalIgnoreCase)) return true;
        if (visit.Purpose is { } purpose && (purpose.Contains("prefetch", StringComparison.OrdinalIgnoreCase) || purpose.Contains("prerender", StringComparison.OrdinalIgnoreCase) || purpose.Contains("preview", StringComparison.OrdinalIgnoreCase))) return true;
        if (IsMachineClient(visit.UserAgent) || IsMachineNetwork(visit.Address)) return true;
        // Apple's Mail Privacy Protection loads pictures under this name and nothing more; browsers go on.
        if (visit.IsPicture && visit.UserAgent?.Trim() == "Mozilla/5.0") return true;
        if (visit.SinceOtherMs is >= 0 and < Burst) return true;
        return visit is { SinceSentMs: < TooFast, HasLanguage: false, Navigates: false };
    }

    public static bool IsMachineClient(string? userAgent) =>
        string.IsNullOrWhiteSpace(userAgent) || Tracking.BotPolicy.NameOf(userAgent) is not null || Array.Exists(Agents, a => userAgent.Contains(a.Part, StringComparison.OrdinalIgnoreCase));

    public static bool IsMachineNetwork(IPAddress? address)
    {
        if (address is null) return false;
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Array.Exists(Networks, n => n.Network.Contains(plain));
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
