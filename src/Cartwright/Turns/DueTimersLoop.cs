using System.Diagnostics.Metrics;
using Cartwright.Hosting;

namespace Cartwright.Turns;

/// <summary>Hands shoppers whose timer is due to the turn loop. A round is finished before the next one is asked for.</summary>
internal sealed partial class DueTimersLoop(TimerStore timers, TurnLoop turns, ProductClock clock, ILogger<DueTimersLoop> logger) : BackgroundService
{
    // One turn takes a round. A mail that stands at its last byte waits for the turn before it, and holds its connection: rounds of 1,000 halved what left meanwhile.
    private const int Round = 200;
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(200);
    private static readonly Histogram<double> Lateness = new Meter("Cartwright").CreateHistogram<double>("cartwright_timer_lateness_seconds", "s", "From the due time to the committed decision, product time");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var due = await timers.DueAsync(clock.GetUtcNow().ToUnixTimeMilliseconds(), Round, stoppingToken);
                if (due.Count > 0)
                {
                    await turns.SubmitAsync([.. due.Select(d => new TimerSignal(d.StoreId, d.ShopperId))]);
                    var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
                    foreach (var d in due) Lateness.Record((now - d.WakeAt) / 1000.0);
                }
                // The poll is real time, so that a scaled clock does not make it spin.
                if (due.Count < Round) await Task.Delay(Idle, clock.RealTime, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { return; }
            catch (Exception error)
            {
                RoundFailed(logger, error);
                await Task.Delay(TimeSpan.FromSeconds(1), clock.RealTime, CancellationToken.None);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A round of timers failed; it is tried again")]
    private static partial void RoundFailed(ILogger logger, Exception error);
}
