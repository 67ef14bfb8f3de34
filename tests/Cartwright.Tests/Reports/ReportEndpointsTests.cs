using Cartwright.Reports;
using Cartwright.Storage;
using Cartwright.Tests.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Reports;

public sealed class ReportEndpointsTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Figures_of_the_last_days_are_summed_by_metric(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        var days = DayPolicy.Last(3, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), server.Store.Zone);
        var store = server.Store.Id;
        await server.Services.GetRequiredService<Database>().WriteAsync(async s =>
        {
            foreach (var (day, value) in (IEnumerable<(string, long)>)[(days[0], 5), (days[1], 7), (days[2], 11)])
                await s.ExecuteAsync("insert into report_day (store_id, day, currency, metric, value) values (@store, @day, 'EUR', 'recovered_revenue', @value)", new { store, day, value });
        });

        var metric = Assert.Single((await server.GetAsync("/api/reports/overview?days=2")).GetProperty("metrics").EnumerateArray());

        Assert.Equal(("recovered_revenue", "EUR", 18), (metric.GetProperty("name").GetString(), metric.GetProperty("currency").GetString(), metric.GetProperty("sum").GetInt64()));
        Assert.Equal([days[1], days[2]], metric.GetProperty("days").EnumerateObject().Select(d => d.Name));
    }
}
