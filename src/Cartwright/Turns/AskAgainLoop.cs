using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cartwright.Hosting;
using Cartwright.Stores;

namespace Cartwright.Turns;

/// <summary>
/// Quiet hours that were entered wrongly and are put right a minute later must not hold everything until their old end: once a store's settings or
/// its live journeys changed, what is held asks the gate again, some hundred shoppers at a time. Every node sees the change; to ask twice changes nothing.
/// By which settings all was asked is kept, so a process that dies meanwhile asks all of them at its next start.
/// </summary>
internal sealed partial class AskAgainLoop(HeldStore held, StoreDirectory stores, TurnLoop turns, ProductClock clock, ILogger<AskAgainLoop> logger) : BackgroundService
{
    public const int Page = 500;
    private Dictionary<Guid, string>? _asked;
    private long _version = -1;

    /// <returns>How many shoppers were asked about.</returns>
    public async Task<int> RunAsync(CancellationToken ct = default)
    {
        var snapshot = stores.Snapshot;
        if (snapshot.Version == _version) return 0;
        _asked ??= await held.AskedAsync(ct);
        var shoppers = 0;
        var changed = new List<(Guid Store, string Settings)>();
        foreach (var (id, entry) in snapshot.ById)
        {
            var settings = HashOf(entry);
            var before = _asked.GetValueOrDefault(id);
            if (before == settings) continue;
            if (before is not null) shoppers += await AskAsync(id, ct);
            changed.Add((id, settings));
        }
        if (changed.Count > 0) await held.SaveAskedAsync(changed, ct);
        foreach (var (id, settings) in changed) _asked[id] = settings;
        _version = snapshot.Version;
        return shoppers;
    }

    private static string HashOf(StoreEntry entry)
    {
        var live = string.Join(' ', entry.Journeys.Where(j => j.Status == "live").Select(j => j.Id).Order());
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(entry.Store.Settings, StoreJson.Default.StoreSettings) + live)).AsSpan(0, 16));
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
