namespace Cartwright.Hosting;

/// <summary>
/// The one clock of the product: the system's, or running <paramref name="scale"/> times faster from an epoch that is kept in the
/// database, so that a restart goes on where it was. Timers and time-outs made from it shrink with the scale.
/// </summary>
internal sealed class ProductClock(TimeProvider system, double scale = 1, DateTimeOffset? realEpoch = null, DateTimeOffset? productEpoch = null) : TimeProvider
{
    private readonly DateTimeOffset _real = realEpoch ?? system.GetUtcNow();
    private readonly DateTimeOffset _product = productEpoch ?? realEpoch ?? system.GetUtcNow();

    public double Scale => scale;
    public bool IsScaled => scale != 1;

    /// <summary>For leases and time-outs that other programs feel: unscaled.</summary>
    public TimeProvider RealTime => system;

    public override DateTimeOffset GetUtcNow() => IsScaled ? _product + (system.GetUtcNow() - _real) * scale : system.GetUtcNow();

    public override long GetTimestamp() => system.GetTimestamp();

    public override long TimestampFrequency => system.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        system.CreateTimer(callback, state, Shrink(dueTime), Shrink(period));

    private TimeSpan Shrink(TimeSpan time) => !IsScaled || time == Timeout.InfiniteTimeSpan || time <= TimeSpan.Zero ? time
        : TimeSpan.FromMilliseconds(Math.Max(1, time.TotalMilliseconds / scale));
}
