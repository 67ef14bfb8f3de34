namespace Cartwright.Tests.Support;

/// <summary>A clock that stands still until it is moved; timers fire on the thread that moves it.</summary>
internal sealed class HandClock : TimeProvider
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    private readonly Lock _gate = new();
    private readonly List<HandTimer> _timers = [];
    private TimeSpan _passed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => s_start + _passed;

    public override long GetTimestamp() => _passed.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HandTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock and fires, in order, whatever has become due.</summary>
    public void Advance(TimeSpan by)
    {
        var until = _passed + by;
        while (true)
        {
            HandTimer? next;
            lock (_gate)
            {
                next = _timers.Where(t => t.Due <= until).MinBy(t => t.Due);
                if (next is null)
                {
                    _passed = until;
                    return;
                }

                _passed = next.Due!.Value > _passed ? next.Due.Value : _passed;
                next.Due = next.Period > TimeSpan.Zero ? _passed + next.Period : null;
            }

            next.Fire();
        }
    }

    /// <summary>Lets time pass, step by step, until the task is done: whoever waits may set its alarm only after the first step.</summary>
    public Task PassUntilDone(Task task, TimeSpan? step = null) => Deadline.Until(
        () =>
        {
            Advance(step ?? TimeSpan.FromMinutes(11));
            return task.IsCompleted;
        },
        "the task was done");

    private sealed class HandTimer(HandClock clock, Action fire) : ITimer
    {
        public TimeSpan? Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                (Due, Period) = (dueTime == Timeout.InfiniteTimeSpan ? null : clock._passed + dueTime, period);
                if (!clock._timers.Contains(this))
                    clock._timers.Add(this);
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock._gate)
                clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
