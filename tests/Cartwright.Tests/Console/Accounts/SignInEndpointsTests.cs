using System.Net;
using Cartwright.Console.Accounts;
using Cartwright.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Console.Accounts;

public sealed class SignInEndpointsTests
{
    [Theory]
    [InlineData("/console/shop/carts?q=a%20b", "/console/shop/carts?q=a%20b")]
    [InlineData("/console", "/console")]
    [InlineData(null, "/console")]
    [InlineData("", "/console")]
    [InlineData("https://evil.test/console", "/console")]
    [InlineData("//evil.test/console", "/console")]
    [InlineData("/console//evil.test", "/console")]
    [InlineData("/console\\evil.test", "/console")]
    [InlineData("/consolery", "/console")]
    [InlineData("/demo/shop", "/console")]
    [InlineData("/console/\r\nSet-Cookie: a=b", "/console")]
    public void Signing_in_leads_nowhere_but_into_the_console(string? asked, string expected) => Assert.Equal(expected, SignInEndpoints.Local(asked));

    [Fact]
    public async Task The_right_password_leads_to_the_page_that_was_asked_for_with_a_cookie_scripts_cannot_read()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await server.Services.GetRequiredService<UserStore>().CreateAsync("ann@shop.test", ConsoleVisitor.Password, server.Store.Id, Roles.Owner);
        using var visitor = new ConsoleVisitor(server);

        using var answer = await visitor.SubmitAsync("/console/sign-in?to=%2Fconsole%2Fshop%2Fcarts", "/console/sign-in",
            ("email", "Ann@Shop.test"), ("password", ConsoleVisitor.Password), ("to", "/console/shop/carts"));
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("cartwright=", StringComparison.Ordinal));

        Assert.Equal("/console/shop/carts", answer.Headers.Location!.OriginalString);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_wrong_password_says_no_more_than_that_and_keeps_the_address()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        using var visitor = new ConsoleVisitor(server);

        using var answer = await visitor.SubmitAsync("/console/sign-in", "/console/sign-in", ("email", "ann@shop.test"), ("password", "not the one"));
        var page = await answer.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("The e-mail or the password is not right.", page, StringComparison.Ordinal);
        Assert.Contains("value=\"ann@shop.test\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("not the one", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_ten_tries_even_the_right_password_waits()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await server.Services.GetRequiredService<UserStore>().CreateAsync("ann@shop.test", ConsoleVisitor.Password, server.Store.Id, Roles.Owner);
        using var visitor = new ConsoleVisitor(server);
        for (var i = 0; i < SignInLimits.TriesPerPerson; i++) await visitor.SubmitAsync("/console/sign-in", "/console/sign-in", ("email", "ann@shop.test"), ("password", "guess"));

        using var ann = await visitor.SubmitAsync("/console/sign-in", "/console/sign-in", ("email", "ANN@shop.test "), ("password", ConsoleVisitor.Password));
        using var bob = await visitor.SubmitAsync("/console/sign-in", "/console/sign-in", ("email", "bob@shop.test"), ("password", "guess"));

        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.BadRequest), (ann.StatusCode, bob.StatusCode));
        Assert.NotNull(ann.Headers.RetryAfter);
    }

    [Fact]
    public async Task Whoever_has_one_store_lands_there_and_an_operator_chooses()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await server.Services.GetRequiredService<StoreStore>().CreateAsync("second", "Second shop", "https://second.test", "EUR", "UTC", "en", journeysLive: false);
        await server.Services.GetRequiredService<StoreDirectory>().RefreshAsync();
        using var owner = await ConsoleVisitor.SignInAsync(server, Roles.Owner);
        using var op = await ConsoleVisitor.SignInAsync(server, Roles.Operator);

        Assert.Equal("/console/shop", (await owner.GetAsync("/console")).Headers.Location!.OriginalString);
        var list = await op.ReadAsync("/console");
        Assert.Contains("href=\"/console/shop\"", list, StringComparison.Ordinal);
        Assert.Contains("Second shop", list, StringComparison.Ordinal);
    }
}
