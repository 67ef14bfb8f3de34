using Cartwright.Hosting;
using Cartwright.Messages;
using Cartwright.Products;
using Cartwright.Shoppers;
using Cartwright.Stores;

namespace Cartwright.Journeys;

/// <summary>GET, PUT /api/journeys; GET, PUT /api/journeys/{slug}; GET, POST /api/journeys/{slug}/move; GET /api/enrollments; the schema at /schemas/journey.json.</summary>
internal static class JourneyEndpoints
{
    private static readonly string[] Statuses = ["live", "draft", "paused"], RunStatuses = [.. Enum.GetNames<EnrollmentStatus>().Select(s => s.ToLowerInvariant())];

    public static void MapJourneys(this IEndpointRouteBuilder app)
    {
        app.MapGet(JourneySchema.Path, () => TypedResults.Text(JourneySchema.Schema.ToJsonString(), "application/schema+json")).ExcludeFromDescription();
        var api = app.MapApi("journeys");
        api.MapGet("/journeys", List).Needs(Right.ViewJourneys, "The store's journeys").Produces<ApiList<JourneyView>>();
        api.MapGet("/journeys/{slug}", Find).Needs(Right.ViewJourneys, "One journey").Produces<JourneyView>().ProducesProblem(404);
        api.MapPut("/journeys/{slug}", SaveAsync).Needs(Right.EditJourneys, "Change a journey's status or definition, or add one (schema: /schemas/journey.json)").Accepts<JourneyInput>("application/json").Produces<JourneyView>();
        api.MapPut("/journeys", ImportAsync).Needs(Right.EditJourneys, "Add or change up to 200 journeys, all or none, as the list shows them; says of each what changed; with dryRun=true changes nothing")
            .Accepts<JourneysInput>("application/json").Produces<ApiList<JourneyChange>>();
        api.MapGet("/journeys/{slug}/move", FindMoveAsync).Needs(Right.ViewJourneys, "How many running enrollments stand in older versions of the journey, and the last time they were moved").Produces<JourneyMoveView>().ProducesProblem(404);
        api.MapPost("/journeys/{slug}/move", MoveAsync).Needs(Right.EditJourneys, "Move the running enrollments of older versions to the present one; it is done piece by piece, see the GET").Produces<JourneyMoveView>(202).ProducesProblem(404);
        app.MapApi("shoppers").MapGet("/shoppers/{id}/explain", ExplainAsync).Needs(Right.ViewJourneys, "For each journey: why the shopper did or did not enter, where they are in it, what happens next and when").Produces<ApiList<ExplanationView>>().ProducesProblem(404);
        api.MapGet("/enrollments", EnrollmentsAsync).Needs(Right.ViewJourneys, "Runs through journeys, newest first; of a status, a cart or a shopper").Produces<ApiList<EnrollmentView>>();
    }

    private static IResult List(HttpContext http) =>
        TypedResults.Json(new ApiList<JourneyView>([.. http.Caller().Entry.Journeys.Select(JourneyView.Of)], null), JourneyViewJson.Default.ApiListJourneyView);

    private static IResult Find(HttpContext http, string slug) => TypedResults.Json(JourneyView.Of(Own(http, slug)), JourneyViewJson.Default.JourneyView);

    private static async Task<IResult> SaveAsync(HttpContext http, StoreStore stores, StoreDirectory directory, MessageRenderer renderer, Ids ids, string slug)
    {
        var entry = http.Caller().Entry;
        var input = await ApiInput.BodyAsync(http, JourneyViewJson.Default.JourneyInput);
        var known = entry.Journeys.FirstOrDefault(j => j.Slug == slug);
        if (known is null && !JourneyPolicy.IsSlug(slug)) throw new BadInputException("slug", JourneyPolicy.SlugRule);
        var definition = input.Definition ?? known?.Definition ?? throw new BadInputException("definition", "It is missing: a new journey needs one.");
        var status = ApiInput.OneOf(input.Status, "status", Statuses) ?? known?.Status ?? "draft";
        var errors = JourneyPolicy.Check(definition, JourneyImports.Names(entry, renderer));
        if (errors.Count > 0) throw new BadInputException([.. errors.Select(e => ("definition." + e.Field, e.Error))]);
        await stores.SaveJourneyAsync(new Journey(entry.Store.Id, known?.Id ?? ids.Next(), slug, status, known?.Version ?? 0, definition), http.RequestAborted);
        await directory.RefreshAsync(http.RequestAborted);
        return TypedResults.Json(JourneyView.Of(directory.Find(entry.Store.Id)!.Journeys.First(j => j.Slug == slug)), JourneyViewJson.Default.JourneyView, statusCode: known is null ? 201 : 200);
    }

