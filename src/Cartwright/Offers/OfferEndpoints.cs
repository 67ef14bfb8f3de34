using Cartwright.Hosting;
using Cartwright.Stores;

namespace Cartwright.Offers;

/// <summary>GET, POST /api/offers; GET, PUT /api/offers/{slug}.</summary>
internal static class OfferEndpoints
{
    public static void MapOffers(this IEndpointRouteBuilder app)
    {
        var api = app.MapApi("offers");
        api.MapGet("/offers", List).Needs(Right.ViewOffers, "The store's offers").Produces<ApiList<OfferView>>();
        api.MapPost("/offers", AddAsync).Needs(Right.EditOffers, "Add an offer").Accepts<OfferInput>("application/json").Produces<OfferView>(201).ProducesProblem(409);
        api.MapGet("/offers/{slug}", Find).Needs(Right.ViewOffers, "One offer").Produces<OfferView>().ProducesProblem(404);
        api.MapPut("/offers/{slug}", SaveAsync).Needs(Right.EditOffers, "Change what is named of an offer, or add it; codes that are out keep what they promised").Accepts<OfferInput>("application/json").Produces<OfferView>().Produces<OfferView>(201);
    }

    private static IResult List(HttpContext http) =>
        TypedResults.Json(new ApiList<OfferView>([.. http.Caller().Entry.Offers.Select(OfferView.Of)], null), OfferJson.Default.ApiListOfferView);

    private static IResult Find(HttpContext http, string slug) => http.Caller().Entry.Offers.FirstOrDefault(o => o.Slug == slug) is { } offer
        ? TypedResults.Json(OfferView.Of(offer), OfferJson.Default.OfferView)
        : throw new NotThereException($"There is no offer '{ApiInput.Cut(slug)}'.");

    private static async Task<IResult> AddAsync(HttpContext http, OfferStore offers, StoreDirectory directory)
    {
        var store = http.Caller().Store;
        var input = await ApiInput.BodyAsync(http, OfferJson.Default.OfferInput);
        var offer = Checked(OfferPolicy.Check(input, input.Slug ?? "", null, store.Id, store.Currency));
        if (!await offers.AddAsync(offer, http.RequestAborted)) throw new ConflictException($"There is an offer '{offer.Slug}' already. Change it by PUT /api/offers/{offer.Slug}.");
        await directory.RefreshAsync(http.RequestAborted);
        return TypedResults.Json(OfferView.Of(offer), OfferJson.Default.OfferView, statusCode: 201);
    }

    private static async Task<IResult> SaveAsync(HttpContext http, OfferStore offers, StoreDirectory directory, string slug)
    {
        var (store, known) = (http.Caller().Store, http.Caller().Entry.Offers.FirstOrDefault(o => o.Slug == slug));
        var input = await ApiInput.BodyAsync(http, OfferJson.Default.OfferInput);
        var offer = Checked(OfferPolicy.Check(input, slug, known, store.Id, store.Currency));
        await offers.SaveAsync(offer, http.RequestAborted);
        await directory.RefreshAsync(http.RequestAborted);
        return TypedResults.Json(OfferView.Of(offer), OfferJson.Default.OfferView, statusCode: known is null ? 201 : 200);
    }

    private static Offer Checked((Offer? Offer, IReadOnlyList<(string Field, string Error)> Errors) read) => read.Offer ?? throw new BadInputException(read.Errors);
}
