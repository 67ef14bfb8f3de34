using Cartwright.Tracking.Platforms;

namespace Cartwright.Tests.Tracking.Platforms;

public sealed class CartMailerPolicyTests
{
    [Theory]
    [InlineData("<script async src=\"https://static.klaviyo.com/onsite/js/klaviyo.js?company_id=AbC\"></script>", "klaviyo")]
    [InlineData("""{"urls":["https:\/\/STATIC.klaviyo.com\/onsite\/js\/AbC\/klaviyo.js?shop=tea.myshopify.com"]}""", "klaviyo")]
    [InlineData("e.src=\"https://omnisnippet1.com/inshop/launcher-v2.js\"", "omnisend")]
    [InlineData("<script src='https://chimpstatic.com/mcjs-connected/js/users/1/2.js'></script>", "mailchimp")]
    [InlineData("<script src='//widget.privy.com/assets/widget.js'></script>", "privy")]
    [InlineData("<script src=\"https://js.retainful.com/woocommerce/v2/retainful.js\"></script>", "retainful")]
    [InlineData("<link href='https://shop.test/wp-content/plugins/woo-save-abandoned-carts/public/css/cartbounty-public.css'>", "cartbounty")]
    [InlineData("<script src='https://shop.test/wp-content/plugins/woo-cart-abandonment-recovery/assets/js/x.js'></script>", "cartflows")]
    [InlineData("<p>We left Klaviyo and Omnisend; read why we do without Mailchimp.</p>", "")]
    [InlineData("<a href=\"https://www.klaviyo.com/blog\">a blog</a>", "")]
    [InlineData("", "")]
    public void A_page_gives_away_whose_scripts_it_loads(string page, string found) => Assert.Equal(found, Ids(new ShopSight(page, null, false, false)));

    [Theory]
    [InlineData("woo-cart-abandonment-recovery", "cartflows"), InlineData("woocommerce-abandoned-cart", "tyche"), InlineData("woocommerce-abandon-cart-pro", "tyche"), InlineData("automatewoo", "automatewoo")]
    [InlineData("wp-marketing-automations", "funnelkit"), InlineData("MailPoet", "mailpoet"), InlineData("klaviyo", "klaviyo"), InlineData("mailchimp-for-woocommerce", "mailchimp"), InlineData("omnisend-connect", "omnisend")]
    [InlineData("acme-abandoned-carts", "plugin:acme-abandoned-carts")] // in no table, and says what it is for
    [InlineData("woocommerce", ""), InlineData("akismet", ""), InlineData("klaviyo-forms-exporter", "")]
    public void A_plugin_is_known_by_its_folder(string folder, string found) =>
        Assert.Equal(found, Ids(new ShopSight(null, [new ShopPlugin(folder, "A name")], false, false)));

    [Fact]
    public void What_a_plugin_and_the_page_tell_is_one_and_the_surer_of_both_is_said() =>
        Assert.Equal([new FoundMailer("klaviyo", "Klaviyo", "plugin"), new FoundMailer("omnisend", "Omnisend", "page")],
            CartMailerPolicy.Find(CartMailer.Usual, new ShopSight("static.klaviyo.com omnisnippet1.com", [new ShopPlugin("klaviyo", "Klaviyo"), new ShopPlugin("klaviyo", "again")], false, false)));

    [Theory]
    [InlineData(true, "", true), InlineData(null, "<script src=\"//cdn.shopify.com/shopifycloud/storefront/assets/a.js\">", true), InlineData(null, "<script src=\"/cdn/shopifycloud/a.js\">", true)]
    [InlineData(null, "<img src=\"//cdn.shopify.com/s/files/1/a.png\">", false), InlineData(null, null, false), InlineData(false, "/cdn/shopifycloud/a.js", false)]
    public void Shopifys_own_mail_is_asked_about_wherever_the_shop_is_Shopifys(bool? known, string? page, bool found) =>
        Assert.Equal(found ? [new FoundMailer("shopify", "Shopify", "platform")] : [], CartMailerPolicy.Find(CartMailer.Usual, new ShopSight(page, null, false, known)));

    [Fact]
    public void WooCommerces_own_mail_counts_when_it_leaves_by_itself() =>
        Assert.Equal([new FoundMailer("woocommerce", "WooCommerce", "setting")], CartMailerPolicy.Find(CartMailer.Usual, new ShopSight(null, [], true, false)));

    [Fact]
    public void A_name_of_any_length_and_any_number_of_plugins_is_kept_short()
    {
        var found = CartMailerPolicy.Find(CartMailer.Usual, new ShopSight(null, [.. Enumerable.Range(0, 200).Select(i => new ShopPlugin($"abandon{i}", new string('x', 79) + "💡"))], false, false));
        Assert.Equal(50, found.Count);
        Assert.All(found, f => Assert.Equal(new string('x', 79), f.Name));
    }

    [Fact]
    public void Every_entry_of_the_table_is_told_apart_and_can_be_found()
    {
        Assert.True(CartMailer.Usual.Count >= 20);
        Assert.Equal(CartMailer.Usual.Count, CartMailer.Usual.Select(m => m.Id).Distinct().Count());
        foreach (var mailer in CartMailer.Usual.Where(m => m.Id is not (CartMailer.Shopify or CartMailer.WooCommerce)))
        {
            Assert.NotEmpty(mailer.Plugins.Concat(mailer.Marks));
            foreach (var mark in mailer.Marks) Assert.Equal(mailer.Id, Ids(new ShopSight($"<script src=\"https://{mark}/a.js\">", null, false, false)));
            foreach (var folder in mailer.Plugins) Assert.Equal(mailer.Id, Ids(new ShopSight(null, [new ShopPlugin(folder, folder)], false, false)));
        }
    }

    [Theory]
    [InlineData(6, null, false), InlineData(7, null, true), InlineData(0, "timed_out", false), InlineData(1, "timed_out", true)]
    public void A_shop_is_looked_at_again_after_a_week_or_the_day_after_it_could_not_be(int days, string? problem, bool due) =>
        Assert.Equal(due, CartMailerPolicy.IsDue(new CartMailerLook(1_000, [], problem, null, new Dictionary<string, long>()), 1_000 + days * 86_400_000L));

    private static string Ids(ShopSight sight) => string.Join(' ', CartMailerPolicy.Find(CartMailer.Usual, sight).Select(f => f.Id));
}
