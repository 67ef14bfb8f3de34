using System.Collections.Concurrent;
using Npgsql;

namespace Cartwright.Tests.Support;

/// <summary>The one PostgreSQL all tests of a run share, started by the first that asks; each test has a database of its own.</summary>
internal static class PostgresCluster
{
    private static readonly Lazy<Task<PostgresServer>> Shared = new(PostgresServer.StartAsync);
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Templates = new(StringComparer.Ordinal);
    private static int _made;

    /// <summary>Why tests on PostgreSQL are skipped, or null when they run.</summary>
    public static string? Unavailable => PostgresServer.Unavailable;

    public static bool Available => Unavailable is null;

    /// <summary>An empty database.</summary>
    public static Task<PostgresTestDatabase> CreateDatabaseAsync() => CloneAsync("template1");

    /// <summary>A copy of a database prepared once in a run (copying is much quicker than migrating again).</summary>
    /// <param name="template">Names what <paramref name="prepare"/> does.</param>
    /// <param name="prepare">Fills the new database; its connections are ended afterwards.</param>
    public static async Task<PostgresTestDatabase> CreateDatabaseAsync(string template, Func<PostgresTestDatabase, Task> prepare) =>
        await CloneAsync(await Templates.GetOrAdd(template, _ => new(async () =>
        {
            var database = await CloneAsync("template1");
            await prepare(database);
            // A database somebody is connected to, be it an idle pool, cannot be copied.
            await ExecuteAsync(await Shared.Value, $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database.Name}'");
            return database.Name;
        })).Value);

    private static async Task<PostgresTestDatabase> CloneAsync(string template)
    {
        var server = await Shared.Value;
        var name = $"test_{Interlocked.Increment(ref _made)}";
        await ExecuteAsync(server, $"create database {name} template {template}");
        return new PostgresTestDatabase(server, name);
    }

    internal static async Task ExecuteAsync(PostgresServer server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>A database for one test, dropped at the end with whatever is still connected to it.</summary>
internal sealed class PostgresTestDatabase(PostgresServer server, string name) : IAsyncDisposable
{
    public string Name => name;

    /// <summary>As <c>--database</c> takes it.</summary>
    public string Location => $"postgres://postgres@127.0.0.1:{server.Port}/{name}?connect_timeout=60"; // a busy machine is no failure

    public string ConnectionString => server.ConnectionString(name);

    public async ValueTask DisposeAsync() => await PostgresCluster.ExecuteAsync(server, $"drop database if exists {name} with (force)");
}
