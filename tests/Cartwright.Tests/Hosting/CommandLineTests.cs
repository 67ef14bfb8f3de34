using System.Diagnostics;
using System.Text.Json;

namespace Cartwright.Tests.Hosting;

/// <summary>The program as someone types it: help when asked for nothing, one clear line and exit 2 for what it does not know.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("nonsense", "nonsense")]
    [InlineData("serve --wat", "--wat")]
    [InlineData("bench nothing", "nothing")]
    [InlineData("simulate --shoppers 0", "--shoppers must be a whole number from 1 to 100000000.")]
    [InlineData("simulate --shoppers abc", "--shoppers must be a whole number from 1 to 100000000.")]
    [InlineData("simulate --shoppers 99999999999", "--shoppers")]
    [InlineData("simulate --shoppers 1.5", "--shoppers")]
    [InlineData("simulate --shoppers --json", "--shoppers")]
    [InlineData("simulate --days abc", "--days must be a whole number from 1 to 365.")]
    [InlineData("simulate --seed abc", "--seed")]
    [InlineData("bench promise --minutes NaN", "--minutes")]
    [InlineData("bench ingest --seconds abc", "--seconds")]
    [InlineData("serve --time-scale abc", "--time-scale")]
    [InlineData("serve --time-scale NaN", "--time-scale must be a number from 1 to 100000.")]
    [InlineData("serve --urls http://127.0.0.1:99999", "--urls must be addresses")]
    [InlineData("demo --urls --no-browser", "--urls")]
    [InlineData("doctor --data ", "--data must name a folder.")]
    [InlineData("migrate --database postgres://", "--database must be an address such as postgres://user@host/db")]
    [InlineData("migrate --database postgres://u@h:abc/db", "--database")]
    [InlineData("migrate --database mysql://u@h/db", "--database")]
    [InlineData("migrate --database postgres://u@h/db?sslmod=require", "--database must be an address such as postgres://user@host/db?sslmode=verify-full (also sslrootcert")]
    [InlineData("migrate --database postgres://u@h/db?sslmode=perhaps", "--database must be an address")]
    [InlineData("migrate --database postgres://u@h/db?connect_timeout=long", "--database must be an address")]
    [InlineData("store create --name X", "--slug")]
    public async Task What_it_does_not_know_is_named_in_one_line(string typed, string cause)
    {
        var (code, said, complained) = await RunAsync(typed.Split(' '));

        Assert.Equal(2, code);
        Assert.Empty(said);
        Assert.Contains(cause, Assert.Single(complained.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData()]
    [InlineData("--help")]
    public async Task Help_lists_every_verb(params string[] typed)
    {
        var (code, said, _) = await RunAsync(typed);

        Assert.Equal(0, code);
        foreach (var verb in (string[])["serve", "demo", "store", "user", "migrate", "doctor", "import", "journeys", "simulate", "bench"]) Assert.Contains($"  {verb} ", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_simulation_says_its_summary_as_one_line_of_json_and_nothing_beside_it()
    {
        var (code, said, complained) = await RunAsync("simulate", "--shoppers", "12", "--days", "3", "--seed", "5", "--faults", "--json");

        var last = JsonDocument.Parse(said).RootElement;
        Assert.Equal((0, 12, 3, 0), (code, last.GetProperty("shoppers").GetInt32(), last.GetProperty("days").GetInt32(), last.GetProperty("violations").GetArrayLength()));
        Assert.Equal(last.GetProperty("figures").GetProperty("events").GetInt64(), last.GetProperty("events").GetInt64());
        Assert.True(last.GetProperty("messages").GetInt64() > 0);
        Assert.DoesNotContain("\u001b", complained, StringComparison.Ordinal); // no bar in a pipe
    }

    private static async Task<(int Code, string Said, string Complained)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Cartwright.dll"), .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        })!;
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await said, await complained);
    }
}
