using System.Net;
using System.Security.Cryptography;
using Cartwright.Stores;

namespace Cartwright.Links;

/// <summary>The shopper's pages: no script, one click, in the shop's name and colour.</summary>
internal static class PlainPages
{
    private static readonly Dictionary<string, Dictionary<string, string>> Words = new()
    {
        ["en"] = new()
        {
            ["title"] = "Unsubscribe", ["ask"] = "Stop all cart reminders from {0} to this address?", ["button"] = "Stop the messages",
            ["done"] = "Done. {0} will not send you cart reminders any more.", ["gone"] = "This page does not exist, or no longer.", ["shop"] = "Back to the shop",
            ["test"] = "Test mail", ["test_unsubscribe"] = "This link stood in a test mail. Nothing was changed: nobody was unsubscribed.",
            ["test_cart"] = "This link stood in a test mail. It would bring the shopper back to this cart:",
            ["test_nothing"] = "Nothing was recorded, and the cart was left alone.",
        },
        ["de"] = new()
        {
            ["title"] = "Abmelden", ["ask"] = "Keine Erinnerungen von {0} mehr an diese Adresse?", ["button"] = "Nachrichten abbestellen",
            ["done"] = "Erledigt. {0} schickt Ihnen keine Erinnerungen mehr.", ["gone"] = "Diese Seite gibt es nicht oder nicht mehr.", ["shop"] = "Zurück zum Shop",
            ["test"] = "Testmail", ["test_unsubscribe"] = "Dieser Link stand in einer Testmail. Nichts wurde geändert: Niemand wurde abgemeldet.",
            ["test_cart"] = "Dieser Link stand in einer Testmail. Er brächte die Kundin oder den Kunden zu diesem Warenkorb zurück:",
            ["test_nothing"] = "Nichts wurde aufgezeichnet, und der Warenkorb blieb unberührt.",
        },
        ["bg"] = new()
        {
            ["title"] = "Отписване", ["ask"] = "Да спрем ли всички напомняния от {0} до този адрес?", ["button"] = "Спрете съобщенията",
            ["done"] = "Готово. {0} повече няма да Ви изпраща напомняния.", ["gone"] = "Тази страница не съществува или вече я няма.", ["shop"] = "Обратно към магазина",
            ["test"] = "Пробен имейл", ["test_unsubscribe"] = "Тази връзка беше в пробен имейл. Нищо не е променено: никой не е отписан.",
            ["test_cart"] = "Тази връзка беше в пробен имейл. Тя би върнала клиента към тази количка:",
            ["test_nothing"] = "Нищо не е записано и количката не е пипана.",
        },
        ["ja"] = new()
        {
            ["title"] = "配信停止", ["ask"] = "{0}からこのアドレスへのお知らせをすべて停止しますか。", ["button"] = "配信を停止する",
            ["done"] = "手続きが完了しました。今後、{0}からのお知らせはお送りしません。", ["gone"] = "このページは存在しないか、すでに終了しています。", ["shop"] = "ショップに戻る",
            ["test"] = "テストメール", ["test_unsubscribe"] = "これはテストメールのリンクです。何も変更されておらず、配信は停止されていません。",
            ["test_cart"] = "これはテストメールのリンクです。実際のメールでは、お客様はこのカートに戻ります：",
            ["test_nothing"] = "何も記録されておらず、カートもそのままです。",
        },
        ["zh"] = new()
        {
            ["title"] = "退订", ["ask"] = "不再接收 {0} 发到此地址的提醒吗？", ["button"] = "停止接收",
            ["done"] = "已完成。{0} 不会再给您发送提醒。", ["gone"] = "此页面不存在或已失效。", ["shop"] = "回到商店",
            ["test"] = "测试邮件", ["test_unsubscribe"] = "这个链接来自测试邮件。没有任何改动，也没有人被退订。",
            ["test_cart"] = "这个链接来自测试邮件。在正式邮件中，顾客会回到这个购物车：",
            ["test_nothing"] = "没有记录任何内容，购物车也没有变动。",
        },
    };

