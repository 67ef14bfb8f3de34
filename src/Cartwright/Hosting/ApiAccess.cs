using Cartwright.Console.Accounts;
using Cartwright.Stores;

namespace Cartwright.Hosting;

/// <summary>
/// Whoever calls the API, for one store. <paramref name="By"/> names them in records that last;
/// <paramref name="Rights"/> is what they may do: all of a secret key's, or those of a signed-in person's role.
/// </summary>
internal sealed record ApiCaller(StoreEntry Entry, string By, IReadOnlySet<Right> Rights)
{
    public Store Store => Entry.Store;
}

/// <summary>The right an endpoint asks for; the manifest of roles says who has it.</summary>
internal sealed record NeededRight(Right Right);

internal static class ApiAccess
{
    // A secret key is the shop's own server: it may do for its store what an owner may, people apart.
    private static readonly IReadOnlySet<Right> OfSecretKey = Enum.GetValues<Right>().Where(r => r is not (Right.AllStores or Right.ManageUsers)).ToHashSet();

    /// <summary>Names the store (its slug) to a call with a session of the console. No page of another site can make a browser send it, so that it also tells whose page the call is from.</summary>
    public const string StoreHeader = "X-Store";

    /// <summary>The one place that says whose call it is, from the request alone; null: nobody's we know. Every way to come in (a key, a session of the console) ends here.</summary>
    public static async ValueTask<ApiCaller?> ResolveAsync(HttpContext http, StoreDirectory stores)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return stores.ByKey(header[7..].Trim()) is { Kind: StoreKey.Secret } found ? new ApiCaller(found.Store, "api key", OfSecretKey) : null;
        if (http.Request.Headers[StoreHeader].ToString() is not { Length: > 0 } slug || stores.Find(slug) is not { } entry) return null;
        return await Sessions.UserAsync(http, http.RequestServices.GetRequiredService<UserStore>()) is { } user && user.RoleIn(entry.Store.Id) is { } role
            ? new ApiCaller(entry, user.Email, Enum.GetValues<Right>().Where(right => Roles.Allows(role, right)).ToHashSet()) : null;
    }

    /// <summary>The caller the guard let through.</summary>
    public static ApiCaller Caller(this HttpContext http) =>
        http.Features.Get<ApiCaller>() ?? throw new InvalidOperationException($"{http.Request.Path} is not mapped by {nameof(ApiGroup)}.");
}
