using System.Text.Json.Nodes;
using Cartwright.Stores;

namespace Cartwright.Tracking.Segment;

/// <summary>
/// What the browser libraries of Segment and RudderStack ask for before they send: that they may, where to, and that there is nothing
/// else to load. Shapes: Segment's CDN settings (analytics-next) and RudderStack's source config (analytics-js 3).
/// </summary>
internal static class SdkEndpoints
{
    public static void MapSdks(this IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/projects/{key}/settings", (RequestDelegate)(http => AnswerAsync(http, (string)http.GetRouteValue("key")!, Segment)));
        app.MapGet("/sourceConfig", (RequestDelegate)(http => AnswerAsync(http, KeyOf(http.Request), RudderStack)));
        foreach (var path in (string[])["/v1/projects/{key}/settings", "/sourceConfig"])
            app.MapMethods(path, ["OPTIONS"], (RequestDelegate)TrackingEndpoints.PreflightAsync);
    }

    private static Task AnswerAsync(HttpContext http, string key, Func<HttpRequest, string, StoreEntry, JsonObject> answer)
    {
        var stores = http.RequestServices.GetRequiredService<TrackingServices>().Stores;
        TrackingEndpoints.Cors(http, stores);
        if (stores.ByKey(key) is not { Kind: StoreKey.Write } found) return TrackingEndpoints.AnswerAsync(http, 401, "The key is missing or not known. Use the store's write key.");
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "public, max-age=300";
        return http.Response.WriteAsync(answer(http.Request, key, found.Store).ToJsonString(), http.RequestAborted);
    }

    private static string KeyOf(HttpRequest request)
    {
        if (request.Query["writeKey"].ToString() is { Length: > 0 } query) return query;
        return TrackingEndpoints.BasicUser(request.Headers.Authorization.ToString()) ?? "";
    }

    private static JsonObject Segment(HttpRequest request, string key, StoreEntry store) => new()
    {
        ["integrations"] = new JsonObject
        {
            ["Segment.io"] = new JsonObject
            {
                ["apiKey"] = key, ["apiHost"] = request.Host.Value + "/v1", ["protocol"] = request.Scheme, ["unbundledIntegrations"] = new JsonArray(),
                ["addBundledMetadata"] = false, ["versionSettings"] = new JsonObject { ["version"] = "4.4.7", ["componentTypes"] = new JsonArray("browser") },
            },
        },
        ["plan"] = new JsonObject { ["track"] = Everything(), ["identify"] = Everything(), ["group"] = Everything() },
        ["edgeFunction"] = new JsonObject(), ["middlewareSettings"] = new JsonObject(), ["enabledMiddleware"] = new JsonObject(), ["remotePlugins"] = new JsonArray(),
        ["analyticsNextEnabled"] = true, ["legacyVideoPluginsEnabled"] = false, ["metrics"] = new JsonObject { ["sampleRate"] = 0 },
    };

    private static JsonObject Everything() => new() { ["__default"] = new JsonObject { ["enabled"] = true, ["integrations"] = new JsonObject() } };

    private static JsonObject RudderStack(HttpRequest request, string key, StoreEntry store) => new()
    {
        ["source"] = new JsonObject
        {
            ["id"] = store.Store.Slug, ["name"] = store.Store.Name, ["writeKey"] = key, ["enabled"] = true, ["workspaceId"] = store.Store.Slug, ["destinations"] = new JsonArray(), ["connections"] = new JsonArray(),
            ["config"] = new JsonObject { ["statsCollection"] = new JsonObject { ["errors"] = new JsonObject { ["enabled"] = false }, ["metrics"] = new JsonObject { ["enabled"] = false } } },
            ["dataplanes"] = new JsonObject(),
        },
        ["updatedAt"] = "2026-01-01T00:00:00Z", ["consentManagementMetadata"] = new JsonObject(),
    };
}
