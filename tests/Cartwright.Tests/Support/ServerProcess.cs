using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Cartwright.Hosting;

namespace Cartwright.Tests.Support;

/// <summary>The program itself, started as its users start it, on a free loopback port; ended by <see cref="Kill"/> as by kill -9.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Cartwright.dll");
    private readonly Process _process;
    private readonly StringBuilder _log = new();

    private ServerProcess(Process process, int port)
    {
        _process = process;
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(30) };
        Collect(process, _log);
    }

    public HttpClient Http { get; }

    /// <summary>Everything it printed so far.</summary>
    public string Log { get { lock (_log) return _log.ToString(); } }

    /// <summary>Bytes of memory it holds now.</summary>
    public long Memory { get { _process.Refresh(); return _process.WorkingSet64; } }

    public bool Lives => !_process.HasExited;

    /// <param name="switches">Switches of the runtime configuration that only a test may set.</param>
    public static async Task<ServerProcess> StartAsync(string data, int smtpPort, IReadOnlyDictionary<string, bool>? switches = null, params string[] arguments)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort.Next();
            var server = new ServerProcess(Run(["serve", "--data", data, "--urls", $"http://127.0.0.1:{port}", .. arguments], data, smtpPort, switches), port);
            if (await server.AnswersAsync()) return server;
            if (attempt == 3) throw new InvalidOperationException($"The server did not start:{Environment.NewLine}{server.Log}");
            await server.DisposeAsync(); // another process may have taken the port
        }
    }

    /// <summary>Creates a store by the command line, whether a server runs on the data or not.</summary>
    public static async Task<CreatedStore> CreateStoreAsync(string data, string slug = "shop")
    {
        using var process = Run(["store", "create", "--name", "Shop", "--slug", slug, "--url", "http://shop.test", "--currency", "EUR", "--timezone", "Europe/Berlin", "--journeys", "live", "--data", data, "--json"], data, 25, null);
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync().InTime();
        await process.WaitForExitAsync().InTime();
        Assert.True(process.ExitCode == 0, await errors);
        return JsonSerializer.Deserialize(output, AdminJson.Default.CreatedStore)!;
    }

    public Task<HttpResponseMessage> PostAsync(string path, string json, string? key) => PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"), key);

    public async Task<HttpResponseMessage> PostAsync(string path, HttpContent content, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(key + ":")));
        return await Http.SendAsync(request);
    }

    /// <summary>Ends the process at once, whatever it is doing.</summary>
    public void Kill() => _process.Kill();

    public Task ExitAsync() => _process.WaitForExitAsync().InTime();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Http.Dispose();
    }

    private async Task<bool> AnswersAsync()
    {
        var started = Stopwatch.GetTimestamp();
        while (Lives && Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(60))
        {
            try
            {
                if (await Http.GetStringAsync("/healthz") == "ok") return true;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(20); // not listening yet
            }
        }
        return false;
    }

    private static Process Run(string[] arguments, string data, int smtpPort, IReadOnlyDictionary<string, bool>? switches)
    {
        string[] program = switches is null ? [Program] : ["exec", "--runtimeconfig", WithSwitches(data, switches), "--depsfile", Path.ChangeExtension(Program, ".deps.json"), Program];
        var start = new ProcessStartInfo("dotnet", [.. program, .. arguments])
        {
            WorkingDirectory = data, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        start.Environment["Cartwright__Smtp__Host"] = "127.0.0.1";
        start.Environment["Cartwright__Smtp__Port"] = smtpPort.ToString(CultureInfo.InvariantCulture);
        start.Environment["DOTNET_TieredPGO"] = "0"; // it starts a little sooner
        return Process.Start(start)!;
    }

    private static string WithSwitches(string data, IReadOnlyDictionary<string, bool> switches)
    {
        var config = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(Program, ".runtimeconfig.json")))!;
        var options = config["runtimeOptions"]!;
        var properties = options["configProperties"] ??= new System.Text.Json.Nodes.JsonObject();
        foreach (var (name, value) in switches) properties[name] = value;
        var path = Path.Combine(data, "test.runtimeconfig.json");
        File.WriteAllText(path, config.ToJsonString());
        return path;
    }

    private static void Collect(Process process, StringBuilder log)
    {
        void Add(object _, DataReceivedEventArgs line)
        {
            if (line.Data is not null) lock (log) log.AppendLine(line.Data);
        }

        process.OutputDataReceived += Add;
        process.ErrorDataReceived += Add;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }
}
