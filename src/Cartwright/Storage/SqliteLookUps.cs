using System.Collections.Concurrent;
using System.Reflection;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Cartwright.Storage;

/// <summary>The queries of one open connection that are asked again and again, kept prepared: the driver would parse each anew. Not thread-safe, as its connection is not.</summary>
internal sealed class SqliteLookUps(SqliteConnection connection) : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Properties = new();
    private readonly Dictionary<string, SqliteCommand> _commands = [];

    /// <param name="parameters">Its properties are the parameters: text, numbers and ids.</param>
    public async Task<IEnumerable<T>> QueryAsync<T>(string sql, object parameters, SqliteTransaction? transaction = null)
    {
        var properties = Properties.GetOrAdd(parameters.GetType(), t => t.GetProperties());
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var property in properties) command.Parameters.Add(new SqliteParameter { ParameterName = "@" + property.Name });
            _commands[sql] = command;
        }
        command.Transaction = transaction;
        for (var i = 0; i < properties.Length; i++)
            command.Parameters[i].Value = properties[i].GetValue(parameters) is var value && value is Guid id ? id.ToString() : value ?? DBNull.Value;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        if (!reader.HasRows) return rows;
        var read = reader.GetRowParser<T>();
        while (await reader.ReadAsync()) rows.Add(read(reader));
        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var command in _commands.Values) await command.DisposeAsync();
        _commands.Clear();
    }
}
