using System.Globalization;
using Cartwright.Imports;
using Cartwright.Products;
using Dapper;

namespace Cartwright.Tests.Imports;

/// <summary>Hands a file's text in as the verb does, in small chunks, and counts what came of it.</summary>
internal static class Importing
{
    public static async Task<IReadOnlyList<ImportResult>> ImportAsync(this CoreHarness shop, string kind, string csv, bool dryRun = false)
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("file.csv"), csv);
        using var file = ImportFile.Open(folder.File("file.csv"));
        var header = ImportHeaderPolicy.Read(kind, file.Header);
        Assert.Null(header.Error);
        var run = new ImportRun(shop.Node.Directory, shop.Node.Turns, new ImportStore(shop.Node.Database), shop.Node.Products, new ReviewStore(shop.Node.Database, shop.Product), shop.Secrets, shop.Product);
        var results = new List<ImportResult>();
        var keys = ImportColumns.KeysOf(kind).Select(k => header.Columns.ToList().IndexOf(k)).Where(at => at >= 0).ToList();
        foreach (var records in file.Records(keys).Chunk(3))
        {
            var answer = await run.CarryOutAsync("shop", new ImportChunk(kind, dryRun, header.Columns, records), CancellationToken.None).InTime();
            Assert.Null(answer.Error);
            results.AddRange(answer.Results);
        }
        return results;
    }

    public static string Counts(this IEnumerable<ImportResult> results) =>
        string.Join(", ", results.GroupBy(r => r.Outcome).OrderBy(g => g.Key).Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Count()} {g.Key}")));

    /// <summary>How many rows each table has; with <paramref name="without"/> left out.</summary>
    public static async Task<SortedDictionary<string, long>> RowsAsync(this CoreHarness shop, params string[] without)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in await shop.Node.Database.ReadAsync(async c => (await c.QueryAsync<string>(shop.Node.Database.Dialect.Name == "sqlite"
            ? "select name from sqlite_master where type = 'table' and name not like 'sqlite%'" : "select table_name from information_schema.tables where table_schema = 'public'")).ToList()))
            if (!without.Contains(table)) counts[table] = await shop.ScalarAsync<long>($"select count(*) from {table}");
        return counts;
    }
}
