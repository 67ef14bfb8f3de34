using System.Reflection;
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

    public ValueTask DisposeAsync()
    {
        _folder?.Dispose();
        return _postgres?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
