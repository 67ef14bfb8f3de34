using Cartwright.Hosting;
using Cartwright.Stores;
using Cartwright.Turns;

namespace Cartwright.Journeys;

/// <summary>
/// Moves running ones to the version the merchant wants, some hundred shoppers at a time, through the turns like everything else that changes a shopper.
/// How far it came is noted after each page: after a crash another goes on from there, and who was moved already is left alone.
/// </summary>
internal sealed partial class JourneyMoveLoop(JourneyMoveStore moves, StoreDirectory stores, TurnLoop turns, ProductClock clock, ILogger<JourneyMoveLoop> logger) : BackgroundService
{
    public const int Page = 500;
    private const long Lease = 30_000;

    /// <returns>How many shoppers were looked at.</returns>
    /// <param name="pages">At most so many pages: for tests that stop in the middle.</param>
    public async Task<int> RunAsync(CancellationToken ct, int pages = int.MaxValue)
    {
        var looked = 0;
        if (!await moves.AnyOpenAsync(ct)) return looked;
        foreach (var move in await moves.ClaimAsync(RealNow, RealNow + Lease))
            looked += await MoveAsync(move, pages, ct);
        return looked;
    }

    private async Task<int> MoveAsync(JourneyMove move, int pages, CancellationToken ct)
    {
        var (looked, round, last) = (0, 0, int.MaxValue);
        // Before the version is known here the turns would move nobody.
        if (stores.Find(move.StoreId)?.Version(move.JourneyId, move.Version) is null) return looked;
        for (var after = move.AfterShopper; pages > 0; pages--)
        {
            var standing = await moves.StandingAsync(move, after, Page, ct);
            if (standing.Count > 0)
            {
                await turns.SubmitAsync([.. standing.Select(s => new MoveSignal(move.StoreId, s, move.JourneyId, move.Version))]);
                (looked, round, after) = (looked + standing.Count, round + standing.Count, standing[^1]);
            }
            // Another node may have let somebody into the old version a moment after it was changed: it is over after a round in which nobody stood there, or nobody could be moved.
            else if (after == Guid.Empty || round >= last)
            {
                await moves.DoneAsync(move);
                return looked;
            }
            else (after, last, round) = (Guid.Empty, round, 0);
            if (!await moves.AdvanceAsync(move, after, RealNow + Lease)) return looked;
        }
        return looked;
    }

    private long RealNow => clock.RealTime.GetUtcNow().ToUnixTimeMilliseconds();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock.RealTime);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try { await RunAsync(stoppingToken); }
            catch (Exception error) when (error is not OperationCanceledException) { Failed(logger, error); }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Running enrollments could not be moved to another version; it is tried again")]
    private static partial void Failed(ILogger logger, Exception error);
}
