using System.Net;
using System.Text;
using System.Text.Json;
using Cartwright.Stores;
using Cartwright.Tests.Support;

namespace Cartwright.Tests.Tracking.Shopify;

/// <summary>Deliveries to a real server, as Shopify sends them.</summary>
public sealed class ShopifyEndpointTests
{
    private int _sent;

    /// <summary>A shopper with a cart, as the bodies of the topics tell it. Times are of the last minutes.</summary>
    private sealed record Visit(int N)
    {
        public string Cart => $"Z2NwLXVzLWVhc3QxOjAxSkJaTUVRSjgz{N:D6}";
        public string Checkout => $"2a1ace52255252df566af0faae{N:D6}";
        public string Email => $"ann{N}@mail.test";
        public string Order => $"8209829119461{N:D5}";
        public string Customer => $"6038519707167{N:D5}";

        public static string Time(int secondsAgo) => TimeProvider.System.GetUtcNow().AddSeconds(-secondsAgo).ToString("yyyy-MM-ddTHH:mm:ssZ");
        private static string Lines(string price) => $$"""[{"product_id":788032119674292922,"variant_id":642667041472713922,"quantity":2,"title":"Green tea","price":"{{price}}"}]""";

        public (string Topic, string Body) CartMade => ("carts/create", $$"""{"id":"{{Cart}}?key=abc","token":"{{Cart}}?key=abc","line_items":{{Lines("7.90")}},"updated_at":"{{Time(100)}}"}""");
        public (string Topic, string Body) AddressTyped => ("checkouts/update", $$"""{"token":"{{Checkout}}","cart_token":"{{Cart}}","email":"{{Email}}","customer":{"id":{{Customer}},"first_name":"Ann"},"currency":"EUR","presentment_currency":"EUR","line_items":{{Lines("7.90")}},"total_price":"15.80","updated_at":"{{Time(80)}}"}""");
        public (string Topic, string Body) Ordered(string topic = "orders/create", string more = "") => (topic, $$"""{"id":{{Order}},"cart_token":"{{Cart}}","checkout_token":"{{Checkout}}","email":"{{Email}}","customer":{"id":{{Customer}}},"currency":"EUR","line_items":{{Lines("7.90")}},"total_price":"15.80","financial_status":"{{(topic == "orders/create" ? "pending" : "paid")}}","created_at":"{{Time(60)}}","processed_at":"{{Time(60)}}","updated_at":"{{Time(topic == "orders/create" ? 60 : 40)}}"{{more}} }""");
        public (string Topic, string Body) Bought => ("checkouts/update", AddressTyped.Body[..^1].Replace(Time(80), Time(58)) + $",\"completed_at\":\"{Time(58)}\"}}");
        public (string Topic, string Body) Refunded => ("refunds/create", $$"""{"id":9293614{{N}},"order_id":{{Order}},"processed_at":"{{Time(30)}}","transactions":[{"kind":"refund","status":"success","amount":"5.80","currency":"EUR"}]}""");
    }

    private Task<(HttpStatusCode Status, string Text)> SendAsync(ApiServer server, string topic, string body, string? secret = null, string? webhookId = null) =>
        ShopifyCalls.SendAsync(server, topic, body, webhookId ?? $"b54557e4-bdd9-4b37-8a5f-{++_sent:D12}", secret);

    private async Task TellAsync(ApiServer server, (string Topic, string Body) told, string? webhookId = null) =>
        Assert.Equal((HttpStatusCode.OK, "ok"), await SendAsync(server, told.Topic, told.Body, webhookId: webhookId));

    private static async Task<List<JsonElement>> ItemsAsync(ApiServer server, string path) => [.. (await server.GetAsync(path)).GetProperty("items").EnumerateArray()];

