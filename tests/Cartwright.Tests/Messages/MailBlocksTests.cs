using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Cartwright.Messages;
using Xunit;

namespace Cartwright.Tests.Messages;

public class MailBlocksTests
{
    private static readonly MessageRenderer Renderer = new();

    [Theory]
    [InlineData("cart", "Back to your cart")]
    [InlineData("contact", "Continue your checkout")]
    [InlineData("address", "Continue your checkout")]
    [InlineData("shipping", "Continue your checkout")]
    [InlineData("payment", "Continue with payment")]
    [InlineData("placed", "Continue with payment")]
    [InlineData("something new", "Back to your cart")]
    public void Words_the_button_by_stage(string stage, string words)
    {
        var ordinary = AwkwardCarts.Ordinary;

        var page = Page(ordinary with { Cart = ordinary.Cart with { Stage = stage } });

        Assert.Equal(words, page.QuerySelector(".go a")!.TextContent.Trim());
    }

    [Fact]
    public void Stays_far_below_the_limit_with_five_lines() =>
        Assert.InRange(Encoding.UTF8.GetByteCount(Renderer.Render("cart-reminder", "en", AwkwardCarts.Ordinary).Html), 5_000, 35_000);

    [Fact]
    public void Shows_how_to_reach_the_shop()
    {
        var page = Page(AwkwardCarts.Ordinary);
        var links = page.QuerySelectorAll("a").Select(link => link.GetAttribute("href")).ToList();

        Assert.Contains("tel:+49301234567", links);
        Assert.Contains("mailto:hello@linden-wool.example", links);
        Assert.Contains("https://linden-wool.example/chat", links);
        Assert.Contains("Can we help?", page.Body!.TextContent);
        Assert.Contains("Monday to Friday", page.Body.TextContent);
        Assert.Equal(2, page.QuerySelectorAll("h3").Length);
        Assert.Contains("Lindenstraße 12", page.Body.TextContent);
    }

    [Fact]
    public void Leaves_out_what_the_shop_has_not_told()
    {
        var all = AwkwardCarts.All["nothing but the cart"];
        var bare = all with { Reviews = null, DispatchBy = null, Store = all.Store with { ShippingNote = null, Survey = null } };
        var page = Page(bare);
        var mail = Renderer.Render("cart-reminder", "en", bare);

        Assert.DoesNotContain("Can we help?", page.Body!.TextContent + mail.Text);
        Assert.DoesNotContain("Often asked", page.Body.TextContent + mail.Text);
        Assert.Empty(page.QuerySelectorAll("h2, h3, .logo"));
        Assert.Equal("Linden & Wool", page.QuerySelector(".shop")!.TextContent.Trim());
        Assert.Contains("Hello, you", mail.Text);
        Assert.Contains(AccentPolicy.Default, mail.Html);
    }

    [Fact]
    public void Says_when_shipping_is_not_in_the_total()
    {
        var unknown = Renderer.Render("cart-reminder", "en", AwkwardCarts.All["999 pieces"]);
        var free = Renderer.Render("cart-reminder", "en", AwkwardCarts.All["for nothing"]);

        Assert.Contains("Total before shipping: €88,910.00", unknown.Text);
        Assert.Contains("Discount: −€1.00", unknown.Text);
        Assert.DoesNotContain("Shipping:", unknown.Text);
        Assert.Contains("Shipping: free\n", free.Text);
        Assert.Contains("Total: €0.00", free.Text);
        Assert.DoesNotContain("Discount", free.Text);
    }

    [Fact]
    public void Tells_tax_that_is_included_from_tax_on_top()
    {
        Assert.Contains("includes €36.92 tax", Renderer.Render("cart-reminder", "en", AwkwardCarts.Ordinary).Text);
        Assert.Contains("\nTax: €7.12\nTotal: €96.12\n", Renderer.Render("cart-reminder", "en", AwkwardCarts.All["tax on top"]).Text);
    }

    [Theory]
    [InlineData("order-confirmation")]
    [InlineData("unpaid-order")]
    public void Tells_what_an_order_is_made_of_where_the_shop_said_so(string template)
    {
        string Text(string cart) => Renderer.Render(template, "en", AwkwardCarts.All[cart]).Text;

        Assert.Contains("\nItems: €89.00\nShipping: free\nTax: €7.12\nTotal: €96.12\n", Text("tax on top"));
        Assert.Contains("includes €36.92 tax", Renderer.Render(template, "en", AwkwardCarts.Whole(AwkwardCarts.Ordinary)).Text);
        Assert.DoesNotContain("Items:", Text("999 pieces"));
        Assert.Contains("\nTotal: €88,910.00\n", Text("999 pieces"));
    }

