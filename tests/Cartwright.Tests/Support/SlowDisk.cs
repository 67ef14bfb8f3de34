namespace Cartwright.Tests.Support;

/// <summary>A disk that is done with a flush when the test says so.</summary>
internal sealed class SlowDisk : IDisposable
{
    private readonly SemaphoreSlim _finish = new(0);
    private int _started;
    private volatile bool _isOpen;

    public int Started => Volatile.Read(ref _started);

    public void Flush()
    {
        Interlocked.Increment(ref _started);
        if (!_isOpen) _finish.Wait();
    }

    /// <summary>From now on it is quick, so that a test that failed comes to its end.</summary>
    public void Open()
    {
        _isOpen = true;
        _finish.Release(100);
    }

    public void Finish() => _finish.Release();

    public void Dispose() => _finish.Dispose();
}
