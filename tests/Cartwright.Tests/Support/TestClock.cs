namespace Cartwright.Tests.Support;

/// <summary>
/// A clock that stands still until a test moves it. Timers (and with them <c>Task.Delay(…, clock)</c>) fire inside
/// <see cref="Advance"/>, in the order they are due, each seeing the time it was due at.
/// </summary>
internal sealed class TestClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Alarm> _armed = [];
    private DateTimeOffset _now = start.ToUniversalTime();
    private TimeSpan _elapsed;

    /// <summary>Starts on a Monday morning in winter: no daylight saving time and no weekend unless a test asks for them.</summary>
    public TestClock() : this(new DateTimeOffset(2026, 1, 12, 9, 0, 0, TimeSpan.Zero)) { }

    /// <summary>Set to later it advances; set to earlier only this reading moves, as when the machine's clock is corrected.</summary>
    public DateTimeOffset UtcNow
    {
        get => GetUtcNow();
        set
        {
            if (value > GetUtcNow()) Advance(value - GetUtcNow());
            else lock (_lock) _now = value.ToUniversalTime();
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    public override DateTimeOffset GetUtcNow() { lock (_lock) return _now; }
    public override long GetTimestamp() { lock (_lock) return _elapsed.Ticks; }

    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        TimeSpan end;
        lock (_lock) end = _elapsed + by;
        while (NextDueBy(end) is { } alarm) alarm.Ring();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, () => callback(state));
        alarm.Change(dueTime, period);
        return alarm;
    }

    // Moves time to the earliest alarm due, or to the end when there is none.
    private Alarm? NextDueBy(TimeSpan end)
    {
        lock (_lock)
        {
            var next = _armed.Where(a => a.Due <= end).MinBy(a => a.Due);
            var step = (next?.Due ?? end) - _elapsed;
            _now += step;
            _elapsed += step;
            next?.Rearm();
            return next;
        }
    }

    private sealed class Alarm(TestClock clock, Action ring) : ITimer
    {
        private TimeSpan _period;

        public TimeSpan Due { get; private set; }

        public void Ring() => ring();

        // The caller holds the clock's lock.
        public void Rearm()
        {
            if (_period > TimeSpan.Zero) Due += _period;
            else clock._armed.Remove(this);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                _period = period;
                clock._armed.Remove(this);
                if (dueTime < TimeSpan.Zero) return true; // Timeout.InfiniteTimeSpan: never
                Due = clock._elapsed + dueTime;
                clock._armed.Add(this);
            }
            if (dueTime == TimeSpan.Zero) clock.Advance(TimeSpan.Zero); // due already, as the system's timer sees it
            return true;
        }

        public void Dispose() { lock (clock._lock) clock._armed.Remove(this); }
        public ValueTask DisposeAsync() { Dispose(); return ValueTask.CompletedTask; }
    }
}
