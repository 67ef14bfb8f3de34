using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Cartwright.Messages;
using Xunit;

namespace Cartwright.Tests.Messages;

public partial class MessageRendererTests
{
    private const int GmailCutsAt = 102 * 1024;
    private static readonly MessageRenderer Renderer = new();

    // What stands where. A template that is in none of these lists is a mistake of whoever added it.
    private static readonly string[] ShowCart = ["cart-reminder", "cart-reminder-2", "cart-offer", "payment-failed", "technical-trouble", "hand-off"];
    private static readonly string[] ShowOrder = ["unpaid-order", "order-confirmation"];
    private static readonly string[] ShowItems = ["browse-reminder", "back-in-stock", "price-drop"];
    private static readonly string[] ShowOffer = ["cart-offer", "next-purchase", "first-order", "second-purchase", "win-back"];
    private static readonly string[] ShowBestsellers = ["order-confirmation", "second-purchase"];
    private static readonly string[] ToAgents = ["hand-off", "hand-offs"];
    private static readonly string[] Languages = ["bg", "de", "en", "ja", "zh"];
    private static readonly string[] ShowReviews = ["cart-reminder", "cart-reminder-2", "cart-offer", "browse-reminder"];
    private static readonly string[] ShowDispatch = ["cart-reminder", "cart-reminder-2", "cart-offer", "payment-failed"];
    private static readonly string[] ShowPayment = ["payment-failed", "unpaid-order"];
    private static readonly string[] ShowSurvey = ["cart-reminder-2"];
    private static readonly string[] ByStage = ["cart-reminder", "cart-reminder-2", "cart-offer"];

    private static IEnumerable<string> Mails => ShowCart.Concat(ShowOrder).Concat(ShowItems).Concat(ShowOffer).Concat(ToAgents).Distinct();

    /// <summary>Every mail in every language; each case goes through all the carts.</summary>
    public static TheoryData<string, string> EveryMail()
    {
        var mails = new TheoryData<string, string>();
        foreach (var (template, locale) in Renderer.Available.Where(t => Renderer.ChannelOf(t.Template) != "sms")) mails.Add(template, locale);
        return mails;
    }

    [Fact]
    public void Speaks_five_languages_in_every_template()
    {
        string[] texts = ["cart-sms", "payment-failed-sms", "unpaid-order-sms"];

        Assert.Equal([.. Mails.Concat(texts).SelectMany(t => Languages.Select(l => (t, l))).Order()], Renderer.Available);
        Assert.All(texts, t => Assert.Equal("sms", Renderer.ChannelOf(t)));
        Assert.All(Mails, t => Assert.Equal(ToAgents.Contains(t) ? "handoff" : "email", Renderer.ChannelOf(t)));
    }

    [Theory]
    [MemberData(nameof(EveryMail))]
    public void Shows_the_goods_it_is_about_and_no_others(string template, string locale) => Each(template, locale, (model, mail, page) =>
    {
        var rows = page.QuerySelectorAll("tr.line").Where(row => row.QuerySelector(".pic") is not null).ToList();

        List<(string Name, string[] Prices)> shown = [];
        if (ShowCart.Contains(template)) shown.AddRange(model.Cart.Lines.Take(MessageScope.MaximumLines).Select(l => (l.Name, (string[])[$"{l.Quantity} × {l.UnitPrice.Format(locale)}", l.LinePrice.Format(locale)])));
        if (ShowOrder.Contains(template)) shown.AddRange(model.Order!.Lines.Take(MessageScope.MaximumLines).Select(l => (l.Name, (string[])[$"{l.Quantity} × {l.UnitPrice.Format(locale)}", l.LinePrice.Format(locale)])));
        if (ShowItems.Contains(template)) shown.AddRange(model.Items!.Take(6).Select(i => (i.Name, (string[])[i.Price.Format(locale), .. i.OldPrice is { } old ? (string[])[old.Format(locale)] : []])));
        if (ShowBestsellers.Contains(template)) shown.AddRange(model.Bestsellers!.Select(i => (i.Name, (string[])[i.Price.Format(locale)])));
        Assert.Equal(shown.Count, rows.Count);
        foreach (var ((name, prices), row) in shown.Zip(rows))
        {
            Assert.Contains(TextPolicy.Line(name, 100)!, row.TextContent);
            Assert.All(prices, price => Assert.Contains(price, row.TextContent));
            Assert.All(prices, price => Assert.Contains(price, mail.Text));
        }
        if (ShowCart.Contains(template) || ShowOrder.Contains(template)) Assert.Contains(model.Cart.Totals.Total.Format(locale), page.Body!.TextContent);
        Assert.Equal(ShowBestsellers.Contains(template), (page.Body!.TextContent + mail.Text).Contains("Brass bell", StringComparison.Ordinal));
        Assert.Equal(ShowOffer.Contains(template), (page.Body.TextContent + mail.Text).Contains("LINDEN-7KQ2", StringComparison.Ordinal));
    });

