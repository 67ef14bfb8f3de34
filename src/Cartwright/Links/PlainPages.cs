using System.Net;
using System.Security.Cryptography;
using Cartwright.Messages;
using Cartwright.Stores;

namespace Cartwright.Links;

/// <summary>The shopper's pages: no script, one click, in the shop's name and colour.</summary>
internal static class PlainPages
{
    /// <summary>The same page for a wrong, an expired and a foreign token.</summary>
    public static Task NotFoundAsync(HttpContext http)
    {
        var words = Language(http, null, null, out var lang);
        return WriteAsync(http, 404, lang, "404", "#555555", $"<h1>{words["gone"]}</h1>");
    }

    /// <summary>Behind the other links of a test mail, whether they are opened or sent.</summary>
    /// <param name="words">The key of what it says.</param>
    public static Task TestAsync(HttpContext http, Store store, string words) => TestPageAsync(http, store, $"<p role=\"status\">{Language(http, null, store.Locale, out _)[words]}</p>");

    /// <summary>Behind the way back of a test mail: the goods and nothing else of the cart.</summary>
    public static Task TestCartAsync(HttpContext http, Store store, IReadOnlyList<string> goods)
    {
        var words = Language(http, null, store.Locale, out _);
        return TestPageAsync(http, store, $"<p>{words["test_cart"]}</p><ul>{string.Concat(goods.Select(g => $"<li>{WebUtility.HtmlEncode(g)}</li>"))}</ul><p>{words["test_nothing"]}</p>");
    }

    private static Task TestPageAsync(HttpContext http, Store store, string body)
    {
        var words = Language(http, null, store.Locale, out var lang);
        var name = WebUtility.HtmlEncode(store.Settings.FromName ?? store.Name);
        return WriteAsync(http, 200, lang, $"{words["test"]} · {name}", store.Settings.AccentColor,
            $"<h1>{words["test"]}</h1>{body}<p><a href=\"{WebUtility.HtmlEncode(store.Url)}\">{words["shop"]}</a></p>");
    }

    /// <summary>The shopper's own language first, as far as it is known; then what the browser asks for, then the shop's.</summary>
    public static Dictionary<string, string> Language(HttpContext http, string? shopper, string? shop, out string lang)
    {
        var accepted = http.Request.Headers.AcceptLanguage.ToString().Split(',').Select(l => l.Split(';')[0].Trim());
        lang = accepted.Prepend(shopper ?? "").Append(shop ?? "en").Select(l => l.Split('-', '_')[0].ToLowerInvariant()).FirstOrDefault(PlainWords.All.ContainsKey) ?? "en";
        return PlainWords.All[lang];
    }

    /// <param name="leadsTo">Origins to which an answer to its forms may lead.</param>
    public static Task WriteAsync(HttpContext http, int status, string lang, string title, string accent, string body, string leadsTo = "")
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        var color = AccentPolicy.From(accent);
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.ContentSecurityPolicy = $"default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self' {leadsTo}; frame-ancestors 'none'";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers["X-Robots-Tag"] = "noindex";
        return http.Response.WriteAsync($$"""
            <!doctype html><html lang="{{lang}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{title}}</title>
            <style nonce="{{nonce}}">:root{color-scheme:light dark;--fill:{{color.Fill}};--on-fill:{{color.OnFill}};--line:{{color.Text}};}@media(prefers-color-scheme:dark){:root{--fill:{{color.DarkFill}};--on-fill:{{color.DarkOnFill}};--line:{{color.DarkText}};} }body{font:16px/1.5 system-ui,sans-serif;margin:0;display:grid;min-height:100vh;place-items:center;background:Canvas;color:CanvasText}
            main{max-width:26rem;padding:24px;text-align:center}h1{font-size:24px;margin:0 0 16px}ul{padding-left:20px;text-align:left}h2{font-size:18px;margin:32px 0 8px}fieldset{border:1px solid GrayText;border-radius:8px;margin:0 0 16px;text-align:left}label{display:block;padding:8px 4px}form.choices{border-top:1px solid GrayText;margin-top:24px}.saved{font-weight:600}button{font:inherit;font-weight:600;color:var(--on-fill);background:var(--fill);border:0;border-radius:8px;padding:12px 24px;cursor:pointer}
            button.second{background:transparent;color:inherit;border:2px solid var(--line)}button:focus-visible,a:focus-visible{outline:3px solid var(--line);outline-offset:3px}a{color:inherit}</style></head><body><main>{{body}}</main></body></html>
            """);
    }
}
