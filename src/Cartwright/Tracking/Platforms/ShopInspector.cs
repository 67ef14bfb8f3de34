using System.Diagnostics.Metrics;
using Cartwright.Hosting;
using Cartwright.Stores;

namespace Cartwright.Tracking.Platforms;

/// <summary>Looks at how a shop is set up: whether its webhooks still deliver here. docs/decisions/0022-looking-at-the-shop.md.</summary>
internal sealed partial class ShopInspector(ShopConnectionStore connections, ShopChannel channel, AuditStore audit, ServerOptions options, ProductClock clock, ILogger<ShopInspector> logger)
{
    private static readonly Counter<long> LostWebhooks = new Meter("Cartwright").CreateCounter<long>("cartwright_shop_webhooks_lost", description: "Order webhooks of shops that were switched off or vanished");

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Where the shop's deliveries for a store are to go.</summary>
    public Uri AddressOf(Store store, string platform) =>
        new((Uri.TryCreate(options.PublicUrl, UriKind.Absolute, out var own) ? own.GetLeftPart(UriPartial.Path).TrimEnd('/') : "http://localhost") + $"/webhooks/{platform}/{store.Slug}");

    /// <summary>Reads the shop's list of webhooks and keeps what came of it. A shop that does not answer changes nothing.</summary>
    /// <returns>A <see cref="ShopProblem"/> when the list was not to be had; a key that may not see it is none.</returns>
    public async Task<string?> CheckWebhooksAsync(Store store, ShopConnection connection)
    {
        IReadOnlyList<ShopWebhook>? before = ShopWebhook.Read(connection.Webhooks), now;
        try
        {
            var listed = await channel.WebhooksAsync(connections.Open(store, connection), CancellationToken.None);
            now = ShopWebhookPolicy.Judge(connection.Platform, AddressOf(store, connection.Platform), listed, before);
        }
        // It answers when asked for orders, so the key is right: it may not see the list, or there is none.
        catch (ShopException error) when (error.Code is ShopProblem.MissingScope or ShopProblem.KeyNotSeen or ShopProblem.NotAShop) { now = null; }
        catch (ShopException error) { return error.Code; }

        // Of several nodes that looked at once one has it written, and tells.
        if (!await connections.WebhooksAsync(connection, ShopWebhook.Write(now), now is null ? ShopProblem.NotPermitted : null, Now) || now is null) return null;
        foreach (var webhook in ShopWebhookPolicy.Lost(before, now))
        {
            Lost(logger, connection.Platform, webhook.Topic, store.Slug, webhook.State);
            await audit.AddAsync(store.Id, connection.Platform, "webhook_lost", "store:" + store.Slug, $"the webhook {webhook.Topic} is {webhook.State}; the shop is asked for its orders instead");
            LostWebhooks.Add(1, new KeyValuePair<string, object?>("platform", connection.Platform), new KeyValuePair<string, object?>("state", webhook.State));
        }
        foreach (var webhook in ShopWebhookPolicy.Back(before, now))
            await audit.AddAsync(store.Id, connection.Platform, "webhook_back", "store:" + store.Slug, $"the webhook {webhook.Topic} delivers again");
        return null;
    }

    /// <summary>As often as is due, and only of a shop that answers.</summary>
    public async Task CheckDueAsync(Store store, CancellationToken ct)
    {
        try
        {
            if (store.AsksShop && await connections.FindAsync(store.Id, ct) is { Problem: null } connection && !(Now - connection.WebhooksAt < ShopWebhookPolicy.Often)) await CheckWebhooksAsync(store, connection);
        }
        catch (Exception error) when (error is not OperationCanceledException) { Failed(logger, store.Slug, error); }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The {Platform} webhook {Topic} of store {Store} is {State}: its shop tells nothing of these orders by itself, and is asked for them instead")]
    private static partial void Lost(ILogger logger, string platform, string topic, string store, string state);

    [LoggerMessage(Level = LogLevel.Error, Message = "The shop of store {Store} could not be looked at; it is tried again")]
    private static partial void Failed(ILogger logger, string store, Exception error);
}
