namespace Cartwright.Tests.Support;

/// <summary>A disk that is done with a flush when the test says so.</summary>
internal sealed class SlowDisk : IDisposable
{
    private readonly SemaphoreSlim _finish = new(0);
    private int _started;

    public int Started => Volatile.Read(ref _started);

    public void Flush()
    {
        Interlocked.Increment(ref _started);
        _finish.Wait();
    }

    public void Finish() => _finish.Release();

    public void Dispose() => _finish.Dispose();
}
