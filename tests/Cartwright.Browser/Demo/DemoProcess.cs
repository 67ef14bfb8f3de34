using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Cartwright.Tests.Support;
using Xunit.Sdk;

namespace Cartwright.Browser.Demo;

/// <summary>The real program, started as <c>cartwright demo</c> on an empty folder; ended by its id.</summary>
internal sealed class DemoProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TempFolder _folder;

    private DemoProcess(Process process, TempFolder folder, string url, string user, string password) => (_process, _folder, Url, User, Password) = (process, folder, url, user, password);

    public string Url { get; }
    public string User { get; }
    public string Password { get; }

    public static async Task<DemoProcess> StartAsync()
    {
        var folder = new TempFolder();
        var url = $"http://127.0.0.1:{FreePort.Next()}";
        var program = Path.Combine(AppContext.BaseDirectory, "Cartwright.dll");
        var process = Process.Start(new ProcessStartInfo("dotnet", [program, "demo", "--data", folder.Path, "--urls", url, "--no-browser"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        })!;
        var said = new ConcurrentQueue<string>();
        process.OutputDataReceived += (_, line) => said.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => said.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var signIn = await Eventually.GetAsync("the demo prints its addresses", () =>
        {
            if (process.HasExited) throw new XunitException("The demo ended: " + string.Join(Environment.NewLine, said));
            return said.Select(line => Regex.Match(line, @"/console\s+(?<user>\S+@\S+)\s+·\s+(?<password>\S+)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)).FirstOrDefault(m => m.Success);
        }, TimeSpan.FromMinutes(5));
        return new DemoProcess(process, folder, url, signIn.Groups["user"].Value, signIn.Groups["password"].Value);
    }

    /// <summary>Runs a verb of the program beside the running demo, as its operator would.</summary>
    public async Task RunAsync(string? input, params string[] arguments)
    {
        using var verb = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Cartwright.dll"), .. arguments, "--data", _folder.Path])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        })!;
        var (said, complained) = (verb.StandardOutput.ReadToEndAsync(), verb.StandardError.ReadToEndAsync());
        if (input is not null) await verb.StandardInput.WriteLineAsync(input);
        verb.StandardInput.Close();
        await verb.WaitForExitAsync();
        if (verb.ExitCode != 0) throw new XunitException($"{string.Join(' ', arguments)} ended with {verb.ExitCode}: {await said} {await complained}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }
}
