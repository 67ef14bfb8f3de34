using System.Collections.Concurrent;
using NpgsqlTypes;

namespace Cartwright.Storage;

internal enum ColumnType { Id, Text, Number, Bytes }

internal readonly record struct Column(string Name, ColumnType Type)
{
    public static Column Id(string name) => new(name, ColumnType.Id);
    public static Column Text(string name) => new(name, ColumnType.Text);
    public static Column Number(string name) => new(name, ColumnType.Number);
    public static Column Bytes(string name) => new(name, ColumnType.Bytes);

    public NpgsqlDbType ArrayType => NpgsqlDbType.Array | Type switch
    {
        ColumnType.Id => NpgsqlDbType.Uuid,
        ColumnType.Number => NpgsqlDbType.Bigint,
        ColumnType.Bytes => NpgsqlDbType.Bytea,
        _ => NpgsqlDbType.Text,
    };

    public string PostgresType => Type switch
    {
        ColumnType.Id => "uuid[]",
        ColumnType.Number => "bigint[]",
        ColumnType.Bytes => "bytea[]",
        _ => "text[]",
    };
}

/// <summary>
/// A hot write of many rows: on SQLite one prepared statement in a loop, on PostgreSQL one statement over unnest.
/// The first <paramref name="keyColumns"/> columns are the key; a batch holds a key once.
/// </summary>
internal sealed class BatchStatement
{
    private static readonly ConcurrentBag<BatchStatement> Known = [];

    public BatchStatement(string table, int keyColumns, string onConflict, params Column[] columns)
    {
        Columns = columns;
        KeyColumns = keyColumns;
        var names = string.Join(", ", columns.Select(c => c.Name));
        var keys = string.Join(", ", columns.Take(keyColumns).Select(c => $"{table}.{c.Name}"));
        Sqlite = $"insert into {table} ({names}) values ({string.Join(", ", columns.Select((_, i) => $"@p{i}"))}) {onConflict}";
        Postgres = $"insert into {table} ({names}) select * from unnest({string.Join(", ", columns.Select((c, i) => $"${i + 1}::{c.PostgresType}"))}) {onConflict} returning {keys}";
        Known.Add(this);
    }

    public IReadOnlyList<Column> Columns { get; }
    public int KeyColumns { get; }
    public string Sqlite { get; }
    public string Postgres { get; }

    /// <summary>Every statement made so far, for the test that prepares each on both databases.</summary>
    public static IReadOnlyCollection<BatchStatement> All => Known;

    /// <summary>The usual upsert: all columns but the key are overwritten.</summary>
    public static string Overwrite(string key, params string[] columns) =>
        $"on conflict ({key}) do update set {string.Join(", ", columns.Select(c => $"{c} = excluded.{c}"))}";
}
