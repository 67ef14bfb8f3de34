using System.Globalization;
using Dapper;

namespace Cartwright.Storage;

/// <summary>The data were written by a newer version of the program than this one.</summary>
internal sealed class NewerSchemaException(long found, long known)
    : Exception($"The data are at schema {found}, this program knows up to {known}. Start a newer version of the program, or restore a backup made before the upgrade.");

/// <summary>Brings the schema up to date: numbered files, one transaction each; a newer schema is refused.</summary>
internal static class Migrator
{
    private const string Prefix = "Cartwright.Storage.Migrations.";

    public static IReadOnlyList<(long Number, string Name, string Sql)> Files { get; } = Load();

    /// <summary>Applies what is missing and returns the numbers applied.</summary>
    /// <exception cref="NewerSchemaException">The data were written by a newer program.</exception>
    public static async Task<IReadOnlyList<long>> ApplyAsync(Database database, TimeProvider clock, CancellationToken ct = default)
    {
        await database.WriteAsync(s => s.ExecuteAsync("create table if not exists schema_version (version bigint primary key, applied_at bigint not null)"), ct);
        var current = await CurrentAsync(database, ct);
        var known = Files[^1].Number;
        if (current > known) throw new NewerSchemaException(current, known);

        var applied = new List<long>();
        foreach (var (number, _, sql) in Files.Where(f => f.Number > current))
        {
            await database.WriteAsync(async session =>
            {
                if (session.Dialect == Dialect.Postgres) await session.ExecuteAsync("lock table schema_version in exclusive mode");
                if (await session.SingleOrDefaultAsync<long>("select coalesce(max(version), 0) from schema_version") >= number) return;
                await session.ExecuteAsync(session.Dialect.Schema(sql));
                await session.ExecuteAsync("insert into schema_version (version, applied_at) values (@number, @at)", new { number, at = clock.GetUtcNow().ToUnixTimeMilliseconds() });
                applied.Add(number);
            }, ct);
        }
        await database.MigratedAsync();
        return applied;
    }

    public static Task<long> CurrentAsync(Database database, CancellationToken ct = default) =>
        database.ReadAsync(c => c.ExecuteScalarAsync<long>("select coalesce(max(version), 0) from schema_version"), ct);

    private static List<(long, string, string)> Load()
    {
        var assembly = typeof(Migrator).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(n =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(n)!);
                var file = n[Prefix.Length..];
                return (long.Parse(file[..3], CultureInfo.InvariantCulture), file, reader.ReadToEnd());
            })
            .OrderBy(f => f.Item1)
            .ToList();
    }
}