    private static async Task<IResult> ImportAsync(HttpContext http, JourneyImports imports, bool? dryRun)
    {
        var items = (await ApiInput.BodyAsync(http, JourneyViewJson.Default.JourneysInput, 4 * 1024 * 1024)).Items;
        if (items.Count is 0 or > JourneyImports.Most) throw new BadInputException("items", $"Send 1 to {JourneyImports.Most} journeys.");
        for (var i = 0; i < items.Count; i++) ApiInput.OneOf(items[i].Status, $"items[{i}].status", Statuses);
        var caller = http.Caller();
        var answer = await imports.ImportAsync(caller.Entry, [.. items.Select(i => (i.Slug, i.Definition, i.Status))], [], caller.By, dryRun == true, http.RequestAborted);
        if (answer.Errors.Count > 0)
            throw new BadInputException([.. answer.Errors.Select(e => ($"items[{items.ToList().FindIndex(i => i.Slug == e.Slug)}]." + (e.Field == "slug" ? "slug" : "definition." + e.Field), e.Error)).Distinct()]);
        return TypedResults.Json(new ApiList<JourneyChange>(answer.Changes, null), JourneyViewJson.Default.ApiListJourneyChange);
    }

    private static async Task<IResult> FindMoveAsync(HttpContext http, JourneyMoveStore moves, string slug) => TypedResults.Json(await MoveViewAsync(Own(http, slug), moves, http.RequestAborted), JourneyViewJson.Default.JourneyMoveView);

    private static async Task<IResult> MoveAsync(HttpContext http, JourneyMoveStore moves, string slug)
    {
        var journey = Own(http, slug);
        await moves.BeginAsync(journey, http.Caller().By, http.RequestAborted);
        return TypedResults.Json(await MoveViewAsync(journey, moves, http.RequestAborted), JourneyViewJson.Default.JourneyMoveView, statusCode: 202);
    }

    private static async Task<JourneyMoveView> MoveViewAsync(Journey journey, JourneyMoveStore moves, CancellationToken ct)
    {
        var (last, older) = await moves.FindAsync(journey, ct);
        return new JourneyMoveView(journey.Slug, journey.Version, older, last?.Version, last?.ByWhom, ApiInput.Time(last?.StartedAt), ApiInput.Time(last?.DoneAt));
    }

    private static Journey Own(HttpContext http, string slug) => http.Caller().Entry.Journeys.FirstOrDefault(j => j.Slug == slug) ?? throw new NotThereException($"There is no journey '{ApiInput.Cut(slug)}'.");

    private static async Task<IResult> ExplainAsync(HttpContext http, ShopperStore shoppers, ProductStore products, RefusalStore refusals, StoreDirectory directory, string id)
    {
        var entry = http.Caller().Entry;
        var key = (entry.Store.Id, ApiInput.PathId(id, "shopper"));
        if ((await shoppers.ReadAsync([key], http.RequestAborted)).GetValueOrDefault(key) is not { } shopper) throw new NotThereException($"There is no shopper '{ApiInput.Cut(id)}'.");
        var categories = await products.CategoriesAsync(entry.Store.Id, shopper.Carts.SelectMany(c => c.Facts.Lines).Select(l => l.ProductId), http.RequestAborted);
        var all = ExplainPolicy.Of(shopper, entry.Journeys, entry.Version, entry.Store, directory.Now, categories, await refusals.OfAsync(shopper, http.RequestAborted));
        return TypedResults.Json(new ApiList<ExplanationView>([.. all.Select(x => ExplanationView.Of(x, shopper, entry.Version))], null), JourneyViewJson.Default.ApiListExplanationView);
    }

    private static async Task<IResult> EnrollmentsAsync(HttpContext http, EnrollmentStore enrollments, string? status, string? cart, string? shopper, int? limit, string? cursor)
    {
        var entry = http.Caller().Entry;
        var most = ApiInput.Limit(limit);
        var rows = await enrollments.ListAsync(entry.Store.Id, ApiInput.OneOf(status, "status", RunStatuses), ApiInput.Id(cart, "cart"), ApiInput.Id(shopper, "shopper"), ApiInput.IdCursor(cursor), most + 1, http.RequestAborted);
        var slugs = entry.Journeys.ToDictionary(j => j.Id, j => j.Slug);
        return TypedResults.Json(ApiInput.Page(rows, most,
            r => new EnrollmentView(r.EnrollmentId, slugs.GetValueOrDefault(r.JourneyId, ""), r.JourneyVersion, r.CartId == Guid.Empty ? null : r.CartId, r.ShopperId, r.Entry, r.Status, r.Position,
                ApiInput.Time(r.NextAt), ApiInput.Time(r.EnteredAt), ApiInput.Time(r.EndedAt), r.ExitReason),
            r => ApiInput.ToCursor(r.EnrollmentId.ToString())), JourneyViewJson.Default.ApiListEnrollmentView);
    }
}
