using System.Data;
using System.Data.Common;
using Dapper;

namespace Cartwright.Storage;

/// <summary>
/// One database, embedded (SQLite) or served (PostgreSQL). Reads run on pooled connections and see committed data;
/// every write is a <see cref="Session"/>: one transaction, committed when its function returns, rolled back when it throws.
/// </summary>
internal abstract class Database : IAsyncDisposable
{
    static Database()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.RemoveTypeMap(typeof(Guid));
        SqlMapper.AddTypeHandler(new GuidHandler());
    }

    public abstract Dialect Dialect { get; }

    /// <summary>True when several processes may write to the data at once.</summary>
    public abstract bool IsShared { get; }

    public abstract Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken ct = default);

    public abstract Task<T> WriteAsync<T>(Func<Session, Task<T>> write, CancellationToken ct = default);

    /// <summary>Commits, and gives what ends once the disk has it: nobody may be told before. The next write need not wait for that; it is on the disk later.</summary>
    public virtual async Task<(T Result, Task OnDisk)> CommitAsync<T>(Func<Session, Task<T>> write, CancellationToken ct = default) => (await WriteAsync(write, ct), Task.CompletedTask);

    /// <summary>
    /// A write that does not wait for the disk. A machine that loses its power may lose it, but never something that was written later and keep it: the disk gets
    /// what is committed in its order. Only for what nobody is told of before a later write.
    /// </summary>
    public virtual Task<T> WriteAheadAsync<T>(Func<Session, Task<T>> write, CancellationToken ct = default) => WriteAsync(write, ct);

    public Task WriteAsync(Func<Session, Task> write, CancellationToken ct = default) =>
        WriteAsync(async session => { await write(session); return true; }, ct);

    /// <summary>Called once the schema is as this program knows it.</summary>
    public virtual Task MigratedAsync() => Task.CompletedTask;

    public abstract ValueTask DisposeAsync();

    /// <summary>
    /// <c>Data Source</c> file path (SQLite) or a <see cref="PostgresUrl"/>.
    /// </summary>
    public static Database Open(string location) =>
        PostgresUrl.IsOne(location) ? new PostgresDatabase(location) : new SqliteDatabase(location);

    /// <summary>Writes and reads a row, to see that both work.</summary>
    public async Task CheckAsync(CancellationToken ct = default)
    {
        await WriteAsync(s => s.ExecuteAsync("insert into meta (key, value) values ('ready', '1') on conflict (key) do update set value = excluded.value"), ct);
        await ReadAsync(c => c.ExecuteScalarAsync<long>("select 1"), ct);
    }

    /// <summary>True for whatever a database says; its message is meant for people.</summary>
    public static bool IsDatabaseError(Exception error) => error is DbException;

    /// <summary>True when two writers stood in each other's way: trying again is enough.</summary>
    public static bool IsConflict(Exception error) => error is Npgsql.PostgresException { SqlState: "40P01" or "40001" };

    /// <summary>True for a failure of the surroundings (disk full, connection lost, deadlock), not of the rows written.</summary>
    public abstract bool IsTransient(Exception error);

    // Microsoft.Data.Sqlite would write Guids as upper-case text, Npgsql writes uuid: ids are lower-case text on SQLite (design.md, Storage).
    private sealed class GuidHandler : SqlMapper.TypeHandler<Guid>
    {
        public override void SetValue(IDbDataParameter parameter, Guid value)
        {
            if (parameter is Npgsql.NpgsqlParameter) parameter.Value = value;
            else { parameter.DbType = DbType.String; parameter.Value = value.ToString("D"); }
        }

        public override Guid Parse(object value) => value as Guid? ?? Guid.Parse((string)value);
    }
}
