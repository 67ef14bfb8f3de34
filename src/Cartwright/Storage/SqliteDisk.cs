using Microsoft.Win32.SafeHandles;

namespace Cartwright.Storage;

/// <summary>The disk did not take what was committed. Whether it has it is not known any more, so nothing is written until the server starts again and reads what is there.</summary>
internal sealed class DiskFailedException(Exception inner)
    : Exception($"The disk did not take what was written ({inner.Message}). Nothing more is written; see to the disk, then start the server again.", inner);

/// <summary>
/// Waits for the disk in place of SQLite, on a thread of its own: the next transaction runs meanwhile, and all commits of that time share the next wait.
/// The log is on the disk in its order (SQLite checks each frame when it reads it again), so whoever waits has everything that was committed before.
/// </summary>
internal sealed class SqliteDisk : IDisposable
{
    private readonly Action _flush;
    private readonly AutoResetEvent _asked = new(false); // a semaphore would spin before it sleeps, hundreds of times a second
    private readonly Lock _lock = new();
    private readonly Thread _thread;
    private SafeFileHandle? _log;
    private TaskCompletionSource? _next;
    private volatile DiskFailedException? _failed;
    private volatile bool _stopping;

    /// <param name="log">The path of SQLite's write-ahead log. It stays the same file for as long as a connection is open.</param>
    /// <param name="flush">Instead of the system's own, for tests.</param>
    public SqliteDisk(string log, Action? flush = null)
    {
        _flush = flush ?? (() => RandomAccess.FlushToDisk(_log ??= File.OpenHandle(log, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete)));
        _thread = new Thread(Run) { IsBackground = true, Name = "disk" };
        _thread.Start();
    }

    /// <exception cref="DiskFailedException">The disk failed before.</exception>
    public void ThrowIfFailed()
    {
        if (_failed is { } failed) throw new DiskFailedException(failed.InnerException!);
    }

    /// <summary>Ends once everything committed before the call is on the disk.</summary>
    public Task HasItAsync()
    {
        lock (_lock)
        {
            ThrowIfFailed();
            if (_next is not null) return _next.Task;
            _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _asked.Set();
            return _next.Task;
        }
    }

    /// <summary>What was asked for before is waited for.</summary>
    public void Dispose()
    {
        _stopping = true;
        _asked.Set();
        _thread.Join();
        _asked.Dispose();
        _log?.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            TaskCompletionSource? waiting;
            lock (_lock) (waiting, _next) = (_next, null);
            if (waiting is null)
            {
                if (_stopping) return;
                _asked.WaitOne();
                continue;
            }
            try
            {
                _flush();
                waiting.SetResult();
            }
            catch (Exception error)
            {
                // The system may forget which pages it could not write: a second try would find nothing to do, and be believed.
                lock (_lock) _failed = new DiskFailedException(error);
                waiting.SetException(_failed);
            }
        }
    }
}
