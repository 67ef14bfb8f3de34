using System.Net;
using System.Text.RegularExpressions;
using Cartwright.Hosting;
using Cartwright.Stores;
using Cartwright.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Hosting;

/// <summary>One server for tests that ask and change nothing.</summary>
public sealed class AskedServer : IAsyncLifetime
{
    internal ApiServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await ApiServer.StartAsync(Engine.Sqlite);

    public async Task DisposeAsync() => await Server.DisposeAsync();
}

public sealed class ApiGroupTests(AskedServer shared) : IClassFixture<AskedServer>
{
    // Every route of the API with the right it needs. A change here is a change of what other programs rely on, or of who may do what.
    private const string Routes = """
        DELETE /api/reviews/{id} EditSettings
        DELETE /api/stores/{slug}/dkim/{domain}/{selector} EditSettings
        DELETE /api/stores/{slug}/shop EditSettings
        DELETE /api/suppressions/{id} EditSettings
        DELETE /api/templates/{template}/{locale} EditTemplates
        GET /api/carts ViewCarts
        GET /api/carts/{id} ViewCarts
        GET /api/carts/{id}/replies SeePersonalData
        GET /api/carts/{id}/timeline ViewCarts
        GET /api/coupons SeeCoupons
        GET /api/enrollments ViewJourneys
        GET /api/events/rejected ViewSettings
        GET /api/journeys ViewJourneys
        GET /api/journeys/{slug} ViewJourneys
        GET /api/journeys/{slug}/move ViewJourneys
        GET /api/messages ViewMessages
        GET /api/messages/{id} ViewMessages
        GET /api/offers ViewOffers
        GET /api/offers/{slug} ViewOffers
        GET /api/orders ViewCarts
        GET /api/privacy/export SeePersonalData
        GET /api/products ViewCarts
        GET /api/reports/overview ViewReports
        GET /api/reviews ViewCarts
        GET /api/shoppers SeePersonalData
        GET /api/shoppers/{id} SeePersonalData
        GET /api/shoppers/{id}/explain ViewJourneys
        GET /api/shoppers/{id}/replies SeePersonalData
        GET /api/stores ViewSettings
        GET /api/stores/{slug} ViewSettings
        GET /api/stores/{slug}/dkim ViewSettings
        GET /api/stores/{slug}/shop ViewSettings
        GET /api/stores/{slug}/shop/cart-mails ViewSettings
        GET /api/suppressions SeePersonalData
        GET /api/templates ViewMessages
        GET /api/templates/{template}/{locale} ViewMessages
        GET /api/templates/{template}/{locale}/versions ViewMessages
        GET /api/templates/{template}/{locale}/versions/{version} ViewMessages
        PATCH /api/stores/{slug} EditSettings
        POST /api/carts/{id}/resume StopJourney
        POST /api/coupons UseCoupons
        POST /api/coupons/redeem UseCoupons
        POST /api/coupons/release UseCoupons
        POST /api/coupons/reserve UseCoupons
        POST /api/coupons/validate UseCoupons
        POST /api/coupons/{code}/revoke UseCoupons
        POST /api/journeys/{slug}/move EditJourneys
        POST /api/messages/{id}/approve ApproveMessages
        POST /api/messages/{id}/refuse ApproveMessages
        POST /api/offers EditOffers
        POST /api/orders EditSettings
        POST /api/privacy/erase EditSettings
        POST /api/shoppers/{id}/resume StopJourney
        POST /api/stores/{slug}/dkim EditSettings
        POST /api/stores/{slug}/shop/acknowledge EditSettings
        POST /api/stores/{slug}/shop/check EditSettings
        POST /api/stores/{slug}/shop/test EditSettings
        POST /api/stores/{slug}/signing-secret EditSettings
        POST /api/suppressions SeePersonalData
        POST /api/templates/{template}/{locale}/preview ViewMessages
        POST /api/templates/{template}/{locale}/restore EditTemplates
        POST /api/templates/{template}/{locale}/test EditTemplates
        PUT /api/journeys EditJourneys
        PUT /api/journeys/{slug} EditJourneys
        PUT /api/offers/{slug} EditOffers
        PUT /api/products EditSettings
        PUT /api/reviews EditSettings
        PUT /api/stores/{slug}/inbound/{provider} EditSettings
        PUT /api/stores/{slug}/shop EditSettings
        PUT /api/stores/{slug}/webhook-secret EditSettings
        PUT /api/templates/{template}/{locale} EditTemplates
        """;

    private const RegexOptions Plain = RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;

    [Fact]
    public async Task Every_route_is_known_with_the_right_it_needs()
    {
        var server = shared.Server;

        Assert.Equal(Routes.ReplaceLineEndings("\n"), string.Join('\n', Known(server)));
    }

