using Cartwright.Tracking.Platforms;

namespace Cartwright.Tests.Tracking.Platforms;

public sealed class ShopWebhookPolicyTests
{
    private static readonly Uri Here = new("https://cart.example/webhooks/woocommerce/shop");

    [Theory]
    [InlineData("active", "https://cart.example/webhooks/woocommerce/shop", "ok")]
    [InlineData("active", "https://CART.example:443/webhooks/woocommerce/shop/", "ok")]
    [InlineData("paused", "https://cart.example/webhooks/woocommerce/shop", "paused")]
    [InlineData("disabled", "https://cart.example/webhooks/woocommerce/shop", "disabled")]
    [InlineData("active", "https://other.example/webhooks/woocommerce/shop?a=1", "elsewhere")]
    [InlineData("active", "http://cart.example/webhooks/woocommerce/shop", "elsewhere")]
    [InlineData("disabled", "https://other.example/webhooks/woocommerce/shop", "missing")] // an old one of another server
    [InlineData("active", "https://cart.example/webhooks/woocommerce/other", "missing")]
    [InlineData("active", "https://cart.example/webhooks/shopify/shop", "missing")]
    [InlineData("active", "no address", "missing")]
    public void A_webhook_counts_when_it_is_on_and_delivers_here(string status, string address, string state) =>
        Assert.Equal(state, State(Woo([("order.updated", address, status)]), "order.updated"));

    [Fact]
    public void The_best_of_several_counts_and_every_topic_is_told_once()
    {
        var judged = Woo([("order.created", Here.ToString(), "disabled"), ("Order.Created", Here.ToString(), "active"), ("order.updated", "https://old.example/webhooks/woocommerce/shop", "active"), ("order.updated", Here.ToString(), "disabled"), ("coupon.created", Here.ToString(), "active")]);
        Assert.Equal(("ok", "disabled"), (State(judged, "order.created"), State(judged, "order.updated")));
        Assert.Equal(judged.Count, judged.Select(w => w.Topic).Distinct().Count());
        Assert.Equal(["order.created", "order.updated"], judged.Where(w => w.Needed).Select(w => w.Topic));
    }

    [Fact]
    public void A_server_below_a_path_knows_its_own() =>
        Assert.Equal("ok", State(ShopWebhookPolicy.Judge("woocommerce", new Uri("https://a.example/cart/webhooks/woocommerce/shop"), [new ListedWebhook("order.created", "https://a.example/cart/webhooks/woocommerce/shop", "active")], null), "order.created"));

    [Fact]
    public void Shopify_hides_what_was_made_in_the_settings_so_only_what_was_seen_can_be_missing()
    {
        var here = new Uri("https://cart.example/webhooks/shopify/shop");
        IReadOnlyList<ShopWebhook> Judge(string[] topics, IReadOnlyList<ShopWebhook>? before) => ShopWebhookPolicy.Judge("shopify", here, [.. topics.Select(t => new ListedWebhook(t, here.ToString(), "active"))], before);

        var none = Judge([], null);
        Assert.All(none, w => Assert.Equal("not_seen", w.State));
        Assert.DoesNotContain(none, w => w.IsOff);
        var first = Judge(["orders/create", "orders/paid", "products/update"], none);
        Assert.Empty(ShopWebhookPolicy.Lost(none, first));
        var later = Judge(["orders/paid"], first);
        Assert.Equal(("missing", "ok", "missing", "not_seen"), (State(later, "orders/create"), State(later, "orders/paid"), State(later, "products/update"), State(later, "orders/updated")));
        Assert.Equal(["orders/create"], ShopWebhookPolicy.Lost(first, later).Select(w => w.Topic)); // products are no orders
        Assert.Empty(ShopWebhookPolicy.Lost(later, Judge(["orders/paid"], later))); // told once
        Assert.Equal(["orders/create"], ShopWebhookPolicy.Back(later, Judge(["orders/paid", "orders/create"], later)).Select(w => w.Topic));
    }

    [Fact]
    public void At_the_first_look_one_that_is_switched_off_is_a_loss_and_one_that_was_never_made_is_none()
    {
        var judged = Woo([("order.created", Here.ToString(), "disabled")]);
        Assert.Equal(2, judged.Count(w => w.IsOff));
        Assert.Equal(["order.created"], ShopWebhookPolicy.Lost(null, judged).Select(w => w.Topic));
    }

    private static IReadOnlyList<ShopWebhook> Woo((string Topic, string Address, string Status)[] listed) =>
        ShopWebhookPolicy.Judge("woocommerce", Here, [.. listed.Select(l => new ListedWebhook(l.Topic, l.Address, l.Status))], null);

    private static string State(IReadOnlyList<ShopWebhook> judged, string topic) => judged.Single(w => w.Topic == topic).State;
}
