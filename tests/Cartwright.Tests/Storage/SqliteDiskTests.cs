using Cartwright.Storage;
using Dapper;

namespace Cartwright.Tests.Storage;

/// <summary>Who is answered has what was written on the disk; the next transaction does not wait for that.</summary>
public sealed class SqliteDiskTests
{
    private const string Insert = "insert into page (body) values ('x')";

    [Fact]
    public async Task Nobody_is_answered_before_the_disk_has_it_and_what_comes_meanwhile_is_committed_and_shares_the_next_wait()
    {
        using var folder = new TempFolder();
        using var disk = new SlowDisk();
        await using var database = new SqliteDatabase(Path.Combine(folder.Path, "disk.db"), flush: disk.Flush);
        await database.WriteAheadAsync(s => s.ExecuteAsync("create table page (id integer primary key, body text)"));

        var first = database.WriteAsync(s => s.ExecuteAsync(Insert));
        await Eventually.HoldsAsync("the disk works", () => disk.Started == 1);
        var (_, second) = await database.CommitAsync(s => s.ExecuteAsync(Insert));
        var (_, third) = await database.CommitAsync(s => s.ExecuteAsync(Insert));
        Assert.Equal(3, await database.ReadAsync(c => c.ExecuteScalarAsync<int>("select count(*) from page")));
        Assert.False(first.IsCompleted || second.IsCompleted || third.IsCompleted);

        disk.Finish();
        await first;
        // What was committed while the disk worked is not in what it wrote.
        await Eventually.HoldsAsync("the disk works again", () => disk.Started == 2);
        Assert.False(second.IsCompleted || third.IsCompleted);
        disk.Finish();
        await Task.WhenAll(second, third);
        Assert.Equal(2, disk.Started);
    }

    [Fact]
    public async Task A_disk_that_failed_once_is_not_believed_again_until_the_data_are_opened_anew()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "disk.db");
        var isBroken = false;
        await using (var database = new SqliteDatabase(path, flush: () => { if (isBroken) throw new IOException("no space left"); }))
        {
            await database.WriteAsync(s => s.ExecuteAsync("create table page (id integer primary key, body text)"));
            isBroken = true;
            var failure = await Assert.ThrowsAsync<DiskFailedException>(() => database.WriteAsync(s => s.ExecuteAsync(Insert)));
            Assert.Contains("no space left", failure.Message, StringComparison.Ordinal);
            Assert.Contains("start the server again", failure.Message, StringComparison.Ordinal);
            Assert.True(database.IsTransient(failure));
            isBroken = false;
            await Assert.ThrowsAsync<DiskFailedException>(() => database.WriteAsync(s => s.ExecuteAsync(Insert)));
            await Assert.ThrowsAsync<DiskFailedException>(() => database.WriteAheadAsync(s => s.ExecuteAsync(Insert)));
        }
        await using var again = new SqliteDatabase(path);
        await again.WriteAsync(s => s.ExecuteAsync(Insert));
    }

    private sealed class SlowDisk : IDisposable
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
}
