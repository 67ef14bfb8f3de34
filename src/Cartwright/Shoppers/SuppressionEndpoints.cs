using Cartwright.Hosting;
using Cartwright.Stores;
using Cartwright.Turns;

namespace Cartwright.Shoppers;

/// <summary>GET, POST /api/suppressions; DELETE /api/suppressions/{id} with a reason, which is kept.</summary>
internal static class SuppressionEndpoints
{
    public static void MapSuppressions(this IEndpointRouteBuilder app)
    {
        var api = app.MapApi("suppressions");
        api.MapGet("/suppressions", ListAsync).Needs(Right.SeePersonalData, "Addresses nothing is sent to").Produces<ApiList<SuppressionView>>();
        api.MapPost("/suppressions", AddAsync).Needs(Right.SeePersonalData, "Send nothing more to an address").Accepts<SuppressRequest>("application/json").Produces<SuppressionView>(201);
        api.MapDelete("/suppressions/{id}", LiftAsync).Needs(Right.EditSettings, "Allow an address again; the reason (in the query or the body) is kept").Produces(204).ProducesProblem(404);
    }

    private static async Task<IResult> ListAsync(HttpContext http, SuppressionStore suppressions, int? limit, string? cursor)
    {
        var most = ApiInput.Limit(limit);
        var after = ApiInput.Cursor(cursor, 2);
        var rows = await suppressions.ListAsync(http.Caller().Store.Id, after?[0], after?[1], most + 1, http.RequestAborted);
        return TypedResults.Json(ApiInput.Page(rows, most, View, r => ApiInput.ToCursor(r.Channel, r.AddressHash)), ShopperViewJson.Default.ApiListSuppressionView);
    }

    private static async Task<IResult> AddAsync(HttpContext http, SuppressionStore suppressions, TurnLoop turns, Secrets secrets)
    {
        var store = http.Caller().Store.Id;
        var request = await ApiInput.BodyAsync(http, ShopperViewJson.Default.SuppressRequest);
        var (kind, address) = request.Channel switch
        {
            Channels.Email => (IdentityPolicy.Email, Address.Email(request.Address)),
            Channels.Sms => (IdentityPolicy.Phone, Address.Phone(request.Address)),
            _ => throw new BadInputException("channel", "Use email or sms."),
        };
        if (address is null) throw new BadInputException("address", kind == IdentityPolicy.Email ? "Give an e-mail address." : "Give a phone number with its country code, such as +491711234567.");
        var hash = secrets.Hash(store, kind, address);
        if (await turns.SubmitAsync(new OptOutSignal(store, null, request.Channel, hash, Address.Hint(address), SuppressionReason.Manual)) is Rejected refused) return TypedResults.Problem(refused.Reason, statusCode: 500);
        var known = await suppressions.FindAsync(store, request.Channel, hash, http.RequestAborted) ?? throw new InvalidOperationException("The suppression is not there after its commit.");
        return TypedResults.Json(View(known), ShopperViewJson.Default.SuppressionView, statusCode: 201);
    }

    private static async Task<IResult> LiftAsync(HttpContext http, SuppressionStore suppressions, TurnLoop turns, string id, string? reason)
    {
        var caller = http.Caller();
        if (reason is null && http.Request.ContentLength is > 0) reason = (await ApiInput.BodyAsync(http, ShopperViewJson.Default.LiftRequest)).Reason;
        if (id.Split(':') is not [var channel, var hash] || await suppressions.FindAsync(caller.Store.Id, channel, hash, http.RequestAborted) is null) throw new NotThereException($"There is no suppression '{ApiInput.Cut(id)}'.");
        if (reason?.Trim() is not { Length: >= 3 and <= 500 } why) throw new BadInputException("reason", "Say in 3 to 500 characters why messages are allowed again; it is kept.");
        return await turns.SubmitAsync(new LiftSignal(caller.Store.Id, channel, hash, caller.By, why)) is Rejected refused ? TypedResults.Problem(refused.Reason, statusCode: 500) : TypedResults.NoContent();
    }

    private static SuppressionView View(Suppression s) => new($"{s.Channel}:{s.AddressHash}", s.Channel, s.Hint, s.Reason, ApiInput.Time(s.At));
}
