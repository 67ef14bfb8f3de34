using System.Diagnostics.Metrics;
using Cartwright.Stores;
using Cartwright.Turns;

namespace Cartwright.Reports;

/// <summary>
/// Recomputes the days that changed. A day that has been quiet for two renewals of its mark is finished: no change can have come
/// after the read without renewing the mark. A day that goes on changing (today, in a busy shop) is computed again and again, but never
/// for more than a twentieth of the time, and stays marked.
/// </summary>
internal sealed partial class RollupLoop(RollupStore rollups, StoreDirectory stores, TimeProvider clock, ILogger<RollupLoop> logger) : BackgroundService
{
    private const int Batch = 200;
    private const long DayLength = 86_400_000;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500), ShortestPause = TimeSpan.FromSeconds(2);
    private static readonly Meter Meter = new("Cartwright");
    private static readonly Counter<long> Days = Meter.CreateCounter<long>("cartwright_report_days_computed", description: "Days of reports computed again");
    private static readonly Counter<long> Failures = Meter.CreateCounter<long>("cartwright_report_days_failed", description: "Days of reports that could not be computed");

    // When a day that goes on changing may be computed again, by the machine's steady clock. Owned by the loop.
    private readonly Dictionary<(Guid, string), long> _notBefore = [];
    private readonly Dictionary<(Guid, string), long> _retryAt = [];

    /// <summary>Computes what is due now and returns how many days that were. Called by the loop, and by whoever needs the figures at once.</summary>
    /// <param name="force">Also days that changed just now.</param>
    public async Task<int> RunAsync(bool force = false, CancellationToken ct = default)
    {
        var computed = 0;
        foreach (var dirty in await rollups.DirtyAsync(Batch, ct))
        {
            var key = (dirty.StoreId, dirty.Day);
            var quiet = dirty.MarkedAt <= clock.GetUtcNow().ToUnixTimeMilliseconds() - 2 * ReportMarks.Renewal;
            if (!force && clock.GetTimestamp() < Math.Max(quiet ? 0 : _notBefore.GetValueOrDefault(key), _retryAt.GetValueOrDefault(key))) continue;
            try
            {
                if (await ComputeAsync(dirty, quiet, ct)) computed++;
                _retryAt.Remove(key);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // The mark stays: the day is tried again after a while.
                Failures.Add(1);
                DayFailed(logger, dirty.Day, dirty.StoreId, error);
                _retryAt[key] = clock.GetTimestamp() + clock.TimestampFrequency * 60;
            }
        }
        return computed;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Poll, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunAsync(ct: stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                Failures.Add(1);
                LookFailed(logger, error);
            }
        }
    }

    private async Task<bool> ComputeAsync(DirtyDay dirty, bool quiet, CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        if (stores.Find(dirty.StoreId)?.Store is not { } store) return false; // not yet in this node's directory
        var (from, to) = DayPolicy.Bounds(dirty.Day, store.Zone);
        var old = to + RollupStore.CartLateness + DayLength < clock.GetUtcNow().ToUnixTimeMilliseconds();
        var figures = await rollups.ComputeAsync(dirty.StoreId, dirty.Day, from, to, store.Settings.AcceptBrowserOrders, old, ct);
        var saved = await rollups.SaveAsync(dirty, figures, quiet, ct);
        if (saved) Days.Add(1);

        var key = (dirty.StoreId, dirty.Day);
        if (quiet) _notBefore.Remove(key);
        else _notBefore[key] = clock.GetTimestamp() + Math.Max((clock.GetTimestamp() - started) * 19, (long)(clock.TimestampFrequency * ShortestPause.TotalSeconds));
        return saved;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The figures of {Day} of store {Store} could not be computed; they are tried again in a minute")]
    private static partial void DayFailed(ILogger logger, string day, Guid store, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "The days that changed could not be read; they are tried again")]
    private static partial void LookFailed(ILogger logger, Exception error);
}
