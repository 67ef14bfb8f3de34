using System.Buffers;

namespace Cartwright.Tracking;

/// <summary>Programs that visit pages on their own: what they do is no shopper's doing (C7).</summary>
internal static class BotPolicy
{
    // Parts of the user agents of crawlers, previews and monitors, as their operators publish them. A headless browser is not among
    // them: shops test with one, and who wants to hide does not call himself so.
    private static readonly string[] Crawlers =
        ["googlebot", "bingbot", "yandexbot", "duckduckbot", "baiduspider", "applebot", "petalbot", "ahrefsbot", "semrushbot", "mj12bot", "dotbot", "bytespider", "gptbot", "claudebot",
         "ccbot", "amazonbot", "facebookexternalhit", "meta-externalagent", "twitterbot", "linkedinbot", "pinterestbot", "slackbot", "discordbot", "telegrambot", "whatsapp/", "skypeuripreview",
         "adsbot-google", "mediapartners-google", "google-inspectiontool", "storebot-google", "lighthouse", "pingdom", "uptimerobot", "statuscake", "screaming frog", "archive.org_bot"];

    private static readonly string[] Words = ["bot/", "bot;", "bot)", "crawler", "spider"];

    private static readonly SearchValues<string> Signs = SearchValues.Create([.. Crawlers, .. Words], StringComparison.OrdinalIgnoreCase);

    /// <summary>The name by which the user agent gives itself away; null for what may be a person.</summary>
    public static string? NameOf(string? userAgent)
    {
        if (userAgent is null || !userAgent.AsSpan().ContainsAny(Signs)) return null; // asked at each event: one pass over it
        return Array.Find(Crawlers, c => userAgent.Contains(c, StringComparison.OrdinalIgnoreCase)) ?? "another crawler";
    }
}
