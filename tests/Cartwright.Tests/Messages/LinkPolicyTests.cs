using Cartwright.Messages;
using Xunit;

namespace Cartwright.Tests.Messages;

public class LinkPolicyTests
{
    [Theory]
    [InlineData("https://shop.example/cart?x=1&y=%20#top")]
    [InlineData("http://127.0.0.1:8080/r/abc")]
    [InlineData("HTTPS://shop.example")]
    [InlineData("https://[::1]/")]
    [InlineData("https://bücher.example/ü")]
    public void Lets_web_addresses_through_unchanged(string url) => Assert.Equal(url, LinkPolicy.Web(url));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("javascript:alert(1)")]
    [InlineData("JAVASCRIPT:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("ftp://shop.example/")]
    [InlineData("//shop.example/")]
    [InlineData("/cart")]
    [InlineData("https://")]
    [InlineData("https:///cart")]
    [InlineData(" https://shop.example/")]
    [InlineData("https://shop.example/\" onload=\"x")]
    [InlineData("https://shop.example/a b")]
    [InlineData("https://shop.example/a\nb")]
    [InlineData("https://shop.example/<b>")]
    [InlineData("https://shop.example/{{evil}}")]
    public void Drops_everything_else(string? url) => Assert.Null(LinkPolicy.Web(url));

    [Fact]
    public void Drops_addresses_that_would_fill_the_mail()
    {
        Assert.Null(LinkPolicy.Web("https://shop.example/" + new string('a', 2000)));
        Assert.Null(LinkPolicy.Picture("https://shop.example/" + new string('a', 1000)));
        Assert.Null(LinkPolicy.Picture("https://shop.example/" + new string('&', 400)));
        Assert.NotNull(LinkPolicy.Picture("https://shop.example/" + new string('a', 400)));
    }

    [Theory]
    [InlineData("hello@shop.example", "mailto:hello@shop.example")]
    [InlineData("käthe@bücher.example", "mailto:käthe@bücher.example")]
    [InlineData("a?subject=x@shop.example", null)]
    [InlineData("a@b@c", null)]
    [InlineData("@shop.example", null)]
    [InlineData("a b@shop.example", null)]
    [InlineData(null, null)]
    public void Makes_mail_links_of_plain_addresses_only(string? email, string? expected) => Assert.Equal(expected, LinkPolicy.Mail(email));

    [Theory]
    [InlineData("+49 (0)30 123-4567", "tel:+49301234567")]
    [InlineData("0800 123 456", "tel:0800123456")]
    [InlineData("+44 20 7946 0000", "tel:+442079460000")]
    [InlineData("ask us", null)]
    [InlineData(null, null)]
    public void Makes_phone_links_a_phone_can_dial(string? phone, string? expected) => Assert.Equal(expected, LinkPolicy.Phone(phone));

    [Theory]
    [InlineData("https://cdn.shopify.com/s/a.png?v=1", "https://cdn.shopify.com/s/a.png?v=1&width=160")]
    [InlineData("https://shop.example/cdn/shop/a.png#x", "https://shop.example/cdn/shop/a.png?width=160")]
    [InlineData("https://cdn.shopify.com/s/a.png?width=80", "https://cdn.shopify.com/s/a.png?width=80")]
    [InlineData("https://shop.example/a.png?v=1", "https://shop.example/a.png?v=1")]
    public void Asks_for_a_small_picture_where_the_host_makes_them(string url, string expected) => Assert.Equal(expected, LinkPolicy.Sized(url, 160));
}
