namespace Cartwright.Tests.Support;

public sealed class EnginesTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_test_database_starts_empty_and_leaves_nothing(Engine engine)
    {
        string location;
        await using (var database = await TestDatabase.CreateAsync(engine))
        {
            location = database.Location;
            Assert.Equal(engine == Engine.Postgres, location.StartsWith("postgres://", StringComparison.Ordinal));
            if (engine == Engine.Sqlite) await File.WriteAllTextAsync(location, "");
        }
        Assert.False(File.Exists(location));
    }
}
