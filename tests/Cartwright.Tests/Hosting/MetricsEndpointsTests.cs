using System.Text.RegularExpressions;
using Cartwright.Tests.Support;

namespace Cartwright.Tests.Hosting;

public sealed class MetricsEndpointsTests
{
    private const RegexOptions Plain = RegexOptions.Multiline | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;

    [Theory, OnSqlite, OnPostgres]
    public async Task Figures_are_written_as_prometheus_reads_them(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        await server.AbandonCartAsync("d1", "ann@mail.test", "c1");
        await server.Mail.WaitForAsync(1);

        var text = await server.Stranger.GetStringAsync("/metrics");

        Assert.All(text.TrimEnd('\n').Split('\n'), line => Assert.Matches("""^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? [-+\w.]+)$""", line));
        Assert.True(double.Parse(Regex.Match(text, @"^cartwright_events_accepted_total (?<value>\S+)$", Plain).Groups["value"].Value, System.Globalization.CultureInfo.InvariantCulture) >= 2);
        foreach (var name in (string[])["cartwright_queue_signals ", "cartwright_timers_due ", "cartwright_messages_open{status=\"queued\"} ", "process_cpu_seconds_total ", "cartwright_timer_lateness_seconds_bucket{le=\"+Inf\"} "])
            Assert.Contains("\n" + name, text);
        Assert.Equal(text.Split('\n').Count(l => l.StartsWith("# TYPE", StringComparison.Ordinal)), Regex.Matches(text, @"^# TYPE (?<name>\w+)", Plain).Select(m => m.Groups["name"].Value).Distinct().Count());
    }
}
