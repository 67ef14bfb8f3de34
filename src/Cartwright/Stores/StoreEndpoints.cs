using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Hosting;

namespace Cartwright.Stores;

/// <summary>GET /api/stores; GET, PATCH /api/stores/{slug}.</summary>
internal static class StoreEndpoints
{
    public static void MapStores(this IEndpointRouteBuilder app)
    {
        var api = app.MapApi("stores");
        api.MapGet("/stores", List).Needs(Right.ViewSettings, "The caller's store").Produces<ApiList<StoreView>>();
        api.MapGet("/stores/{slug}", Find).Needs(Right.ViewSettings, "A store with its settings").Produces<StoreView>().ProducesProblem(404);
        api.MapPatch("/stores/{slug}", SaveAsync).Needs(Right.EditSettings, "Change the name or some of the settings; null takes an optional one away").Accepts<StorePatch>("application/json").Produces<StoreView>().ProducesProblem(404);
        api.MapPut("/stores/{slug}/webhook-secret", SetSecretAsync).Needs(Right.EditSettings, "Set the secret that signs the platform's deliveries (Shopify makes its own); the last one is accepted for another day")
            .Accepts<WebhookSecret>("application/json").Produces(204).ProducesProblem(404);
        api.MapPost("/stores/{slug}/signing-secret", NewSigningSecretAsync).Needs(Right.EditSettings, "Make the secret that signs this store's webhooks (Standard Webhooks); it is shown this once, and the last one signs beside it for another day")
            .Produces<WebhookSecret>().ProducesProblem(404);
    }

    private static async Task<IResult> NewSigningSecretAsync(HttpContext http, StoreStore stores, StoreDirectory directory, string slug)
    {
        var secret = await stores.NewSigningSecretAsync(Own(http, slug).Store.Id, http.RequestAborted);
        await directory.RefreshAsync(http.RequestAborted);
        return TypedResults.Json(new WebhookSecret(secret), StoreViewJson.Plain.WebhookSecret);
    }

    private static async Task<IResult> SetSecretAsync(HttpContext http, StoreStore stores, StoreDirectory directory, string slug)
    {
        var store = Own(http, slug).Store;
        var given = await ApiInput.BodyAsync(http, StoreViewJson.Default.WebhookSecret);
        if (given.Secret.Trim() is not { Length: >= 8 and <= 200 } secret) throw new BadInputException("secret", "Give the secret as the platform shows it: 8 to 200 characters.");
        await stores.SetWebhookSecretAsync(store.Id, secret, http.RequestAborted);
        await directory.RefreshAsync(http.RequestAborted);
        return TypedResults.NoContent();
    }

    private static IResult List(HttpContext http) => TypedResults.Json(new ApiList<StoreView>([StoreView.Of(http.Caller().Entry)], null), StoreViewJson.Default.ApiListStoreView);

    private static IResult Find(HttpContext http, string slug) => TypedResults.Json(StoreView.Of(Own(http, slug)), StoreViewJson.Default.StoreView);

    private static async Task<IResult> SaveAsync(HttpContext http, StoreStore stores, StoreDirectory directory, LinkHosts hosts, string slug)
    {
        var store = Own(http, slug).Store;
        var patch = await ApiInput.BodyAsync(http, StoreViewJson.Default.StorePatch);
        var settings = Merge(store.Settings, patch.Settings);
        if (SettingsPolicy.Check(store, patch.Name ?? store.Name, settings) is { Count: > 0 } errors) throw new BadInputException(errors);
        if (await hosts.WrongAsync(store.Settings, settings, http.RequestAborted) is { } wrong) throw new BadInputException(wrong.Field, wrong.Error);
        await stores.SaveSettingsAsync(store.Id, settings, patch.Name?.Trim(), http.RequestAborted);
        await directory.RefreshAsync(http.RequestAborted);
        return TypedResults.Json(StoreView.Of(directory.Find(store.Id)!), StoreViewJson.Default.StoreView);
    }

    private static StoreSettings Merge(StoreSettings present, JsonObject? changes)
    {
        if (changes is null) return present;
        var all = JsonSerializer.SerializeToNode(present, StoreViewJson.Default.StoreSettings)!.AsObject();
        if (changes.Where(c => !all.ContainsKey(c.Key)).Select(c => ("settings." + c.Key, "This field is not known.")).ToList() is { Count: > 0 } unknown) throw new BadInputException(unknown);
        foreach (var (name, value) in changes) all[name] = name == "words" && (value, all[name]) is (JsonObject told, JsonObject known) ? Words(known, told) : value?.DeepClone();
        try { return all.Deserialize(StoreViewJson.Default.StoreSettings)!; }
        catch (JsonException e)
        {
            var wrong = ApiInput.BadJson(e);
            throw new BadInputException([.. wrong.Errors.Select(x => ("settings." + x.Key, x.Value[0]))]);
        }
    }

    // Languages, and what is said in each, are told one by one as settings are: what is not named stays, null takes away.
    private static JsonObject Words(JsonObject known, JsonObject told)
    {
        var all = known.DeepClone().AsObject();
        foreach (var (language, words) in told)
        {
            if (words is null) all.Remove(language);
            else if ((words, all[language]) is (JsonObject said, JsonObject before)) foreach (var (field, value) in said) before[field] = value?.DeepClone();
            else all[language] = words.DeepClone();
        }
        return all;
    }

    /// <summary>The store of the path. A key sees its own alone; that there are others is not told.</summary>
    public static StoreEntry Own(HttpContext http, string slug) =>
        http.Caller().Entry is { } entry && entry.Store.Slug == slug ? entry : throw new NotThereException($"There is no store '{ApiInput.Cut(slug)}'.");
}
