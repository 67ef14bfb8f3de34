using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Cartwright.Hosting.Bench;

/// <summary>A server under measurement, in its own process; ended by its id.</summary>
internal sealed class BenchProcess : IAsyncDisposable
{
    private readonly Process _process;

    private BenchProcess(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    public double CpuSeconds { get { _process.Refresh(); return _process.TotalProcessorTime.TotalSeconds; } }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts this program with the arguments and waits until <paramref name="ready"/> answers on the port.</summary>
    public static async Task<BenchProcess> StartAsync(int port, IEnumerable<string> arguments, CancellationToken ct, params (string, string)[] environment)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(BenchProcess).Assembly.Location);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(ct);
        _ = process.StandardOutput.ReadToEndAsync(ct);
        using var client = new HttpClient();
        for (var tries = 0; ; tries++)
        {
            if (process.HasExited) throw new CannotStartException("The server to be measured did not start: " + await errors);
            try
            {
                using var answer = await client.GetAsync($"http://127.0.0.1:{port}/healthz", ct);
                if (answer.IsSuccessStatusCode) return new BenchProcess(process, port);
            }
            catch (HttpRequestException) when (tries < 600) { /* not listening yet */ }
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}

/// <summary>A folder that goes away with the measurement.</summary>
internal sealed class BenchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("cartwright-bench-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
