using Cartwright.Hosting;
using Cartwright.Stores;
using Cartwright.Turns;

namespace Cartwright.Offers;

/// <summary>GET, POST /api/coupons; POST /api/coupons/validate, reserve, release, redeem; POST /api/coupons/{code}/revoke.</summary>
internal static class CouponEndpoints
{
    public static void MapCoupons(this IEndpointRouteBuilder app)
    {
        var api = app.MapApi("coupons");
        api.MapGet("/coupons", ListAsync).Needs(Right.SeeCoupons, "Codes, newest first; of a shopper or a status").Produces<ApiList<CouponView>>();
        api.MapPost("/coupons", IssueAsync).Needs(Right.UseCoupons, "Give a shopper a code of an offer; the one of it that lives already is given again, one of another offer ends").Accepts<IssueInput>("application/json").Produces<CouponDoneView>().ProducesProblem(404).ProducesProblem(409);
        api.MapPost("/coupons/validate", ValidateAsync).Needs(Right.UseCoupons, "Ask whether a code is good, and if not why; changes nothing").Accepts<CouponInput>("application/json").Produces<ValidatedView>().ProducesProblem(404);
        Map("reserve", CouponAction.Reserve, "Hold a code for an order for 30 minutes while it is being paid; of two that ask at once one gets it");
        Map("release", CouponAction.Release, "End a reservation, as when the card was declined: the code is as it was");
        Map("redeem", CouponAction.Redeem, "Use a code up for an order; said twice for the same order it counts once");
        api.MapPost("/coupons/{code}/revoke", RevokeAsync).Needs(Right.UseCoupons, "End a code; an order that is being paid with it still goes through").Produces<CouponDoneView>().ProducesProblem(404).ProducesProblem(409);

        void Map(string name, CouponAction action, string summary) =>
            api.MapPost("/coupons/" + name, (HttpContext http, CouponStore coupons, TurnLoop turns, ProductClock clock) => UseAsync(http, coupons, turns, clock, action))
                .Needs(Right.UseCoupons, summary).Accepts<CouponInput>("application/json").Produces<CouponDoneView>().ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<IResult> ListAsync(HttpContext http, CouponStore coupons, ProductClock clock, string? shopper, string? status, int? limit, string? cursor)
    {
        var most = ApiInput.Limit(limit);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var rows = await coupons.ListAsync(http.Caller().Store.Id, ApiInput.Id(shopper, "shopper"), ApiInput.OneOf(status, "status", CouponNames.Statuses), ApiInput.IdCursor(cursor), most + 1, http.RequestAborted);
        return TypedResults.Json(ApiInput.Page(rows, most, r => CouponView.Of(r.Coupon, r.Shopper, now), r => ApiInput.ToCursor(r.Coupon.Id.ToString())), CouponViewJson.Default.ApiListCouponView);
    }

    private static async Task<IResult> IssueAsync(HttpContext http, TurnLoop turns, ProductClock clock)
    {
        var entry = http.Caller().Entry;
        var input = await ApiInput.BodyAsync(http, CouponViewJson.Default.IssueInput);
        var errors = new List<(string, string)>();
        if (entry.Offers.All(o => o.Slug != input.Offer)) errors.Add(("offer", $"There is no offer '{ApiInput.Cut(input.Offer ?? "")}'. Known: {string.Join(", ", entry.Offers.Select(o => o.Slug))}."));
        if (input.Shopper is null) errors.Add(("shopper", "Say who gets it, by the shopper's id."));
        if (errors.Count > 0) throw new BadInputException(errors);
        var shopper = ApiInput.PathId(input.Shopper!, "shopper");
        return await turns.SubmitAsync(new IssueCouponSignal(entry.Store.Id, shopper, input.Offer!, ApiInput.Id(input.Cart, "cart"))) switch
        {
            CouponResult { Refused: CouponReason.UnknownCart } => throw new BadInputException("cart", "It is not a cart of this shopper."),
            CouponResult result => Done(result, clock),
            Rejected refused => TypedResults.Problem(refused.Reason, statusCode: 500),
            _ => throw new NotThereException($"There is no shopper '{shopper}'."),
        };
    }

    private static Task<IResult> ValidateAsync(HttpContext http, CouponStore coupons, TurnLoop turns, ProductClock clock) => UseAsync(http, coupons, turns, clock, CouponAction.Validate);

    private static async Task<IResult> UseAsync(HttpContext http, CouponStore coupons, TurnLoop turns, ProductClock clock, CouponAction action)
    {
        var store = http.Caller().Store;
        var (request, errors) = CouponInputPolicy.Read(await ApiInput.BodyAsync(http, CouponViewJson.Default.CouponInput), action, store.Currency);
        if (request is null) throw new BadInputException(errors);
        var cartOwner = request is { Email: null, Use.CartId: { } cart } ? await coupons.CartOwnerAsync(store.Id, cart, http.RequestAborted) : null;
        var result = await AskAsync(http, coupons, turns, request.Key, (shopper, key) => new CouponSignal(store.Id, shopper, key, action, request.Use, request.Email, cartOwner));
        return action != CouponAction.Validate || result is not CouponResult { Coupon: { } coupon } told ? Done(result, clock)
            : TypedResults.Json(new ValidatedView(told.Refused is null, told.Refused, CouponView.Of(coupon, told.Shopper, clock.GetUtcNow().ToUnixTimeMilliseconds())), CouponViewJson.Default.ValidatedView);
    }

    private static async Task<IResult> RevokeAsync(HttpContext http, CouponStore coupons, TurnLoop turns, AuditStore audit, ProductClock clock, string code)
    {
        var caller = http.Caller();
        var result = await AskAsync(http, coupons, turns, CouponCode.Key(code), (shopper, key) => new CouponSignal(caller.Store.Id, shopper, key, CouponAction.Revoke, new CouponUse()));
        if (result is CouponResult { Refused: null, Coupon: { RevokedFor: CouponReason.ByHand } revoked }) await audit.AddAsync(caller.Store.Id, caller.By, "coupon_revoked", $"coupon:{revoked.Id}", "");
        return Done(result, clock);
    }

    // A code of another store is as unknown as one that nobody has.
    private static async Task<SignalResult> AskAsync(HttpContext http, CouponStore coupons, TurnLoop turns, string? key, Func<Guid, string, CouponSignal> signal) =>
        key is not null && await coupons.OwnerAsync(http.Caller().Store.Id, key, http.RequestAborted) is { } shopper
            ? await turns.SubmitAsync(signal(shopper, key))
            : new CouponResult(Guid.Empty, null, CouponReason.Unknown);

    private static IResult Done(SignalResult result, ProductClock clock) => result switch
    {
        CouponResult { Refused: null, Coupon: { } coupon } done => TypedResults.Json(new CouponDoneView(true, CouponView.Of(coupon, done.Shopper, clock.GetUtcNow().ToUnixTimeMilliseconds())), CouponViewJson.Default.CouponDoneView),
        CouponResult { Coupon: null, Refused: not CouponReason.OfferPaused } => Problem(404, "Not found.", CouponReason.Unknown),
        CouponResult { Refused: { } why } => Problem(409, "Not as it stands now.", why),
        Rejected refused => TypedResults.Problem(refused.Reason, statusCode: 500),
        _ => Problem(404, "Not found.", CouponReason.Unknown),
    };

    private static IResult Problem(int status, string title, string why) => TypedResults.Problem(Sentence(why), statusCode: status, title: title, extensions: [new("code", why)]);

    private static string Sentence(string why) => why switch
    {
        CouponReason.Unknown => "There is no such code.",
        CouponReason.Expired => "The code has expired.",
        CouponReason.Used => "The code was used for an order.",
        CouponReason.Reserved => "The code is reserved for another order.",
        CouponReason.Revoked => "The code was taken back.",
        CouponReason.BelowMinimum => "The order is worth less than the code needs.",
        CouponReason.WrongCurrency => "The code is for orders in another currency.",
        CouponReason.OtherShopper => "The code is another shopper's.",
        CouponReason.NextPurchase => "The code is for the next purchase, not for the one that earned it.",
        CouponReason.OfferPaused => "The offer is paused: it makes no codes.",
        _ => why,
    };
}
