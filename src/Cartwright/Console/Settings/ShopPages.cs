using Cartwright.Stores;
using Cartwright.Tracking.Platforms;

namespace Cartwright.Console.Settings;

/// <summary>Webhooks: null while they are not known. Wrong: names of the fields that cannot be right. Done: what was done just now. The keys are never shown again.</summary>
internal sealed record ShopPageModel(ShopConnection? Connection, string Platform, string Url, IReadOnlyCollection<string> Wrong, string? Done, CartMailerLook? CartMails)
{
    public IReadOnlyList<ShopWebhook>? Webhooks { get; } = ShopWebhook.Read(Connection?.Webhooks);
}

/// <summary>The API credentials of the shop, and how asking it goes.</summary>
internal static class ShopPages
{
    public static void MapShopPage(this RouteGroupBuilder console)
    {
        console.MapGet("/{slug}/settings/shop", ShowAsync).Needs(Right.ViewSettings);
        console.MapPost("/{slug}/settings/shop", SaveAsync).Needs(Right.EditSettings).DisableAntiforgery();
        console.MapPost("/{slug}/settings/shop/test", TestAsync).Needs(Right.EditSettings).DisableAntiforgery();
        console.MapPost("/{slug}/settings/shop/check", CheckAsync).Needs(Right.EditSettings).DisableAntiforgery();
        console.MapPost("/{slug}/settings/shop/cart-mails", CartMailsAsync).Needs(Right.EditSettings).DisableAntiforgery();
        console.MapPost("/{slug}/settings/shop/remove", RemoveAsync).Needs(Right.EditSettings).DisableAntiforgery();
    }

    private static async Task<IResult> ShowAsync(ConsoleContext context, ShopConnectionStore connections, CartMailerStore mailers, string? done, CancellationToken ct)
    {
        var connection = await connections.FindAsync(context.Store.Id, ct);
        return context.Page<ShopPage>(new ShopPageModel(connection, connection?.Platform ?? ShopCredentialPolicy.Shopify, connection?.Url ?? "", [], done is "answers" or "removed" or "looked" ? done : null, await mailers.FindAsync(context.Store.Id, ct)));
    }

    private static async Task<IResult> SaveAsync(HttpContext http, ConsoleContext context, ShopConnections shops, ShopConnectionStore connections, CartMailerStore mailers, CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        var given = new ShopCredentials(form["platform"], form["url"], form["token"], form["key"], form["secret"]);
        if (await shops.SaveAsync(context.Store, given, context.User!.Email) is { Count: > 0 } errors)
            return context.Page<ShopPage>(new ShopPageModel(await connections.FindAsync(context.Store.Id, ct), given.Platform ?? "", given.Url ?? "", [.. errors.Select(e => e.Field)], null, await mailers.FindAsync(context.Store.Id, ct)), StatusCodes.Status400BadRequest);
        return await TestAsync(context, shops);
    }

    private static async Task<IResult> TestAsync(ConsoleContext context, ShopConnections shops) =>
        TypedResults.Redirect(context.Link(await shops.TestAsync(context.Store) is null ? "settings/shop?done=answers" : "settings/shop"));

    private static async Task<IResult> CheckAsync(ConsoleContext context, ShopConnections shops)
    {
        await shops.CheckAsync(context.Store);
        return TypedResults.Redirect(context.Link("settings/shop?done=looked#cart-mails"));
    }

    private static async Task<IResult> CartMailsAsync(HttpContext http, ConsoleContext context, CartMailers mailers, CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        await mailers.SetDoneAsync(context.Store, form["id"].ToString(), form["done"] == "1", context.User!.Email);
        return TypedResults.Redirect(context.Link("settings/shop#cart-mails"));
    }

    private static async Task<IResult> RemoveAsync(ConsoleContext context, ShopConnections shops)
    {
        await shops.RemoveAsync(context.Store, context.User!.Email);
        return TypedResults.Redirect(context.Link("settings/shop?done=removed"));
    }
}