    [Fact]
    public async Task Nothing_is_answered_without_the_secret_key()
    {
        var server = shared.Server;
        using var wrong = server.Client("sk_0000");
        using var writeKey = server.Client(server.Keys.WriteKey);

        foreach (var route in Known(server))
        {
            var (method, path) = (new HttpMethod(route.Split(' ')[0]), route.Split(' ')[1].Replace("{id}", "x").Replace("{slug}", "shop"));
            foreach (var client in (HttpClient[])[server.Stranger, wrong, writeKey])
            {
                using var answer = await client.SendAsync(new HttpRequestMessage(method, path) { Content = method == HttpMethod.Get ? null : new StringContent("{not json") });
                Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, route);
                Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            }
        }
    }

    [Fact]
    public async Task Another_stores_key_finds_nothing_of_this_one()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await server.AbandonCartAsync("d1", "ann@mail.test", "c1");
        var cart = (await server.GetAsync("/api/carts")).GetProperty("items")[0].GetProperty("id").GetString();
        var (_, keys) = await server.Services.GetRequiredService<Cartwright.Stores.StoreStore>().CreateAsync("other", "Other", "https://other.test", "EUR", "Europe/Berlin", "en", journeysLive: false);
        await server.Services.GetRequiredService<Cartwright.Stores.StoreDirectory>().RefreshAsync();
        using var other = server.Client(keys.SecretKey);

        Assert.Equal(0, (await ApiServer.ReadAsync(await other.GetAsync("/api/carts"), HttpStatusCode.OK)).GetProperty("items").GetArrayLength());
        await ApiServer.ReadAsync(await other.GetAsync($"/api/carts/{cart}"), HttpStatusCode.NotFound);
        await ApiServer.ReadAsync(await other.GetAsync("/api/stores/shop"), HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("/api/carts?limit=abc", "limit")]
    [InlineData("/api/carts?limit=0", "limit")]
    [InlineData("/api/carts?status=gone", "status")]
    [InlineData("/api/carts?cursor=%20", "cursor")]
    [InlineData("/api/messages?cart=7", "cart")]
    [InlineData("/api/products?cursor=AAAA", "cursor")]
    [InlineData("/api/reports/overview?days=0", "days")]
    [InlineData("/api/privacy/export", "email")]
    public async Task A_wrong_query_is_refused_naming_the_field(string path, string field)
    {
        var server = shared.Server;

        var problem = await server.SendAsync(HttpMethod.Get, path, null, HttpStatusCode.BadRequest);

        Assert.Contains(field, problem.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("PUT", "/api/products", "{\"items\":[{\"productId\":\"a\",\"name\":\"A\",\"price\":\"x\"}]}", "items[0].price")]
    [InlineData("PUT", "/api/products", "{\"goods\":[]}", "goods")]
    [InlineData("PUT", "/api/products", "{\"items\":", "items")]
    [InlineData("PUT", "/api/products", "", "body")]
    [InlineData("PATCH", "/api/stores/shop", "{\"settings\":{\"capMesages\":3}}", "settings.capMesages")]
    [InlineData("PATCH", "/api/stores/shop", "{\"settings\":{\"capMessages\":\"three\"}}", "settings.capMessages")]
    [InlineData("PATCH", "/api/stores/shop", "{\"settings\":{\"capMessages\":0}}", "settings.capMessages")]
    [InlineData("PATCH", "/api/stores/shop", "{\"settings\":{\"contactPhone\":\"Mondays to Fridays\"}}", "settings.contactPhone")]
    [InlineData("PATCH", "/api/stores/shop", "{\"settings\":{\"sandboxTo\":\"me at the shop\"}}", "settings.sandboxTo")]
    [InlineData("PATCH", "/api/stores/shop", "{\"settings\":{\"approveFirst\":-1}}", "settings.approveFirst")]
    [InlineData("PATCH", "/api/stores/shop", "{\"settings\":{\"hosts\":null}}", "settings.hosts")]
    [InlineData("PUT", "/api/journeys/abandoned-cart", "{\"status\":\"on\"}", "status")]
    [InlineData("PUT", "/api/journeys/abandoned-cart", "{\"definition\":{\"name\":\"x\",\"trigger\":{\"type\":\"cart_abandoned\"},\"steps\":[{\"type\":\"wait\",\"for\":\"soon\"}]}}", "definition.steps[0].for")]
    [InlineData("PUT", "/api/journeys/abandoned-cart", "{\"definition\":{\"name\":\"x\",\"trigger\":{\"type\":\"cart_abandoned\"},\"steps\":[null]}}", "steps")]
    [InlineData("PUT", "/api/journeys/abandoned-cart", "{\"definition\":{\"name\":\"x\",\"trigger\":null,\"steps\":[]}}", "trigger")]
    [InlineData("POST", "/api/orders", "{\"orderId\":\"1\",\"status\":\"sold\",\"total\":1}", "status")]
    [InlineData("POST", "/api/offers", "{\"name\":\"x\"}", "slug")]
    [InlineData("PUT", "/api/offers/win-back", "{\"value\":0.5}", "value")]
    [InlineData("PUT", "/api/offers/win-back", "{\"validFor\":\"soon\"}", "validFor")]
    [InlineData("POST", "/api/coupons", "{\"offer\":\"none\"}", "offer")]
    [InlineData("POST", "/api/coupons/reserve", "{\"code\":\"x\"}", "orderId")]
    [InlineData("POST", "/api/coupons/validate", "{\"code\":\"x\",\"total\":\"1,5\"}", "total")]
    [InlineData("POST", "/api/suppressions", "{\"address\":\"nobody\"}", "address")]
    [InlineData("POST", "/api/privacy/erase", "{}", "email")]
    public async Task A_wrong_body_is_refused_naming_the_field(string method, string path, string body, string field)
    {
        var server = shared.Server;

        var problem = await server.SendAsync(new HttpMethod(method), path, body, HttpStatusCode.BadRequest);

        Assert.Contains(problem.GetProperty("errors").EnumerateObject(), e => e.Name.Contains(field, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/api/carts/7")]
    [InlineData("/api/carts/01890000-0000-7000-8000-000000000000/timeline")]
    [InlineData("/api/shoppers/01890000-0000-7000-8000-000000000000")]
    [InlineData("/api/messages/01890000-0000-7000-8000-000000000000")]
    [InlineData("/api/journeys/none")]
    [InlineData("/api/offers/none")]
    [InlineData("/api/nothing")]
    public async Task What_is_not_there_is_a_404(string path)
    {
        var server = shared.Server;

        Assert.Equal(404, (await server.SendAsync(HttpMethod.Get, path, null, HttpStatusCode.NotFound)).GetProperty("status").GetInt32());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Whoever_is_signed_in_to_the_console_calls_it_for_their_store_with_their_rights(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        using var viewer = await ConsoleVisitor.SignInAsync(server, Roles.Viewer);

        async Task<HttpStatusCode> AskAsync(string path, string? store) => (await viewer.CallAsync(path, store)).StatusCode;

        Assert.Equal(HttpStatusCode.OK, await AskAsync("/api/carts", server.Store.Slug));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync("/api/shoppers", server.Store.Slug)); // a viewer sees nobody's address
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync("/api/carts", null)); // as another site's page would
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync("/api/carts", "another-shop"));
        using var stranger = new ConsoleVisitor(server);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.CallAsync("/api/carts", server.Store.Slug)).StatusCode);
    }

    [Fact]
    public async Task The_document_describes_every_route()
    {
        var server = shared.Server;

        var paths = (await ApiServer.ReadAsync(await server.Stranger.GetAsync("/openapi/v1.json"), HttpStatusCode.OK)).GetProperty("paths");

        Assert.Equal(Known(server).Select(r => string.Join(' ', r.Split(' ')[..2])),
            paths.EnumerateObject().SelectMany(p => p.Value.EnumerateObject().Select(o => $"{o.Name.ToUpperInvariant()} {p.Name}")).Order(StringComparer.Ordinal));
        Assert.All(paths.EnumerateObject().SelectMany(p => p.Value.EnumerateObject()), o => Assert.False(string.IsNullOrEmpty(o.Value.GetProperty("summary").GetString())));
    }

    [Fact]
    public async Task The_document_says_what_a_request_needs_and_that_numbers_are_numbers()
    {
        var server = shared.Server;

        var schemas = (await ApiServer.ReadAsync(await server.Stranger.GetAsync("/openapi/v1.json"), HttpStatusCode.OK)).GetProperty("components").GetProperty("schemas");

        Assert.DoesNotContain("closesAt", Required("OrderInput"));
        Assert.DoesNotContain("email", Required("OrderInput"));
        Assert.Contains("lines", Required("CartView"));
        Assert.Equal("integer", schemas.GetProperty("CartLineView").GetProperty("properties").GetProperty("quantity").GetProperty("type").GetString());

        string?[] Required(string name) => schemas.GetProperty(name).TryGetProperty("required", out var required) ? [.. required.EnumerateArray().Select(r => r.GetString())] : [];
    }

    [Fact]
    public async Task The_page_about_it_names_only_addresses_that_are_there()
    {
        var server = shared.Server;
        var known = Known(server).Select(r => r.Split(' ')).Select(r => (Method: r[0], Path: "^" + Regex.Replace(r[1], @"\{\w+\}", "[^/]+", Plain) + "$")).ToList();
        var examples = Regex.Matches(File.ReadAllText(Repository.PathOf("docs/api.md")), @"^api (?:-X (?<method>\w+) )?""\$SHOP(?<path>/api/[^""?]+)", RegexOptions.Multiline | Plain);

        Assert.True(examples.Count > 15, $"{examples.Count} examples found");
        Assert.All(examples, e => Assert.Contains(known, k =>
            k.Method == (e.Groups["method"].Success ? e.Groups["method"].Value : "GET") && Regex.IsMatch(e.Groups["path"].Value, k.Path, Plain)));
    }

    private static IEnumerable<string> Known(ApiServer server) => server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(e => e.RoutePattern.RawText?.StartsWith("/api", StringComparison.Ordinal) == true)
        .Select(e => $"{e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0]} {e.RoutePattern.RawText} {e.Metadata.GetMetadata<NeededRight>()?.Right.ToString() ?? "NONE"}")
        .Order(StringComparer.Ordinal);
}
