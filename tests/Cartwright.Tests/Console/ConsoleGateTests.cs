using System.Net;
using Cartwright.Console;
using Cartwright.Stores;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Console;

public sealed class ConsoleGateTests
{
    [Fact]
    public async Task Every_page_says_what_it_takes_to_open_it()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        var pages = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText?.StartsWith("/console", StringComparison.Ordinal) == true && !e.RoutePattern.RawText.StartsWith("/console/assets", StringComparison.Ordinal)).ToList();

        Assert.True(pages.Count >= 15, $"found only {pages.Count} pages");
        Assert.All(pages, page => Assert.True(page.Metadata.GetMetadata<Access>() is not null, page.RoutePattern.RawText));
        Assert.Equal(["/console/sign-in", "/console/sign-in", "/console/sign-out", "/console/{**path}"],
            pages.Where(p => p.Metadata.GetMetadata<Access>()!.IsOpen).Select(p => p.RoutePattern.RawText!).Order(StringComparer.Ordinal));
        Assert.All(pages.Where(p => p.RoutePattern.RawText!.Contains("{slug}", StringComparison.Ordinal)), p => Assert.NotNull(p.Metadata.GetMetadata<Access>()!.Right));
    }

    [Fact]
    public async Task Whoever_is_not_signed_in_is_asked_to_and_comes_back_to_where_they_were()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        using var visitor = new ConsoleVisitor(server);

        using var answer = await visitor.GetAsync("/console/shop/carts?stage=payment");

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal("/console/sign-in?to=%2Fconsole%2Fshop%2Fcarts%3Fstage%3Dpayment", answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_store_without_a_role_in_it_and_one_that_is_not_there_look_the_same()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await server.Services.GetRequiredService<StoreStore>().CreateAsync("other", "Other", "https://other.test", "EUR", "UTC", "en", journeysLive: false);
        await server.Services.GetRequiredService<StoreDirectory>().RefreshAsync();
        using var owner = await ConsoleVisitor.SignInAsync(server, Roles.Owner);

        var foreign = await owner.ReadAsync("/console/other/carts", HttpStatusCode.NotFound);
        var missing = await owner.ReadAsync("/console/nowhere/carts", HttpStatusCode.NotFound);

        Assert.Contains("There is no such page", foreign, StringComparison.Ordinal);
        Assert.Contains("There is no such page", missing, StringComparison.Ordinal);
        Assert.DoesNotContain("Other", foreign, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Roles.Viewer, "/console/shop/settings", HttpStatusCode.Forbidden)]
    [InlineData(Roles.Agent, "/console/shop/settings", HttpStatusCode.Forbidden)]
    [InlineData(Roles.Marketer, "/console/shop/settings", HttpStatusCode.OK)]
    [InlineData(Roles.Viewer, "/console/shop/carts", HttpStatusCode.OK)]
    [InlineData(Roles.Operator, "/console/shop/settings", HttpStatusCode.OK)]
    public async Task A_role_opens_what_the_manifest_lets_it(string role, string page, HttpStatusCode expected)
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        using var visitor = await ConsoleVisitor.SignInAsync(server, role);

        Assert.NotEmpty(await visitor.ReadAsync(page, expected));
    }

    [Theory]
    [InlineData(Roles.Viewer, "/console/shop/journeys/abandoned-cart/status")]
    [InlineData(Roles.Agent, "/console/shop/journeys/abandoned-cart")]
    [InlineData(Roles.Marketer, "/console/shop/settings")]
    [InlineData(Roles.Viewer, "/console/shop/carts/0191a000-0000-7000-8000-000000000001/stop")]
    [InlineData(Roles.Viewer, "/console/shop/messages/0191a000-0000-7000-8000-000000000001/approve")]
    [InlineData(Roles.Agent, "/console/shop/messages/0191a000-0000-7000-8000-000000000001/refuse")]
    [InlineData(Roles.Agent, "/console/shop/messages/approve")]
    public async Task A_role_changes_nothing_that_the_manifest_does_not_let_it(string role, string action)
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        using var visitor = await ConsoleVisitor.SignInAsync(server, role);

        using var answer = await visitor.SubmitAsync("/console/shop", action, ("status", "paused"), ("name", "Taken over"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        var entry = server.Services.GetRequiredService<StoreDirectory>().Find("shop")!;
        Assert.Equal(("Shop", "live"), (entry.Store.Name, entry.Journeys[0].Status));
    }

    [Fact]
    public async Task A_form_of_another_site_changes_nothing()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        using var owner = await ConsoleVisitor.SignInAsync(server, Roles.Owner);

        using var bare = await owner.PostAsync("/console/shop/journeys/abandoned-cart/status", ("status", "paused"));
        using var forged = await owner.PostAsync("/console/shop/journeys/abandoned-cart/status", ("status", "paused"), ("form", "CfDJ8made-up"));

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (bare.StatusCode, forged.StatusCode));
        Assert.Equal("live", server.Services.GetRequiredService<StoreDirectory>().Find("shop")!.Journeys[0].Status);
    }

    [Fact]
    public async Task Pages_run_only_scripts_that_carry_this_requests_nonce_and_are_not_kept()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        using var owner = await ConsoleVisitor.SignInAsync(server, Roles.Owner);

        using var one = await owner.GetAsync("/console/shop");
        using var two = await owner.GetAsync("/console/shop");
        var policy = Assert.Single(one.Headers.GetValues("Content-Security-Policy"));
        var nonce = policy.Split("'nonce-")[1].Split('\'')[0];

        Assert.Contains("default-src 'self'; script-src 'nonce-", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.NotEqual(policy, Assert.Single(two.Headers.GetValues("Content-Security-Policy")));
        Assert.Contains($"nonce=\"{nonce}\"", await one.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.True(one.Headers.CacheControl!.NoStore);
        Assert.Equal("nosniff", Assert.Single(one.Headers.GetValues("X-Content-Type-Options")));
        Assert.NotEmpty(one.Headers.GetValues("Referrer-Policy"));
    }

    [Fact]
    public async Task A_session_ends_with_the_role_and_with_signing_out()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        using var owner = await ConsoleVisitor.SignInAsync(server, Roles.Owner);
        await owner.ReadAsync("/console/shop");

        await server.Services.GetRequiredService<Cartwright.Storage.Database>().WriteAsync(s => s.ExecuteAsync("delete from console_role"));
        await owner.ReadAsync("/console/shop", HttpStatusCode.NotFound);
        using var left = await owner.SubmitAsync("/console", "/console/sign-out");
        using var after = await owner.GetAsync("/console");

        Assert.Equal("/console/sign-in", left.Headers.Location!.OriginalString);
        Assert.Equal("/console/sign-in", after.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Scripts_and_styles_may_be_kept_for_ever_and_nothing_else_is_served()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        using var visitor = new ConsoleVisitor(server);
        var url = server.Services.GetRequiredService<ConsoleAssets>().Url("console.css");

        using var style = await visitor.GetAsync(url);

        Assert.Equal("text/css", style.Content.Headers.ContentType!.MediaType);
        Assert.Equal("public, max-age=31536000, immutable", style.Headers.CacheControl!.ToString());
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync("/console/assets/manifest.json")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync("/console/assets/..%2fmanifest.json")).StatusCode);
    }
}
