using System.Diagnostics.Metrics;
using SQLitePCL;

namespace Cartwright.Storage;

/// <summary>
/// Copies SQLite's write-ahead log into the database file on a thread of its own, so that no commit waits for it. The few pages that
/// came meanwhile are copied by the writer itself: only a log that is copied to its end begins anew.
/// </summary>
internal sealed class SqliteCheckpoints(string path, int due) : IAsyncDisposable
{
    /// <summary>So few pages may be copied while the writer waits.</summary>
    private const int Few = 400;

    private static readonly Counter<long> Failed = new Meter("Cartwright").CreateCounter<long>("cartwright_checkpoints_failed", description: "Checkpoints of the embedded database that failed; the log grows until one succeeds");
    private Task _running = Task.CompletedTask;
    private sqlite3? _connection;
    private volatile bool _almostDone;
    private long _pages;

    /// <summary>To be called by the writer after each commit.</summary>
    public void Committed(sqlite3 writer)
    {
        if (raw.sqlite3_db_status(writer, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var written, out _, 1) == raw.SQLITE_OK) _pages += written;
        if (_almostDone)
        {
            _almostDone = false;
            if (!Copy(writer, out _)) Failed.Add(1);
        }
        if (_pages < due || !_running.IsCompleted) return;
        _pages = 0;
        _running = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        await _running;
        _connection?.Dispose();
    }

    private void Run()
    {
        if (_connection is null)
        {
            if (raw.sqlite3_open_v2(path, out var opened, raw.SQLITE_OPEN_READWRITE, null) != raw.SQLITE_OK) { Failed.Add(1); return; }
            _connection = opened;
        }
        for (var tries = 0; tries < 4; tries++)
        {
            if (!Copy(_connection, out var left)) { Failed.Add(1); return; }
            if (left <= Few) break;
        }
        _almostDone = true;
    }

    private static bool Copy(sqlite3 connection, out int left)
    {
        var answer = raw.sqlite3_wal_checkpoint_v2(connection, null, raw.SQLITE_CHECKPOINT_PASSIVE, out var pages, out var copied);
        left = pages - copied;
        return answer == raw.SQLITE_OK;
    }
}
