using System.Data.Common;
using System.Text;
using Npgsql;

namespace Cartwright.Storage;

/// <summary>PostgreSQL through a pool of connections; several nodes may write at once, each turn guarded by the shopper's version.</summary>
internal sealed class PostgresDatabase : Database
{
    private readonly NpgsqlDataSource _source;

    public PostgresDatabase(string url)
    {
        if (!PostgresUrl.TryRead(url, out var connection)) throw new ArgumentException("must be an address such as postgres://user@host/db?sslmode=require", nameof(url));
        connection.MaxPoolSize = 50;
        connection.MaxAutoPrepare = 100;
        connection.AutoPrepareMinUsages = 2;
        _source = new NpgsqlDataSourceBuilder(connection.ToString()).Build();
    }

    public override Dialect Dialect => Dialect.Postgres;

    public override bool IsShared => true;

    public override async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken ct = default)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        return await read(connection);
    }

    public override Task<T> WriteAsync<T>(Func<Session, Task<T>> write, CancellationToken ct = default) => WriteAsync(write, waitsForDisk: true, ct);

    public override Task<T> WriteAheadAsync<T>(Func<Session, Task<T>> write, CancellationToken ct = default) => WriteAsync(write, waitsForDisk: false, ct);

    private async Task<T> WriteAsync<T>(Func<Session, Task<T>> write, bool waitsForDisk, CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var session = new PostgresSession(connection, transaction);
        if (!waitsForDisk) await session.ExecuteAsync("set local synchronous_commit to off");
        var result = await write(session);
        await transaction.CommitAsync(ct);
        return result;
    }

    // Lost connections, shutdown (57), resources (53), deadlock and serialization (40), I/O of the server (58).
    public override bool IsTransient(Exception error) =>
        error is NpgsqlException { IsTransient: true }
        || error is PostgresException { SqlState: var state } && (state.StartsWith("57", StringComparison.Ordinal) || state.StartsWith("53", StringComparison.Ordinal)
            || state.StartsWith("40", StringComparison.Ordinal) || state.StartsWith("58", StringComparison.Ordinal))
        || error is NpgsqlException and not PostgresException;

    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    private sealed class PostgresSession(NpgsqlConnection connection, NpgsqlTransaction transaction) : Session(connection, transaction, Dialect.Postgres)
    {
        public override async Task<bool[]> RunAsync(BatchStatement statement, IReadOnlyList<object?[]> rows)
        {
            var took = new bool[rows.Count];
            if (rows.Count == 0) return took;
            await using var command = new NpgsqlCommand(statement.Postgres, connection, transaction);
            for (var c = 0; c < statement.Columns.Count; c++)
                command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = statement.Columns[c].ArrayType, Value = ColumnOf(rows, c, statement.Columns[c].Type) });
            var index = new Dictionary<string, int>(rows.Count);
            for (var r = 0; r < rows.Count; r++) index[Key(rows[r], statement.KeyColumns)] = r;
            await using var reader = await command.ExecuteReaderAsync();
            var key = new object?[statement.KeyColumns];
            while (await reader.ReadAsync())
            {
                for (var k = 0; k < key.Length; k++) key[k] = reader.GetValue(k);
                took[index[Key(key, key.Length)]] = true;
            }
            return took;
        }

        private static string Key(object?[] row, int columns) => columns switch
        {
            1 => $"{row[0]}",
            2 => $"{row[0]}|{row[1]}",
            _ => string.Join('|', row.Take(columns)),
        };

        private static Array ColumnOf(IReadOnlyList<object?[]> rows, int column, ColumnType type) => type switch
        {
            ColumnType.Id => rows.Select(r => (Guid?)r[column]).ToArray(),
            ColumnType.Number => rows.Select(r => (long?)r[column]).ToArray(),
            ColumnType.Bytes => rows.Select(r => (byte[]?)r[column]).ToArray(),
            _ => rows.Select(r => r[column] is byte[] utf8 ? Encoding.UTF8.GetString(utf8) : (string?)r[column]).ToArray(),
        };
    }
}
