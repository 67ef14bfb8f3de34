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

    public static TheoryData<string, string, string> EveryMail()
    {
        var mails = new TheoryData<string, string, string>();
        foreach (var (template, locale) in Renderer.Available)
        {
            foreach (var cart in AwkwardCarts.All.Keys) mails.Add(template, locale, cart);
        }
        return mails;
    }

    [Fact]
    public void Speaks_English_and_German() => Assert.Equal(
        [("cart-reminder", "de"), ("cart-reminder", "en"), ("cart-reminder-2", "de"), ("cart-reminder-2", "en")],
        Renderer.Available);

    [Theory]
    [MemberData(nameof(EveryMail))]
    public void Shows_the_cart_and_one_way_back(string template, string locale, string cart)
    {
        var (model, mail, page) = Render(template, locale, cart);

        Assert.Equal(locale, page.DocumentElement.GetAttribute("lang"));
        Assert.Single(page.QuerySelectorAll("h1"));
        var shown = model.Cart.Lines.Take(MessageScope.MaximumLines).ToList();
        Assert.Equal(shown.Count, page.QuerySelectorAll("tr.line .pic").Length);
        foreach (var (line, row) in shown.Zip(page.QuerySelectorAll("tr.line").Where(row => row.QuerySelector(".pic") is not null)))
        {
            Assert.Contains(TextPolicy.Line(line.Name, 100)!, row.TextContent);
            Assert.Contains($"{line.Quantity} × {line.UnitPrice.Format(locale)}", row.TextContent);
            Assert.Contains(line.LinePrice.Format(locale), row.Children[^1].TextContent);
        }
        Assert.Contains(model.Cart.Totals.Total.Format(locale), page.Body!.TextContent);

        var button = Assert.Single(page.QuerySelectorAll(".go a"));
        Assert.Equal(model.Links.Restore, button.GetAttribute("href"));
        Assert.Equal(ExpectedButton(locale, model.Cart.Stage), button.TextContent.Trim());
        Assert.Contains(page.QuerySelectorAll("a"), link => link.GetAttribute("href") == model.Links.Unsubscribe && link.TextContent.Length > 5);
        Assert.Contains(page.QuerySelectorAll("img"), picture => picture.GetAttribute("src") == model.Links.OpenPixel);
        Assert.StartsWith(mail.Preheader, page.Body.TextContent.Trim());
    }

    [Theory]
    [MemberData(nameof(EveryMail))]
    public void Holds_no_markup_but_its_own(string template, string locale, string cart)
    {
        var (_, mail, page) = Render(template, locale, cart);

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
    }

    [Theory]
    [MemberData(nameof(EveryMail))]
    public void Is_small_and_works_for_everyone(string template, string locale, string cart)
    {
        var (_, mail, page) = Render(template, locale, cart);

        Assert.True(Encoding.UTF8.GetByteCount(mail.Html) < GmailCutsAt, $"{Encoding.UTF8.GetByteCount(mail.Html)} bytes");
        Assert.All(page.QuerySelectorAll("table"), table => Assert.Equal("presentation", table.GetAttribute("role")));
        Assert.All(page.QuerySelectorAll("img"), picture => Assert.NotNull(picture.GetAttribute("alt")));
        Assert.All(page.QuerySelectorAll("tr.line img"), picture => Assert.NotEqual("", picture.GetAttribute("alt")));
        Assert.All(page.QuerySelectorAll("a"), link => Assert.True(link.TextContent.Trim().Length > 0 || link.QuerySelector("img[alt]:not([alt=''])") is not null, link.OuterHtml));
        Assert.Equal("light dark", page.QuerySelector("meta[name=color-scheme]")!.GetAttribute("content"));
        Assert.Contains("prefers-color-scheme: dark", mail.Html);
        Assert.NotEmpty(page.Title!);
    }

    [Theory]
    [MemberData(nameof(EveryMail))]
    public void Says_the_same_in_plain_text(string template, string locale, string cart)
    {
        var (model, mail, _) = Render(template, locale, cart);

        Assert.Contains($"\n{model.Links.Restore}\n", mail.Text);
        Assert.Contains($"\n{model.Links.Unsubscribe}\n", mail.Text);
        Assert.Contains(ExpectedButton(locale, model.Cart.Stage) + ":", mail.Text);
        Assert.Contains(model.Cart.Totals.Total.Format(locale), mail.Text);
        Assert.All(model.Cart.Lines.Take(MessageScope.MaximumLines), line => Assert.Contains($"{line.Quantity} × {line.UnitPrice.Format(locale)} = {line.LinePrice.Format(locale)}", mail.Text));
        Assert.DoesNotMatch(Entity(), mail.Text);
        Assert.DoesNotContain("\n\n\n", mail.Text);
        Assert.All(mail.Text.Split('\n'), line => Assert.True(line.Length <= WrapPolicy.Width || line.Contains("://") || line.Contains(AwkwardCarts.LongWord), line));
    }

    [Theory]
    [MemberData(nameof(EveryMail))]
    public void Has_a_subject_of_one_line(string template, string locale, string cart)
    {
        var (_, mail, _) = Render(template, locale, cart);

        Assert.InRange(mail.Subject.Length, 10, 200);
        Assert.DoesNotContain(mail.Subject, char.IsControl);
        Assert.DoesNotContain(mail.Preheader, char.IsControl);
        Assert.DoesNotMatch(Entity(), mail.Subject);
    }

    [Theory]
    [MemberData(nameof(EveryMail))]
    public void Neither_hurries_nor_sells(string template, string locale, string cart)
    {
        var (_, mail, _) = Render(template, locale, cart);

        Assert.DoesNotMatch("(?i)hurry|last chance|expires|running out|only \\d|don.t miss|you may also like|recommend|bestseller|beeil|letzte chance|läuft ab|nur noch|empfehl|das könnte ihnen", mail.Subject + mail.Preheader + mail.Text);
    }

    [Theory]
    [MemberData(nameof(EveryMail))]
    public void Is_the_same_bytes_every_time_in_every_culture(string template, string locale, string cart)
    {
        var first = Render(template, locale, cart).Mail;
        var before = CultureInfo.CurrentCulture;
        try
        {
            foreach (var culture in new[] { "tr-TR", "ar-SA", "th-TH" })
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
                Assert.Equal(first, Render(template, locale, cart).Mail);
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

    private static string ExpectedButton(string locale, string stage) => (locale, stage) switch
    {
        ("de", "payment" or "placed") => "Weiter zur Zahlung",
        ("de", "cart") => "Zurück zum Warenkorb",
        ("de", _) => "Bestellung fortsetzen",
        (_, "payment" or "placed") => "Continue with payment",
        (_, "cart") => "Back to your cart",
        _ => "Continue your checkout",
    };

    private static (MessageModel Model, RenderedMessage Mail, IDocument Page) Render(string template, string locale, string cart)
    {
        var model = AwkwardCarts.All[cart] with { Locale = locale };
        var mail = Renderer.Render(template, locale, model);
        return (model, mail, new HtmlParser().ParseDocument(mail.Html));
    }

    [GeneratedRegex("&(#\\d+|#x[0-9a-fA-F]+|[a-z]+);", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Entity();
}