    // The status of the one cart and the one order of the visit; says what is there when it is not so.
    private static async Task<(string Status, string Outcome)> OneOfEachAsync(ApiServer server, Visit visit, string arrival)
    {
        var shoppers = await ItemsAsync(server, $"/api/shoppers?email={visit.Email}");
        var shopper = Assert.Single(shoppers).GetProperty("id").GetString();
        var carts = (await ItemsAsync(server, "/api/carts?limit=200")).Where(c => c.GetProperty("shopper").GetString() == shopper && c.GetProperty("status").GetString() != "merged").ToList();
        Assert.True(carts.Count == 1, $"{arrival}: {carts.Count} carts: {string.Join('\n', carts)}");
        var orders = await ItemsAsync(server, $"/api/orders?orderId={visit.Order}");
        Assert.True(orders.Count == 1, $"{arrival}: {orders.Count} orders");
        Assert.True(orders[0].GetProperty("shopper").GetString() == shopper, $"{arrival}: the order is another shopper's");
        Assert.Equal(1580, orders[0].GetProperty("total").GetInt64());
        Assert.Equal(1580, carts[0].GetProperty("totals").GetProperty("total").GetInt64());
        return (carts[0].GetProperty("status").GetString()!, orders[0].GetProperty("status").GetString()!);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Cart_checkout_and_order_are_one_cart_one_shopper_one_order_in_any_order_of_arrival(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        var n = 0;
        foreach (var arrival in Permutations([0, 1, 2]))
        {
            var visit = new Visit(++n);
            (string, string)[] told = [visit.CartMade, visit.AddressTyped, visit.Ordered()];
            foreach (var i in arrival) await TellAsync(server, told[i]);
            Assert.Equal(("ordered", "placed"), await OneOfEachAsync(server, visit, string.Join(',', arrival)));
        }
        Assert.Equal(n, (await ItemsAsync(server, "/api/orders?limit=200")).Count);
        Assert.Equal(n, (await ItemsAsync(server, "/api/shoppers?limit=200")).Count);
    }

    [Fact]
    public async Task The_payment_and_the_bought_checkout_may_come_in_any_order_too()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        var n = 100;
        foreach (var arrival in Permutations([0, 1, 2, 3]))
        {
            var visit = new Visit(++n);
            (string, string)[] told = [visit.AddressTyped, visit.Bought, visit.Ordered(), visit.Ordered("orders/paid")];
            foreach (var i in arrival) await TellAsync(server, told[i]);
            Assert.Equal(("purchased", "paid"), await OneOfEachAsync(server, visit, string.Join(',', arrival)));
        }
        Assert.Equal(24, (await ItemsAsync(server, "/api/orders?limit=200")).Count);
    }

    [Fact]
    public async Task A_refund_may_come_before_its_order()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        var n = 200;
        foreach (var arrival in Permutations([0, 1, 2]))
        {
            var visit = new Visit(++n);
            (string, string)[] told = [visit.AddressTyped, visit.Ordered("orders/paid"), visit.Refunded];
            foreach (var i in arrival) await TellAsync(server, told[i]);
            Assert.Equal(("purchased", "paid"), await OneOfEachAsync(server, visit, string.Join(',', arrival)));
            Assert.Equal(1000, (await ItemsAsync(server, $"/api/orders?orderId={visit.Order}"))[0].GetProperty("net").GetInt64());
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_comes_twice_counts_once(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        var visit = new Visit(1);
        var order = visit.Ordered("orders/paid");
        for (var i = 0; i < 3; i++) await TellAsync(server, visit.CartMade, "d1");
        for (var i = 0; i < 3; i++) await TellAsync(server, visit.AddressTyped, "d2");
        for (var i = 0; i < 3; i++) await TellAsync(server, order, "d3");
        for (var i = 0; i < 2; i++) await TellAsync(server, visit.Refunded, "d4");
        await TellAsync(server, visit.Ordered("orders/updated", $",\"refunds\":[{visit.Refunded.Body}]")); // the same refund once more

        Assert.Equal(("purchased", "paid"), await OneOfEachAsync(server, visit, "in turn"));
        var told = (await ItemsAsync(server, $"/api/orders?orderId={visit.Order}"))[0];
        Assert.Equal((580, 1000), (told.GetProperty("refunded").GetInt64(), told.GetProperty("net").GetInt64()));
    }

    [Fact]
    public async Task A_bought_checkout_stops_a_cart_before_its_order_is_told()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        var visit = new Visit(1);
        await TellAsync(server, visit.CartMade);
        await TellAsync(server, visit.AddressTyped);
        Assert.Equal("active", Assert.Single(await ItemsAsync(server, "/api/carts")).GetProperty("status").GetString());

        await TellAsync(server, visit.Bought);

        Assert.Equal("emptied", Assert.Single(await ItemsAsync(server, "/api/carts")).GetProperty("status").GetString());
        Assert.Empty(await ItemsAsync(server, "/api/orders"));
    }

