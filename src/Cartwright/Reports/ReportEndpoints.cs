using System.Globalization;
using System.Text.Json.Serialization;
using Cartwright.Stores;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cartwright.Reports;

/// <summary>The figures behind the console's overview, for other programs: GET /api/reports/overview?days=30 with the store's secret key as bearer.</summary>
internal static class ReportEndpoints
{
    public const int MostDays = 366;

    public static void MapReports(this IEndpointRouteBuilder app) => app.MapGet("/api/reports/overview", OverviewAsync);

    private static async Task<IResult> OverviewAsync(HttpContext http, StoreDirectory stores, ReportStore reports, TimeProvider clock, string? days)
    {
        if (Bearer(http) is not { } key || stores.ByKey(key) is not { Kind: StoreKey.Secret, Store.Store: var store })
            return TypedResults.Problem("Send the store's secret key as a bearer token.", statusCode: 401, title: "The key is missing or not known.");
        var count = 30;
        if (days is not null && (!int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count is < 1 or > MostDays))
            return TypedResults.Problem($"'{days}' is not a number of days from 1 to {MostDays}.", statusCode: 400, title: "days is not right.");

        var range = DayPolicy.Last(count, clock.GetUtcNow().ToUnixTimeMilliseconds(), store.Zone);
        var figures = await reports.DaysAsync(store.Id, range[0], range[^1], http.RequestAborted);
        var answer = new OverviewAnswer(range[0], range[^1], store.TimeZone, store.Currency,
            [.. figures.GroupBy(f => (f.Currency, f.Metric)).OrderBy(g => g.Key.Metric, StringComparer.Ordinal).ThenBy(g => g.Key.Currency, StringComparer.Ordinal)
                .Select(g => new MetricAnswer(g.Key.Metric, g.Key.Currency.Length == 0 ? null : g.Key.Currency, g.Sum(f => f.Value), g.OrderBy(f => f.Day, StringComparer.Ordinal).ToDictionary(f => f.Day, f => f.Value)))]);
        return TypedResults.Json(answer, ReportJson.Default.OverviewAnswer);
    }

    private static string? Bearer(HttpContext http) =>
        http.Request.Headers.Authorization.ToString() is var header && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : null;
}

/// <summary>Days are yyyy-MM-dd of the time zone; amounts are minor units of the metric's currency.</summary>
internal sealed record OverviewAnswer(string From, string To, string TimeZone, string Currency, IReadOnlyList<MetricAnswer> Metrics);

internal sealed record MetricAnswer(string Name, string? Currency, long Sum, IReadOnlyDictionary<string, long> Days);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(OverviewAnswer))]
internal sealed partial class ReportJson : JsonSerializerContext;
