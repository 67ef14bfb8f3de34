using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Cartwright.Storage;

/// <summary>A connection that reads, with its prepared queries.</summary>
internal sealed class SqliteReader : SqliteConnection
{
    public SqliteReader(string connectionString) : base(connectionString) => LookUps = new SqliteLookUps(this);

    public SqliteLookUps LookUps { get; }

    /// <summary>Nothing of the last use is left that would hold on to old data.</summary>
    public bool IsClean => raw.sqlite3_get_autocommit(Handle!) != 0;

    public override async ValueTask DisposeAsync()
    {
        await LookUps.DisposeAsync();
        await base.DisposeAsync();
    }
}

/// <summary>
/// The connections that read. The driver's own pool hands out handles whose prepared queries are gone; here a connection stays with its queries.
/// </summary>
internal sealed class SqliteReaders(string path) : IAsyncDisposable
{
    private const int Kept = 16;

    private readonly string _connectionString = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 30 }.ToString();
    private readonly ConcurrentQueue<SqliteReader> _idle = new();
    private bool _isOver;

    public async Task<T> UseAsync<T>(Func<SqliteReader, Task<T>> use, CancellationToken ct)
    {
        if (!_idle.TryDequeue(out var reader))
        {
            reader = new SqliteReader(_connectionString);
            await reader.OpenAsync(ct);
        }
        var isWhole = false;
        try
        {
            var result = await use(reader);
            isWhole = reader.IsClean;
            return result;
        }
        finally
        {
            // One that failed may be in the middle of something: it is not used again.
            if (isWhole && !Volatile.Read(ref _isOver) && _idle.Count < Kept) _idle.Enqueue(reader);
            else await reader.DisposeAsync();
        }
    }

    /// <summary>Those that are open know nothing of a changed schema's statistics: new ones are opened.</summary>
    public async Task RenewAsync()
    {
        while (_idle.TryDequeue(out var reader)) await reader.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Volatile.Write(ref _isOver, true);
        await RenewAsync();
    }
}