    [Fact]
    public void Counts_the_lines_it_does_not_show()
    {
        var page = Page(AwkwardCarts.All["forty lines"]);

        Assert.Equal(MessageScope.MaximumLines, page.QuerySelectorAll(".pic").Length);
        Assert.Contains("and 25 more items in your cart", page.Body!.TextContent);
    }

    [Fact]
    public void Puts_a_quiet_block_where_there_is_no_picture()
    {
        var page = Page(AwkwardCarts.All["no picture"]);

        Assert.Empty(page.QuerySelectorAll(".pic img"));
        Assert.Equal(["M", "M", ""], page.QuerySelectorAll(".pic .blank").Select(block => block.TextContent));
    }

    [Fact]
    public void Writes_markup_in_a_name_as_text_once_escaped()
    {
        var mail = Renderer.Render("cart-reminder", "en", AwkwardCarts.All["markup in a name"]);
        var page = new HtmlParser().ParseDocument(mail.Html);

        Assert.Equal(AwkwardCarts.Markup, page.QuerySelector("tr.line .pic img")!.GetAttribute("alt"));
        Assert.Contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;co&#39; {{links.unsubscribe}}", mail.Html);
        Assert.Contains(AwkwardCarts.Markup, mail.Text);
        Assert.Contains("a b Bcc: everyone@example.com", page.QuerySelector("tr.line")!.TextContent);
    }

    [Fact]
    public void Drops_addresses_that_are_not_of_the_web()
    {
        var page = Page(AwkwardCarts.All["foreign addresses"]);

        Assert.Null(page.QuerySelector(".shop a"));
        Assert.Null(page.QuerySelector(".logo"));
        Assert.DoesNotContain(page.QuerySelectorAll("a"), link => link.GetAttribute("href")!.StartsWith("mailto:", StringComparison.Ordinal));
        Assert.Contains("a b@example.com", page.Body!.TextContent);
        Assert.DoesNotContain("ftp://", page.Body.InnerHtml);
        Assert.DoesNotContain("javascript", page.DocumentElement.OuterHtml);
    }

    [Fact]
    public void Speaks_the_nearest_language_there_is()
    {
        Assert.Equal("de", Renderer.Render("cart-reminder", "de-AT", AwkwardCarts.Ordinary).Locale);
        Assert.Equal("en", Renderer.Render("cart-reminder", "fr-FR", AwkwardCarts.Ordinary).Locale);
        Assert.Equal("en", Renderer.Render("cart-reminder", "", AwkwardCarts.Ordinary).Locale);
    }

    [Fact]
    public void Writes_prices_for_the_shopper_while_the_mail_is_in_their_language()
    {
        var austrian = Renderer.Render("cart-reminder", "de-AT", AwkwardCarts.Ordinary with { Locale = "de-AT" });
        var french = Renderer.Render("cart-reminder", "fr-FR", AwkwardCarts.Ordinary with { Locale = "fr-FR" });

        Assert.Contains("€\u00a0231,20", austrian.Text);
        Assert.Contains("€231.20", french.Text);
    }

    [Theory]
    [InlineData("", "https://shop.example/u/1", "restore")]
    [InlineData("javascript:alert(1)", "https://shop.example/u/1", "restore")]
    [InlineData("https://shop.example/r/1", "/u/1", "unsubscribe")]
    public void Makes_no_mail_without_a_way_back_and_a_way_out(string restore, string unsubscribe, string missing)
    {
        var links = new LinksView(restore, unsubscribe, "https://shop.example/o/1.gif");

        var failure = Assert.Throws<ArgumentException>(() => Page(AwkwardCarts.Ordinary with { Links = links }));

        Assert.Contains(missing, failure.Message);
    }

    [Fact]
    public void Says_which_templates_there_are_when_asked_for_another()
    {
        var failure = Assert.Throws<UnknownTemplateException>(() => Renderer.Render("birthday", "en", AwkwardCarts.Ordinary));

        Assert.Equal("birthday", failure.Template);
        Assert.Contains("cart-reminder, cart-reminder-2", failure.Message);
    }

    private static IDocument Page(MessageModel model) => new HtmlParser().ParseDocument(Renderer.Render("cart-reminder", "en", model).Html);
}
