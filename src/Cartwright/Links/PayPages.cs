using System.Globalization;
using System.Net;
using Cartwright.Messages;
using Cartwright.Recovery;
using Cartwright.Stores;

namespace Cartwright.Links;

/// <param name="Goods">In words; empty: not known.</param>
/// <param name="To">Where it is paid; null: nobody told a page.</param>
internal sealed record UnpaidOrder(Order Order, IReadOnlyList<string> Goods, string? To);

/// <summary>The phone page of unpaid orders: what was ordered, until when the shop keeps it, the way to pay. Nothing in it says who the shopper is: the message may have been forwarded.</summary>
internal static class PayPages
{
    public const int Most = 5;
    private const int MostGoods = 12;

    public static Task ShowAsync(HttpContext http, Store store, string? locale, IReadOnlyList<UnpaidOrder> orders)
    {
        var words = PlainPages.Language(http, locale, store.Locale, out var lang);
        var settings = StoreWordsPolicy.In(store, lang);
        var name = WebUtility.HtmlEncode(settings.FromName ?? store.Name);
        var culture = CultureInfo.GetCultureInfo(locale?.StartsWith(lang, StringComparison.OrdinalIgnoreCase) == true && Locales.Normalize(locale) is { Length: > 0 } own ? own : lang);
        var body = orders.Count == 0 ? $"<p role=\"status\">{words["pay.none"]}</p>" : string.Concat(orders.Select(o => OrderOf(o, store, words, culture))) + Methods(settings, orders, words);
        var origins = orders.Select(o => o.To).OfType<string>().Select(to => new Uri(to).GetLeftPart(UriPartial.Authority)).Distinct();
        return PlainPages.WriteAsync(http, 200, lang, $"{words["pay.title"]} · {name}", settings.AccentColor, $"<h1>{name}</h1>{body}{Help(settings, words)}<p><a href=\"{Html(store.Url)}\">{words["shop"]}</a></p>", string.Join(' ', origins));
    }

    private static string OrderOf(UnpaidOrder unpaid, Store store, Dictionary<string, string> words, CultureInfo culture)
    {
        var order = unpaid.Order;
        var goods = unpaid.Goods.Count == 0 ? "" : $"<ul>{string.Concat(unpaid.Goods.Take(MostGoods).Select(g => $"<li>{Html(g)}</li>"))}{(unpaid.Goods.Count > MostGoods ? "<li>…</li>" : "")}</ul>";
        var until = order.ClosesAt is { } closes ? $"<p>{With(words["pay.until"], TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(closes), store.Zone).ToString("f", culture))}</p>" : "";
        var go = unpaid.To is null ? "" : $"<form method=\"post\"><input type=\"hidden\" name=\"order\" value=\"{order.Id}\"><button type=\"submit\">{words["pay.go"]}</button></form>";
        return $"<section class=\"order\"><h2>{With(words["pay.order"], order.Number ?? order.ExternalId)}</h2>{goods}<p class=\"saved\">{Html(new Money(order.Total, order.Currency).Format(culture.Name))}</p>{until}{go}</section>";
    }

    // What is paid by hand needs to say which order it is for.
    private static string Methods(StoreSettings settings, IReadOnlyList<UnpaidOrder> orders, Dictionary<string, string> words)
    {
        if (settings.PaymentMethods.Count == 0) return "";
        var reference = string.Concat(orders.Select(o => $"<br>{With(words["pay.reference"], o.Order.Number ?? o.Order.ExternalId)}"));
        return $"<h2>{words["pay.ways"]}</h2><ul>{string.Concat(settings.PaymentMethods.Select(m =>
            $"<li><strong>{Html(m.Name)}</strong>{(m.Note is null ? "" : $" — {Html(m.Note)}")}{string.Concat((m.Details ?? []).Select(d => $"<br>{Html(d)}"))}{(m.Details is { Count: > 0 } ? reference : "")}</li>"))}</ul>";
    }

    private static string Help(StoreSettings settings, Dictionary<string, string> words)
    {
        var ways = new List<string>(2);
        if (settings.ContactPhone is { } phone) ways.Add($"<a href=\"tel:{Html(new string([.. phone.Where(c => char.IsAsciiDigit(c) || c == '+')]))}\">{Html(phone)}</a>");
        if (settings.ContactEmail is { } email) ways.Add($"<a href=\"mailto:{Html(email)}\">{Html(email)}</a>");
        return ways.Count == 0 ? "" : $"<p>{words["pay.help"]} {string.Join(" · ", ways)}</p>";
    }

    private static string With(string text, string value) => string.Format(CultureInfo.InvariantCulture, text, Html(value));

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
