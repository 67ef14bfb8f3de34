using System.Reflection;
using Cartwright.Storage;
using Xunit.Sdk;

namespace Cartwright.Tests.Support;

/// <summary>The databases a store must behave the same on.</summary>
public enum Engine { Sqlite, Postgres }

/// <summary>A contract test takes an <see cref="Engine"/>: <c>[Theory, OnSqlite, OnPostgres]</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OnSqliteAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[Engine.Sqlite]];
}

/// <inheritdoc cref="OnSqliteAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OnPostgresAttribute : DataAttribute
{
    public OnPostgresAttribute() => Skip = PostgresCluster.Unavailable!; // null runs it

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[Engine.Postgres]];
}

/// <summary>Somewhere empty to keep data in: a file of its own or a database of its own.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly TempFolder? _folder;
    private readonly PostgresTestDatabase? _postgres;

    private TestDatabase(TempFolder folder) => _folder = folder;
    private TestDatabase(PostgresTestDatabase postgres) => _postgres = postgres;

    /// <summary>A file's path, or <c>postgres://…</c>.</summary>
    public string Location => _postgres?.Location ?? _folder!.File("cartwright.db");

    public static async Task<TestDatabase> CreateAsync(Engine engine) =>
        engine == Engine.Sqlite ? new TestDatabase(new TempFolder()) : new TestDatabase(await PostgresCluster.CreateDatabaseAsync());

    /// <summary>Somewhere with all tables and nothing in them: made once in a run and copied, which is much quicker than to make them again.</summary>
    public static async Task<TestDatabase> MigratedAsync(Engine engine)
    {
        if (engine == Engine.Postgres) return new TestDatabase(await PostgresCluster.CreateDatabaseAsync("migrated", d => MigrateAsync(d.Location)));
        var made = new TestDatabase(new TempFolder());
        await File.WriteAllBytesAsync(made.Location, await Migrated.Value);
        return made;
    }

    private static readonly Lazy<Task<byte[]>> Migrated = new(async () =>
    {
        using var folder = new TempFolder();
        await MigrateAsync(folder.File("cartwright.db"));
        return await File.ReadAllBytesAsync(folder.File("cartwright.db"));
    });

    private static async Task MigrateAsync(string location)
    {
        await using var database = Database.Open(location);
        await Migrator.ApplyAsync(database, TimeProvider.System);
    }

    public ValueTask DisposeAsync()
    {
        _folder?.Dispose();
        return _postgres?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
