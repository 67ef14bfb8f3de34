using System.Globalization;
using Cartwright.Journeys;
using Cartwright.Messages.Templates;
using Cartwright.Reports;
using Cartwright.Stores;
using Cartwright.Tracking.Platforms;

namespace Cartwright.Console.Overview;

internal sealed record OverviewModel(int Days, OverviewFigures Figures, IReadOnlyList<Hint> Hints, IReadOnlyList<RecoveredOrder> Latest);

/// <summary>How much came back, what is at risk, what should change.</summary>
internal static class OverviewEndpoints
{
    public static IReadOnlyList<int> Periods { get; } = [7, 30, 90];
    private const long DayLength = 86_400_000;

    public static void MapOverview(this RouteGroupBuilder console) => console.MapGet("/{slug}", ShowAsync).Needs(Right.ViewReports);

    private static async Task<IResult> ShowAsync(ConsoleContext context, ReportStore reports, OverviewStore overview, ShopConnectionStore shops, CartMailerStore mailers, StoreTemplates templates, string? days, CancellationToken ct)
    {
        var period = int.TryParse(days, CultureInfo.InvariantCulture, out var asked) && Periods.Contains(asked) ? asked : 30;
        var store = context.Store;
        var reach = Math.Max(2 * period, store.Settings.LostAfterDays + 2);
        var range = DayPolicy.Last(reach, context.Now, store.Zone);
        var figures = new OverviewFigures(await reports.DaysAsync(store.Id, range[0], range[^1], ct), store.Currency,
            [.. range.TakeLast(period)], [.. range.TakeLast(2 * period).Take(period)]);
        var shop = store.AsksShop ? await shops.FindAsync(store.Id, ct) : null;
        var hints = Hints.For(new HintFacts(figures, context.Entry!.Journeys.Count(j => j.Status == "live"), store.Settings.Sending, store.Settings.AcceptBrowserOrders,
            await overview.RejectedAsync(store.Id, context.Now - 7 * DayLength, ct), store.OrderFeedSilentSince is not null, store.Settings.SandboxTo is not null,
            shop?.Problem is not null, ShopWebhook.Read(shop?.Webhooks)?.Any(w => w.IsOff) == true, (await mailers.FindAsync(store.Id, ct))?.Open.Any() == true,
            (await templates.ListAsync(context.Entry!, ct)).Count(t => t.Own?.Break is not null),
            [.. HandoffPolicy.Unheard(context.Entry!.Journeys, store.Settings).Select(j => j.Definition.Name)]));
        var latest = await overview.LatestRecoveredAsync(store.Id, DayPolicy.Bounds(figures.Days[0], store.Zone).From, ct);
        return context.Page<OverviewPage>(new OverviewModel(period, figures, hints, latest));
    }
}
