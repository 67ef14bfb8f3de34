using Cartwright.Hosting;
using Cartwright.Stores;

namespace Cartwright.Messages.Email.Dkim;

/// <summary>GET, POST /api/stores/{slug}/dkim; DELETE /api/stores/{slug}/dkim/{domain}/{selector}.</summary>
internal static class DkimEndpoints
{
    public static void MapDkim(this IEndpointRouteBuilder app)
    {
        var api = app.MapApi("stores");
        api.MapGet("/stores/{slug}/dkim", List).Needs(Right.ViewSettings, "The keys this store's mails are signed with, and the DNS records that receivers check them by").Produces<ApiList<DkimKeyView>>().ProducesProblem(404);
        api.MapPost("/stores/{slug}/dkim", AddAsync).Needs(Right.EditSettings, "Make a key for a domain; mails from it are signed at once, so publish the record it answers with right away. The newest key of each algorithm signs")
            .Accepts<NewDkimKey>("application/json").Produces<DkimKeyView>(201).ProducesProblem(409);
        api.MapDelete("/stores/{slug}/dkim/{domain}/{selector}", DeleteAsync).Needs(Right.EditSettings, "Delete a key; leave its record in DNS for a week, as mails under way carry its signature").Produces(204).ProducesProblem(404);
    }

    private static IResult List(HttpContext http, string slug) =>
        TypedResults.Json(new ApiList<DkimKeyView>([.. StoreEndpoints.Own(http, slug).DkimKeys.Select(k => k.View).OrderByDescending(v => v.CreatedAt)], null), StoreViewJson.Plain.ApiListDkimKeyView);

    private static async Task<IResult> AddAsync(HttpContext http, StoreStore stores, StoreDirectory directory, ProductClock clock, string slug)
    {
        var entry = StoreEndpoints.Own(http, slug);
        var given = await ApiInput.BodyAsync(http, StoreViewJson.Default.NewDkimKey);
        var now = clock.GetUtcNow();
        var (domain, selector, algorithm) = DkimKeyPolicy.Check(given, entry.DkimKeys, now);
        var kind = algorithm == DkimKeyPolicy.Rsa ? DkimAlgorithm.Rsa : DkimAlgorithm.Ed25519;
        var secret = DkimKey.NewPrivateKey(kind);
        var view = new DkimKeyView(domain, selector, algorithm, $"{selector}._domainkey.{domain}", new DkimKey(domain, selector, kind, secret).Record(), now.UtcDateTime);
        await stores.AddDkimKeyAsync(entry.Store.Id, view, secret, http.RequestAborted);
        await directory.RefreshAsync(http.RequestAborted);
        return TypedResults.Json(view, StoreViewJson.Plain.DkimKeyView, statusCode: 201);
    }

    private static async Task<IResult> DeleteAsync(HttpContext http, StoreStore stores, StoreDirectory directory, string slug, string domain, string selector)
    {
        var entry = StoreEndpoints.Own(http, slug);
        var key = entry.DkimKeys.FirstOrDefault(k => k.View.Domain == domain && k.View.Selector == selector);
        if (key is null || !await stores.DeleteDkimKeyAsync(entry.Store.Id, key.Sealed, http.RequestAborted)) throw new NotThereException($"There is no key '{ApiInput.Cut(selector)}' of {ApiInput.Cut(domain)}.");
        await directory.RefreshAsync(http.RequestAborted);
        return TypedResults.NoContent();
    }
}
