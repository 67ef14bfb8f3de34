using Cartwright.Hosting;
using Cartwright.Storage;
using Cartwright.Turns;

namespace Cartwright.Messages;

/// <summary>When messages are claimed, and how many leave at once; how one leaves is <see cref="Outbox"/>.</summary>
internal sealed partial class DeliveryLoop(Outbox outbox, Database database, TurnLoop turns, ProductClock clock, ServerOptions options, ILogger<DeliveryLoop> logger) : BackgroundService
{
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(200);
    private readonly SemaphoreSlim _work = new(0, 1);
    private int _underWay, _open; // the second counts those, too, of which only the outcome is to be written

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        turns.MessagesQueued = Wake;
        await TryAsync(outbox.RecoverAsync, stoppingToken);
        var slots = options.Smtp.MaxConnections * 2; // half of them render or wait for their commit while the others wait for the server; more would outlive their lease where it is slow
        var orphansAt = clock.RealTime.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            await TryAsync(async () =>
            {
                var free = slots - Volatile.Read(ref _underWay);
                // A claim costs the writer's lock: of a backlog several are taken at once, unless those under way are slow.
                if (free < slots / 2 && await _work.WaitAsync(Idle, stoppingToken)) return;
                var claims = free <= 0 ? [] : await outbox.ClaimAsync(free, stoppingToken);
                foreach (var claim in claims) _ = DeliverAsync(claim);
                if (claims.Count < free) await _work.WaitAsync(Idle, stoppingToken);
                if (database.IsShared && clock.RealTime.GetElapsedTime(orphansAt) > TimeSpan.FromMinutes(1))
                {
                    orphansAt = clock.RealTime.GetTimestamp();
                    await outbox.RecoverAsync();
                }
            }, stoppingToken);
        }
        while (Volatile.Read(ref _open) > 0) await Task.Delay(TimeSpan.FromMilliseconds(20), clock.RealTime, CancellationToken.None);
    }

    private void Wake()
    {
        try { if (_work.CurrentCount == 0) _work.Release(); }
        catch (SemaphoreFullException) { /* already awake */ }
    }

    private async Task DeliverAsync(Claimed claimed)
    {
        var isUnderWay = 1;
        void Left()
        {
            if (Interlocked.Exchange(ref isUnderWay, 0) == 0) return;
            Interlocked.Decrement(ref _underWay);
            Wake();
        }
        Interlocked.Increment(ref _underWay);
        Interlocked.Increment(ref _open);
        try { await outbox.DeliverAsync(claimed, Left); }
        finally
        {
            Left();
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task TryAsync(Func<Task> work, CancellationToken stopping)
    {
        try { await work(); }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested) { /* told to stop */ }
        catch (Exception error)
        {
            RoundFailed(logger, error);
            await Task.Delay(TimeSpan.FromSeconds(1), clock.RealTime, CancellationToken.None);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A round of deliveries failed; it is tried again")]
    private static partial void RoundFailed(ILogger logger, Exception error);
}
