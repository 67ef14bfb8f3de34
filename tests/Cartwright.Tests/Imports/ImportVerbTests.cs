using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Cartwright.Storage;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Cartwright.Tests.Imports;

/// <summary>The verb as someone types it, beside a running server and without one.</summary>
public sealed class ImportVerbTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_imports_reports_and_keeps_what_it_refused_to_be_mended(bool served)
    {
        using var folder = new TempFolder();
        await using var mail = SmtpSink.Start();
        await ServerProcess.CreateStoreAsync(folder.Path);
        await using var server = served ? await ServerProcess.StartAsync(folder.Path, mail.Port) : null;
        var orders = folder.File("orders.csv");
        await File.WriteAllTextAsync(orders, "order_id,created_at,total,email,Vendor\n1,2025-11-03,5.00,ada@shop.test,V\n2,2025-11-04,\"5,00\",ada@shop.test,V\n");

        var dry = await RunAsync(folder.Path, "import", "orders", orders, "--store", "shop", "--dry-run", "--json");
        Assert.Equal((1, 1L, 1L, 0L), (dry.Code, dry.Report.GetProperty("added").GetInt64(), dry.Report.GetProperty("refused").GetInt64(), await CountAsync(folder.Path, "purchase")));
        Assert.Equal("Vendor", Assert.Single(dry.Report.GetProperty("ignoredColumns").EnumerateArray()).GetString());

        var first = await RunAsync(folder.Path, "import", "orders", orders, "--store", "shop");
        Assert.Equal((1, 1L), (first.Code, await CountAsync(folder.Path, "purchase")));
        Assert.StartsWith("line 3, total: '5,00' is not an amount", first.Complained, StringComparison.Ordinal);
        var rejected = await File.ReadAllTextAsync(orders + ".rejected.csv");
        Assert.Equal(["import_error,order_id,created_at,total,email,Vendor", "2,2025-11-04,\"5,00\",ada@shop.test,V"], rejected.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select((l, i) => i == 0 ? l : l[(l.IndexOf('.', StringComparison.Ordinal) + 1)..].Split("\",")[1..] is var rest ? string.Join("\",", rest) : l));

        await File.WriteAllTextAsync(orders + ".rejected.csv", rejected.Replace(",\"5,00\",", ",5.00,", StringComparison.Ordinal));
        var mended = await RunAsync(folder.Path, "import", "orders", orders + ".rejected.csv", "--store", "shop", "--json");
        Assert.Equal((0, 1L, 1, 2L), (mended.Code, mended.Report.GetProperty("added").GetInt64(), mended.Report.GetProperty("ignoredColumns").GetArrayLength(), await CountAsync(folder.Path, "purchase")));
        SqliteConnection.ClearAllPools();
    }

    [Fact]
    public async Task What_cannot_begin_is_one_line_and_exit_2_and_leaves_nothing()
    {
        using var folder = new TempFolder();
        await ServerProcess.CreateStoreAsync(folder.Path);
        var file = folder.File("a.csv");
        await File.WriteAllTextAsync(file, "order_id,created_at\n1,2025-11-03\n");
        foreach (var (kind, path, store, cause) in (IEnumerable<(string, string, string, string)>)
            [("orders", file, "shop", "The column total is missing"), ("suppressions", file, "shop", "The column email is missing"), ("goods", file, "shop", "goods"), ("orders", folder.File("none.csv"), "shop", "There is no file"), ("products", await GoodsAsync(), "nope", "There is no store 'nope'")])
        {
            var (code, said, complained, _) = await RunAsync(folder.Path, "import", kind, path, "--store", store);
            Assert.Equal((2, ""), (code, said));
            Assert.Contains(cause, Assert.Single(complained.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        }
        Assert.Empty(Directory.GetFiles(folder.Path, "*.rejected.csv"));
        SqliteConnection.ClearAllPools();

        async Task<string> GoodsAsync()
        {
            await File.WriteAllTextAsync(folder.File("p.csv"), "product_id,name,price\n1,Lamp,5\n");
            return folder.File("p.csv");
        }
    }

    [PostgresFact]
    public async Task With_a_database_server_it_writes_there()
    {
        await using var data = await TestDatabase.CreateAsync(Engine.Postgres);
        using var folder = new TempFolder();
        var created = await RunAsync(folder.Path, "store", "create", "--name", "Shop", "--slug", "shop", "--url", "http://shop.test", "--currency", "EUR", "--timezone", "UTC", "--database", data.Location);
        Assert.True(created.Code == 0, created.Complained);
        await File.WriteAllTextAsync(folder.File("s.csv"), "email\nada@shop.test\nbob@shop.test\n");
        var imported = await RunAsync(folder.Path, "import", "suppressions", folder.File("s.csv"), "--store", "shop", "--database", data.Location, "--json");

        Assert.Equal((0, 2L), (imported.Code, imported.Report.GetProperty("added").GetInt64()));
        await using var database = Database.Open(data.Location);
        Assert.Equal(2, await database.ReadAsync(c => c.ExecuteScalarAsync<long>("select count(*) from suppression")));
    }

    [Theory]
    [InlineData(false, 4_000)]
    [InlineData(true, 4_000)]
    public async Task Killed_in_the_middle_and_run_again_it_ends_as_if_it_had_run_once(bool served, int rows)
    {
        using var clean = new TempFolder();
        using var killed = new TempFolder();
        await using var mail = SmtpSink.Start();
        var tables = new List<string>();
        foreach (var folder in (TempFolder[])[clean, killed])
        {
            await ServerProcess.CreateStoreAsync(folder.Path);
            await WriteOrdersAsync(folder.File("orders.csv"), rows);
            await using var server = served ? await ServerProcess.StartAsync(folder.Path, mail.Port) : null;
            if (folder == killed)
            {
                using var process = Start(folder.Path, "import", "orders", folder.File("orders.csv"), "--store", "shop");
                await Eventually.HoldsAsync("a part is imported", async () => await CountAsync(folder.Path, "purchase") > rows / 10);
                process.Kill();
                await process.WaitForExitAsync().InTime();
                Assert.InRange(await CountAsync(folder.Path, "purchase"), rows / 10, rows - 1);
            }
            var (code, _, complained, report) = await RunAsync(folder.Path, "import", "orders", folder.File("orders.csv"), "--store", "shop", "--json");
            Assert.True(code == 0, complained);
            Assert.Equal(rows, report.GetProperty("added").GetInt64() + report.GetProperty("alreadyThere").GetInt64());
            Assert.Equal(folder == killed, report.GetProperty("alreadyThere").GetInt64() > 0);
            tables.Add(string.Join(' ', await Task.WhenAll(((string[])["shopper", "shopper_alias", "event", "event_seen", "purchase", "cart", "story"]).Select(async t => $"{t} {await CountAsync(folder.Path, t)}"))));
        }

        Assert.Equal(tables[0], tables[1]);
        SqliteConnection.ClearAllPools();
    }

    [LongFact]
    public async Task A_million_rows_go_in_with_flat_memory()
    {
        const int Rows = 1_000_000;
        using var folder = new TempFolder();
        await ServerProcess.CreateStoreAsync(folder.Path);
        await WriteOrdersAsync(folder.File("orders.csv"), Rows);
        using var process = Start(folder.Path, "import", "orders", folder.File("orders.csv"), "--store", "shop", "--json");
        var said = process.StandardOutput.ReadToEndAsync();
        var (early, peak) = (0L, 0L);
        while (!process.HasExited)
        {
            await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(500));
            if (process.HasExited) break;
            process.Refresh();
            peak = Math.Max(peak, process.WorkingSet64);
            if (early == 0 && await CountAsync(folder.Path, "purchase") > Rows / 2) early = peak; // as many shoppers are remembered as ever will be
        }

        Assert.Equal(Rows, JsonDocument.Parse(await said).RootElement.GetProperty("added").GetInt64());
        Assert.Equal(Rows, await CountAsync(folder.Path, "purchase"));
        Assert.InRange(peak, 1, early * 13 / 10);
        SqliteConnection.ClearAllPools();
    }

    private static async Task WriteOrdersAsync(string path, int rows)
    {
        await using var file = new StreamWriter(path);
        await file.WriteLineAsync("order_id,created_at,status,email,total,product_name,quantity,price");
        var at = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (var i = 0; i < rows; i++) await file.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{i},{at.AddSeconds(i * 20L):yyyy-MM-ddTHH:mm:ssZ},paid,shopper{i % (rows / 2)}@shop.test,19.90,Lamp,1,19.90"));
    }

    private static async Task<long> CountAsync(string data, string table)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(data, "cartwright.db")};Mode=ReadOnly");
        return await connection.ExecuteScalarAsync<long>($"select count(*) from {table}");
    }

    private static Process Start(string data, params string[] arguments) => Process.Start(new ProcessStartInfo("dotnet",
        [Path.Combine(AppContext.BaseDirectory, "Cartwright.dll"), .. arguments, .. arguments.Contains("--database") ? Array.Empty<string>() : ["--data", data]])
    {
        WorkingDirectory = data, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
    })!;

    private static async Task<(int Code, string Said, string Complained, JsonElement Report)> RunAsync(string data, params string[] arguments)
    {
        using var process = Start(data, arguments);
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        return (process.ExitCode, await said, await complained, arguments.Contains("--json") && (await said).StartsWith('{') ? JsonDocument.Parse(await said).RootElement : default);
    }
}
