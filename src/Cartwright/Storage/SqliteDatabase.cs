using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Cartwright.Storage;

/// <summary>
/// SQLite in WAL mode with synchronous=FULL: a commit is on the disk before it is answered. One connection writes,
/// under a lock held for the transaction; readers come from the driver's pool.
/// </summary>
internal sealed class SqliteDatabase : Database
{
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly SqliteConnection _writer;
    private readonly string _readers;
    private readonly Dictionary<BatchStatement, SqliteCommand> _prepared = [];

    public SqliteDatabase(string path)
    {
        _readers = new SqliteConnectionStringBuilder { DataSource = path, Pooling = true, DefaultTimeout = 30 }.ToString();
        _writer = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 30 }.ToString());
        _writer.Open();
        using var pragma = _writer.CreateCommand();
        // A larger page keeps a shopper's rows together; the checkpoint at 4,000 pages bounds the log at about 32 MB.
        pragma.CommandText = """
            pragma page_size = 8192; pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = off;
            pragma cache_size = -65536; pragma wal_autocheckpoint = 4000; pragma temp_store = memory; pragma busy_timeout = 30000;
            """;
        pragma.ExecuteNonQuery();
    }

    public override Dialect Dialect => Dialect.Sqlite;

    public override bool IsShared => false;

    public override async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken ct = default)
    {
        await using var connection = new SqliteConnection(_readers);
        await connection.OpenAsync(ct);
        return await read(connection);
    }

    public override async Task<T> WriteAsync<T>(Func<Session, Task<T>> write, CancellationToken ct = default)
    {
        await _writing.WaitAsync(ct);
        try
        {
            using var transaction = _writer.BeginTransaction(deferred: false);
            var result = await write(new SqliteSession(_writer, transaction, _prepared));
            transaction.Commit();
            return result;
        }
        finally
        {
            _writing.Release();
        }
    }

    // 5 busy, 6 locked, 7 out of memory, 10 I/O, 13 full, 14 cannot open: the surroundings. The rest is about the rows.
    public override bool IsTransient(Exception error) => error is SqliteException { SqliteErrorCode: 5 or 6 or 7 or 8 or 10 or 13 or 14 };

    public override async ValueTask DisposeAsync()
    {
        await _writing.WaitAsync();
        foreach (var command in _prepared.Values) command.Dispose();
        using (var pragma = _writer.CreateCommand())
        {
            pragma.CommandText = "pragma optimize; pragma wal_checkpoint(truncate);";
            pragma.ExecuteNonQuery();
        }
        _writer.Dispose();
        SqliteConnection.ClearPool(new SqliteConnection(_readers));
    }

    private sealed class SqliteSession(SqliteConnection connection, SqliteTransaction transaction, Dictionary<BatchStatement, SqliteCommand> prepared)
        : Session(connection, transaction, Dialect.Sqlite)
    {
        public override Task<bool[]> RunAsync(BatchStatement statement, IReadOnlyList<object?[]> rows)
        {
            if (!prepared.TryGetValue(statement, out var command))
            {
                command = connection.CreateCommand();
                command.CommandText = statement.Sqlite;
                for (var i = 0; i < statement.Columns.Count; i++) command.Parameters.Add(new SqliteParameter { ParameterName = $"@p{i}" });
                prepared[statement] = command;
            }
            command.Transaction = transaction;
            var took = new bool[rows.Count];
            for (var r = 0; r < rows.Count; r++)
            {
                var row = rows[r];
                for (var c = 0; c < row.Length; c++)
                    command.Parameters[c].Value = row[c] switch { null => DBNull.Value, Guid id => id.ToString("D"), var value => value };
                took[r] = command.ExecuteNonQuery() > 0;
            }
            return Task.FromResult(took);
        }
    }
}
