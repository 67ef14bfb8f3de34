using System.Data.Common;
using Dapper;

namespace Cartwright.Storage;

/// <summary>Where rows are read: an open connection, inside a transaction or not.</summary>
internal class Reading(DbConnection connection, Dialect dialect, DbTransaction? transaction = null)
{
    public DbConnection Connection => connection;
    public DbTransaction? Transaction => transaction;
    public Dialect Dialect => dialect;

    /// <summary>A query that every turn asks: kept prepared where the connection stays.</summary>
    /// <param name="parameters">Its properties are the parameters: text, numbers and ids.</param>
    public virtual Task<IEnumerable<T>> LookUpAsync<T>(string sql, object parameters) =>
        connection is SqliteReader reader ? reader.LookUps.QueryAsync<T>(sql, parameters) : connection.QueryAsync<T>(sql, parameters, transaction);
}

/// <summary>A write transaction. <see cref="RunAsync"/> executes a <see cref="BatchStatement"/> for many rows at once.</summary>
internal abstract class Session(DbConnection connection, DbTransaction? transaction, Dialect dialect) : Reading(connection, dialect, transaction)
{
    public Task<int> ExecuteAsync(string sql, object? parameters = null) => Connection.ExecuteAsync(sql, parameters, Transaction);

    public Task<IEnumerable<T>> QueryAsync<T>(string sql, object? parameters = null) => Connection.QueryAsync<T>(sql, parameters, Transaction);

    public Task<T?> SingleOrDefaultAsync<T>(string sql, object? parameters = null) => Connection.QuerySingleOrDefaultAsync<T>(sql, parameters, Transaction);

    /// <summary>Runs the statement for every row (values in the order of its columns; Guid, string or its UTF-8 bytes, long, byte[] or null).</summary>
    /// <returns>For each row whether it took effect (was inserted, or updated where the statement says when).</returns>
    public abstract Task<bool[]> RunAsync(BatchStatement statement, IReadOnlyList<object?[]> rows);
}
