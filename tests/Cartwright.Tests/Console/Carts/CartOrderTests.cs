using System.Net;
using Cartwright.Storage;
using Cartwright.Stores;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Console.Carts;

public sealed class CartOrderTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task An_order_by_phone_ends_the_journey_and_is_kept_in_the_audit(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        await server.AbandonCartAsync("d1", "ada@mail.test", "c1");
        await server.Mail.WaitForAsync(1);
        var cart = await LeftAsync(server);
        var page = "/console/shop/carts/" + cart;
        using var agent = await ConsoleVisitor.SignInAsync(server, Roles.Agent);
        Assert.Contains("value=\"15.80\"", await agent.ReadAsync(page), StringComparison.Ordinal);

        using var answer = await agent.SubmitAsync(page, page + "/order", ("orderId", " P-7 "), ("total", "14.80"), ("paid", "on"));

        Assert.Equal(page + "?notice=ordered", answer.Headers.Location!.OriginalString);
        var order = (await server.GetAsync("/api/orders?orderId=P-7")).GetProperty("items")[0];
        Assert.Equal((cart, "paid", true, 1480, "EUR"), (order.GetProperty("cart").GetString(), order.GetProperty("status").GetString(), order.GetProperty("confirmed").GetBoolean(), order.GetProperty("total").GetInt64(), order.GetProperty("currency").GetString()));
        Assert.Contains("agent@people.test recorded the order", await agent.ReadAsync(page + "?notice=ordered"), StringComparison.Ordinal);
        Assert.DoesNotContain("carts/" + cart + "/order", await agent.ReadAsync(page), StringComparison.Ordinal);
        var runs = (await server.GetAsync("/api/enrollments?cart=" + cart)).GetProperty("items").EnumerateArray().Select(e => e.GetProperty("exitReason").GetString()).ToList();
        Assert.All(runs, r => Assert.Equal("ordered", r));
        Assert.NotEmpty(runs);
        Assert.Equal("agent@people.test|order:P-7", await server.Services.GetRequiredService<Database>().ReadAsync(c => c.ExecuteScalarAsync<string>("select who || '|' || target from audit where action = 'order_recorded'")));
    }

    [Fact]
    public async Task What_is_wrong_is_said_and_nothing_is_recorded()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await server.SendAsync(HttpMethod.Post, "/api/orders", """{"orderId":"known","status":"placed","total":1,"email":"bob@mail.test"}""");
        await server.AbandonCartAsync("d1", "ada@mail.test", "c1");
        var page = "/console/shop/carts/" + await LeftAsync(server);
        using var owner = await ConsoleVisitor.SignInAsync(server, Roles.Owner);
        async Task<string> WrongAsync(string order, string total)
        {
            using var answer = await owner.SubmitAsync(page, page + "/order", ("orderId", order), ("total", total));
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            return await answer.Content.ReadAsStringAsync();
        }

        var empty = await WrongAsync("", "12,50");
        Assert.Contains("Give the shop", empty, StringComparison.Ordinal);
        Assert.Contains("Use an amount such as 19.90", empty, StringComparison.Ordinal);
        Assert.Contains("value=\"12,50\"", empty, StringComparison.Ordinal);
        Assert.Contains("An order of this number is known already.", await WrongAsync("known", "1"), StringComparison.Ordinal);
        Assert.Contains("Use an amount such as 19.90", await WrongAsync("P-1", "-1"), StringComparison.Ordinal);
        Assert.Equal("known", Assert.Single((await server.GetAsync("/api/orders")).GetProperty("items").EnumerateArray()).GetProperty("orderId").GetString());
        using var unsigned = await owner.PostAsync(page + "/order", ("orderId", "P-1"), ("total", "1"));
        Assert.Equal(HttpStatusCode.BadRequest, unsigned.StatusCode);
    }

    [Fact]
    public async Task Whoever_may_not_record_orders_sees_no_form_and_is_refused()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await server.AbandonCartAsync("d1", "ada@mail.test", "c1");
        var page = "/console/shop/carts/" + await LeftAsync(server);
        using var marketer = await ConsoleVisitor.SignInAsync(server, Roles.Marketer);

        Assert.DoesNotContain("Mark as ordered", await marketer.ReadAsync(page), StringComparison.Ordinal);
        using var answer = await marketer.SubmitAsync(page, page + "/order", ("orderId", "P-1"), ("total", "1"));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task An_order_is_of_the_cart_it_was_recorded_on_and_of_no_later_one_and_only_once()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await server.AbandonCartAsync("d1", "ada@mail.test", "c1", minutesAgo: 60);
        var first = await LeftAsync(server);
        await server.AbandonCartAsync("d1", "ada@mail.test", "c2", minutesAgo: 20);
        var page = "/console/shop/carts/" + first;
        using var owner = await ConsoleVisitor.SignInAsync(server, Roles.Owner);
        using var agent = await ConsoleVisitor.SignInAsync(server, Roles.Agent);

        using var answer = await owner.SubmitAsync(page, page + "/order", ("orderId", "P-1"), ("total", "15.80"));
        var order = Assert.Single((await server.GetAsync("/api/orders")).GetProperty("items").EnumerateArray());
        Assert.Equal((first, "placed"), (order.GetProperty("cart").GetString(), order.GetProperty("status").GetString()));

        var other = (await server.GetAsync("/api/carts")).GetProperty("items").EnumerateArray().Select(c => c.GetProperty("id").GetString()!).Single(c => c != first);
        using var again = await agent.SubmitAsync("/console/shop/carts/" + other, page + "/order", ("orderId", "P-2"), ("total", "15.80"));
        Assert.Equal(page + "?notice=not_open", again.Headers.Location!.OriginalString);
        Assert.Single((await server.GetAsync("/api/orders")).GetProperty("items").EnumerateArray());
    }

    private static async Task<string> LeftAsync(ApiServer server) => (await server.CartAsync("it is left", c => c.GetProperty("status").GetString() == "abandoned")).GetProperty("id").GetString()!;
}
