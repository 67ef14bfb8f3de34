using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

namespace Cartwright.Tests.Support;

/// <summary>
/// A private PostgreSQL: its own data in a temporary folder, a free loopback port, no password; a commit outlives its processes, not the machine.
/// It runs below a small shell that holds a pipe from us, so it ends with the test process however that one ends.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    // A line on the pipe is the signal to stop with, the data kept; the end of the pipe means that we are gone: stop, clear away.
    private const string Keeper = """
        folder=$1; shift
        rm -f "$folder/gone"
        exec 3<&0
        "$@" </dev/null >&2 &
        server=$!
        ( if read -r signal <&3; then kill -"$signal" $server; else : >"$folder/gone"; kill -INT $server; fi ) &
        reader=$!
        wait $server
        kill $reader 2>/dev/null
        [ ! -e "$folder/gone" ] || rm -rf "$folder"
        """;

    private static readonly string[] OrdinaryUsers = ["postgres", "nobody"];

    private readonly ConcurrentQueue<string> _log = new();
    private readonly string _folder;
    private Process? _keeper;

    private PostgresServer(string folder) => _folder = folder;

    public int Port { get; private set; }

    /// <summary>Why no server can be started here, or null.</summary>
    public static string? Unavailable { get; } =
        Programs is null ? "PostgreSQL is not installed (Debian's package postgresql)"
        : Environment.IsPrivilegedProcess && OrdinaryUser is null ? "PostgreSQL refuses to run as root, and there is no user postgres or nobody to run it as"
        : null;

    private static string? Programs =>
        (Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [])
            .OrderByDescending(version => int.TryParse(Path.GetFileName(version), out var number) ? number : 0)
            .Select(version => Path.Combine(version, "bin"))
            .FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
        ?? Path.GetDirectoryName(Tools.Find("initdb"));

    private static string? OrdinaryUser =>
        OrdinaryUsers.FirstOrDefault(user => File.ReadLines("/etc/passwd").Any(line => line.StartsWith($"{user}:", StringComparison.Ordinal)));

    public string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = Port, Username = "postgres", Database = database }.ConnectionString;

    public static async Task<PostgresServer> StartAsync()
    {
        var server = new PostgresServer(Directory.CreateTempSubdirectory("cartwright-pg-").FullName);
        try
        {
            if (Environment.IsPrivilegedProcess) await RunAsync("chown", OrdinaryUser!, server._folder);
            // Not synced while it is made: until it runs, nothing in it is worth keeping.
            await RunAsync(AsOrdinaryUser([Path.Combine(Programs!, "initdb"), "-D", server.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"], server._folder));
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>After <see cref="StopAsync"/>: the same data on the same port.</summary>
    public async Task StartAgainAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            var keepPort = Port != 0;
            if (!keepPort) Port = FreePort.Next();
            if (await TryStartAsync()) return;
            if (keepPort || attempt == 3) throw new InvalidOperationException($"PostgreSQL did not start:{Environment.NewLine}{string.Join(Environment.NewLine, _log)}");
            Port = 0; // another process may have taken the port in between
        }
    }

    /// <param name="signal">INT shuts down in order; QUIT dies at once, as in a power cut, and recovers at the next start.</param>
    public async Task StopAsync(string signal = "INT")
    {
        if (_keeper is null) return;
        await _keeper.StandardInput.WriteLineAsync(signal);
        await _keeper.StandardInput.FlushAsync();
        await _keeper.WaitForExitAsync();
        _keeper.Dispose();
        _keeper = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_keeper is not null)
        {
            _keeper.StandardInput.Close();
            await _keeper.WaitForExitAsync();
            _keeper.Dispose();
        }
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private string Data => Path.Combine(_folder, "data");

    private async Task<bool> TryStartAsync()
    {
        string[] server =
        [
            Path.Combine(Programs!, "postgres"), "-D", Data, "-p", $"{Port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
            "-c", "max_connections=300", // several test classes at once, each with pools of its own
            "-c", "autovacuum=off", // no database lives long enough to be tidied
            // Tests kill processes, never the machine: what was written is kept without waiting for a slow disk,
            // where making and dropping hundreds of databases held up everybody's first connection.
            "-c", "fsync=off", "-c", "full_page_writes=off",
        ];
        _keeper = Start(AsOrdinaryUser(["sh", "-c", Keeper, "keeper", _folder, .. server], _folder));
        _keeper.ErrorDataReceived += (_, line) => { if (line.Data is not null) Remember(line.Data); };
        _keeper.OutputDataReceived += (_, _) => { };
        _keeper.BeginErrorReadLine();
        _keeper.BeginOutputReadLine();

        var started = Stopwatch.GetTimestamp();
        while (!_keeper.HasExited && Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(60))
        {
            try
            {
                await using var connection = new NpgsqlConnection($"{ConnectionString("postgres")};Pooling=false");
                await connection.OpenAsync();
                return true;
            }
            catch (NpgsqlException notYet)
            {
                Remember(notYet.Message);
                await Task.Delay(50);
            }
        }
        await StopAsync("QUIT");
        return false;
    }

    private void Remember(string line)
    {
        _log.Enqueue(line);
        while (_log.Count > 40) _log.TryDequeue(out _);
    }

    private static ProcessStartInfo AsOrdinaryUser(string[] command, string folder)
    {
        string[] all = Environment.IsPrivilegedProcess ? ["runuser", "-u", OrdinaryUser!, "--", .. command] : command;
        return new ProcessStartInfo(all[0], all[1..]) { WorkingDirectory = folder };
    }

    private static Task RunAsync(string program, params string[] arguments) => RunAsync(new ProcessStartInfo(program, arguments));

    private static async Task RunAsync(ProcessStartInfo command)
    {
        using var process = Start(command);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{command.FileName} {string.Join(' ', command.ArgumentList)} ended with {process.ExitCode}: {await output}{await errors}");
    }

    private static Process Start(ProcessStartInfo command)
    {
        command.RedirectStandardInput = command.RedirectStandardOutput = command.RedirectStandardError = true;
        return Process.Start(command)!;
    }
}
