using Cartwright.Hosting;
using Cartwright.Storage;
using Cartwright.Stores;
using Cartwright.Turns;

namespace Cartwright.Shoppers;

/// <summary>POST /api/privacy/erase, GET /api/privacy/export?email=: what the law gives a person.</summary>
internal static class PrivacyEndpoints
{
    public static void MapPrivacy(this IEndpointRouteBuilder app)
    {
        var api = app.MapApi("privacy");
        api.MapPost("/privacy/erase", EraseAsync).Needs(Right.EditSettings, "Forget everything personal of a shopper, by email or shopper id").Accepts<EraseRequest>("application/json").Produces<ErasedView>().ProducesProblem(404);
        api.MapGet("/privacy/export", ExportAsync).Needs(Right.SeePersonalData, "Everything kept about a shopper").Produces<PersonExport>().ProducesProblem(404);
    }

    private static async Task<IResult> EraseAsync(HttpContext http, ShopperListStore list, ShopperStore shoppers, Database database, TurnLoop turns)
    {
        var store = http.Caller().Store.Id;
        var request = await ApiInput.BodyAsync(http, ShopperViewJson.Default.EraseRequest);
        if ((request.Email is null) == (request.Shopper is null)) throw new BadInputException("email", "Give either email or shopper.");
        var id = request.Shopper is { } asked ? ApiInput.PathId(asked, "shopper") : await ByEmailAsync(list, store, request.Email!, http.RequestAborted);
        var shopper = await ShopperEndpoints.LoadAsync(shoppers, database, store, id, http.RequestAborted) ?? throw new NotThereException($"There is no shopper '{id}'.");
        return await turns.SubmitAsync(new EraseSignal(store, shopper.Id)) is Rejected refused
            ? TypedResults.Problem(refused.Reason, statusCode: 500)
            : TypedResults.Json(new ErasedView(shopper.Id), ShopperViewJson.Default.ErasedView);
    }

    private static async Task<IResult> ExportAsync(HttpContext http, ShopperListStore list, ShopperStore shoppers, Database database, string? email)
    {
        var store = http.Caller().Store.Id;
        var id = await ByEmailAsync(list, store, email ?? throw new BadInputException("email", "Say whose data: ?email=…"), http.RequestAborted);
        var export = await database.ReadAsync(async c =>
        {
            var state = (await shoppers.LoadAsync(new Reading(c, database.Dialect), [(store, id)])).GetValueOrDefault((store, id));
            return state is null ? null : PersonExport.Of(state, await shoppers.LogAsync(new Reading(c, database.Dialect), state), await shoppers.RepliesAsync(new Reading(c, database.Dialect), state));
        }, http.RequestAborted);
        return export is null ? throw new NotThereException("Nobody is known by this address.") : TypedResults.Json(export, ExportJson.Default.PersonExport);
    }

    private static async Task<Guid> ByEmailAsync(ShopperListStore list, Guid store, string email, CancellationToken ct) =>
        await list.ByAddressAsync(store, IdentityPolicy.Email, Address.Email(email) ?? throw new BadInputException("email", $"'{ApiInput.Cut(email)}' is not an address."), ct)
        ?? throw new NotThereException("Nobody is known by this address.");
}
