using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Cartwright.Storage;
using Cartwright.Turns;

namespace Cartwright.Hosting.Bench;

/// <summary>
/// Timers by themselves, as a queue of jobs keeps them: the product's rows of timers and nothing else, with its durability and its
/// commits for all that wait. Arm in bulks of 1,000, re-arm and cancel one by one, fire what is due with nothing to do. What a whole operation
/// costs beyond this is its event, its cart, its decision and its message.
/// </summary>
internal static class BareTimers
{
    private const int Bulk = 1000;
    private const long Due = 1_000, Later = 4_000_000_000_000;

    public static async Task<JsonObject> RunAsync(Database database, int count, int together)
    {
        await CycleAsync(database, count / 4, together);
        return await CycleAsync(database, count, together);
    }

    private static async Task<JsonObject> CycleAsync(Database database, int count, int together)
    {
        var ids = Ids.Unpredictable(TimeProvider.System);
        var store = ids.Next();
        var shoppers = Enumerable.Range(0, count).Select(_ => ids.Next()).ToArray();
        var figures = new JsonObject();
        await using (var commits = new Commits(database, store))
        {
            await RateAsync("armPerSecond", count, async () =>
            {
                foreach (var bulk in shoppers.Chunk(Bulk)) await database.WriteAsync(s => s.RunAsync(TurnStore.Timer, [.. bulk.Select(id => (object?[])[store, id, Due])]));
            });
            await RateAsync("rearmPerSecond", count / 4, () => OneByOneAsync(shoppers[..(count / 4)], id => commits.RunAsync(id, Later)));
            await RateAsync("cancelPerSecond", count / 4, () => OneByOneAsync(shoppers[..(count / 4)], id => commits.RunAsync(id, null)));
        }
        await RateAsync("firePerSecond", count - count / 4, async () =>
        {
            var timers = new TimerStore(database);
            while (await timers.DueAsync(Due, Bulk, CancellationToken.None) is { Count: > 0 } due) await database.WriteAsync(s => TurnStore.DeleteTimersAsync(s, store, due.Select(d => d.ShopperId)));
        });
        return figures;

        async Task RateAsync(string name, int n, Func<Task> run)
        {
            var watch = Stopwatch.StartNew();
            await run();
            figures[name] = Math.Round(n / watch.Elapsed.TotalSeconds);
        }

        Task OneByOneAsync(Guid[] of, Func<Guid, Task> run) => Parallel.ForEachAsync(of, new ParallelOptions { MaxDegreeOfParallelism = together }, async (id, _) => await run(id));
    }

    // As the turns do: whatever waits is committed together, then answered.
    private sealed class Commits : IAsyncDisposable
    {
        private readonly Channel<(Guid Shopper, long? WakeAt, TaskCompletionSource Done)> _waiting = Channel.CreateUnbounded<(Guid, long?, TaskCompletionSource)>(new UnboundedChannelOptions { SingleReader = true });
        private readonly Task _loop;

        public Commits(Database database, Guid store)
        {
            _loop = Task.Run(async () =>
            {
                while (await _waiting.Reader.WaitToReadAsync())
                {
                    var batch = new List<(Guid Shopper, long? WakeAt, TaskCompletionSource Done)>();
                    while (_waiting.Reader.TryRead(out var next)) batch.Add(next);
                    await database.WriteAsync(async s =>
                    {
                        await s.RunAsync(TurnStore.Timer, [.. batch.Where(b => b.WakeAt is not null).Select(b => (object?[])[store, b.Shopper, b.WakeAt])]);
                        if (batch.Exists(b => b.WakeAt is null)) await TurnStore.DeleteTimersAsync(s, store, batch.Where(b => b.WakeAt is null).Select(b => b.Shopper));
                    });
                    foreach (var (_, _, done) in batch) done.SetResult();
                }
            });
        }

        public async Task RunAsync(Guid shopper, long? wakeAt)
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await _waiting.Writer.WriteAsync((shopper, wakeAt, done));
            await done.Task;
        }

        public async ValueTask DisposeAsync()
        {
            _waiting.Writer.Complete();
            await _loop;
        }
    }
}
