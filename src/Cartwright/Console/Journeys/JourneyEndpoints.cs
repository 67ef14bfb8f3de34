using System.Globalization;
using System.Text.Json;
using Cartwright.Console.Shell;
using Cartwright.Journeys;
using Cartwright.Messages;
using Cartwright.Stores;

namespace Cartwright.Console.Journeys;

/// <summary>What is sent when: the list with its figures, each journey as sentences, and their editor.</summary>
internal static class JourneyEndpoints
{
    public const int FigureDays = 30;
    private const long DayLength = 86_400_000;

    // A hundred steps with conditions are some thousand fields.
    private const int MostFields = 20_000;
    public static IReadOnlyList<string> Statuses { get; } = ["live", "paused", "draft"];

    public static void MapJourneys(this RouteGroupBuilder console)
    {
        console.MapGet("/{slug}/journeys", ListAsync).Needs(Right.ViewJourneys);
        console.MapGet("/{slug}/journeys/new", New).Needs(Right.EditJourneys);
        console.MapPost("/{slug}/journeys/new", AddAsync).Needs(Right.EditJourneys).DisableAntiforgery().WithFormOptions(valueCountLimit: MostFields);
        console.MapGet("/{slug}/journeys/{journey}", ShowAsync).Needs(Right.ViewJourneys);
        console.MapPost("/{slug}/journeys/{journey}", EditAsync).Needs(Right.EditJourneys).DisableAntiforgery().WithFormOptions(valueCountLimit: MostFields);
        console.MapPost("/{slug}/journeys/{journey}/status", SwitchAsync).Needs(Right.EditJourneys).DisableAntiforgery();
    }

    private static async Task<IResult> ListAsync(ConsoleContext context, JourneyFiguresStore figures, CancellationToken ct)
    {
        var all = await FiguresAsync(context, figures, ct);
        return context.Page<JourneysPage>(new JourneysModel([.. context.Entry!.Journeys
            .OrderBy(j => ((List<string>)["live", "paused", "draft"]).IndexOf(j.Status)).ThenByDescending(j => j.Definition.Priority).ThenBy(j => j.Definition.Name, StringComparer.Ordinal)
            .Select(j => (j, all.GetValueOrDefault(j.Id) ?? JourneyFigures.None))]));
    }

    private static IResult New(ConsoleContext context, JourneyEditor editor, string? from)
    {
        if (from is null) return context.Page<NewJourneyPage>(new NewJourneyModel([.. context.Entry!.Journeys.Select(j => (j.Slug, j.Definition))], [.. ReadyJourneys.In(context.Entry!.Store.Currency)]));
        var basis = from == "nothing" ? JourneyEditor.Nothing
            : Find(context, from)?.Definition ?? ReadyJourneys.In(context.Entry!.Store.Currency).FirstOrDefault(r => r.Slug == from).Definition;
        if (basis is null) return NotFound(context);
        var named = from == "nothing" ? basis : basis with { Name = context.T["journey.copy_of", ("name", basis.Name)] };
        return context.Page<JourneyPage>(editor.Open(context, JourneyEditor.Unsaved(context.Store.Id), named));
    }

    private static async Task<IResult> ShowAsync(ConsoleContext context, JourneyEditor editor, string journey, string? notice, long? version, string? view, CancellationToken ct)
    {
        if (Find(context, journey) is not { } found) return NotFound(context);
        var shown = version is { } number && number != found.Version ? context.Entry!.Version(found.Id, number) : null;
        var model = editor.Open(context, found, shown ?? found.Definition) with
        {
            Notice = notice is "saved" or "created" or "live" or "paused" or "draft" ? notice : null, Shown = shown is null ? null : version,
            Json = view == "json" ? JourneyModel.ToJson(shown ?? found.Definition) : null,
        };
        return context.Page<JourneyPage>(await editor.WithHistoryAsync(context, model, ct));
    }

    private static async Task<IResult> AddAsync(HttpContext http, ConsoleContext context, JourneyEditor editor, CancellationToken ct)
    {
        var model = editor.Take(context, JourneyEditor.Unsaved(context.Store.Id), await http.Request.ReadFormAsync(ct), out var save);
        if (!save) return Page(context, model);
        var slug = await editor.SaveAsync(context, model, ct);
        return TypedResults.Redirect(context.Link($"journeys/{slug}?notice=created"));
    }

    private static async Task<IResult> EditAsync(HttpContext http, ConsoleContext context, JourneyEditor editor, string journey, CancellationToken ct)
    {
        if (Find(context, journey) is not { } found) return NotFound(context);
        var form = await http.Request.ReadFormAsync(ct);
        var model = editor.Take(context, found, form, out var save);
        // What somebody else saved meanwhile is not overwritten unseen.
        if (save && form["version"].ToString() != found.Version.ToString(CultureInfo.InvariantCulture)) (save, model) = (false, model with { Notice = "overtaken" });
        if (!save) return Page(context, await editor.WithHistoryAsync(context, model, ct));
        await editor.SaveAsync(context, model, ct);
        return TypedResults.Redirect(context.Link($"journeys/{found.Slug}?notice=saved"));
    }

    private static async Task<IResult> SwitchAsync(HttpContext http, ConsoleContext context, JourneyEditor editor, StoreStore stores, StoreDirectory directory, string journey, CancellationToken ct)
    {
        var status = (await http.Request.ReadFormAsync(ct))["status"].ToString();
        if (Find(context, journey) is not { } found || !Statuses.Contains(status)) return NotFound(context);
        // It may have been right when it was saved, and name an offer or a template that is gone.
        if (status == "live" && editor.Open(context, found, found.Definition) is { Reading.Errors.Count: > 0 } wrong)
            return Page(context, await editor.WithHistoryAsync(context, wrong with { IsChecked = true }, ct));
        await stores.SaveJourneyAsync(found with { Status = status }, ct);
        await directory.RefreshAsync(ct); // this node at once, the others within a second
        return TypedResults.Redirect(context.Link($"journeys/{found.Slug}?notice={status}"));
    }

    private static IResult Page(ConsoleContext context, JourneyModel model) =>
        context.Page<JourneyPage>(model, model.Errors.Count > 0 || model.JsonErrors is { Count: > 0 } ? StatusCodes.Status400BadRequest : model.Notice == "overtaken" ? StatusCodes.Status409Conflict : StatusCodes.Status200OK);

    private static Journey? Find(ConsoleContext context, string slug) => context.Entry!.Journeys.FirstOrDefault(j => j.Slug == slug);

    private static IResult NotFound(ConsoleContext context) => context.Page<NotFoundPage>(status: StatusCodes.Status404NotFound);

    public static Task<Dictionary<Guid, JourneyFigures>> FiguresAsync(ConsoleContext context, JourneyFiguresStore figures, CancellationToken ct) =>
        figures.LoadAsync(context.Store.Id, context.Now - FigureDays * DayLength, context.Store.Currency, ct);
}
