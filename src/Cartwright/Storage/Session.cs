using System.Data.Common;
using Dapper;

namespace Cartwright.Storage;

/// <summary>A write transaction. <see cref="RunAsync"/> executes a <see cref="BatchStatement"/> for many rows at once.</summary>
internal abstract class Session(DbConnection connection, DbTransaction? transaction, Dialect dialect)
{
    public DbConnection Connection => connection;
    public DbTransaction? Transaction => transaction;
    public Dialect Dialect => dialect;

    public Task<int> ExecuteAsync(string sql, object? parameters = null) => connection.ExecuteAsync(sql, parameters, transaction);

    public Task<IEnumerable<T>> QueryAsync<T>(string sql, object? parameters = null) => connection.QueryAsync<T>(sql, parameters, transaction);

    public Task<T?> SingleOrDefaultAsync<T>(string sql, object? parameters = null) => connection.QuerySingleOrDefaultAsync<T>(sql, parameters, transaction);

    /// <summary>Runs the statement for every row (values in the order of its columns; Guid, string or its UTF-8 bytes, long, byte[] or null).</summary>
    /// <returns>For each row whether it took effect (was inserted, or updated where the statement says when).</returns>
    public abstract Task<bool[]> RunAsync(BatchStatement statement, IReadOnlyList<object?[]> rows);
}
