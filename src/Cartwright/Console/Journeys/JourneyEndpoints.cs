using Cartwright.Console.Shell;
using Cartwright.Journeys;
using Cartwright.Stores;

namespace Cartwright.Console.Journeys;

internal sealed record JourneysModel(IReadOnlyList<JourneyModel> Journeys);

/// <summary>A journey with its figures. Wrong: waits that could not be taken, by step.</summary>
internal sealed record JourneyModel(Journey Journey, JourneyFigures Figures, IReadOnlyDictionary<int, Wait> Wrong, string? Notice);

/// <summary>What is sent when: each journey as sentences with its figures, a switch, and the waits to change.</summary>
internal static class JourneyEndpoints
{
    public const int FigureDays = 30;
    private const long DayLength = 86_400_000;
    private static readonly IReadOnlyDictionary<int, Wait> Fine = new Dictionary<int, Wait>();
    public static IReadOnlyList<string> Statuses { get; } = ["live", "paused", "draft"];

    public static void MapJourneys(this RouteGroupBuilder console)
    {
        console.MapGet("/{slug}/journeys", ListAsync).Needs(Right.ViewJourneys);
        console.MapGet("/{slug}/journeys/{journey}", ShowAsync).Needs(Right.ViewJourneys);
        console.MapPost("/{slug}/journeys/{journey}", SaveAsync).Needs(Right.EditJourneys).DisableAntiforgery();
        console.MapPost("/{slug}/journeys/{journey}/status", SwitchAsync).Needs(Right.EditJourneys).DisableAntiforgery();
    }

    private static async Task<IResult> ListAsync(ConsoleContext context, JourneyFiguresStore figures, CancellationToken ct)
    {
        var all = await FiguresAsync(context, figures, ct);
        return context.Page<JourneysPage>(new JourneysModel([.. context.Entry!.Journeys.Select(j => new JourneyModel(j, all.GetValueOrDefault(j.Id) ?? JourneyFigures.None, Fine, null))]));
    }

    private static async Task<IResult> ShowAsync(ConsoleContext context, JourneyFiguresStore figures, string journey, string? notice, CancellationToken ct) =>
        Find(context, journey) is not { } found ? NotFound(context)
            : await PageAsync(context, figures, found, Fine, notice is "saved" or "status" ? notice : null, StatusCodes.Status200OK, ct);

    private static async Task<IResult> SaveAsync(HttpContext http, ConsoleContext context, JourneyFiguresStore figures, StoreStore stores, StoreDirectory directory, string journey, CancellationToken ct)
    {
        if (Find(context, journey) is not { } found) return NotFound(context);
        var (definition, wrong) = JourneyForm.Read(found.Definition, await http.Request.ReadFormAsync(ct));
        if (wrong.Count > 0) return await PageAsync(context, figures, found with { Definition = definition }, wrong, null, StatusCodes.Status400BadRequest, ct);
        await stores.SaveJourneyAsync(found with { Definition = definition }, ct);
        await directory.RefreshAsync(ct); // this node at once, the others within a second
        return TypedResults.Redirect(context.Link($"journeys/{found.Slug}?notice=saved"));
    }

    private static async Task<IResult> SwitchAsync(HttpContext http, ConsoleContext context, StoreStore stores, StoreDirectory directory, string journey, CancellationToken ct)
    {
        var status = (await http.Request.ReadFormAsync(ct))["status"].ToString();
        if (Find(context, journey) is not { } found || !Statuses.Contains(status)) return NotFound(context);
        await stores.SaveJourneyAsync(found with { Status = status }, ct);
        await directory.RefreshAsync(ct);
        return TypedResults.Redirect(context.Link($"journeys/{found.Slug}?notice=status"));
    }

    private static Journey? Find(ConsoleContext context, string slug) => context.Entry!.Journeys.FirstOrDefault(j => j.Slug == slug);

    private static IResult NotFound(ConsoleContext context) => context.Page<NotFoundPage>(status: StatusCodes.Status404NotFound);

    private static async Task<IResult> PageAsync(ConsoleContext context, JourneyFiguresStore figures, Journey journey, IReadOnlyDictionary<int, Wait> wrong, string? notice, int status, CancellationToken ct) =>
        context.Page<JourneyPage>(new JourneyModel(journey, (await FiguresAsync(context, figures, ct)).GetValueOrDefault(journey.Id) ?? JourneyFigures.None, wrong, notice), status);

    private static Task<Dictionary<Guid, JourneyFigures>> FiguresAsync(ConsoleContext context, JourneyFiguresStore figures, CancellationToken ct) =>
        figures.LoadAsync(context.Store.Id, context.Now - FigureDays * DayLength, context.Store.Currency, ct);
}
