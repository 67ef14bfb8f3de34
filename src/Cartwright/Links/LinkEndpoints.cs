using System.Text.Json;
using Cartwright.Carts;
using Cartwright.Hosting;
using Cartwright.Messages;
using Cartwright.Products;
using Cartwright.Shoppers;
using Cartwright.Stores;
using Cartwright.Tracking;
using Cartwright.Tracking.Segment;
using Cartwright.Turns;

namespace Cartwright.Links;

/// <summary>The shopper's links. A GET observes and shows; whatever changes something is a POST.</summary>
internal static class LinkEndpoints
{
    private static readonly byte[] Pixel = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    public static void MapLinks(this IEndpointRouteBuilder app)
    {
        app.MapMethods("/r/{token}", ["GET", "HEAD"], (RequestDelegate)RestoreAsync);
        app.MapMethods("/l/{token}", ["GET", "HEAD"], (RequestDelegate)RestoreAsync);
        app.MapMethods("/s/{code}", ["GET", "HEAD"], (RequestDelegate)ShortAsync);
        app.MapMethods("/s/{code}/u", ["GET", "HEAD"], (RequestDelegate)(http => TextsAsync(http, leave: false)));
        app.MapPost("/s/{code}/u", (RequestDelegate)(http => TextsAsync(http, leave: true)));
        app.MapMethods("/o/{token}.gif", ["GET", "HEAD"], (RequestDelegate)OpenAsync);
        app.MapMethods("/u/{token}", ["GET", "HEAD"], (RequestDelegate)ShowUnsubscribeAsync);
        app.MapPost("/u/{token}", (RequestDelegate)UnsubscribeAsync);
        app.MapPay();
        app.MapPost("/v1/restore", (RequestDelegate)ReturnAsync);
        app.MapMethods("/v1/restore", ["OPTIONS"], (RequestDelegate)(http =>
        {
            TrackingEndpoints.Cors(http, Services(http).Stores);
            http.Response.Headers.AccessControlAllowMethods = "POST";
            http.Response.Headers.AccessControlAllowHeaders = "content-type";
            http.Response.StatusCode = 204;
            return Task.CompletedTask;
        }));
    }

    private static Task RestoreAsync(HttpContext http) => RestoreAsync(http, Token(http, LinkPurpose.Restore, Services(http)));

    private static async Task ShortAsync(HttpContext http)
    {
        var (token, isSlowed) = await ShortTokenAsync(http);
        if (isSlowed) return;
        // The text speaks of an order that waits for its payment: it leads there.
        if (token is { IsTest: false } && await PayEndpoints.PageOfAsync(Services(http), token) is { } pay) Redirect(http, pay);
        else await RestoreAsync(http, token);
    }

    // Whoever guesses is slowed down, and has been answered; who has a link never misses.
    private static async Task<(LinkToken? Token, bool IsSlowed)> ShortTokenAsync(HttpContext http)
    {
        var services = Services(http);
        var token = http.Request.RouteValues["code"] is string code && ShortCode.IsOne(code) ? await services.Links.FindShortAsync(code, services.Clock.GetUtcNow(), http.RequestAborted) : null;
        if (token is null && !services.Limits.TryTake(http)) { http.Response.Headers.RetryAfter = "10"; await TrackingEndpoints.AnswerAsync(http, 429, "Too many tries from this address."); return (null, true); }
        return (token, false);
    }

    // The way out of a text message whose sender cannot be answered. It is as good as the way back: a month, and each text has its own.
    private static async Task TextsAsync(HttpContext http, bool leave)
    {
        var services = Services(http);
        var (token, isSlowed) = await ShortTokenAsync(http);
        if (isSlowed) return;
        if (token is null || services.Stores.Find(token.StoreId)?.Store is not { } store) { await PlainPages.NotFoundAsync(http); return; }
        if (token.IsTest) { await PlainPages.TestAsync(http, store, "test_unsubscribe"); return; }
        var shopper = await ShopperAsync(services, token);
        if (shopper is null || MessageComposer.AddressOf(shopper, await services.Links.CartAsync(store.Id, token.MessageId, http.RequestAborted), Channels.Sms) is not { } phone) { await PlainPages.NotFoundAsync(http); return; }
        var hash = services.Secrets.Hash(store.Id, IdentityPolicy.Phone, phone);
        try
        {
            if (leave) await services.Turns.SubmitAsync(new OptOutSignal(store.Id, null, Channels.Sms, hash, "•••", SuppressionReason.Unsubscribed));
            else await NoteAsync(http, services, token, "page");
        }
        catch (Exception e) when (e is NotCommittedException or IntakeFullException)
        {
            http.Response.Headers.RetryAfter = "2";
            await TrackingEndpoints.AnswerAsync(http, 503, "Try again in a moment.");
            return;
        }
        await PreferencePages.TextsAsync(http, store, shopper.Traits.Locale, await services.Links.SuppressedForAsync(store.Id, Channels.Sms, hash, http.RequestAborted) is null);
    }

