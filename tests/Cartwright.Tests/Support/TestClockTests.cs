namespace Cartwright.Tests.Support;

public sealed class TestClockTests
{
    private readonly TestClock _clock = new();

    [Fact]
    public void Stands_still_until_it_is_moved()
    {
        var before = (_clock.GetUtcNow(), _clock.GetTimestamp());

        Assert.Equal(before, (_clock.GetUtcNow(), _clock.GetTimestamp()));
    }

    [Fact]
    public void Advancing_moves_both_readings_alike()
    {
        var (utc, timestamp) = (_clock.GetUtcNow(), _clock.GetTimestamp());

        _clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(utc.AddMinutes(5), _clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromMinutes(5), _clock.GetElapsedTime(timestamp));
    }

    [Fact]
    public void Correcting_it_backwards_leaves_elapsed_time_and_timers_alone()
    {
        var rang = 0;
        using var timer = _clock.CreateTimer(_ => rang++, null, TimeSpan.FromMinutes(1), Timeout.InfiniteTimeSpan);
        var (utc, timestamp) = (_clock.GetUtcNow(), _clock.GetTimestamp());

        _clock.UtcNow = utc.AddHours(-1);

        Assert.Equal(utc.AddHours(-1), _clock.GetUtcNow());
        Assert.Equal(TimeSpan.Zero, _clock.GetElapsedTime(timestamp));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, rang);
    }

    [Fact]
    public void Timers_ring_in_the_order_they_are_due_and_see_the_time_they_were_due_at()
    {
        var start = _clock.GetUtcNow();
        var rang = new List<(string, TimeSpan)>();
        using var later = _clock.CreateTimer(_ => rang.Add(("later", _clock.GetUtcNow() - start)), null, TimeSpan.FromSeconds(20), Timeout.InfiniteTimeSpan);
        using var often = _clock.CreateTimer(_ => rang.Add(("often", _clock.GetUtcNow() - start)), null, TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(8));

        _clock.Advance(TimeSpan.FromSeconds(25));

        Assert.Equal(
            [("often", TimeSpan.FromSeconds(8)), ("often", TimeSpan.FromSeconds(16)), ("later", TimeSpan.FromSeconds(20)), ("often", TimeSpan.FromSeconds(24))],
            rang);
        Assert.Equal(start.AddSeconds(25), _clock.GetUtcNow());
    }

    [Fact]
    public void A_disposed_timer_and_one_changed_to_never_stay_silent()
    {
        var rang = 0;
        var disposed = _clock.CreateTimer(_ => rang++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        using var changed = _clock.CreateTimer(_ => rang++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        disposed.Dispose();
        changed.Change(Timeout.InfiniteTimeSpan, TimeSpan.FromSeconds(1));

        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(0, rang);
    }

    [Fact]
    public async Task A_delay_ends_when_the_clock_gets_there()
    {
        var delay = Task.Delay(TimeSpan.FromMinutes(4), _clock);

        _clock.Advance(TimeSpan.FromSeconds(239));
        Assert.False(delay.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));

        await delay.InTime();
    }
}
