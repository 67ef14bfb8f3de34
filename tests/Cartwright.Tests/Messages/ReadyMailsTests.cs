using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Cartwright.Messages;

namespace Cartwright.Tests.Messages;

/// <summary>What each ready mail says that the others do not.</summary>
public class ReadyMailsTests
{
    private static readonly MessageRenderer Renderer = new();
    private static readonly MessageModel Whole = AwkwardCarts.All["ordinary"];

    [Theory]
    [InlineData("en", "percent", "10% off")]
    [InlineData("de", "percent", "10 % Rabatt")]
    [InlineData("en", "amount", "€5.00 off")]
    [InlineData("de", "next_purchase", "5,00 € Rabatt")]
    [InlineData("en", "free_shipping", "Free shipping")]
    [InlineData("de", "free_shipping", "Versandkostenfrei")]
    public void An_offer_is_named_for_what_it_is(string locale, string kind, string words)
    {
        var offer = new OfferView("CODE", kind, kind is "amount" or "next_purchase" ? AwkwardCarts.Euro(500) : null, kind == "percent" ? 10 : null, null, null);

        var mail = Renderer.Render("cart-offer", locale, Whole with { Locale = locale, Offer = offer });

        Assert.Contains(words, mail.Text.Replace('\u00a0', ' '), StringComparison.Ordinal);
        Assert.DoesNotContain(locale == "en" ? "Valid until" : "Gültig bis", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("until", mail.Preheader, StringComparison.Ordinal);
    }

    [Fact]
    public void An_end_is_a_day_and_a_time_and_says_whose_clock_when_the_shopper_has_another()
    {
        var here = Renderer.Render("cart-offer", "de", Whole with { Locale = "de" });
        var elsewhere = Renderer.Render("cart-offer", "de", Whole with { Locale = "de", TellZone = true });

        Assert.Contains("Donnerstag, 24. Dezember 2026", here.Text, StringComparison.Ordinal);
        Assert.Contains("14:05", here.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("UTC", here.Text, StringComparison.Ordinal);
        Assert.Contains("14:05 Uhr (UTC+1)", elsewhere.Text.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unpaid_order_says_how_long_it_is_kept_only_when_that_is_known()
    {
        var open = Renderer.Render("unpaid-order", "en", Whole with { Order = Whole.Order! with { ClosesAt = null } });

        Assert.Equal("Only the payment is missing.", open.Preheader);
        Assert.DoesNotContain("hold the goods", open.Text.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("hold the goods", Renderer.Render("unpaid-order", "en", Whole).Text.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public void A_confirmation_leads_to_the_payment_while_that_is_missing_else_to_the_order()
    {
        var open = Whole with { Order = Whole.Order! with { Payable = true, PayLink = "https://shop.example/pay/1042" } };

        foreach (var (order, way, not) in new[] { (open, open.Order!.PayLink!, open.Order.Url!), (Whole, Whole.Order!.Url!, "https://shop.example/pay/1042") })
        {
            Assert.Equal(way, Assert.Single(Page("order-confirmation", order).QuerySelectorAll(".go a")).GetAttribute("href"));
            var text = Renderer.Render("order-confirmation", "en", order).Text;
            Assert.Contains(way, text, StringComparison.Ordinal);
            Assert.DoesNotContain(not, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_unpaid_order_is_paid_where_the_shop_says_else_by_the_way_back()
    {
        var told = Page("unpaid-order", Whole with { Order = Whole.Order! with { PayLink = "https://shop.example/pay/1042" } });
        var foreign = Page("unpaid-order", Whole with { Order = Whole.Order! with { PayLink = "javascript:pay()" } });

        Assert.Equal("https://shop.example/pay/1042", told.QuerySelector(".go a")!.GetAttribute("href"));
        Assert.Equal(Whole.Links.Restore, foreign.QuerySelector(".go a")!.GetAttribute("href"));
    }

    [Fact]
    public void A_failed_payment_promises_no_other_way_when_none_is_known()
    {
        var mail = Renderer.Render("payment-failed", "en", Whole with { PaymentMethods = null });

        Assert.Contains("you can try again.", mail.Text.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.DoesNotContain("You can also pay with", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Technical_trouble_asks_whether_help_is_needed_before_it_shows_goods()
    {
        var html = Renderer.Render("technical-trouble", "en", Whole).Html;
        var text = Renderer.Render("technical-trouble", "en", Whole).Text;

        foreach (var part in (string[])[html, text]) Assert.InRange(part.IndexOf("+49 30 1234567", StringComparison.Ordinal), 0, part.IndexOf("Merino throw", part.IndexOf("Reach a person", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    [Fact]
    public void A_confirmation_without_a_page_of_the_order_has_no_button()
    {
        var page = Page("order-confirmation", Whole with { Order = Whole.Order! with { Url = null }, Bestsellers = null });

        Assert.Empty(page.QuerySelectorAll(".go"));
        Assert.DoesNotContain("What others like", page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cart-offer", "offer")]
    [InlineData("next-purchase", "offer")]
    [InlineData("first-order", "offer")]
    [InlineData("unpaid-order", "order")]
    [InlineData("unpaid-order-sms", "order")]
    [InlineData("order-confirmation", "order")]
    [InlineData("browse-reminder", "items")]
    [InlineData("back-in-stock", "items")]
    [InlineData("price-drop", "items")]
    [InlineData("hand-off", "handOff")]
    [InlineData("hand-offs", "handOffs")]
    public void No_message_is_made_that_would_speak_of_what_is_not_there(string template, string part)
    {
        var failure = Assert.Throws<MissingPartException>(() => Renderer.Render(template, "en", AwkwardCarts.Ordinary));

        Assert.Contains(part, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("second-purchase")]
    [InlineData("win-back")]
    [InlineData("technical-trouble")]
    [InlineData("payment-failed")]
    public void Others_leave_out_what_is_not_there(string template)
    {
        var mail = Renderer.Render(template, "en", AwkwardCarts.Ordinary);

        Assert.DoesNotContain("code", mail.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("What others like", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mail_to_a_shopper_has_a_way_out_or_is_not_made() =>
        Assert.Throws<ArgumentException>(() => Renderer.Render("win-back", "en", Whole with { Links = Whole.Links with { Unsubscribe = null } }));

    [Fact]
    public void A_hand_off_says_who_where_and_what_went_wrong()
    {
        var model = Whole with { Links = new LinksView("https://host.example/console/shop/carts/7", null, "") };
        var page = Page("hand-off", model);
        var text = Renderer.Render("hand-off", "en", model).Text;

        Assert.Equal("https://host.example/console/shop/carts/7", page.QuerySelector(".go a")!.GetAttribute("href"));
        foreach (var words in (string[])["Anna", "anna@example.org", "+49 151 12345678", "shipping", "Payment declined", "Do not honor <b>", "The checkout gave an error", "Something went wrong", "Deutsch", "credit_card"])
        {
            Assert.Contains(words, page.Body!.TextContent, StringComparison.Ordinal);
            Assert.Contains(words, text, StringComparison.Ordinal);
        }
        Assert.DoesNotContain("nsubscribe", page.Body!.TextContent, StringComparison.Ordinal);
        var anonymous = Page("hand-off", model.Anonymous()).Body!.TextContent;
        Assert.DoesNotContain("Anna", anonymous, StringComparison.Ordinal);
        Assert.Contains("a•••@example.org", anonymous, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_hand_offs_say_the_same_of_each_in_short()
    {
        var model = Whole with { Links = new LinksView("https://host.example/console/shop/messages", null, "") };
        var mail = Renderer.Render("hand-offs", "en", model);
        var page = Page("hand-offs", model);

        Assert.Equal("Please help: 45 carts were left", mail.Subject);
        Assert.Equal(40, page.QuerySelectorAll("tr.who").Length);
        Assert.Equal(model.HandOffs!.Take(40).Select(h => h.Link), page.QuerySelectorAll("tr.who a.open").Select(a => a.GetAttribute("href")));
        var first = page.QuerySelector("tr.who")!.TextContent;
        foreach (var words in (string[])["Anna", "anna@example.org", "+49 151 12345678", "shipping", "what shipping costs", "Something went wrong", model.Cart.Totals.Total.Format("en"), model.Cart.Lines[0].Name])
        {
            Assert.Contains(words, first, StringComparison.Ordinal);
            Assert.Contains(words, mail.Text, StringComparison.Ordinal);
        }
        Assert.Contains("name not known", page.QuerySelectorAll("tr.who")[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("and 5 more in the console", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Anna", Page("hand-offs", model.Anonymous()).Body!.TextContent, StringComparison.Ordinal);
    }

    private static IDocument Page(string template, MessageModel model) => new HtmlParser().ParseDocument(Renderer.Render(template, "en", model).Html);
}
