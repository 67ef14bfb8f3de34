using System.Text.Json.Serialization;
using Cartwright.Hosting;
using Cartwright.Stores;

namespace Cartwright.Tracking.Platforms;

/// <summary>The connection as the API shows it, without the credentials. Problem: the code of what is wrong, Advice: what to do; null when the shop answers. Webhooks: null while they are not known.</summary>
internal sealed record ShopView(string Platform, string Url, DateTime SavedAt, DateTime OrdersUntil, DateTime? AskedAt, DateTime? FailingSince, string? Problem, string? Advice, long MissedOrders, DateTime? MissedAt,
    IReadOnlyList<ShopWebhook>? Webhooks, DateTime? WebhooksAt, string? WebhooksProblem, string? WebhooksAdvice, CartMailersView CartMails)
{
    public static ShopView Of(ShopConnection c, CartMailerLook? look) => new(c.Platform, c.Url, ApiInput.Time(c.SavedAt), ApiInput.Time(c.CursorAt), ApiInput.Time(c.AskedAt), ApiInput.Time(c.FailingSince), c.Problem,
        AdviceOn(c.Problem), c.MissedOrders, ApiInput.Time(c.MissedAt), ShopWebhook.Read(c.Webhooks), ApiInput.Time(c.WebhooksAt), c.WebhooksProblem, AdviceOn(c.WebhooksProblem), CartMailersView.Of(look));

    private static string? AdviceOn(string? problem) => problem is null ? null : ShopProblem.Texts.GetValueOrDefault(problem);
}

/// <summary>Cart mails the shop seems to send itself. LookedAt null: not looked yet. The problems say what could not be looked at.</summary>
internal sealed record CartMailersView(DateTime? LookedAt, string? PageProblem, string? PluginsProblem, IReadOnlyList<CartMailerView> Items)
{
    public static CartMailersView Of(CartMailerLook? look) => new(ApiInput.Time(look?.LookedAt), look?.PageProblem, look?.PluginsProblem,
        [.. (look?.Found ?? []).Select(f => new CartMailerView(f.Id, f.Name, f.SeenBy, ApiInput.Time(look!.DoneAt.TryGetValue(f.Id, out var at) ? at : null), f.Id == CartMailer.Shopify ? ShopifysOwn : Others))]);

    private const string ShopifysOwn = "Shopify sends a recovery mail of its own by default, which no interface tells. Switch it off under Settings, Notifications or Marketing, Automations, and acknowledge it.";
    private const string Others = "Shoppers would get two mails. Switch its cart mails off, and acknowledge it; acknowledge it as well if it sends none.";
}

/// <summary>SeenBy: platform, plugin, page or setting. AcknowledgedAt: since when the merchant has taken care of it.</summary>
internal sealed record CartMailerView(string Id, string Name, string SeenBy, DateTime? AcknowledgedAt, string Advice);

/// <summary>Acknowledged: true when it is left out, false takes that back.</summary>
internal sealed record Acknowledgement(string? Id, bool? Acknowledged);

/// <summary>Whether the shop can be asked: Problem and Advice as in <see cref="ShopView"/>.</summary>
internal sealed record ShopTest(bool Ok, string? Problem, string? Advice);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ShopCredentials))]
[JsonSerializable(typeof(ShopView))]
[JsonSerializable(typeof(IReadOnlyList<ShopWebhook>))]
[JsonSerializable(typeof(ShopTest))]
[JsonSerializable(typeof(CartMailersView))]
[JsonSerializable(typeof(Acknowledgement))]
internal sealed partial class ShopJson : JsonSerializerContext;

