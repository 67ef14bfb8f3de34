using Npgsql;

namespace Cartwright.Tests.Support;

public sealed class PostgresClusterTests
{
    [PostgresFact]
    public async Task Each_test_has_a_database_of_its_own()
    {
        await using var one = await PostgresCluster.CreateDatabaseAsync();
        await using var other = await PostgresCluster.CreateDatabaseAsync();
        await RunAsync(one.ConnectionString, "create table only_here (id int)");

        var failure = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(other.ConnectionString, "select * from only_here"));

        Assert.Equal(PostgresErrorCodes.UndefinedTable, failure.SqlState);
    }

    [PostgresFact]
    public async Task A_template_is_prepared_once_and_copied_even_while_its_maker_keeps_a_pool()
    {
        var prepared = 0;
        Task Prepare(PostgresTestDatabase database)
        {
            prepared++;
            return RunAsync(database.ConnectionString, "create table made (id int); insert into made values (1), (2)");
        }

        await using var one = await PostgresCluster.CreateDatabaseAsync("cluster test", Prepare);
        await using var other = await PostgresCluster.CreateDatabaseAsync("cluster test", Prepare);

        Assert.Equal(2L, await RunAsync(one.ConnectionString, "select count(*) from made"));
        Assert.Equal(2L, await RunAsync(other.ConnectionString, "select count(*) from made"));
        Assert.Equal(1, prepared);
    }

    [PostgresFact]
    public async Task A_commit_is_answered_once_it_is_written()
    {
        await using var database = await PostgresCluster.CreateDatabaseAsync();

        Assert.Equal("on", await RunAsync(database.ConnectionString, "show synchronous_commit"));
    }

    [PostgresFact]
    public async Task A_server_of_its_own_can_die_and_come_back_with_its_data()
    {
        await using var server = await PostgresServer.StartAsync();
        var connection = $"{server.ConnectionString("postgres")};Pooling=false";
        await RunAsync(connection, "create table kept (id int); insert into kept values (7)");

        await server.StopAsync("QUIT");
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => RunAsync(connection, "select 1"));
        await server.StartAgainAsync();

        Assert.Equal(7, await RunAsync(connection, "select id from kept"));
    }

    private static async Task<object?> RunAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