    /// <summary>The same page for a wrong, an expired and a foreign token.</summary>
    public static Task NotFoundAsync(HttpContext http)
    {
        var words = Language(http, null, out var lang);
        return WriteAsync(http, 404, lang, "404", "#555555", $"<p>{words["gone"]}</p>");
    }

    public static Task UnsubscribeAsync(HttpContext http, Store store, bool done)
    {
        var words = Language(http, store.Locale, out var lang);
        var name = WebUtility.HtmlEncode(store.Settings.FromName ?? store.Name);
        var body = done
            ? $"<p role=\"status\">{string.Format(System.Globalization.CultureInfo.InvariantCulture, words["done"], name)}</p>"
            : $"<p>{string.Format(System.Globalization.CultureInfo.InvariantCulture, words["ask"], name)}</p><form method=\"post\"><button type=\"submit\">{words["button"]}</button></form>";
        return WriteAsync(http, 200, lang, $"{words["title"]} · {name}", store.Settings.AccentColor,
            $"<h1>{name}</h1>{body}<p><a href=\"{WebUtility.HtmlEncode(store.Url)}\">{words["shop"]}</a></p>");
    }

    /// <summary>Behind the way out of a test mail, whether it is opened or sent.</summary>
    public static Task TestUnsubscribeAsync(HttpContext http, Store store)
    {
        var words = Language(http, store.Locale, out _);
        return TestAsync(http, store, $"<p role=\"status\">{words["test_unsubscribe"]}</p>");
    }

    /// <summary>Behind the way back of a test mail: the goods and nothing else of the cart.</summary>
    public static Task TestCartAsync(HttpContext http, Store store, IReadOnlyList<string> goods)
    {
        var words = Language(http, store.Locale, out _);
        return TestAsync(http, store, $"<p>{words["test_cart"]}</p><ul>{string.Concat(goods.Select(g => $"<li>{WebUtility.HtmlEncode(g)}</li>"))}</ul><p>{words["test_nothing"]}</p>");
    }

    private static Task TestAsync(HttpContext http, Store store, string body)
    {
        var words = Language(http, store.Locale, out var lang);
        var name = WebUtility.HtmlEncode(store.Settings.FromName ?? store.Name);
        return WriteAsync(http, 200, lang, $"{words["test"]} · {name}", store.Settings.AccentColor,
            $"<h1>{words["test"]}</h1>{body}<p><a href=\"{WebUtility.HtmlEncode(store.Url)}\">{words["shop"]}</a></p>");
    }

    private static Dictionary<string, string> Language(HttpContext http, string? locale, out string lang)
    {
        var accepted = http.Request.Headers.AcceptLanguage.ToString().Split(',').Select(l => l.Split(';')[0].Trim());
        lang = accepted.Append(locale ?? "en").Select(l => l.Split('-')[0].ToLowerInvariant()).FirstOrDefault(Words.ContainsKey) ?? "en";
        return Words[lang];
    }

    private static Task WriteAsync(HttpContext http, int status, string lang, string title, string accent, string body)
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        var color = accent.Length is 4 or 7 && accent[0] == '#' && accent.Skip(1).All(char.IsAsciiHexDigit) ? accent : "#1f6f4a";
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.ContentSecurityPolicy = $"default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self'; frame-ancestors 'none'";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers["X-Robots-Tag"] = "noindex";
        return http.Response.WriteAsync($$"""
            <!doctype html><html lang="{{lang}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{title}}</title>
            <style nonce="{{nonce}}">:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:0;display:grid;min-height:100vh;place-items:center;background:Canvas;color:CanvasText}
            main{max-width:26rem;padding:24px;text-align:center}h1{font-size:24px;margin:0 0 16px}ul{padding-left:20px;text-align:left}button{font:inherit;font-weight:600;color:#fff;background:{{color}};border:0;border-radius:8px;padding:12px 24px;cursor:pointer}
            button:focus-visible,a:focus-visible{outline:3px solid {{color}};outline-offset:3px}a{color:inherit}</style></head><body><main>{{body}}</main></body></html>
            """);
    }
}
