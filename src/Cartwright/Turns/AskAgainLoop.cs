using System.Text.Json;
using Cartwright.Hosting;
using Cartwright.Stores;

namespace Cartwright.Turns;

/// <summary>
/// Quiet hours that were entered wrongly and are put right a minute later must not hold everything until their old end: once a store's settings changed, or a
/// journey became live, what is held asks the gate again, some hundred shoppers at a time. Every node sees the change; to ask twice changes nothing.
/// A process that dies meanwhile leaves the rest to the time it was held until.
/// </summary>
internal sealed partial class AskAgainLoop(HeldStore held, StoreDirectory stores, TurnLoop turns, ProductClock clock, ILogger<AskAgainLoop> logger) : BackgroundService
{
    public const int Page = 500;
    private readonly Dictionary<Guid, (string Settings, HashSet<Guid> NotLive)> _seen = [];
    private long _version = -1;

    /// <returns>How many shoppers were asked about.</returns>
    public async Task<int> RunAsync(CancellationToken ct = default)
    {
        var snapshot = stores.Snapshot;
        if (snapshot.Version == _version) return 0;
        var asked = 0;
        foreach (var (id, entry) in snapshot.ById)
        {
            var now = (Settings: JsonSerializer.Serialize(entry.Store.Settings, StoreJson.Default.StoreSettings), NotLive: entry.Journeys.Where(j => j.Status != "live").Select(j => j.Id).ToHashSet());
            if (_seen.TryGetValue(id, out var before) && (before.Settings != now.Settings || before.NotLive.Any(j => !now.NotLive.Contains(j)))) asked += await AskAsync(id, ct);
            _seen[id] = now;
        }
        _version = snapshot.Version;
        return asked;
    }

    private async Task<int> AskAsync(Guid store, CancellationToken ct)
    {
        var waiting = await held.ShoppersAsync(store, clock.GetUtcNow().ToUnixTimeMilliseconds(), ct);
        foreach (var page in waiting.Chunk(Page)) await turns.SubmitAsync([.. page.Select(s => new AskAgainSignal(store, s))]);
        return waiting.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock.RealTime);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try { await RunAsync(stoppingToken); }
            catch (Exception error) when (error is not OperationCanceledException) { Failed(logger, error); }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What is held could not be asked about again after a change of settings; it is tried again")]
    private static partial void Failed(ILogger logger, Exception error);
}
