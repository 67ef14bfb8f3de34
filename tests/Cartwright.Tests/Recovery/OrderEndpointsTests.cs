using Cartwright.Tests.Support;

namespace Cartwright.Tests.Recovery;

public sealed class OrderEndpointsTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_told_twice_counts_once_and_a_refund_is_taken_off(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        const string Paid = """{"orderId":"77","status":"paid","total":20.5,"currency":"EUR","email":"ann@mail.test"}""", Refund = """{"orderId":"77","status":"refunded","total":"5.50"}""";

        for (var i = 0; i < 2; i++) await server.SendAsync(HttpMethod.Post, "/api/orders", Paid);
        for (var i = 0; i < 2; i++) await server.SendAsync(HttpMethod.Post, "/api/orders", Refund);

        var orders = (await server.GetAsync("/api/orders")).GetProperty("items");
        Assert.Equal(1, orders.GetArrayLength());
        Assert.Equal(2050, orders[0].GetProperty("total").GetInt64());
        Assert.Equal(550, orders[0].GetProperty("refunded").GetInt64());
        Assert.Equal(1500, orders[0].GetProperty("net").GetInt64());
        Assert.Equal("77", (await server.GetAsync("/api/orders?orderId=77")).GetProperty("items")[0].GetProperty("orderId").GetString());

        await server.SendAsync(HttpMethod.Post, "/api/orders", """{"orderId":"77","status":"refunded","total":"5.50","messageId":"second-refund"}""");
        Assert.Equal(950, (await server.GetAsync("/api/orders?orderId=77")).GetProperty("items")[0].GetProperty("net").GetInt64());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_shop_says_until_when_it_waits_for_the_money(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        await server.SendAsync(HttpMethod.Post, "/api/orders", """{"orderId":"78","status":"placed","total":20.5,"email":"ann@mail.test","closesAt":"2031-01-02T12:00:00Z"}""");
        Assert.Equal("2031-01-02T12:00:00Z", (await server.GetAsync("/api/orders?orderId=78")).GetProperty("items")[0].GetProperty("closesAt").GetString());

        var refused = await server.Api.PostAsync("/api/orders", new StringContent("""{"orderId":"79","status":"paid","total":1,"closesAt":"2031-01-02T12:00:00Z"}""", System.Text.Encoding.UTF8, "application/json"));
        Assert.Contains("closesAt", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