    [Fact]
    public async Task An_old_order_that_is_touched_again_leaves_the_cart_of_today_open()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        var (then, today) = (new Visit(1), new Visit(2));
        await TellAsync(server, then.AddressTyped);
        await TellAsync(server, then.Ordered("orders/paid"));
        (string Topic, string Body) filled = ("checkouts/update", today.AddressTyped.Body.Replace(today.Email, then.Email).Replace(today.Customer, then.Customer).Replace(Visit.Time(80), Visit.Time(20)));
        await TellAsync(server, filled);

        await TellAsync(server, ("orders/fulfilled", then.Ordered("orders/paid").Body.Replace(Visit.Time(40), Visit.Time(5))));
        await TellAsync(server, then.Refunded);

        Assert.Equal(["active", "purchased"], (await ItemsAsync(server, "/api/carts")).Select(c => c.GetProperty("status").GetString()!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_signature_that_does_not_fit_changes_nothing()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        var (topic, body) = new Visit(1).CartMade;

        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(server, topic, body, secret: "another")).Status);
        using var unsigned = await server.Stranger.PostAsync("/webhooks/shopify/shop", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.Unauthorized, unsigned.StatusCode);
        using var nobodys = await server.Stranger.PostAsync("/webhooks/shopify/nobody", new StringContent(body));
        Assert.Equal(HttpStatusCode.NotFound, nobodys.StatusCode);

        Assert.Empty(await ItemsAsync(server, "/api/carts"));
    }

    [Fact]
    public async Task What_cannot_be_read_is_answered_200_and_kept_with_its_reason()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(server, "carts/update", "{not json")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(server, "carts/update", """{"line_items":[]}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(server, "orders/create", "")).Status);

        var reasons = (await ItemsAsync(server, "/api/events/rejected")).Select(r => r.GetProperty("reason").GetString()).ToList();
        Assert.Equal(3, reasons.Count);
        Assert.Contains("shopify: token is missing: it names the cart", reasons);
    }

    [Fact]
    public async Task A_redacted_customer_is_forgotten()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        var visit = new Visit(1);
        await TellAsync(server, visit.AddressTyped);
        var id = Assert.Single(await ItemsAsync(server, $"/api/shoppers?email={visit.Email}")).GetProperty("id").GetString();

        await TellAsync(server, ("customers/redact", $$"""{"shop_id":1,"shop_domain":"tea.myshopify.com","customer":{"id":{{visit.Customer}},"email":"{{visit.Email}}","phone":null},"orders_to_redact":[]}"""));

        Assert.Empty(await ItemsAsync(server, $"/api/shoppers?email={visit.Email}"));
        var left = (await server.GetAsync($"/api/shoppers/{id}")).GetProperty("shopper");
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null, JsonValueKind.Null), (left.GetProperty("email").ValueKind, left.GetProperty("firstName").ValueKind, left.GetProperty("userId").ValueKind));
    }

    [Fact]
    public async Task A_removed_app_sends_nothing_more_and_products_lie_in_the_catalogue()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await TellAsync(server, ("products/update", """{"id":788032119674292922,"title":"Green tea","handle":"tea","variants":[{"id":642667041472713922,"title":"100 g","price":"7.90","inventory_quantity":3}]}"""));
        var product = Assert.Single(await ItemsAsync(server, "/api/products"));
        Assert.Equal(("788032119674292922", "642667041472713922", 790), (product.GetProperty("productId").GetString(), product.GetProperty("variant").GetString(), product.GetProperty("price").GetInt64()));

        await TellAsync(server, ("app/uninstalled", """{"id":1}"""));

        Assert.False(((StoreDirectory)server.Services.GetService(typeof(StoreDirectory))!).Find("shop")!.Store.Settings.Sending);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_older_word_on_a_product_that_comes_late_changes_nothing(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        foreach (var (price, ago) in ((string, int)[])[("7.90", 50), ("8.90", 20), ("6.90", 90), ("9.90", 19)])
            await TellAsync(server, ("products/update", $$"""{"id":788032119674292922,"title":"Green tea","variants":[{"id":642667041472713922,"price":"{{price}}"}],"updated_at":"{{Visit.Time(ago)}}"}"""));
        Assert.Equal(990, Assert.Single(await ItemsAsync(server, "/api/products")).GetProperty("price").GetInt64());
    }

    private static IEnumerable<int[]> Permutations(int[] items) =>
        items.Length <= 1 ? [items] : items.SelectMany(first => Permutations([.. items.Where(i => i != first)]).Select(rest => (int[])[first, .. rest]));
}
