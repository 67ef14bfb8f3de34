using System.Data.Common;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Cartwright.Storage;

/// <summary>
/// SQLite in WAL mode: a commit is on the disk before it is answered, for which <see cref="SqliteDisk"/> waits beside the next transaction. One connection
/// writes, under a lock held for the transaction; <see cref="SqliteReaders"/> read beside it.
/// </summary>
internal sealed class SqliteDatabase : Database
{
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly SqliteConnection _writer;
    private readonly SqliteReaders _readers;
    private readonly SqliteCheckpoints _checkpoints;
    private readonly SqliteDisk? _disk;
    private readonly Dictionary<BatchStatement, sqlite3_stmt> _prepared = [];
    private readonly SqliteLookUps _lookUps;

    // SQLite counts what it allocates under one lock for all connections; nobody asks for the count.
    static SqliteDatabase()
    {
        Batteries_V2.Init();
        raw.sqlite3_config(MemoryStatus, 0);
    }

    private const int MemoryStatus = 9; // SQLITE_CONFIG_MEMSTATUS

    /// <param name="checkpointPages">Pages of the log after which it is copied into the file; 8,000 are 64 MB.</param>
    /// <param name="isDurable">False: no commit waits for the disk, and a machine that stops loses the last of them. Only for data that are thrown away.</param>
    /// <param name="flush">What waits for the disk instead of the system's own, for tests.</param>
    public SqliteDatabase(string path, int checkpointPages = 8000, bool isDurable = true, Action? flush = null)
    {
        _readers = new SqliteReaders(path);
        _writer = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 30 }.ToString());
        _lookUps = new SqliteLookUps(_writer);
        _writer.Open();
        using var pragma = _writer.CreateCommand();
        // A larger page keeps a shopper's rows together. The log is copied into the file by SqliteCheckpoints, beside the writer.
        pragma.CommandText = $"""
            pragma page_size = 8192; pragma journal_mode = wal; pragma synchronous = {(isDurable ? "normal" : "off")}; pragma foreign_keys = off;
            pragma cache_size = -65536; pragma wal_autocheckpoint = 0; pragma temp_store = memory; pragma busy_timeout = 30000;
            """;
        pragma.ExecuteNonQuery();
        _checkpoints = new SqliteCheckpoints(path, checkpointPages);
        if (isDurable) _disk = new SqliteDisk(path + "-wal", flush);
    }

    public override Dialect Dialect => Dialect.Sqlite;

    public override bool IsShared => false;

    public override Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken ct = default) => _readers.UseAsync(read, ct);

    public override async Task<T> WriteAsync<T>(Func<Session, Task<T>> write, CancellationToken ct = default)
    {
        var (result, onDisk) = await CommitAsync(write, ct);
        await onDisk;
        return result;
    }

    public override async Task<(T Result, Task OnDisk)> CommitAsync<T>(Func<Session, Task<T>> write, CancellationToken ct = default)
    {
        var result = await WriteAheadAsync(write, ct);
        return (result, _disk?.HasItAsync() ?? Task.CompletedTask);
    }

    public override async Task<T> WriteAheadAsync<T>(Func<Session, Task<T>> write, CancellationToken ct = default)
    {
        _disk?.ThrowIfFailed();
        await _writing.WaitAsync(ct);
        try
        {
            using var transaction = _writer.BeginTransaction(deferred: false);
            var result = await write(new SqliteSession(_writer, transaction, _prepared, _lookUps));
            transaction.Commit();
            _checkpoints.Committed(_writer.Handle!);
            return result;
        }
        finally { _writing.Release(); }
    }

    // 5 busy, 6 locked, 7 out of memory, 10 I/O, 13 full, 14 cannot open: the surroundings. The rest is about the rows.
    public override bool IsTransient(Exception error) => error is DiskFailedException or SqliteException { SqliteErrorCode: 5 or 6 or 7 or 8 or 10 or 13 or 14 };

    public override async Task MigratedAsync()
    {
        await _writing.WaitAsync();
        try { SqliteStatistics.Seed(_writer); }
        finally { _writing.Release(); }
        await _readers.RenewAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await _checkpoints.DisposeAsync();
        await _writing.WaitAsync();
        _disk?.Dispose();
        foreach (var statement in _prepared.Values) statement.Dispose();
        await _lookUps.DisposeAsync();
        using (var pragma = _writer.CreateCommand())
        {
            pragma.CommandText = "pragma wal_checkpoint(truncate);";
            pragma.ExecuteNonQuery();
        }
        _writer.Dispose();
        await _readers.DisposeAsync();
    }

    // The hot writes go to the database's own interface, by position: the driver above it looks each parameter up by name, for each row.
    private sealed class SqliteSession(SqliteConnection connection, SqliteTransaction transaction, Dictionary<BatchStatement, sqlite3_stmt> prepared, SqliteLookUps lookUps)
        : Session(connection, transaction, Dialect.Sqlite)
    {
        public override Task<bool[]> RunAsync(BatchStatement statement, IReadOnlyList<object?[]> rows)
        {
            var db = connection.Handle!;
            if (!prepared.TryGetValue(statement, out var command))
            {
                SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(db, statement.Sqlite, out command), db);
                prepared[statement] = command;
            }
            var took = new bool[rows.Count];
            for (var r = 0; r < rows.Count; r++)
            {
                for (var c = 0; c < rows[r].Length; c++) SqliteException.ThrowExceptionForRC(Bind(command, c + 1, statement.Columns[c].Type, rows[r][c]), db);
                var step = raw.sqlite3_step(command);
                took[r] = step == raw.SQLITE_DONE && raw.sqlite3_changes(db) > 0;
                // Says again what the step said, and makes the statement ready for the next row.
                var reset = raw.sqlite3_reset(command);
                if (step != raw.SQLITE_DONE) SqliteException.ThrowExceptionForRC(reset == raw.SQLITE_OK ? step : reset, db);
            }
            return Task.FromResult(took);
        }

        public override Task<IEnumerable<T>> LookUpAsync<T>(string sql, object parameters) => lookUps.QueryAsync<T>(sql, parameters, transaction);

        private static int Bind(sqlite3_stmt command, int at, ColumnType type, object? value)
        {
            switch (value)
            {
                case null:
                    return raw.sqlite3_bind_null(command, at);
                case long number:
                    return raw.sqlite3_bind_int64(command, at, number);
                case Guid id:
                    Span<byte> text = stackalloc byte[36];
                    id.TryFormat(text, out _, "D");
                    return raw.sqlite3_bind_text(command, at, text);
                case byte[] bytes:
                    return type == ColumnType.Text ? BindText(command, at, bytes) : bytes.Length == 0 ? raw.sqlite3_bind_zeroblob(command, at, 0) : raw.sqlite3_bind_blob(command, at, bytes);
                case string words:
                    return BindText(command, at, words);
                default:
                    throw new ArgumentException($"a {value.GetType().Name} is not a value of a row", nameof(value));
            }
        }

        private static int BindText(sqlite3_stmt command, int at, string words)
        {
            if (words.Length > 170) return BindText(command, at, Encoding.UTF8.GetBytes(words));
            Span<byte> buffer = stackalloc byte[512];
            return BindText(command, at, buffer[..Encoding.UTF8.GetBytes(words, buffer)]);
        }

        // An empty span has no address, and no address would be null.
        private static int BindText(sqlite3_stmt command, int at, ReadOnlySpan<byte> utf8) =>
            utf8.IsEmpty ? raw.sqlite3_bind_text(command, at, "") : raw.sqlite3_bind_text(command, at, utf8);
    }
}
