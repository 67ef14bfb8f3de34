using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using Cartwright.Links;
using Cartwright.Messages;
using Cartwright.Stores;
using Microsoft.AspNetCore.Http;

namespace Cartwright.Tests.Messages;

/// <summary>Each language by itself: nothing of another in it, its own plurals, dates and prices, and the nearest one where one is missing.</summary>
public partial class MailLanguagesTests
{
    private static readonly MessageRenderer Renderer = new();
    private static readonly MessageModel Whole = AwkwardCarts.All["few left and sold out"];

    // Goods, shop and person without a letter: every word that is left is the template's own.
    private static readonly MessageModel Wordless = Whole with
    {
        Store = Whole.Store with
        {
            Name = "123", Address = "1", Contact = new ContactView("1@2.example", "+49 30 1", "https://3.example/chat", "9–17"), Faq = [new FaqView("1?", "2.")], ShippingNote = "4,90", Survey = "5?",
        },
        Shopper = new ShopperView("6", "7"),
        Cart = Whole.Cart with { Lines = [.. Whole.Cart.Lines.Select(l => l with { Name = "8", Variant = "9", Description = "10", Instead = l.Instead is { } i ? i with { Name = "11" } : null })] },
        Order = Whole.Order! with { Lines = [.. Whole.Order!.Lines.Select(l => l with { Name = "8", Variant = "9", Description = "10" })] },
        Offer = Whole.Offer! with { Code = "12-34" },
        PaymentMethods = [new PaymentMethodView("1", "2", ["3"])],
        Reviews = [new ReviewView("1", 5, "2", "3")],
        Items = [new ItemView("1", null, AwkwardCarts.Euro(100), AwkwardCarts.Euro(200), null, "2")],
        Bestsellers = [new ItemView("1", null, AwkwardCarts.Euro(100), null, null, "2")],
        HandOff = Whole.HandOff! with { Name = "1", Email = "1@2.example", PaymentMethod = "2", Language = null, Troubles = [.. Whole.HandOff!.Troubles.Select(t => t with { Text = "3" })] },
        HandOffs = [.. Whole.HandOffs!.Select(h => h with { Person = h.Person with { Name = "1", Email = "1@2.example", Troubles = [.. h.Person.Troubles.Select(t => t with { Text = "3" })] }, Cart = h.Cart with { Lines = [.. h.Cart.Lines.Select(l => l with { Name = "8" })] } })],
    };

    public static TheoryData<string, string> Every => Of(Renderer.Available);

    [Theory, MemberData(nameof(Every))]
    public void No_word_is_of_another_language(string template, string locale)
    {
        foreach (var stage in (string[])["cart", "contact", "payment", "placed"])
        {
            var mail = Renderer.Render(template, locale, Wordless with { Locale = locale, Cart = Wordless.Cart with { Stage = stage } });
            var page = new HtmlParser().ParseDocument(mail.Html);
            foreach (var style in page.QuerySelectorAll("style, title")) style.Remove();
            var shown = string.Join(' ', mail.Subject, mail.Preheader, mail.Text, page.Body?.TextContent, string.Join(' ', page.QuerySelectorAll("[aria-label]").Select(e => e.GetAttribute("aria-label"))));
            var words = Word().Matches(Address().Replace(shown, " ")).Select(w => w.Value.ToLowerInvariant()).Except(["stop"]).Distinct().ToList();
            if (locale is "bg" or "ja" or "zh") Assert.Empty(words);
            if (locale == "de") Assert.Empty(words.Intersect(English));
            if (locale == "en") Assert.Empty(words.Intersect(German));
            if (locale != "bg") Assert.DoesNotMatch(@"\p{IsCyrillic}", shown);
            if (locale is not ("ja" or "zh")) Assert.DoesNotMatch(@"[\u3040-\u30ff\u4e00-\u9fff]", shown);
            if (locale == "zh") Assert.DoesNotMatch(@"[\u3040-\u30fa]", shown);
        }
    }

    // Not in every text one finds a mistake by its letters; these are short and common.
    private static readonly string[] English = ["the", "your", "you", "cart", "and", "order", "payment", "shipping", "back", "reply", "unsubscribe", "items", "more", "free", "total", "with", "left", "stock", "help", "question", "questions", "of", "stars", "until", "before", "tax"];
    private static readonly string[] German = ["der", "die", "das", "ihr", "ihre", "sie", "und", "warenkorb", "bestellung", "zahlung", "versand", "zurück", "antworten", "abmelden", "summe", "bei", "noch", "steuer", "bis", "sterne"];

