using System.Diagnostics;
using System.Text;
using Cartwright.Turns;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Cartwright.Hosting;

/// <summary>GET /metrics: the meter's figures, what waits in the database and the process's basics. OTLP when OTEL_EXPORTER_OTLP_ENDPOINT is set.</summary>
internal static class MetricsEndpoints
{
    public static void AddMetricsText(this IServiceCollection services, string? otlpEndpoint)
    {
        services.AddSingleton<PrometheusMetrics>().AddSingleton<WaitingStore>();
        if (string.IsNullOrEmpty(otlpEndpoint)) return;
        services.AddOpenTelemetry()
            .WithMetrics(m => m.AddMeter("Cartwright", "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"))
            .WithTracing(t => t.AddSource("Microsoft.AspNetCore"))
            .UseOtlpExporter();
    }

    public static void MapMetrics(this IEndpointRouteBuilder app)
    {
        app.ServiceProvider.GetRequiredService<PrometheusMetrics>(); // from now on it hears
        app.MapGet("/metrics", AnswerAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> AnswerAsync(PrometheusMetrics metrics, WaitingStore waiting, TurnLoop turns, ProductClock clock, CancellationToken ct)
    {
        var text = new StringBuilder(8192);
        metrics.WriteTo(text);
        Gauge(text, "cartwright_queue_signals", "Signals waiting for the turn loop", turns.Intake.Count);
        var (timers, messages) = await waiting.CountAsync(clock.GetUtcNow().ToUnixTimeMilliseconds(), ct);
        Gauge(text, "cartwright_timers_due", "Shoppers whose timer is due and not yet decided", timers);
        PrometheusMetrics.Head(text, "cartwright_messages_open", "gauge", "Messages on their way, by status; finished ones are counted by cartwright_messages_total");
        foreach (var (status, count) in messages) PrometheusMetrics.Line(text, "cartwright_messages_open", PrometheusMetrics.Label("status", status), count);

        using var process = Process.GetCurrentProcess();
        PrometheusMetrics.Head(text, "process_cpu_seconds_total", "counter", "Processor time used");
        PrometheusMetrics.Line(text, "process_cpu_seconds_total", "", process.TotalProcessorTime.TotalSeconds);
        Gauge(text, "process_resident_memory_bytes", "Memory in use", process.WorkingSet64);
        Gauge(text, "process_start_time_seconds", "When the process began, seconds since 1970", new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeMilliseconds() / 1000.0);
        Gauge(text, "process_threads", "Threads", process.Threads.Count);
        Gauge(text, "dotnet_gc_heap_size_bytes", "Managed heap", GC.GetTotalMemory(forceFullCollection: false));
        PrometheusMetrics.Head(text, "dotnet_gc_collections_total", "counter", "Garbage collections");
        for (var g = 0; g <= GC.MaxGeneration; g++) PrometheusMetrics.Line(text, "dotnet_gc_collections_total", $"generation=\"{g}\"", GC.CollectionCount(g));
        return TypedResults.Text(text.ToString(), "text/plain; version=0.0.4", Encoding.UTF8);
    }

    private static void Gauge(StringBuilder text, string name, string help, double value)
    {
        PrometheusMetrics.Head(text, name, "gauge", help);
        PrometheusMetrics.Line(text, name, "", value);
    }
}
