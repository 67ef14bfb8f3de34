using System.Text.Json.Serialization;
using Cartwright.Hosting;
using Cartwright.Stores;

namespace Cartwright.Reports;

/// <summary>The figures behind the console's overview, for other programs: GET /api/reports/overview?days=30.</summary>
internal static class ReportEndpoints
{
    public const int MostDays = 366;

    public static void MapReports(this IEndpointRouteBuilder app) => app.MapApi("reports")
        .MapGet("/reports/overview", OverviewAsync).Needs(Right.ViewReports, "Figures of the last days, today included").Produces<OverviewAnswer>();

    private static async Task<IResult> OverviewAsync(HttpContext http, ReportStore reports, TimeProvider clock, int? days)
    {
        if (days is < 1 or > MostDays) throw new BadInputException("days", $"Use 1 to {MostDays}.");
        var store = http.Caller().Store;
        var range = DayPolicy.Last(days ?? 30, clock.GetUtcNow().ToUnixTimeMilliseconds(), store.Zone);
        var figures = await reports.DaysAsync(store.Id, range[0], range[^1], http.RequestAborted);
        var answer = new OverviewAnswer(range[0], range[^1], store.TimeZone, store.Currency,
            [.. figures.GroupBy(f => (f.Currency, f.Metric)).OrderBy(g => g.Key.Metric, StringComparer.Ordinal).ThenBy(g => g.Key.Currency, StringComparer.Ordinal)
                .Select(g => new MetricAnswer(g.Key.Metric, g.Key.Currency.Length == 0 ? null : g.Key.Currency, g.Sum(f => f.Value), g.OrderBy(f => f.Day, StringComparer.Ordinal).ToDictionary(f => f.Day, f => f.Value)))]);
        return TypedResults.Json(answer, ReportJson.Default.OverviewAnswer);
    }
}

/// <summary>Days are yyyy-MM-dd of the time zone; amounts are minor units of the metric's currency.</summary>
internal sealed record OverviewAnswer(string From, string To, string TimeZone, string Currency, IReadOnlyList<MetricAnswer> Metrics);

internal sealed record MetricAnswer(string Name, string? Currency, long Sum, IReadOnlyDictionary<string, long> Days);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(OverviewAnswer))]
internal sealed partial class ReportJson : JsonSerializerContext;