    [Theory]
    [InlineData("zh-Hant-TW", "zh")]
    [InlineData("zh_CN", "zh")]
    [InlineData("ja-JP", "ja")]
    [InlineData("bg-BG", "bg")]
    [InlineData("de-CH", "de")]
    [InlineData("pt-BR", "en")]
    public void The_nearest_language_is_spoken(string locale, string language)
    {
        var mail = Renderer.Render("cart-reminder", locale, Whole with { Locale = locale });

        Assert.Equal(language, mail.Locale);
        Assert.Contains($"<html lang=\"{language}\"", mail.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bg-BG", "EUR", "89,00 €", "и още 1 артикул:", "понеделник, 28 декември 2026")]
    [InlineData("ja-JP", "JPY", "8,900", "ほか1点", "2026年12月28日")]
    [InlineData("zh-CN", "CNY", "¥89.00", "等共 2 种商品", "2026年12月28日")]
    [InlineData("zh-TW", "TWD", "$89.00", "等共 2 种商品", "2026年12月28日")]
    [InlineData("ja-JP", "KWD", "KWD 8.900", "ほか1点", "2026年12月28日")]
    public void Prices_dates_and_numbers_are_written_as_its_people_do(string locale, string currency, string price, string goods, string day)
    {
        var money = new Money(8900, currency);
        var model = Whole with { Locale = locale, Cart = Whole.Cart with { Lines = [.. Whole.Cart.Lines.Select(l => l with { Name = "X", UnitPrice = money, LinePrice = money })], Totals = new TotalsView(money, null, null, null, money) } };

        var mail = Renderer.Render("cart-reminder", locale, model);

        Assert.Contains(price, mail.Text.Replace('\u00a0', ' '), StringComparison.Ordinal);
        Assert.Contains(goods, mail.Preheader, StringComparison.Ordinal);
        Assert.Contains(day, mail.Text.ReplaceLineEndings(" ").Replace('\u00a0', ' '), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "и още 1 артикул в")]
    [InlineData(2, "и още 2 артикула в")]
    [InlineData(21, "и още 21 артикула в")]
    public void Bulgarian_counts_with_its_own_form(int more, string words)
    {
        var lines = Enumerable.Range(0, MessageScope.MaximumLines + more).Select(_ => Whole.Cart.Lines[0]).ToList();

        Assert.Contains(words, Renderer.Render("cart-reminder", "bg", Whole with { Locale = "bg", Cart = Whole.Cart with { Lines = lines } }).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ja", "花子", "山田", "山田花子 様")]
    [InlineData("ja", "はなこ", "山田", "山田 はなこ 様")]
    [InlineData("ja", "Anna", "Schmidt", "Anna Schmidt 様")]
    [InlineData("ja", null, null, "お客様")]
    [InlineData("zh", "小明", "王", "王小明，您好！")]
    [InlineData("zh", null, null, "\n您好！")]
    [InlineData("bg", "Мария", "Иванова", "Здравейте, Мария, ")]
    [InlineData("bg", null, null, "Здравейте, ")]
    public void A_greeting_names_the_person_as_is_usual(string locale, string? first, string? last, string greeting)
    {
        var mail = Renderer.Render("payment-failed", locale, Whole with { Locale = locale, Shopper = new ShopperView(first, last) });

        Assert.Contains(greeting, mail.Text, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Texts => Of(Renderer.Available.Where(t => Renderer.ChannelOf(t.Template) == "sms"));

    [Theory, MemberData(nameof(Texts))]
    public void A_text_message_is_one_line_with_its_link_and_the_way_out(string template, string locale)
    {
        foreach (var (cart, bent) in AwkwardCarts.All)
        {
            var model = bent with { Locale = locale, Links = new LinksView("https://s.example/s/abcd2345", null, "") };
            var text = Renderer.Render(template, locale, model).Text;

            Assert.DoesNotContain(text, char.IsControl);
            Assert.Matches(@"https://s\.example/s/abcd2345(\s|$)", text);
            Assert.Contains("STOP", text, StringComparison.Ordinal);
            Assert.DoesNotContain("{{", text.Replace(AwkwardCarts.Markup[..39], "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.True(text.Length <= 270, $"{cart}: {text.Length} characters");
        }
    }

    [Theory]
    [InlineData("bg-BG,bg;q=0.9", "bg", "Да спрем ли")]
    [InlineData("ja", "ja", "停止しますか")]
    [InlineData("zh-TW,zh;q=0.9", "zh", "要停止")]
    [InlineData("fr-FR", "en", "Stop all")]
    public async Task The_pages_behind_the_links_speak_it_too(string accepted, string language, string words)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.AcceptLanguage = accepted;
        using var body = new MemoryStream();
        http.Response.Body = body;

        await PreferencePages.ShowAsync(http, new Store(Guid.Empty, "s", "Shop", "https://shop.test", "EUR", "UTC", "en", new StoreSettings(), 0), null, new Preferences(Email: true, Sms: null, []), null);

        var page = System.Text.Encoding.UTF8.GetString(body.ToArray());
        Assert.Contains($"lang=\"{language}\"", page, StringComparison.Ordinal);
        Assert.Contains(words, page, StringComparison.Ordinal);
    }

    private static TheoryData<string, string> Of(IEnumerable<(string, string)> mails)
    {
        var data = new TheoryData<string, string>();
        foreach (var (template, locale) in mails) data.Add(template, locale);
        return data;
    }

    // Currency codes and the like have three letters in capitals; words of ours do not.
    [GeneratedRegex(@"\b(?!UTC|EUR|SMS)[A-Za-zÄÖÜäöüß]{2,}\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();

    [GeneratedRegex(@"https?://\S+|\S+@\S+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address();
}
