using System.Text;
using Cartwright.Tracking.Shopify;
using Cartwright.Tracking.Webhooks;

namespace Cartwright.Tests.Tracking.Shopify;

public sealed class ShopifySignatureTests
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"id": 1, "title":"Grüner Tee"}""");

    private static WebhookCall Call(byte[] body, params (string Name, string Value)[] headers) =>
        new(ShopifyCalls.Store, headers.ToDictionary(h => h.Name, h => h.Value, StringComparer.OrdinalIgnoreCase), body, 0);

    [Theory, InlineData("X-Shopify-Hmac-Sha256"), InlineData("x-shopify-hmac-sha256"), InlineData("shopify-hmac-sha256"), InlineData("Shopify-Hmac-SHA256")]
    public void The_right_signature_fits_under_either_name(string header) =>
        Assert.True(ShopifyWebhook.IsSigned(Call(Body, (header, ShopifyCalls.Sign(Body, "s1"))), "s1"));

    [Fact]
    public void No_byte_of_the_body_can_be_changed_added_or_left_out()
    {
        var signature = ShopifyCalls.Sign(Body, "s1");
        for (var i = 0; i < Body.Length; i++)
            for (var bit = 0; bit < 8; bit++)
            {
                var changed = Body.ToArray();
                changed[i] ^= (byte)(1 << bit);
                Assert.False(ShopifyWebhook.IsSigned(Call(changed, ("X-Shopify-Hmac-Sha256", signature)), "s1"));
            }
        Assert.False(ShopifyWebhook.IsSigned(Call([.. Body, 10], ("X-Shopify-Hmac-Sha256", signature)), "s1"));
        Assert.False(ShopifyWebhook.IsSigned(Call(Body[..^1], ("X-Shopify-Hmac-Sha256", signature)), "s1"));
    }

    [Fact]
    public void An_empty_body_is_signed_like_any_other()
    {
        Assert.True(ShopifyWebhook.IsSigned(Call([], ("X-Shopify-Hmac-Sha256", ShopifyCalls.Sign([], "s1"))), "s1"));
        Assert.False(ShopifyWebhook.IsSigned(Call([], ("X-Shopify-Hmac-Sha256", "")), "s1"));
    }

    [Theory, InlineData(""), InlineData("not base64!"), InlineData("AAAA"), InlineData("=")]
    public void What_is_no_signature_does_not_fit(string signature) => Assert.False(ShopifyWebhook.IsSigned(Call(Body, ("X-Shopify-Hmac-Sha256", signature)), "s1"));

    [Fact]
    public void Nothing_fits_without_the_header_or_with_another_secret()
    {
        Assert.False(ShopifyWebhook.IsSigned(Call(Body), "s1"));
        Assert.False(ShopifyWebhook.IsSigned(Call(Body, ("X-Shopify-Hmac-Sha256", ShopifyCalls.Sign(Body, "s2"))), "s1"));
        Assert.False(ShopifyWebhook.IsSigned(Call(Body, ("X-Shopify-Hmac-Sha256", Convert.ToHexString(Convert.FromBase64String(ShopifyCalls.Sign(Body, "s1"))))), "s1"));
    }
}
