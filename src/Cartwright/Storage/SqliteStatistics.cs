using Microsoft.Data.Sqlite;

namespace Cartwright.Storage;

/// <summary>
/// Tells SQLite's planner what a large store looks like. Without statistics it takes a table's primary key by its first column, the
/// store, and reads all carts of it to find a shopper's two; with those of the day's data its plans would change from day to day.
/// </summary>
internal static class SqliteStatistics
{
    private const long Rows = 1_000_000;

    // Columns that part a store's rows into a few large groups; the others name a handful of rows.
    private static readonly HashSet<string> Coarse = ["status", "kind", "channel", "currency", "day", "metric", "stage", "outcome"];

    /// <summary>Writes the statistics of every index and makes the connection read them; others read them when they open.</summary>
    public static void Seed(SqliteConnection connection)
    {
        using var transaction = connection.BeginTransaction();
        Execute("analyze sqlite_schema"); // makes the table where there is none
        Execute("delete from sqlite_stat1");
        foreach (var (table, index, isKeyOfClustered, isUnique, columns) in Indexes(connection))
            Execute("insert into sqlite_stat1 (tbl, idx, stat) values (@table, @index, @stat)",
                ("@table", table), ("@index", isKeyOfClustered ? table : index), ("@stat", Describe(columns, isUnique)));
        transaction.Commit();
        Execute("analyze sqlite_schema");

        void Execute(string sql, params (string, object)[] parameters)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
            command.ExecuteNonQuery();
        }
    }

    // "1000000 1000000 3": rows in all, then for each further column how many rows share what stands up to it.
    private static string Describe(IReadOnlyList<string> columns, bool isUnique)
    {
        var share = Rows;
        var numbers = new List<long> { Rows };
        for (var c = 0; c < columns.Count; c++)
        {
            share = columns[c] == "store_id" ? share : Coarse.Contains(columns[c]) ? Math.Max(1, share / 5) : Math.Min(share, 3);
            numbers.Add(isUnique && c == columns.Count - 1 ? 1 : share);
        }
        return string.Join(' ', numbers);
    }

    private static List<(string Table, string Index, bool IsKeyOfClustered, bool IsUnique, List<string> Columns)> Indexes(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            select t.name, i.name, i.origin = 'pk' and t.sql like '%without rowid%', i."unique", c.name
            from sqlite_schema t, pragma_index_list(t.name) i, pragma_index_info(i.name) c
            where t.type = 'table' and t.name not like 'sqlite_%' order by t.name, i.name, c.seqno
            """;
        var found = new List<(string, string Index, bool, bool, List<string> Columns)>();
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            if (found.Count == 0 || found[^1].Index != reader.GetString(1)) found.Add((reader.GetString(0), reader.GetString(1), reader.GetInt64(2) != 0, reader.GetInt64(3) != 0, []));
            found[^1].Columns.Add(reader.GetString(4));
        }
        return found;
    }
}
