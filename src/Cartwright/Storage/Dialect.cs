namespace Cartwright.Storage;

/// <summary>The few words in which the databases differ. SQL text is shared wherever it can be.</summary>
internal sealed record Dialect(string Name, Func<string, string> Schema, string ShopperKeys, string AliasKeys, string IdList, bool OneWriter)
{
    // Each reads one text parameter that holds a JSON array, so that a batch of any size is one prepared statement:
    // @keys for ShopperKeys [[store_id, shopper_id], …] and AliasKeys [[store_id, kind, value], …], @ids for IdList [id, …].
    // The keys end in the word of a join to the table they look into. On SQLite that is `cross join`, which keeps the order:
    // its planner, told only "join", read the whole table once for each key.

    public static readonly Dialect Sqlite = new(
        "sqlite",
        sql => sql.Replace("{uuid}", "text").Replace("{blob}", "blob").Replace("{clustered}", "without rowid"),
        "(select value ->> 0 as store_id, value ->> 1 as shopper_id from json_each(@keys)) k cross join",
        "(select value ->> 0 as store_id, value ->> 1 as kind, value ->> 2 as value from json_each(@keys)) k cross join",
        "(select value from json_each(@ids))",
        OneWriter: true);

    public static readonly Dialect Postgres = new(
        "postgres",
        sql => sql.Replace("{uuid}", "uuid").Replace("{blob}", "bytea").Replace("{clustered}", ""),
        "(select (k ->> 0)::uuid as store_id, (k ->> 1)::uuid as shopper_id from json_array_elements(@keys::json) as t(k)) k join",
        "(select (k ->> 0)::uuid as store_id, k ->> 1 as kind, k ->> 2 as value from json_array_elements(@keys::json) as t(k)) k join",
        "(select i::uuid from json_array_elements_text(@ids::json) as t(i))",
        OneWriter: false);
}
