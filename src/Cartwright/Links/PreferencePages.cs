using System.Net;
using Cartwright.Stores;

namespace Cartwright.Links;

/// <summary>What the page shows: which ways and topics are on. Sms null: no number is known. Nothing in it says who the shopper is: the mail may have been forwarded.</summary>
internal sealed record Preferences(bool Email, bool? Sms, IReadOnlyList<string> TopicsOff);

/// <summary>The page behind the footer's links: leave at once, or choose; in the shopper's language. No script, and a GET changes nothing.</summary>
internal static class PreferencePages
{
    public static readonly string[] Topics = ["recovery", "orders", "news", "offers"];

    /// <summary>The field that names each box that was on the page.</summary>
    public const string Shown = "shown";

    public static Task ShowAsync(HttpContext http, Store store, string? locale, Preferences now, string? notice)
    {
        var words = PlainPages.Language(http, locale, store.Locale, out var lang);
        var name = WebUtility.HtmlEncode(store.Settings.FromName ?? store.Name);
        string With(string key) => string.Format(System.Globalization.CultureInfo.InvariantCulture, words[key], name);
        // An unticked box says nothing in a form: what was shown is said beside it.
        string Box(string field, string label, bool on) => $"<input type=\"hidden\" name=\"{Shown}\" value=\"{field}\"><label><input type=\"checkbox\" name=\"{field}\"{(on ? " checked" : "")}> {label}</label>";
        var leave = now.Email ? $"<p>{With("ask")}</p><form method=\"post\"><input type=\"hidden\" name=\"do\" value=\"leave\"><button type=\"submit\">{words["button"]}</button></form>" : $"<p role=\"status\">{With("done")}</p>";
        var told = notice == "saved" ? $"<p role=\"status\" class=\"saved\">{words["saved"]}</p>" : "";
        var choices = $"""
            <form method="post" class="choices" id="preferences"><h2>{words["choose"]}</h2><input type="hidden" name="do" value="save">
            <fieldset><legend>{words["ways"]}</legend>{Box("email", words["way.email"], now.Email)}{(now.Sms is { } sms ? Box("sms", words["way.sms"], sms) : "")}</fieldset>
            <fieldset><legend>{words["topics"]}</legend>{string.Concat(Topics.Select(t => Box("topic." + t, words["topic." + t], !now.TopicsOff.Contains(t))))}</fieldset>
            <button type="submit" class="second">{words["save"]}</button></form>
            """;
        return PlainPages.WriteAsync(http, 200, lang, $"{words["title"]} · {name}", store.Settings.AccentColor,
            $"<h1>{name}</h1>{told}{leave}{choices}<p><a href=\"{WebUtility.HtmlEncode(store.Url)}\">{words["shop"]}</a></p>");
    }

    /// <summary>The page behind the way out of a text message: no more texts to this number. The other ways are behind the mails' own links.</summary>
    public static Task TextsAsync(HttpContext http, Store store, string? locale, bool on)
    {
        var words = PlainPages.Language(http, locale, store.Locale, out var lang);
        var name = WebUtility.HtmlEncode(store.Settings.FromName ?? store.Name);
        string With(string key) => string.Format(System.Globalization.CultureInfo.InvariantCulture, words[key], name);
        var leave = on ? $"<p>{With("ask_texts")}</p><form method=\"post\"><button type=\"submit\">{words["button"]}</button></form>" : $"<p role=\"status\">{With("done_texts")}</p>";
        return PlainPages.WriteAsync(http, 200, lang, $"{words["title"]} · {name}", store.Settings.AccentColor,
            $"<h1>{name}</h1>{leave}<p><a href=\"{WebUtility.HtmlEncode(store.Url)}\">{words["shop"]}</a></p>");
    }
}
