namespace Cartwright.Hosting;

/// <summary>A clock that stands where it was put: for the demo's past, and for simulated days.</summary>
internal sealed class SteppedClock(DateTimeOffset start) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = start;

    public override DateTimeOffset GetUtcNow() => Now;
}
