namespace Cartwright.Turns;

/// <summary>What one caller hands in at once, and the promise of its answers: completed when every signal of it is committed or refused.</summary>
internal sealed class Submission(IReadOnlyList<Signal> signals)
{
    private readonly TaskCompletionSource<SignalResult[]> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SignalResult[] _results = new SignalResult[signals.Count];
    private int _open = signals.Count;

    public IReadOnlyList<Signal> Signals => signals;
    public Task<SignalResult[]> Done => _done.Task;

    /// <summary>Only the turn loop calls these, for signals of two commits perhaps at once.</summary>
    public void Answer(int index, SignalResult result)
    {
        _results[index] = result;
        if (Interlocked.Decrement(ref _open) == 0) _done.TrySetResult(_results);
    }

    public void Fail(Exception error) => _done.TrySetException(error);
}

internal readonly record struct Waiting(Submission Submission, int Index)
{
    public Signal Signal => Submission.Signals[Index];
}

/// <summary>Answer of <see cref="Intake.TryAdd"/>: a full store gets 429, a full server 503.</summary>
internal enum Admission { Taken, StoreFull, ServerFull }

/// <summary>
/// The bounded queues before the turn loop: one a store, served in turn so that a busy store cannot starve the others,
/// and a lane for what must not wait (timers, orders, opt-outs, deliveries).
/// </summary>
internal sealed class Intake(int storeLimit = 20_000, int serverLimit = 100_000)
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _arrived = new(0, 1);
    private readonly Queue<Submission> _urgent = new();
    private readonly Dictionary<Guid, StoreQueue> _stores = [];
    private readonly Queue<StoreQueue> _turn = new();
    private int _count;
    private bool _closed;

    /// <summary>Signals waiting now.</summary>
    public int Count { get { lock (_lock) return _count; } }

    public Admission TryAdd(Submission submission)
    {
        var n = submission.Signals.Count;
        lock (_lock)
        {
            if (_closed) return Admission.ServerFull;
            if (submission.Signals.Any(s => s.IsUrgent)) _urgent.Enqueue(submission);
            else
            {
                if (_count + n > serverLimit) return Admission.ServerFull;
                var store = submission.Signals[0].StoreId;
                if (!_stores.TryGetValue(store, out var queue)) _stores[store] = queue = new StoreQueue(store);
                if (queue.Signals > 0 && queue.Signals + n > storeLimit) return Admission.StoreFull;
                if (queue.Waiting.Count == 0) _turn.Enqueue(queue);
                queue.Waiting.Enqueue(submission);
                queue.Signals += n;
            }
            _count += n;
            if (_arrived.CurrentCount == 0) _arrived.Release();
        }
        return Admission.Taken;
    }

    /// <summary>Waits until there is something; false after <see cref="Close"/> once all is taken.</summary>
    public async Task<bool> WaitAsync(CancellationToken ct)
    {
        while (true)
        {
            lock (_lock)
            {
                if (_count > 0) return true;
                if (_closed) return false;
            }
            await _arrived.WaitAsync(ct);
        }
    }

    /// <summary>Up to about <paramref name="max"/> signals: the urgent ones first, then a submission of each store in turn.</summary>
    public List<Waiting> Take(int max)
    {
        var taken = new List<Waiting>(Math.Min(max, 1024));
        lock (_lock)
        {
            while (taken.Count < max && _urgent.TryDequeue(out var submission)) Add(submission);
            while (taken.Count < max && _turn.TryDequeue(out var store))
            {
                var submission = store.Waiting.Dequeue();
                store.Signals -= submission.Signals.Count;
                Add(submission);
                if (store.Waiting.Count > 0) _turn.Enqueue(store);
                else _stores.Remove(store.Id);
            }
            _count -= taken.Count;
        }
        return taken;

        void Add(Submission submission)
        {
            for (var i = 0; i < submission.Signals.Count; i++) taken.Add(new Waiting(submission, i));
        }
    }

    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            if (_arrived.CurrentCount == 0) _arrived.Release();
        }
    }

    private sealed class StoreQueue(Guid id)
    {
        public Guid Id => id;
        public Queue<Submission> Waiting { get; } = new();
        public int Signals { get; set; }
    }
}