    [Theory]
    [MemberData(nameof(EveryMail))]
    public void Has_one_heading_one_button_and_for_shoppers_one_way_out(string template, string locale) => Each(template, locale, (model, mail, page) =>
    {
        Assert.Equal(locale, page.DocumentElement.GetAttribute("lang"));
        Assert.Single(page.QuerySelectorAll("h1"));
        var button = Assert.Single(page.QuerySelectorAll(".go a"));
        Assert.Equal(WayOf(template, model), button.GetAttribute("href"));
        if (ByStage.Contains(template)) Assert.Equal(ExpectedButton(locale, model.Cart.Stage), button.TextContent.Trim());
        Assert.StartsWith(mail.Preheader, page.Body!.TextContent.Trim());
        var links = page.QuerySelectorAll("a").Where(link => link.GetAttribute("href")!.Contains("/u/", StringComparison.Ordinal) && link.TextContent.Length > 1);
        var pixels = page.QuerySelectorAll("img").Where(picture => picture.GetAttribute("src")!.Contains("/o/", StringComparison.Ordinal));
        Assert.Equal(ToAgents.Contains(template) ? [] : [model.Links.Unsubscribe], links.Select(link => link.GetAttribute("href")));
        Assert.Equal(ToAgents.Contains(template) ? [] : [model.Links.OpenPixel], pixels.Select(picture => picture.GetAttribute("src")));
    });

