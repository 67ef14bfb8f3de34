using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Cartwright.Storage;
using Cartwright.Stores;

namespace Cartwright.Hosting.Cli;

internal static class ServeVerb
{
    private static readonly Option<string?> Urls = CommandLine.Checked(new Option<string?>("--urls") { Description = "Addresses to listen on, separated by ; (http://HOST:PORT)" }, given => AreAddresses(Split(given)), MustBeAddresses);
    private const string MustBeAddresses = "must be addresses such as http://127.0.0.1:5080";

    public static Command Create()
    {
        var scale = CommandLine.Number("--time-scale", "Run the product's clock N times faster (only with mail to a loopback address)", 1.0, 1, 100_000);
        var serve = new Command("serve", "Run the server") { Urls, CommandLine.Data, CommandLine.DatabaseUrl, scale };
        serve.SetAction((parsed, ct) => RunAsync(With(CommandLine.Options(parsed), parsed, "http://127.0.0.1:5080") with { TimeScale = parsed.GetValue(scale) }, null, ct));
        return serve;
    }

    public static Command CreateDemo()
    {
        var noBrowser = new Option<bool>("--no-browser") { Description = "Do not open a browser" };
        var data = new Option<string?>("--data") { Description = "Folder of the demo's data; without it a new temporary one" };
        var demo = new Command("demo", "Show the main job with a sample shop, a mailbox and a month of history") { Urls, data, noBrowser };
        demo.SetAction(async (parsed, ct) =>
        {
            var folder = parsed.GetValue(data) ?? Path.Combine(Path.GetTempPath(), $"cartwright-demo-{Environment.ProcessId}");
            var options = With(ServerOptions.From(CommandLine.Configuration(), folder, null), parsed, "http://127.0.0.1:5080") with { Demo = true, DatabaseUrl = null };
            if (options.Urls.Any(u => !IsLoopback(new Uri(u).Host))) throw new CannotStartException("The demo listens on loopback addresses only: use http://127.0.0.1:PORT.");
            foreach (var url in options.Urls) CheckFree(new Uri(url));
            return await RunAsync(options, new Demo.DemoRun(options, openBrowser: !parsed.GetValue(noBrowser)), ct);
        });
        return demo;
    }

    private static ServerOptions With(ServerOptions options, ParseResult parsed, string fallback)
    {
        var urls = Split(parsed.GetValue(Urls) ?? Environment.GetEnvironmentVariable("ASPNETCORE_URLS") ?? fallback);
        if (!AreAddresses(urls)) throw new CannotStartException($"--urls {MustBeAddresses}.");
        return options with { Urls = urls, PublicUrl = options.PublicUrl.Length > 0 ? options.PublicUrl : urls[0].Replace("://*", "://localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal).TrimEnd('/') };
    }

    private static string[] Split(string urls) => urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool AreAddresses(string[] urls) => urls.Length > 0 && urls.All(u => Uri.TryCreate(u, UriKind.Absolute, out _));

    private static async Task<int> RunAsync(ServerOptions options, Demo.DemoRun? demo, CancellationToken ct)
    {
        if (options.TimeScale != 1 && !IsLoopback(options.Smtp.Host)) throw new CannotStartException(string.Create(CultureInfo.InvariantCulture,
            $"--time-scale {options.TimeScale} is refused: mail would go to {options.Smtp.Host}. Set Cartwright__Smtp__Host to a loopback address."));

        await using var opened = await CommandLine.OpenAsync(options);
        var clock = await DatabaseMarksStore.ClockAsync(opened.Database, options, TimeProvider.System);
        demo?.Configure(ref options);
        var builder = Server.CreateBuilder(options, opened.Owner);
        builder.Services.AddCore(options, opened.Database, clock, opened.Secrets);
        builder.Services.AddServer();
        demo?.AddServices(builder.Services);
        await using var app = builder.Build();
        app.MapServer();
        demo?.Map(app);
        await app.Services.GetRequiredService<StoreDirectory>().RefreshAsync(ct);
        if (demo is not null) await demo.PrepareAsync(app.Services, ct);
        await app.StartAsync(ct);
        if (demo is not null) await demo.StartedAsync(app.Services, ct);
        else System.Console.WriteLine($"Cartwright listens on {string.Join(", ", options.Urls)}  ·  console: {options.Urls[0].TrimEnd('/')}/console");
        await app.WaitForShutdownAsync(ct);
        return 0;
    }

    // Said before the history is written, which takes its time.
    private static void CheckFree(Uri url)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try { socket.Bind(new IPEndPoint(IPAddress.TryParse(url.Host.Trim('[', ']'), out var ip) ? ip : IPAddress.Loopback, url.Port)); }
        catch (SocketException e) { throw new CannotStartException($"{url.Authority} cannot be listened on ({e.Message}): give another port with --urls http://127.0.0.1:PORT."); }
    }

    private static bool IsLoopback(string host) => host is "localhost" || IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip);
}
