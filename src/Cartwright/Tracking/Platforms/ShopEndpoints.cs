using System.Text.Json.Serialization;
using Cartwright.Hosting;
using Cartwright.Stores;

namespace Cartwright.Tracking.Platforms;

/// <summary>The connection as the API shows it, without the credentials. Problem: the code of what is wrong, Advice: what to do; null when the shop answers. Webhooks: null while they are not known.</summary>
internal sealed record ShopView(string Platform, string Url, DateTime SavedAt, DateTime OrdersUntil, DateTime? AskedAt, DateTime? FailingSince, string? Problem, string? Advice, long MissedOrders, DateTime? MissedAt,
    IReadOnlyList<ShopWebhook>? Webhooks, DateTime? WebhooksAt, string? WebhooksProblem, string? WebhooksAdvice)
{
    public static ShopView Of(ShopConnection c) => new(c.Platform, c.Url, ApiInput.Time(c.SavedAt), ApiInput.Time(c.CursorAt), ApiInput.Time(c.AskedAt), ApiInput.Time(c.FailingSince), c.Problem,
        AdviceOn(c.Problem), c.MissedOrders, ApiInput.Time(c.MissedAt), ShopWebhook.Read(c.Webhooks), ApiInput.Time(c.WebhooksAt), c.WebhooksProblem, AdviceOn(c.WebhooksProblem));

    private static string? AdviceOn(string? problem) => problem is null ? null : ShopProblem.Texts.GetValueOrDefault(problem);
}

/// <summary>Whether the shop can be asked: Problem and Advice as in <see cref="ShopView"/>.</summary>
internal sealed record ShopTest(bool Ok, string? Problem, string? Advice);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ShopCredentials))]
[JsonSerializable(typeof(ShopView))]
[JsonSerializable(typeof(IReadOnlyList<ShopWebhook>))]
[JsonSerializable(typeof(ShopTest))]
internal sealed partial class ShopJson : JsonSerializerContext;

/// <summary>GET, PUT, DELETE /api/stores/{slug}/shop and POST …/shop/test: the credentials with which the shop can be asked.</summary>
internal static class ShopEndpoints
{
    public static void MapShops(this IEndpointRouteBuilder app)
    {
        var api = app.MapApi("stores");
        api.MapGet("/stores/{slug}/shop", FindAsync).Needs(Right.ViewSettings, "How the shop is asked for its orders, and how that goes").Produces<ShopView>().ProducesProblem(404);
        api.MapPut("/stores/{slug}/shop", SaveAsync).Needs(Right.EditSettings, "Set the API credentials of the shop; they are never shown again").Accepts<ShopCredentials>("application/json").Produces<ShopTest>().ProducesProblem(404);
        api.MapDelete("/stores/{slug}/shop", RemoveAsync).Needs(Right.EditSettings, "Remove the API credentials of the shop").Produces(204).ProducesProblem(404);
        api.MapPost("/stores/{slug}/shop/test", TestAsync).Needs(Right.EditSettings, "Ask the shop now and say what is missing").Produces<ShopTest>().ProducesProblem(404);
    }

    private static async Task<IResult> FindAsync(HttpContext http, ShopConnectionStore connections, string slug) =>
        await connections.FindAsync(Own(http, slug).Id, http.RequestAborted) is { } connection ? TypedResults.Json(ShopView.Of(connection), ShopJson.Default.ShopView) : throw NoCredentials();

    private static async Task<IResult> SaveAsync(HttpContext http, ShopConnections shops, string slug)
    {
        var store = Own(http, slug);
        var given = await ApiInput.BodyAsync(http, ShopJson.Default.ShopCredentials);
        if (await shops.SaveAsync(store, given, "api") is { Count: > 0 } errors) throw new BadInputException(errors);
        return Tested(await shops.TestAsync(store));
    }

    private static async Task<IResult> RemoveAsync(HttpContext http, ShopConnections shops, string slug) =>
        await shops.RemoveAsync(Own(http, slug), "api") ? TypedResults.NoContent() : throw NoCredentials();

    private static async Task<IResult> TestAsync(HttpContext http, ShopConnections shops, ShopConnectionStore connections, string slug)
    {
        var store = Own(http, slug);
        return await connections.FindAsync(store.Id, http.RequestAborted) is null ? throw NoCredentials() : Tested(await shops.TestAsync(store));
    }

    private static IResult Tested(string? problem) => TypedResults.Json(new ShopTest(problem is null, problem, problem is null ? null : ShopProblem.Texts[problem]), ShopJson.Default.ShopTest);

    private static NotThereException NoCredentials() => new("The store has no API credentials of its shop; PUT them first.");

    private static Store Own(HttpContext http, string slug) =>
        http.Caller().Entry.Store is { } store && store.Slug == slug ? store : throw new NotThereException($"There is no store '{ApiInput.Cut(slug)}'.");
}