/// <summary>
/// GET, PUT, DELETE /api/stores/{slug}/shop and POST …/shop/test: the credentials with which the shop can be asked. GET …/shop/cart-mails,
/// POST …/shop/check and …/shop/acknowledge: whether the shop sends cart mails of its own, with credentials or without.
/// </summary>
internal static class ShopEndpoints
{
    public static void MapShops(this IEndpointRouteBuilder app)
    {
        var api = app.MapApi("stores");
        api.MapGet("/stores/{slug}/shop", FindAsync).Needs(Right.ViewSettings, "How the shop is asked for its orders, and how that goes").Produces<ShopView>().ProducesProblem(404);
        api.MapPut("/stores/{slug}/shop", SaveAsync).Needs(Right.EditSettings, "Set the API credentials of the shop; they are never shown again").Accepts<ShopCredentials>("application/json").Produces<ShopTest>().ProducesProblem(404);
        api.MapDelete("/stores/{slug}/shop", RemoveAsync).Needs(Right.EditSettings, "Remove the API credentials of the shop").Produces(204).ProducesProblem(404);
        api.MapPost("/stores/{slug}/shop/test", TestAsync).Needs(Right.EditSettings, "Ask the shop now and say what is missing").Produces<ShopTest>().ProducesProblem(404);
        api.MapGet("/stores/{slug}/shop/cart-mails", CartMailsAsync).Needs(Right.ViewSettings, "Whether the shop seems to send cart mails of its own").Produces<CartMailersView>().ProducesProblem(404);
        api.MapPost("/stores/{slug}/shop/check", CheckAsync).Needs(Right.EditSettings, "Look now at the shop's webhooks and cart mails").Produces<CartMailersView>().ProducesProblem(404);
        api.MapPost("/stores/{slug}/shop/acknowledge", AcknowledgeAsync).Needs(Right.EditSettings, "Say that the cart mails of a service are taken care of").Accepts<Acknowledgement>("application/json").Produces<CartMailersView>().ProducesProblem(404);
    }

    private static async Task<IResult> FindAsync(HttpContext http, ShopConnectionStore connections, CartMailerStore mailers, string slug) =>
        await connections.FindAsync(Own(http, slug).Id, http.RequestAborted) is { } connection
            ? TypedResults.Json(ShopView.Of(connection, await mailers.FindAsync(connection.StoreId, http.RequestAborted)), ShopJson.Default.ShopView) : throw NoCredentials();

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

    private static async Task<IResult> CartMailsAsync(HttpContext http, CartMailerStore mailers, string slug) => Told(await mailers.FindAsync(Own(http, slug).Id, http.RequestAborted));

    private static async Task<IResult> CheckAsync(HttpContext http, ShopConnections shops, CartMailerStore mailers, string slug)
    {
        var store = Own(http, slug);
        await shops.CheckAsync(store);
        return Told(await mailers.FindAsync(store.Id, http.RequestAborted));
    }

    private static async Task<IResult> AcknowledgeAsync(HttpContext http, CartMailers mailers, CartMailerStore looks, string slug)
    {
        var store = Own(http, slug);
        var given = await ApiInput.BodyAsync(http, ShopJson.Default.Acknowledgement);
        if (given.Id is not { Length: > 0 and <= 100 } id) throw new BadInputException("id", "Give the id of what was found, such as klaviyo.");
        if (!await mailers.SetDoneAsync(store, id, given.Acknowledged ?? true, "api")) throw new NotThereException($"Nothing of the id '{ApiInput.Cut(id)}' was found in the shop.");
        return Told(await looks.FindAsync(store.Id, http.RequestAborted));
    }

    private static IResult Told(CartMailerLook? look) => TypedResults.Json(CartMailersView.Of(look), ShopJson.Default.CartMailersView);

    private static IResult Tested(string? problem) => TypedResults.Json(new ShopTest(problem is null, problem, problem is null ? null : ShopProblem.Texts[problem]), ShopJson.Default.ShopTest);

    private static NotThereException NoCredentials() => new("The store has no API credentials of its shop; PUT them first.");

    private static Store Own(HttpContext http, string slug) =>
        http.Caller().Entry.Store is { } store && store.Slug == slug ? store : throw new NotThereException($"There is no store '{ApiInput.Cut(slug)}'.");
}
