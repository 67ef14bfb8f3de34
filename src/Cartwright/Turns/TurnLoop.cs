using System.Diagnostics.Metrics;
using Cartwright.Hosting;
using Cartwright.Shoppers;
using Cartwright.Storage;
using Cartwright.Tracking;

namespace Cartwright.Turns;

/// <summary>The signal was not taken: the store's (or the server's) queue is full. Nothing of it is kept; send it again later.</summary>
internal sealed class IntakeFullException(bool wholeServer) : Exception(wholeServer ? "The server has too much to do." : "This store sends more than it may.")
{
    public bool WholeServer => wholeServer;
}

/// <summary>The database could not commit. Nothing of the signals is kept; send them again.</summary>
internal sealed class NotCommittedException(Exception inner) : Exception("The database could not commit: " + inner.Message, inner);

/// <summary>
/// The only writer of shoppers: takes waiting signals, decides them together and commits them in one transaction (group commit).
/// Callers are answered once the disk has it; the next are decided meanwhile.
/// </summary>
internal sealed partial class TurnLoop(
    Database database, ShopperStore shoppers, Secrets secrets, Ids ids, TimeProvider clock, TurnContexts contexts, ILogger<TurnLoop> logger) : BackgroundService
{
    /// <summary>Set only through the runtime configuration of a test: answers before the commit, so that the kill test can be seen to fail.</summary>
    private static readonly bool AcknowledgeEarly = AppContext.TryGetSwitch("Cartwright.Test.AcknowledgeBeforeCommit", out var early) && early;
    private const int MaxBatch = 1000, MaxTries = 20;

    // About 6 KB a shopper: an eighth of the memory there is, 40,000 shoppers on a machine of 2 GiB.
    private static readonly int MostRemembered = (int)Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8 / 6144, 10_000, 250_000);

    private static readonly Meter Meter = new("Cartwright");
    private static readonly Counter<long> Committed = Meter.CreateCounter<long>("cartwright_signals_committed", description: "Signals decided and committed");
    private static readonly Counter<long> Failed = Meter.CreateCounter<long>("cartwright_signals_failed", description: "Signals whose decision or rows failed");
    private static readonly Counter<long> Batches = Meter.CreateCounter<long>("cartwright_turn_batches", description: "Transactions of the turn loop");
    private static readonly Counter<long> Lost = Meter.CreateCounter<long>("cartwright_turn_conflicts", description: "Shoppers decided again because another writer was first");

    private readonly TurnCaches _caches = new(MostRemembered, database.IsTransient);
    private readonly ReportMarks _marks = new();
    private Task _answering = Task.CompletedTask;

    public Intake Intake { get; } = new();

    /// <summary>Called after each commit that queued a message, before its callers are answered.</summary>
    public Action? MessagesQueued { get; set; }

    /// <summary>The shopper as last committed, where that is remembered and nobody else writes; else null: then it is read.</summary>
    public ShopperState? Remembered(Guid store, Guid shopper) => !database.IsShared && _caches.States.TryGet((store, shopper), out var state) ? state : null;

    /// <exception cref="IntakeFullException">The queue is full.</exception>
    /// <exception cref="NotCommittedException">The database could not commit.</exception>
    public Task<SignalResult[]> SubmitAsync(IReadOnlyList<Signal> signals)
    {
        if (signals.Count == 0) return Task.FromResult<SignalResult[]>([]);
        var submission = new Submission(signals);
        return Intake.TryAdd(submission) switch
        {
            Admission.Taken => submission.Done,
            Admission.StoreFull => throw new IntakeFullException(wholeServer: false),
            _ => throw new IntakeFullException(wholeServer: true),
        };
    }

    public async Task<SignalResult> SubmitAsync(Signal signal) => (await SubmitAsync([signal]))[0];

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        Intake.Close();
        if (ExecuteTask is { } running) await running.WaitAsync(cancellationToken);
        await base.StopAsync(cancellationToken);
    }

    // Ends by Intake.Close, not by the token: what was taken in is finished first.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(async () =>
    {
        while (await Intake.WaitAsync(CancellationToken.None))
        {
            var batch = Intake.Take(MaxBatch);
            try
            {
                if (AcknowledgeEarly) foreach (var w in batch.Where(w => w.Signal is EventSignal)) w.Submission.Answer(w.Index, SignalResult.Ok);
                await ProcessAsync(batch);
            }
            catch (Exception error)
            {
                // Not even bisecting helped: the callers are told, the loop goes on.
                CommitFailed(logger, batch.Count, error);
                foreach (var w in batch) w.Submission.Fail(new NotCommittedException(error));
            }
        }
        await _answering;
    }, CancellationToken.None);

    private async Task ProcessAsync(List<Waiting> batch)
    {
        for (var tries = 1; batch.Count > 0; tries++)
        {
            try
            {
                batch = await CommitAsync(batch);
                if (tries >= MaxTries && batch.Count > 0) throw new InvalidOperationException($"{batch.Count} signals lost to other writers {tries} times");
            }
            catch (Exception error) when (database.IsTransient(error))
            {
                Forget();
                if (tries < 3 && Database.IsConflict(error)) continue;
                CommitFailed(logger, batch.Count, error);
                foreach (var w in batch) w.Submission.Fail(new NotCommittedException(error));
                return;
            }
            catch (Exception error) when (batch.Count > 1)
            {
                // A row that breaks the transaction is found by halves; the rest go on.
                Forget();
                BatchBroken(logger, batch.Count, error.Message);
                var half = batch.Count / 2;
                await ProcessAsync(batch[..half]);
                await ProcessAsync(batch[half..]);
                return;
            }
            catch (Exception error)
            {
                Forget();
                await RefuseAsync(batch[0], error);
                return;
            }
        }
    }

    /// <returns>The signals of shoppers that another writer had changed: to be decided again.</returns>
    private async Task<List<Waiting>> CommitAsync(List<Waiting> waiting)
    {
        var signals = waiting.Select(w => w.Signal).ToArray();
        var written = new List<ShopperState>();
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var cache = new Dictionary<Guid, TurnContext?>();
        TurnContext? ContextOf(Guid store) => cache.TryGetValue(store, out var c) ? c : cache[store] = contexts.Of(store, ids, now);

        var ((batch, losers), onDisk) = await database.CommitAsync(async session =>
        {
            var isNew = await DeduplicateAsync(session, signals, now);
            var decided = new TurnBatch(session, shoppers, secrets, _caches, ContextOf);
            await decided.DecideAsync(signals, isNew);
            return (decided, await new TurnWriter(session, secrets, ids, ContextOf, _marks).WriteAsync(decided, signals, written));
        });

        Remember(batch, written, losers);
        Batches.Add(1);
        // Before the callers are answered: who waits for an answer may look at the outbox next. What is claimed leaves after a commit of its own.
        if (written.Exists(s => s.Messages.Any(m => m.Status == Messages.MessageStatus.Queued))) MessagesQueued?.Invoke();
        var again = new List<Waiting>();
        var answers = new List<(Waiting Waiting, SignalResult Result)>(waiting.Count);
        // A doubled event in the same batch is known only once the first of it is: it waits with a loser.
        var lost = new HashSet<(Guid, string)>();
        for (var i = 0; i < waiting.Count; i++)
        {
            if (losers.Count > 0 && batch.OwnerOf.TryGetValue(i, out var owner) && (losers.Contains(owner) || batch.MergedAway.Exists(m => m.Id == owner.Id && losers.Contains((m.StoreId, m.MergedInto!.Value)))))
            {
                again.Add(waiting[i]);
                if (signals[i].Once is { } once) lost.Add((signals[i].StoreId, once));
            }
            else if (lost.Count > 0 && signals[i].Once is { } doubled && lost.Contains((signals[i].StoreId, doubled))) again.Add(waiting[i]);
            else if (!AcknowledgeEarly || signals[i] is not EventSignal) answers.Add((waiting[i], batch.Results[i]!));
        }
        _answering = Task.WhenAll(_answering, AnswerAsync(answers, onDisk));
        Committed.Add(waiting.Count - again.Count);
        if (losers.Count > 0) Lost.Add(losers.Count);
        foreach (var (index, error) in batch.Failures) await RecordAsync(signals[index], error);
        return again;
    }

    private async Task AnswerAsync(List<(Waiting Waiting, SignalResult Result)> answers, Task onDisk)
    {
        try
        {
            await onDisk;
            foreach (var (waiting, result) in answers) waiting.Submission.Answer(waiting.Index, result);
        }
        catch (Exception error)
        {
            CommitFailed(logger, answers.Count, error);
            foreach (var (waiting, _) in answers) waiting.Submission.Fail(new NotCommittedException(error));
        }
    }

    private static async Task<bool[]> DeduplicateAsync(Session session, Signal[] signals, long now)
    {
        var isNew = new bool[signals.Length];
        var rows = new List<object?[]>(signals.Length);
        var at = new List<int>(signals.Length);
        var inBatch = new HashSet<(Guid, string)>();
        for (var i = 0; i < signals.Length; i++)
        {
            if (signals[i].Once is not { } once) isNew[i] = true;
            else if (inBatch.Add((signals[i].StoreId, once)))
            {
                rows.Add([signals[i].StoreId, once, signals[i] is EventSignal { Event.ReceivedAt: var received } ? received : now]);
                at.Add(i);
            }
        }
        var took = await session.RunAsync(TurnStore.Seen, rows);
        for (var r = 0; r < took.Length; r++) isNew[at[r]] = took[r];
        return isNew;
    }

    private void Remember(TurnBatch batch, List<ShopperState> written, HashSet<(Guid Store, Guid Id)> losers)
    {
        foreach (var state in batch.Loaded)
            if (!losers.Contains((state.StoreId, state.Id))) _caches.States.Set((state.StoreId, state.Id), state);
        foreach (var state in written) _caches.States.Set((state.StoreId, state.Id), state);
        foreach (var merged in batch.MergedAway) _caches.States.Remove((merged.StoreId, merged.Id));
        foreach (var loser in losers) _caches.States.Remove(loser);
        foreach (var (alias, shopper) in batch.Aliases)
        {
            if (losers.Count > 0) _caches.Aliases.Remove(alias);
            else if (!_caches.Aliases.TryGet(alias, out var known) || known != shopper) _caches.Aliases.Set(alias, shopper);
        }
        if (written.Exists(s => s.DataKey is null && batch.Before.GetValueOrDefault((s.StoreId, s.Id))?.DataKey is not null)) _caches.Aliases.Clear(); // erased
    }

    /// <summary>What is asked for next is read anew: rows were changed beside the turns.</summary>
    internal void Forget()
    {
        _caches.States.Clear();
        _caches.Aliases.Clear();
        _marks.Clear();
    }

    private async Task RefuseAsync(Waiting waiting, Exception error)
    {
        await RecordAsync(waiting.Signal, error);
        waiting.Submission.Answer(waiting.Index, new Rejected("the event could not be stored; the operator has the details in the log"));
    }

    private async Task RecordAsync(Signal signal, Exception error)
    {
        Failed.Add(1);
        SignalFailed(logger, signal.GetType().Name, signal is EventSignal { Event: var e } ? e.MessageId : signal.ShopperId?.ToString() ?? "", error);
        if (signal is not EventSignal { Event: var lost }) return;
        var sample = System.Text.Json.JsonSerializer.Serialize(lost with { Personal = null }, TrackingJson.Default.StorefrontEvent);
        await database.WriteAsync(s => s.RunAsync(TurnStore.RejectedEvents, [[lost.StoreId, ids.Next(), lost.ReceivedAt, $"could not be decided: {error.GetType().Name}", sample]]));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A {Signal} ({Id}) failed and was set aside")]
    private static partial void SignalFailed(ILogger logger, string signal, string id, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} signals could not be committed; their senders were told to try again")]
    private static partial void CommitFailed(ILogger logger, int count, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A batch of {Count} broke its transaction ({Reason}); looking for the one by halves")]
    private static partial void BatchBroken(ILogger logger, int count, string reason);
}