    [Theory]
    [MemberData(nameof(EveryMail))]
    public void Holds_no_markup_but_its_own(string template, string locale) => Each(template, locale, (_, mail, page) =>
    {
        Assert.Empty(page.QuerySelectorAll("script, iframe, form, input, link, object, base, svg, video"));
        Assert.All(page.All, element => Assert.DoesNotContain(element.Attributes, attribute => attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase)));
        Assert.All(page.QuerySelectorAll("[href], [src]"), element =>
            Assert.Matches("^(https?://|mailto:|tel:)", element.GetAttribute("href") ?? element.GetAttribute("src")!));
        Assert.DoesNotContain("url(", mail.Html);
        Assert.DoesNotContain("@import", mail.Html);
        Assert.DoesNotContain("[[", mail.Html + mail.Text + mail.Subject + mail.Preheader);
        Assert.DoesNotContain("undefined", mail.Html + mail.Text);
        var ours = (mail.Html + mail.Text + mail.Subject + mail.Preheader).Replace("{{links.unsubscribe}}", "");
        Assert.DoesNotContain("{{", ours);
        Assert.DoesNotContain("}}", ours.Replace("}\n}", ""));
    });

    [Theory]
    [MemberData(nameof(EveryMail))]
    public void Is_small_and_works_for_everyone(string template, string locale) => Each(template, locale, (_, mail, page) =>
    {
        Assert.True(Encoding.UTF8.GetByteCount(mail.Html) < GmailCutsAt, $"{Encoding.UTF8.GetByteCount(mail.Html)} bytes");
        Assert.All(page.QuerySelectorAll("table"), table => Assert.Equal("presentation", table.GetAttribute("role")));
        Assert.All(page.QuerySelectorAll("img"), picture => Assert.NotNull(picture.GetAttribute("alt")));
        Assert.All(page.QuerySelectorAll("tr.line img"), picture => Assert.NotEqual("", picture.GetAttribute("alt")));
        Assert.All(page.QuerySelectorAll("a"), link => Assert.True(link.TextContent.Trim().Length > 0 || link.QuerySelector("img[alt]:not([alt=''])") is not null, link.OuterHtml));
        Assert.Equal("light dark", page.QuerySelector("meta[name=color-scheme]")!.GetAttribute("content"));
        Assert.Contains("prefers-color-scheme: dark", mail.Html);
        Assert.NotEmpty(page.Title!);
    });

    [Theory]
    [MemberData(nameof(EveryMail))]
    public void Says_the_same_in_plain_text(string template, string locale) => Each(template, locale, (model, mail, page) =>
    {
        Assert.Contains($"\n{WayOf(template, model)}\n", mail.Text);
        Assert.Equal(!ToAgents.Contains(template), mail.Text.Contains($"\n{model.Links.Unsubscribe ?? "none"}\n", StringComparison.Ordinal));
        Assert.Contains(page.QuerySelector(".go a")!.TextContent.Trim() + ":", mail.Text);
        Assert.Contains(Flat(page.QuerySelector("h1")!.TextContent), Flat(mail.Text));
        if (ShowCart.Contains(template)) Assert.Contains(model.Cart.Totals.Total.Format(locale), mail.Text);
        if (ShowOffer.Contains(template) && model.Offer!.EndsAt is { } ends) Assert.Contains(Flat(ends.ToString("f", Locales.Culture(locale))), Flat(mail.Text));
        if (template == "unpaid-order") Assert.Contains(Flat(AwkwardCarts.Ends.ToString("f", Locales.Culture(locale))), Flat(mail.Text));
        if (template is "payment-failed" or "unpaid-order") Assert.Contains("PayPal: No card needed", mail.Text);
        foreach (var contact in page.QuerySelectorAll("a[href^='tel:'], a[href^='mailto:']")) Assert.Contains(contact.TextContent, mail.Text);
        Assert.DoesNotMatch(Entity(), mail.Text);
        Assert.DoesNotContain("\n\n\n", mail.Text);
        Assert.All(mail.Text.Split('\n'), line => Assert.True(line.Length <= WrapPolicy.Width || line.Contains("://") || line.Contains(AwkwardCarts.LongWord) || locale is "ja" or "zh", line)); // written without blanks
    });

    [Theory]
    [MemberData(nameof(EveryMail))]
    public void Has_a_subject_of_one_line(string template, string locale) => Each(template, locale, (_, mail, _) =>
    {
        Assert.InRange(mail.Subject.Length, locale is "ja" or "zh" ? 6 : 10, 200);
        Assert.DoesNotContain(mail.Subject, char.IsControl);
        Assert.DoesNotContain(mail.Preheader, char.IsControl);
        Assert.DoesNotMatch(Entity(), mail.Subject);
    });

    [Theory]
    [MemberData(nameof(EveryMail))]
    public void Has_the_blocks_that_are_its_own_and_no_others(string template, string locale) => Each(template, locale, (model, mail, page) =>
    {
        var text = Flat(mail.Text);
        Assert.Equal(ShowReviews.Contains(template) ? ["★★★★★", "★★★★☆"] : [], page.QuerySelectorAll(".stars").Select(s => s.TextContent));
        Assert.All(page.QuerySelectorAll(".stars"), s => Assert.Matches("[54].*5|5.*[54]", s.GetAttribute("aria-label")!));
        Assert.Equal(ShowReviews.Contains(template), text.Contains("Soft & warm <b>", StringComparison.Ordinal));
        Assert.DoesNotContain("Never shown", mail.Html);
        Both(ShowDispatch.Contains(template), AwkwardCarts.Cutoff.ToString("f", Locales.Culture(locale)));
        Both(ShowPayment.Contains(template), "IBAN: DE02 1203 0000 0000 2020 51");
        Both(ShowSurvey.Contains(template), "What kept you?");
        Both(ShowCart.Contains(template) && model.Cart.Totals.Shipping is null, "€4.90, free from €60");
        Both(ShowCart.Contains(template) && model.Cart.Lines.Any(l => l.SoldOut), "Ash board");
        void Both(bool there, string words)
        {
            Assert.Equal(there, text.Contains(Flat(words), StringComparison.Ordinal));
            Assert.Equal(there, Flat(page.Body!.TextContent).Contains(Flat(words), StringComparison.Ordinal));
        }
    });

    [Theory]
    [MemberData(nameof(EveryMail))]
    public void Neither_hurries_nor_sells(string template, string locale) => Each(template, locale, (_, mail, _) =>
    {
        Assert.DoesNotMatch("(?i)hurry|last chance|expires|running out|only \\d|don.t miss|you may also like|recommend|bestseller|beeil|letzte chance|läuft ab|nur noch|empfehl|das könnte ihnen|vergessen|forgot|побърза|последен шанс|изтича|само \\d|забрав|препоръч|お急ぎ|残りわずか|ラストチャンス|お見逃し|お忘れ|おすすめ|赶快|赶紧|抓紧|最后机会|仅剩|限时|不要错过|忘|推荐", mail.Subject + mail.Preheader + mail.Text);
    });

    [Theory]
    [MemberData(nameof(EveryMail))]
    public void Is_the_same_bytes_every_time_in_every_culture(string template, string locale)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            foreach (var culture in new[] { "tr-TR", "ar-SA", "th-TH" })
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
                Each(template, locale, (model, mail, _) => Assert.Equal(mail, Renderer.Render(template, locale, model)));
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Gives_every_thread_its_own_mail()
    {
        var carts = AwkwardCarts.All.Values.ToList();
        var alone = carts.Select(cart => Renderer.Render("cart-reminder", "en", cart)).ToList();

        Parallel.For(0, 400, i => Assert.Equal(alone[i % carts.Count], Renderer.Render("cart-reminder", "en", carts[i % carts.Count])));
    }

    private static string WayOf(string template, MessageModel model) => template == "order-confirmation" ? model.Order!.Url! : model.Links.Restore;

    // Text is wrapped, and narrow blanks stand in times.
    private static string Flat(string text) => string.Join(' ', text.Replace('\u202f', ' ').Replace('\u00a0', ' ').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string ExpectedButton(string locale, string stage) => (locale, stage) switch
    {
        ("de", "payment" or "placed") => "Weiter zur Zahlung",
        ("de", "cart") => "Zurück zum Warenkorb",
        ("de", _) => "Bestellung fortsetzen",
        ("bg", "payment" or "placed") => "Към плащането",
        ("bg", "cart") => "Към количката",
        ("bg", _) => "Довършете поръчката",
        ("ja", "payment" or "placed") => "お支払いに進む",
        ("ja", "cart") => "カートに戻る",
        ("ja", _) => "ご注文手続きを続ける",
        ("zh", "payment" or "placed") => "继续付款",
        ("zh", "cart") => "回到购物车",
        ("zh", _) => "继续结算",
        (_, "payment" or "placed") => "Continue with payment",
        (_, "cart") => "Back to your cart",
        _ => "Continue your checkout",
    };

    // Rendered and read once for all tests; nobody changes a page.
    private static readonly ConcurrentDictionary<(string, string), List<(string Cart, MessageModel Model, RenderedMessage Mail, IDocument Page)>> Rendered = new();

    private static void Each(string template, string locale, Action<MessageModel, RenderedMessage, IDocument> check)
    {
        foreach (var (cart, model, mail, page) in Rendered.GetOrAdd((template, locale), _ => [.. AwkwardCarts.All.Select(c => Render(template, locale, c.Key, c.Value))]))
        {
            try { check(model, mail, page); }
            catch (Xunit.Sdk.XunitException e) { throw new InvalidOperationException($"{cart}: {e.Message}", e); }
        }
    }

    private static (string, MessageModel, RenderedMessage, IDocument) Render(string template, string locale, string cart, MessageModel bent)
    {
        var model = bent with { Locale = locale };
        if (ToAgents.Contains(template)) model = model with { Links = new LinksView("https://mail.linden-wool.example/console/shop/carts/1", null, "") };
        var mail = Renderer.Render(template, locale, model);
        return (cart, model, mail, new HtmlParser().ParseDocument(mail.Html));
    }

    [GeneratedRegex("&(#\\d+|#x[0-9a-fA-F]+|[a-z]+);", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Entity();
}
