using Cartwright.Storage;
using Cartwright.Tests.Support;
using Cartwright.Turns;
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
        await using var atLast = new Opened(disk);

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
    public async Task The_turn_loop_answers_no_event_before_the_disk_has_it_and_decides_the_next_meanwhile()
    {
        await using var core = await CoreHarness.StartAsync(Engine.Sqlite);
        using var disk = new SlowDisk();
        await using var node = new CoreNode(new SqliteDatabase(core.Location, flush: disk.Flush), core);
        await node.Directory.RefreshAsync();
        await node.Turns.StartAsync(CancellationToken.None);
        await using var atLast = new Opened(disk);

        var first = node.Turns.SubmitAsync(new EventSignal(Some.Added(core.Now, "d1") with { StoreId = core.StoreId }));
        await Eventually.HoldsAsync("the disk works", () => disk.Started == 1);
        var second = node.Turns.SubmitAsync(new EventSignal(Some.Added(core.Now, "d2") with { StoreId = core.StoreId }));
        await Eventually.HoldsAsync("the second is decided and committed", async () => await core.ShopperAsync("d2") is not null);
        Assert.False(first.IsCompleted || second.IsCompleted);

        disk.Finish();
        Assert.Equal(SignalResult.Ok, await first.InTime());
        await Eventually.HoldsAsync("the disk works again", () => disk.Started == 2);
        Assert.False(second.IsCompleted);
        disk.Finish();
        Assert.Equal(SignalResult.Ok, await second.InTime());
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

    // Before the database is closed, which waits for the disk.
    private sealed class Opened(SlowDisk disk) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            disk.Open();
            return ValueTask.CompletedTask;
        }
    }
}
