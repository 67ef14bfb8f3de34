using System.Diagnostics.Metrics;
using System.Text.Json;
using Cartwright.Products;
using Cartwright.Shoppers;
using Cartwright.Storage;
using Cartwright.Stores;
using Cartwright.Tracking.Segment;
using Cartwright.Tracking.Shopify;
using Cartwright.Tracking.WooCommerce;
using Cartwright.Turns;

namespace Cartwright.Tracking.Webhooks;

/// <summary>
/// POST /webhooks/{platform}/{slug}: what a shop platform sends of itself. The signature over the raw body says that it is the platform.
/// 200 only after everything is committed; what cannot be read is kept in the rejected list and answered 200, since sending it again
/// would not help; 503 when it could not be stored, so that the platform sends it again.
/// </summary>
internal static class WebhookEndpoints
{
    /// <summary>Orders and products are larger than events; a large order of Shopify has a few hundred KB.</summary>
    public const int MaxBody = 5 * 1024 * 1024 - 1024; // the server reads no more
    private static readonly Counter<long> Deliveries = new Meter("Cartwright").CreateCounter<long>("cartwright_webhooks", description: "Deliveries of shop platforms by platform and outcome");

    private sealed record Platform(string Name, Func<WebhookCall, string, bool> IsSigned, Func<WebhookCall, PlatformDelivery> Translate, Func<WebhookCall, bool> IsPing);

    public static void MapWebhooks(this IEndpointRouteBuilder app)
    {
        foreach (var platform in (Platform[])[new("shopify", ShopifyWebhook.IsSigned, ShopifyWebhook.Translate, _ => false), new("woocommerce", WooCommerceWebhook.IsSigned, WooCommerceWebhook.Translate, WooCommerceWebhook.IsPing)])
            app.MapPost($"/webhooks/{platform.Name}/{{slug}}", (RequestDelegate)(http => HandleAsync(http, platform)));
    }

    private static async Task HandleAsync(HttpContext http, Platform platform)
    {
        var services = http.RequestServices.GetRequiredService<WebhookServices>();
        if (services.Stores.Find((string)http.GetRouteValue("slug")!) is not { } entry) { await AnswerAsync(http, platform, 404, "There is no such store."); return; }
        try
        {
            var body = await RequestBody.ReadAsync(http.Request, MaxBody, http.RequestAborted);
            var call = new WebhookCall(entry.Store, http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), body, services.Now);
            if (platform.IsPing(call)) { await AnswerAsync(http, platform, 200, "The webhook reaches Cartwright."); return; }
            if (!entry.WebhookSecrets.Any(s => !(s.Until <= call.ReceivedAt) && platform.IsSigned(call, services.StoreStore.OpenWebhookSecret(entry.Store.Id, s.Sealed))))
            {
                await AnswerAsync(http, platform, 401, "The signature is missing or does not fit. Use the store's webhook secret, and send the body unchanged.");
                return;
            }
            PlatformDelivery delivery;
            try { delivery = platform.Translate(call); }
            catch (Exception bad) when (bad is BadFieldException or JsonException)
            {
                await services.Rejected.AddAsync(entry.Store.Id, [($"{platform.Name}: {bad.Message}", System.Text.Encoding.UTF8.GetString(body.Span))]);
                await AnswerAsync(http, platform, 200, "Kept in the list of rejected events: " + bad.Message);
                return;
            }
            await services.CarryOutAsync(entry.Store, platform.Name, delivery);
            await AnswerAsync(http, platform, 200, delivery.Ignored ?? "ok");
        }
        catch (BodyTooLargeException e) { await AnswerAsync(http, platform, 413, e.Message); }
        catch (InvalidDataException) { await AnswerAsync(http, platform, 400, "The body looks like gzip but cannot be unpacked."); }
        catch (IntakeFullException e)
        {
            http.Response.Headers.RetryAfter = "1";
            await AnswerAsync(http, platform, e.WholeServer ? 503 : 429, e.Message);
        }
        catch (Exception error) when (error is NotCommittedException || Database.IsDatabaseError(error))
        {
            if (error is not NotCommittedException) services.Failed(platform.Name, entry.Store.Slug, error); // the turn loop has logged its own
            await AnswerAsync(http, platform, 503, "The delivery could not be stored just now. Send it again; what was kept of it counts once.");
        }
    }

    private static Task AnswerAsync(HttpContext http, Platform platform, int status, string text)
    {
        Deliveries.Add(1, new KeyValuePair<string, object?>("platform", platform.Name), new KeyValuePair<string, object?>("status", status));
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(text, http.RequestAborted);
    }
}

/// <summary>Carries out what a delivery says. Each part may be done again: a delivery that failed half-way comes once more.</summary>
internal sealed partial class WebhookServices(
    StoreDirectory stores, StoreStore storeStore, TurnLoop turns, RejectedStore rejected, ProductStore products, ShopperListStore shoppers, AuditStore audit, OrderFeedStore feeds, TimeProvider clock, ILogger<WebhookServices> logger)
{
    public StoreDirectory Stores => stores;
    public StoreStore StoreStore => storeStore;
    public RejectedStore Rejected => rejected;
    public long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public void Failed(string platform, string store, Exception error) => NotStored(logger, platform, store, error);

    /// <exception cref="IntakeFullException">Nothing was taken.</exception>
    /// <exception cref="NotCommittedException">Nothing of the events was kept.</exception>
    public async Task CarryOutAsync(Store store, string platform, PlatformDelivery delivery)
    {
        await ApplyAsync(store, platform, delivery);
        // After the events, so that what was held for a silent feed meets the order that comes with its return.
        if (await feeds.HeardAsync(store, platform)) await stores.RefreshAsync();
    }

    /// <summary>The same for what was fetched: it says nothing of whether the platform still delivers.</summary>
    /// <inheritdoc cref="CarryOutAsync"/>
    public async Task ApplyAsync(Store store, string platform, PlatformDelivery delivery)
    {
        if (delivery.Products.Count > 0) await products.SaveAsync(store.Id, delivery.Products);
        if (delivery.Categories.Count > 0) await products.SaveCategoriesAsync(store.Id, delivery.Categories);
        await turns.SubmitAsync([.. delivery.Events.Select(e => new EventSignal(e))]);
        foreach (var person in delivery.Erase)
            foreach (var id in await KnownAsync(store.Id, person)) await turns.SubmitAsync(new EraseSignal(store.Id, id));
        foreach (var notice in delivery.Notices) await audit.AddAsync(store.Id, platform, notice.Action, notice.Target, notice.Text);
        if (delivery.StopsSending && store.Settings.Sending)
        {
            await storeStore.SaveSettingsAsync(store.Id, store.Settings with { Sending = false });
            await stores.RefreshAsync();
        }
    }

    private async Task<IEnumerable<Guid>> KnownAsync(Guid store, PlatformPerson person)
    {
        var found = new HashSet<Guid>();
        if (Address.Email(person.Email) is { } email && await shoppers.ByAddressAsync(store, IdentityPolicy.Email, email, default) is { } byEmail) found.Add(byEmail);
        if (person.CustomerId is { } customer && await shoppers.ByIdentifierAsync(store, new Identifier(IdentityPolicy.User, customer)) is { } byId) found.Add(byId);
        return found;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A delivery of {Platform} for store {Store} could not be stored; it was told to come again")]
    private static partial void NotStored(ILogger logger, string platform, string store, Exception error);
}
