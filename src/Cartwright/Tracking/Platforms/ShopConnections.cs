using Cartwright.Hosting;
using Cartwright.Stores;

namespace Cartwright.Tracking.Platforms;

/// <summary>What the API and the console do with a store's credentials; each change stands in the audit.</summary>
internal sealed class ShopConnections(ShopConnectionStore connections, ShopChannel channel, ShopAsker asker, ShopInspector inspector, CartMailers mailers, OutgoingHttp http, StoreDirectory stores, AuditStore audit)
{
    /// <returns>What is wrong, by field; nothing is saved then.</returns>
    public async Task<IReadOnlyList<(string Field, string Error)>> SaveAsync(Store store, ShopCredentials given, string by)
    {
        var (url, errors) = ShopCredentialPolicy.Check(given, (host, port) => OutgoingAddresses.IsAllowed(http.AllowPrivate, host, port));
        if (url is null) return errors;
        await connections.SaveAsync(store.Id, url, given);
        await audit.AddAsync(store.Id, by, "shop_connected", "store:" + store.Slug, $"{given.Platform} at {url.Host}");
        asker.Forget(store.Id);
        await stores.RefreshAsync();
        return [];
    }

    public async Task<bool> RemoveAsync(Store store, string by)
    {
        if (!await connections.RemoveAsync(store.Id)) return false;
        await audit.AddAsync(store.Id, by, "shop_disconnected", "store:" + store.Slug, "the credentials were removed");
        asker.Forget(store.Id);
        await stores.RefreshAsync();
        return true;
    }

    /// <summary>Asks the shop now, and looks at its webhooks and whether it sends cart mails.</summary>
    /// <returns>Null: the shop answers; else a <see cref="ShopProblem"/>, which is kept with the connection.</returns>
    public async Task<string?> TestAsync(Store store)
    {
        var look = mailers.LookAsync(store, CancellationToken.None);
        try { return await AskAsync(store); }
        finally { await look; }
    }

    /// <summary>Looks now at what is looked at from time to time. Nothing is said of the shop's orders.</summary>
    public async Task CheckAsync(Store store)
    {
        var look = mailers.LookAsync(store, CancellationToken.None);
        try { if (await connections.FindAsync(store.Id) is { } connection) await inspector.CheckWebhooksAsync(store, connection); }
        finally { await look; }
    }

    private async Task<string?> AskAsync(Store store)
    {
        if (await connections.FindAsync(store.Id) is not { } connection) return null;
        try
        {
            await channel.TestAsync(connections.Open(store, connection), CancellationToken.None);
            if (connection.Problem is not null) asker.Forget(store.Id); // the loop asks at once
            await inspector.CheckWebhooksAsync(store, connection);
            return null;
        }
        catch (ShopException error)
        {
            await connections.FailedAsync(connection, error.Code, stores.Now);
            return error.Code;
        }
    }
}
