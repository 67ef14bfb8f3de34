using System.Collections.Concurrent;
using Cartwright.Hosting;
using Cartwright.Stores;
using Cartwright.Tracking.Webhooks;

namespace Cartwright.Tracking.Platforms;

/// <summary>Looks whether a shop sends cart mails of its own, and keeps what the merchant says to that.</summary>
internal sealed partial class CartMailers(
    CartMailerStore mailers, ShopConnectionStore connections, ShopChannel channel, OrderFeedStore feeds, AuditStore audit, ProductClock clock, ILogger<CartMailers> logger)
{
    // When this node looks into the database again, so that it does not every minute for every store.
    private readonly ConcurrentDictionary<Guid, long> _notBefore = new();
    private const long AskAgain = 3_600_000;

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Looks now: at the front page, and with credentials of WooCommerce at its plugins. A shop that cannot be looked at is no error.</summary>
    public async Task<CartMailerLook> LookAsync(Store store, CancellationToken ct)
    {
        var began = Now;
        var connection = await connections.FindAsync(store.Id, ct);
        var woo = connection is { Platform: ShopCredentialPolicy.WooCommerce } ? connections.Open(store, connection) : null;
        var readPage = TryAsync(() => channel.FrontPageAsync(new Uri(store.Url), ct));
        var readPlugins = woo is null ? Task.FromResult<(IReadOnlyList<ShopPlugin>?, string?)>((null, null)) : TryAsync(() => channel.PluginsAsync(woo, ct));
        var readCore = woo is null ? Task.FromResult((false, (string?)null)) : TryAsync(() => channel.SendsCartMailsAsync(woo, ct));
        await Task.WhenAll(readPage, readPlugins, readCore);
        var ((page, pageProblem), (plugins, pluginsProblem), (coreSends, _)) = (await readPage, await readPlugins, await readCore);
        var isShopify = connection is not null ? connection.Platform == ShopCredentialPolicy.Shopify : await feeds.IsHeardAsync(store.Id, ShopCredentialPolicy.Shopify, ct) ? true : (bool?)null;
        var found = CartMailerPolicy.Find(CartMailer.Usual, new ShopSight(page, plugins, coreSends, isShopify));
        await mailers.SaveAsync(store.Id, new CartMailerLook(began, found, pageProblem, pluginsProblem, new Dictionary<string, long>()));
        return (await mailers.FindAsync(store.Id, ct))!;
    }

    /// <summary>As often as is due.</summary>
    public async Task LookDueAsync(Store store, CancellationToken ct)
    {
        if (_notBefore.TryGetValue(store.Id, out var notBefore) && Now < notBefore) return;
        try
        {
            if (CartMailerPolicy.IsDue(await mailers.FindAsync(store.Id, ct), Now)) await LookAsync(store, ct);
            _notBefore[store.Id] = Now + AskAgain;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            _notBefore[store.Id] = Now + AskAgain;
            Failed(logger, store.Slug, error);
        }
    }

    /// <summary>The merchant has taken care of one that was found, or takes that back; it stands in the audit.</summary>
    /// <returns>False when none of this id was found.</returns>
    public async Task<bool> SetDoneAsync(Store store, string id, bool done, string by)
    {
        if ((await mailers.FindAsync(store.Id))?.Found.FirstOrDefault(f => f.Id == id) is not { } found) return false;
        if (await mailers.SetDoneAsync(store.Id, id, done))
            await audit.AddAsync(store.Id, by, done ? "cart_mails_done" : "cart_mails_open", "store:" + store.Slug, done ? $"the cart mails of {found.Name} are taken care of" : $"the cart mails of {found.Name} are to be taken care of");
        return true;
    }

    private static async Task<(T? Value, string? Problem)> TryAsync<T>(Func<Task<T>> look)
    {
        try { return (await look(), null); }
        catch (ShopException error) { return (default, error.Code is ShopProblem.MissingScope or ShopProblem.KeyNotSeen or ShopProblem.NotAShop ? ShopProblem.NotPermitted : error.Code); }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Whether the shop of store {Store} sends cart mails could not be looked at; it is tried again in an hour")]
    private static partial void Failed(ILogger logger, string store, Exception error);
}
