using Cartwright.Carts;
using Cartwright.Hosting;
using Cartwright.Recovery;
using Cartwright.Shoppers;
using Cartwright.Stores;

namespace Cartwright.Links;

/// <summary>What a shopper ordered and did not pay, with the ways to pay it. A GET shows; the POST of its button leads on to the shop's page.</summary>
internal static class PayEndpoints
{
    public static void MapPay(this IEndpointRouteBuilder app)
    {
        app.MapMethods("/pay/{token}", ["GET", "HEAD"], (RequestDelegate)ShowAsync);
        app.MapPost("/pay/{token}", (RequestDelegate)GoAsync);
    }

    /// <summary>The page of the order that the message is about, while it can be paid; null: it is about none.</summary>
    public static async Task<string?> PageOfAsync(LinkServices services, LinkToken token)
    {
        var now = services.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (await LinkEndpoints.ShopperAsync(services, token) is not { } shopper) return null;
        return shopper.OrderOf(token.MessageId) is { } order && order.IsPayable(now) ? $"/pay/{(token with { Purpose = LinkPurpose.Pay, AddressHash = null }).Write(services.Secrets)}" : null;
    }

    private static async Task ShowAsync(HttpContext http)
    {
        if (await FindAsync(http) is not { } found) return;
        if (found.Token.IsTest) { await PlainPages.TestAsync(http, found.Store, "test_pay"); return; }
        await LinkEndpoints.NoteAsync(http, found.Services, found.Token, "click");
        await PayPages.ShowAsync(http, found.Store, found.Shopper?.Traits.Locale, found.Orders);
    }

    // Programs that look at links send no forms: who presses the button is a person.
    private static async Task GoAsync(HttpContext http)
    {
        if (await FindAsync(http) is not { } found) return;
        if (found.Token.IsTest) { await PlainPages.TestAsync(http, found.Store, "test_pay"); return; }
        var order = (await LinkEndpoints.FormAsync(http))?["order"].ToString();
        // Paid, or closed, since the page was opened: the page says so.
        if (found.Orders.FirstOrDefault(o => o.Order.Id.ToString() == order) is not { To: { } to }) { await PayPages.ShowAsync(http, found.Store, found.Shopper?.Traits.Locale, found.Orders); return; }
        await found.Services.Links.NoteAsync(found.Store.Id, found.Token.MessageId, "pay", machine: false, http.Request.Headers.UserAgent.ToString());
        LinkEndpoints.Redirect(http, to, StatusCodes.Status303SeeOther);
    }

    private sealed record Found(LinkServices Services, LinkToken Token, Store Store, ShopperState? Shopper, IReadOnlyList<UnpaidOrder> Orders);

    // Null: the page has been written.
    private static async Task<Found?> FindAsync(HttpContext http)
    {
        var services = http.RequestServices.GetRequiredService<LinkServices>();
        var now = services.Clock.GetUtcNow();
        if (http.Request.RouteValues["token"] is not string text || LinkToken.ReadAny(text, LinkPurpose.Pay, services.Secrets, now) is not { } token || services.Stores.Find(token.StoreId)?.Store is not { } store
            || !await services.Links.IsKnownAsync(token.StoreId, token.MessageId, http.RequestAborted))
        {
            await PlainPages.NotFoundAsync(http);
            return null;
        }
        var shopper = await LinkEndpoints.ShopperAsync(services, token);
        return new(services, token, store, shopper, shopper is null ? [] : [.. shopper.Orders.Where(o => o.IsPayable(now.ToUnixTimeMilliseconds())).OrderByDescending(o => o.PlacedAt).Take(PayPages.Most).Select(o => Of(store, shopper, o))]);
    }

    private static UnpaidOrder Of(Store store, ShopperState shopper, Order order)
    {
        var cart = order.CartId is { } id ? shopper.Cart(id) : null;
        return new(order, cart is null ? [] : [.. cart.Facts.Lines.Select(l => $"{l.Quantity} × {l.Name ?? l.ProductId}")], order.PayUrl ?? (cart is null ? null : VisitorPolicy.Landing(store, cart.Facts, Stage.Payment.Name())));
    }
}
