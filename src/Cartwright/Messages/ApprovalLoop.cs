using Cartwright.Hosting;
using Cartwright.Stores;
using Cartwright.Turns;

namespace Cartwright.Messages;

/// <summary>
/// Lets go what waits for approval once enough has been decided, or nobody is to be asked any more: whoever decided the last one, on
/// whatever node, and wherever a process died in between.
/// </summary>
internal sealed partial class ApprovalLoop(ApprovalStore approvals, StoreDirectory stores, TurnLoop turns, ProductClock clock, ILogger<ApprovalLoop> logger) : BackgroundService
{
    private const int Round = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock.RealTime);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try { await RoundAsync(stoppingToken); }
            catch (Exception error) when (error is not OperationCanceledException) { RoundFailed(logger, error); }
        }
    }

    /// <summary>The shopper's timer looks at everything that waits; what it finds free to leave is queued.</summary>
    public async Task RoundAsync(CancellationToken ct = default)
    {
        foreach (var store in await approvals.StoresAsync(ct))
        {
            if (stores.Find(store)?.Store.IsApprovalOver != true) continue;
            await turns.SubmitAsync([.. (await approvals.ShoppersAsync(store, Round, ct)).Select(s => new TimerSignal(store, s))]);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Messages that need no approval any more could not be let go; it is tried again")]
    private static partial void RoundFailed(ILogger logger, Exception error);
}
