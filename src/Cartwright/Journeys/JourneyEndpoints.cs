using Cartwright.Hosting;
using Cartwright.Messages;
using Cartwright.Shoppers;
using Cartwright.Stores;

namespace Cartwright.Journeys;

/// <summary>GET /api/journeys; GET, PUT /api/journeys/{slug}; GET /api/enrollments; the schema at /schemas/journey.json.</summary>
internal static class JourneyEndpoints
{
    private static readonly string[] Statuses = ["live", "draft", "paused"];

    public static void MapJourneys(this IEndpointRouteBuilder app)
    {
        app.MapGet(JourneySchema.Path, () => TypedResults.Text(JourneySchema.Schema.ToJsonString(), "application/schema+json")).ExcludeFromDescription();
        var api = app.MapApi("journeys");
        api.MapGet("/journeys", List).Needs(Right.ViewJourneys, "The store's journeys").Produces<ApiList<JourneyView>>();
        api.MapGet("/journeys/{slug}", Find).Needs(Right.ViewJourneys, "One journey").Produces<JourneyView>().ProducesProblem(404);
        api.MapPut("/journeys/{slug}", SaveAsync).Needs(Right.EditJourneys, "Change a journey's status or definition, or add one (schema: /schemas/journey.json)").Accepts<JourneyInput>("application/json").Produces<JourneyView>();
        app.MapApi("shoppers").MapGet("/shoppers/{id}/explain", ExplainAsync).Needs(Right.ViewJourneys, "For each journey: why the shopper did or did not enter, where they are in it, what happens next and when").Produces<ApiList<ExplanationView>>().ProducesProblem(404);
        api.MapGet("/enrollments", EnrollmentsAsync).Needs(Right.ViewJourneys, "Runs through journeys, newest first; of a cart or a shopper").Produces<ApiList<EnrollmentView>>();
    }

    private static IResult List(HttpContext http) =>
        TypedResults.Json(new ApiList<JourneyView>([.. http.Caller().Entry.Journeys.Select(JourneyView.Of)], null), JourneyViewJson.Default.ApiListJourneyView);

    private static IResult Find(HttpContext http, string slug) => http.Caller().Entry.Journeys.FirstOrDefault(j => j.Slug == slug) is { } journey
        ? TypedResults.Json(JourneyView.Of(journey), JourneyViewJson.Default.JourneyView)
        : throw new NotThereException($"There is no journey '{ApiInput.Cut(slug)}'.");

    private static async Task<IResult> SaveAsync(HttpContext http, StoreStore stores, StoreDirectory directory, MessageRenderer renderer, Ids ids, string slug)
    {
        var entry = http.Caller().Entry;
        var input = await ApiInput.BodyAsync(http, JourneyViewJson.Default.JourneyInput);
        var known = entry.Journeys.FirstOrDefault(j => j.Slug == slug);
        if (known is null && (slug.Length > 60 || slug.StartsWith('-') || !slug.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-'))) throw new BadInputException("slug", "Use 1 to 60 small letters, digits and dashes.");
        var definition = input.Definition ?? known?.Definition ?? throw new BadInputException("definition", "It is missing: a new journey needs one.");
        var status = ApiInput.OneOf(input.Status, "status", Statuses) ?? known?.Status ?? "draft";
        var errors = JourneyPolicy.Check(definition, new JourneyNames([.. renderer.Available.Select(t => t.Template).Distinct()], [.. entry.Offers.Select(o => o.Slug)]));
        if (errors.Count > 0) throw new BadInputException([.. errors.Select(e => ("definition." + e.Field, e.Error))]);
        await stores.SaveJourneyAsync(new Journey(entry.Store.Id, known?.Id ?? ids.Next(), slug, status, known?.Version ?? 0, definition), http.RequestAborted);
        await directory.RefreshAsync(http.RequestAborted);
        return TypedResults.Json(JourneyView.Of(directory.Find(entry.Store.Id)!.Journeys.First(j => j.Slug == slug)), JourneyViewJson.Default.JourneyView, statusCode: known is null ? 201 : 200);
    }

    private static async Task<IResult> ExplainAsync(HttpContext http, ShopperStore shoppers, StoreDirectory directory, string id)
    {
        var entry = http.Caller().Entry;
        var key = (entry.Store.Id, ApiInput.PathId(id, "shopper"));
        if ((await shoppers.ReadAsync([key], http.RequestAborted)).GetValueOrDefault(key) is not { } shopper) throw new NotThereException($"There is no shopper '{ApiInput.Cut(id)}'.");
        var all = ExplainPolicy.Of(shopper, entry.Journeys, entry.Version, entry.Store, directory.Now);
        return TypedResults.Json(new ApiList<ExplanationView>([.. all.Select(x => ExplanationView.Of(x, shopper))], null), JourneyViewJson.Default.ApiListExplanationView);
    }

    private static async Task<IResult> EnrollmentsAsync(HttpContext http, EnrollmentStore enrollments, string? cart, string? shopper, int? limit, string? cursor)
    {
        var entry = http.Caller().Entry;
        var most = ApiInput.Limit(limit);
        var rows = await enrollments.ListAsync(entry.Store.Id, ApiInput.Id(cart, "cart"), ApiInput.Id(shopper, "shopper"), ApiInput.IdCursor(cursor), most + 1, http.RequestAborted);
        var slugs = entry.Journeys.ToDictionary(j => j.Id, j => j.Slug);
        return TypedResults.Json(ApiInput.Page(rows, most,
            r => new EnrollmentView(r.EnrollmentId, slugs.GetValueOrDefault(r.JourneyId, ""), r.JourneyVersion, r.CartId, r.ShopperId, r.Entry, r.Status, r.Position,
                ApiInput.Time(r.NextAt), ApiInput.Time(r.EnteredAt), ApiInput.Time(r.EndedAt), r.ExitReason),
            r => ApiInput.ToCursor(r.EnrollmentId.ToString())), JourneyViewJson.Default.ApiListEnrollmentView);
    }
}
