using Cartwright.Storage;
using Dapper;

namespace Cartwright.Tests.Storage;

/// <summary>The log of the embedded database is copied into its file while it is written and read, and does not grow with what is written.</summary>
public sealed class SqliteCheckpointTests
{
    private const int PageBytes = 8192, Pages = 100, Writes = 4000;

    [Fact]
    public async Task The_log_stays_small_however_much_is_written_and_nothing_of_it_is_lost()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "log.db");
        await using (var database = new SqliteDatabase(path, checkpointPages: Pages))
        {
            await database.WriteAsync(s => s.ExecuteAsync("create table page (id integer primary key, body blob)"));
            for (var i = 0; i < Writes; i++)
            {
                await database.WriteAsync(s => s.ExecuteAsync("insert into page (body) values (zeroblob(7000))"));
                if (i % 50 == 0) Assert.Equal(i + 1, await database.ReadAsync(c => c.ExecuteScalarAsync<int>("select count(*) from page")));
            }
            await Eventually.HoldsAsync("the log has begun anew again and again", async () =>
            {
                await database.WriteAsync(s => s.ExecuteAsync("update page set body = zeroblob(7000) where id <= 100"));
                return Restarts(path + "-wal") >= 3;
            });
            await Eventually.HoldsAsync("the file holds what was written, before the database is closed", () => new FileInfo(path).Length > Writes * PageBytes / 2);
        }
        await using var again = new SqliteDatabase(path);
        Assert.Equal(Writes, await again.ReadAsync(c => c.ExecuteScalarAsync<int>("select count(*) from page")));
    }

    // The checkpoint sequence number in the header of the log (sqlite.org/fileformat2.html, 4.1): one more each time it begins anew.
    private static uint Restarts(string log)
    {
        using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var header = new byte[16];
        file.ReadExactly(header);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(12));
    }
}