    private static async Task RestoreAsync(HttpContext http, LinkToken? token)
    {
        var services = Services(http);
        if (token is null || services.Stores.Find(token.StoreId)?.Store is not { } store) { await PlainPages.NotFoundAsync(http); return; }
        if (await services.Links.CartAsync(store.Id, token.MessageId, http.RequestAborted) is not { } cart) { await ShopAsync(http, store, token); return; }
        if (token.IsTest) { await PlainPages.TestCartAsync(http, store, [.. cart.Facts.Lines.Select(l => $"{l.Quantity} × {l.Name ?? l.ProductId}")]); return; }
        await NoteAsync(http, services, token, "click");
        Redirect(http, $"{VisitorPolicy.Landing(store, cart.Facts, cart.Facts.Stage.Name())}#cw-restore={token.Write(services.Secrets)}");
    }

    // A message that was about no cart leads to the shop.
    private static async Task ShopAsync(HttpContext http, Store store, LinkToken token)
    {
        var services = Services(http);
        if (!await services.Links.IsKnownAsync(store.Id, token.MessageId, http.RequestAborted)) { await PlainPages.NotFoundAsync(http); return; }
        if (!token.IsTest) await NoteAsync(http, services, token, "click");
        Redirect(http, store.Url);
    }

    internal static void Redirect(HttpContext http, string to, int status = StatusCodes.Status302Found)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        // A header is ASCII, and a shop's pages may be named in any script.
        http.Response.Headers.Location = to[0] != '/' && Uri.TryCreate(to, UriKind.Absolute, out var page) ? new UriBuilder(page) { Host = page.IdnHost }.Uri.AbsoluteUri : to;
        http.Response.StatusCode = status;
    }

    private static async Task OpenAsync(HttpContext http)
    {
        var services = Services(http);
        if (Token(http, LinkPurpose.Open, services) is { IsTest: false } token) await NoteAsync(http, services, token, "open");
        else { await PlainPages.NotFoundAsync(http); return; }
        http.Response.ContentType = "image/gif";
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.Body.WriteAsync(Pixel);
    }

    private static async Task ShowUnsubscribeAsync(HttpContext http)
    {
        var services = Services(http);
        if (await UnsubscribeTokenAsync(http, services) is not { Store: { } store } found) return;
        await NoteAsync(http, services, found.Token, "page");
        await ShowAsync(http, services, found.Token, store, null);
    }

    // RFC 8058: no cookie, no redirect, either form encoding; whoever has the link may use it, again and again. What does not say that it chooses, leaves.
    private static async Task UnsubscribeAsync(HttpContext http)
    {
        var services = Services(http);
        if (await UnsubscribeTokenAsync(http, services) is not { Token.AddressHash: { } hash, Store: { } store } found) return;
        var form = await FormAsync(http);
        try
        {
            if (form?["do"].ToString() == "save") await SaveAsync(services, found.Token, hash, form);
            else await services.Turns.SubmitAsync(new OptOutSignal(store.Id, null, Channels.Email, hash, "•••", SuppressionReason.Unsubscribed));
        }
        catch (Exception e) when (e is NotCommittedException or IntakeFullException)
        {
            http.Response.Headers.RetryAfter = "2";
            await TrackingEndpoints.AnswerAsync(http, 503, "Try again in a moment.");
            return;
        }
        await ShowAsync(http, services, found.Token, store, form?["do"].ToString() == "save" ? "saved" : null);
    }

    // Null: there is none that can be read.
    internal static async Task<IFormCollection?> FormAsync(HttpContext http)
    {
        if (!http.Request.HasFormContentType || http.Request.ContentLength is >= 64 * 1024) return null;
        try { return await http.Request.ReadFormAsync(http.RequestAborted); }
        catch (Exception e) when (e is InvalidDataException or IOException or BadHttpRequestException) { return null; } // RFC 8058's own printed example has a broken boundary: it still leaves
    }

    private static async Task SaveAsync(LinkServices services, LinkToken token, string hash, IFormCollection form)
    {
        // A number may have come to be known since the page was shown, or a topic: nobody was asked about those.
        bool WasAsked(string box) => form.ContainsKey(box) || form[PreferencePages.Shown].Contains(box);
        var shopper = await ShopperAsync(services, token);
        if (WasAsked("email")) await ChannelAsync(services, token.StoreId, Channels.Email, hash, form.ContainsKey("email"));
        if (shopper is null) return;
        if (WasAsked("sms") && PhoneOf(services, shopper) is { } phone) await ChannelAsync(services, token.StoreId, Channels.Sms, phone, form.ContainsKey("sms"));
        var off = PreferencePages.Topics.Where(t => WasAsked("topic." + t) ? !form.ContainsKey("topic." + t) : shopper.Traits.TopicsOff.Contains(t));
        await services.Turns.SubmitAsync(new PreferenceSignal(token.StoreId, shopper.Id, [.. off]));
    }

    // Only the shopper's own no is taken back by the shopper.
    private static async Task ChannelAsync(LinkServices services, Guid store, string channel, string hash, bool on)
    {
        var reason = await services.Links.SuppressedForAsync(store, channel, hash, CancellationToken.None);
        if (!on && reason is null) await services.Turns.SubmitAsync(new OptOutSignal(store, null, channel, hash, "•••", SuppressionReason.Unsubscribed));
        else if (on && reason == SuppressionReason.Unsubscribed) await services.Turns.SubmitAsync(new LiftSignal(store, channel, hash, "shopper", "chose it on the preferences page"));
    }

    private static async Task ShowAsync(HttpContext http, LinkServices services, LinkToken token, Store store, string? notice)
    {
        var shopper = await ShopperAsync(services, token);
        var email = await services.Links.SuppressedForAsync(store.Id, Channels.Email, token.AddressHash!, http.RequestAborted) is null;
        bool? sms = shopper is not null && PhoneOf(services, shopper) is { } phone ? await services.Links.SuppressedForAsync(store.Id, Channels.Sms, phone, http.RequestAborted) is null : null;
        await PreferencePages.ShowAsync(http, store, shopper?.Traits.Locale, new Preferences(email, sms, shopper?.Traits.TopicsOff ?? []), notice);
    }

    internal static async Task<ShopperState?> ShopperAsync(LinkServices services, LinkToken token) =>
        (await services.Shoppers.ReadAsync([(token.StoreId, token.ShopperId)])).GetValueOrDefault((token.StoreId, token.ShopperId));

    private static string? PhoneOf(LinkServices services, ShopperState shopper) =>
        shopper.Personal.Phone is { } phone ? services.Secrets.Hash(shopper.StoreId, IdentityPolicy.Phone, phone) : null;

    // Null: the page has been written. In a test mail there is nobody to unsubscribe, whoever clicks.
    private static async Task<(LinkToken Token, Store Store)?> UnsubscribeTokenAsync(HttpContext http, LinkServices services)
    {
        if (Token(http, LinkPurpose.Unsubscribe, services) is not { } token || services.Stores.Find(token.StoreId)?.Store is not { } store) await PlainPages.NotFoundAsync(http);
        else if (token.IsTest) await PlainPages.TestAsync(http, store, "test_unsubscribe");
        else if (token.AddressHash is null) await PlainPages.NotFoundAsync(http);
        else return (token, store);
        return null;
    }

    private static async Task ReturnAsync(HttpContext http)
    {
        var services = Services(http);
        TrackingEndpoints.Cors(http, services.Stores);
        if (!services.Limits.TryTake(http)) { http.Response.Headers.RetryAfter = "10"; await TrackingEndpoints.AnswerAsync(http, 429, "Too many tries from this address."); return; }
        try
        {
            var body = await RequestBody.ReadAsync(http.Request, 4096, http.RequestAborted);
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.GetText("writeKey"u8) is not { } key || services.Stores.ByKey(key) is not { Kind: StoreKey.Write } sender) { await TrackingEndpoints.AnswerAsync(http, 401, "The write key is missing or not known."); return; }
            if (root.GetId("anonymousId"u8, "anonymousId") is not { } device) { await TrackingEndpoints.AnswerAsync(http, 400, "anonymousId is missing."); return; }
            if (root.GetText("token"u8) is not { } text || LinkToken.Read(text, LinkPurpose.Restore, services.Secrets, services.Clock.GetUtcNow()) is not { } token || token.StoreId != sender.Store.Store.Id)
            {
                await TrackingEndpoints.AnswerAsync(http, 404, "This link is not valid, or no longer.");
                return;
            }
            var answer = await services.Turns.SubmitAsync(new ReturnSignal(token.StoreId, token.ShopperId, token.MessageId, device));
            if (answer is not ReturnResult { Cart: { } cart } result) { await TrackingEndpoints.AnswerAsync(http, 404, "This link is not valid, or no longer."); return; }
            var store = sender.Store.Store;
            var products = await services.Products.FindAsync(store.Id, cart.Facts.Lines.Select(l => l.ProductId), http.RequestAborted);
            http.Response.ContentType = "application/json";
            http.Response.Headers.CacheControl = "no-store";
            await JsonSerializer.SerializeAsync(http.Response.Body, RestoredCart.Of(store, cart, products, result.Personal), RestoreJson.Default.RestoreAnswer, http.RequestAborted);
        }
        catch (JsonException) { await TrackingEndpoints.AnswerAsync(http, 400, "The body is not valid JSON."); }
        catch (BadFieldException e) { await TrackingEndpoints.AnswerAsync(http, 400, e.Message + "."); }
        catch (BodyTooLargeException e) { await TrackingEndpoints.AnswerAsync(http, 413, e.Message); }
        catch (InvalidDataException) { await TrackingEndpoints.AnswerAsync(http, 400, "The body cannot be unpacked."); }
        catch (Exception e) when (e is NotCommittedException or IntakeFullException)
        {
            http.Response.Headers.RetryAfter = "2";
            await TrackingEndpoints.AnswerAsync(http, 503, "Try again in a moment.");
        }
    }

    private static LinkToken? Token(HttpContext http, LinkPurpose purpose, LinkServices services) =>
        http.Request.RouteValues["token"] is string text ? LinkToken.ReadAny(text, purpose, services.Secrets, services.Clock.GetUtcNow()) : null;

    // Observed, and nothing more: a GET changes nothing for the shopper.
    internal static async Task NoteAsync(HttpContext http, LinkServices services, LinkToken token, string kind)
    {
        var (request, now) = (http.Request, services.Clock.GetUtcNow().ToUnixTimeMilliseconds());
        var (sent, other) = await services.Links.BeforeAsync(token.StoreId, token.MessageId, kind, http.RequestAborted);
        var visit = new Visit(request.Method, request.Headers.UserAgent, request.Headers["Sec-Purpose"].ToString() + request.Headers["Purpose"] + request.Headers["X-Purpose"] + request.Headers["X-Moz"], http.Connection.RemoteIpAddress,
            request.Headers.AcceptLanguage.Count > 0, request.Headers["Sec-Fetch-Mode"] == "navigate", sent is { } at ? now - at : null, kind == "open" || other is null ? null : now - other, kind == "open");
        if (visit.SinceOtherMs is >= 0 and < VisitorPolicy.Burst) await services.Links.TakeBackAsync(token.StoreId, token.MessageId, now - VisitorPolicy.Burst);
        await services.Links.NoteAsync(token.StoreId, token.MessageId, kind, VisitorPolicy.IsMachine(visit), request.Headers.UserAgent.ToString());
    }

    private static LinkServices Services(HttpContext http) => http.RequestServices.GetRequiredService<LinkServices>();
}

/// <summary>What the endpoints of this slice work with.</summary>
internal sealed record LinkServices(StoreDirectory Stores, LinkStore Links, TurnLoop Turns, ProductStore Products, ShopperStore Shoppers, Secrets Secrets, ProductClock Clock, ReturnLimits Limits);
