namespace Cartwright.Demo;

/// <summary>A clock that stands where it was put: the past in which the demo's history happens.</summary>
internal sealed class SteppedClock(DateTimeOffset start) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = start;

    public override DateTimeOffset GetUtcNow() => Now;
}
