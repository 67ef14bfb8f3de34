using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Cartwright.Demo;
using Cartwright.Hosting.Cli;
using Cartwright.Storage;
using Cartwright.Stores;

namespace Cartwright.Hosting.Bench;

/// <summary>
/// Five minutes from the last sign of life to the mail server's 250, on a fresh store with the default settings: new carts come at a steady rate in real
/// time, as browsers send them, most are left with an address. Which mail is owed to whom, and when, the bench itself knows; when it came, its own
/// mail server. A mail that never came counts as late.
/// </summary>
internal static class PromiseBench
{
    private const long PromiseMs = 300_000, Within = 99;

    public static async Task<JsonObject> RunAsync(int perSecond, TimeSpan length, int armed, CancellationToken ct)
    {
        using var folder = new BenchFolder();
        var settings = new StoreSettings();
        var keys = await BenchStore.CreateAsync(folder.Path, null, settings, journeysLive: true, ct);
        await using (var opened = await CommandLine.OpenAsync(new ServerOptions { DataDir = folder.Path })) await ArmedStore.CreateAsync(opened, armed, ct);
        await using var mails = new ArrivalServer();
        var port = BenchProcess.FreePort();
        await using var server = await BenchProcess.StartAsync(port, ["serve", "--data", folder.Path, "--urls", $"http://127.0.0.1:{port}"], ct,
            ("Cartwright__Smtp__Host", "127.0.0.1"), ("Cartwright__Smtp__Port", $"{mails.Port}"), ("Cartwright__Smtp__Security", "None"));
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(keys.WriteKey + ":")));
        var owed = await ComeAndGoAsync(client, perSecond, length, ct);

        var last = owed.Values.Max();
        while (Now() < last + PromiseMs + 15_000 && owed.Keys.Any(to => !mails.At.ContainsKey(to))) await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, ct);
        var took = owed.Select(o => mails.At.TryGetValue(o.Key, out var at) ? at - o.Value : long.MaxValue).Order().ToArray();
        var late = took.Select(t => t == long.MaxValue ? t : Math.Max(0, t - settings.IdleSeconds * 1000L)).ToArray();
        return new JsonObject
        {
            ["owed"] = took.Length, ["came"] = took.Count(t => t < long.MaxValue), ["withinFiveMinutes"] = took.Count(t => t <= PromiseMs), ["notOwedButCame"] = mails.At.Keys.Count(to => !owed.ContainsKey(to)),
            ["kept"] = took.Count(t => t <= PromiseMs) * 100L >= took.Length * Within, ["armedEnrollments"] = armed, ["abandonmentsPerSecond"] = perSecond, ["minutes"] = length.TotalMinutes,
            ["lateP50Ms"] = late[late.Length / 2], ["lateP99Ms"] = late[late.Length * 99 / 100], ["lateMaxMs"] = late[^1], ["serverCpuSeconds"] = Math.Round(server.CpuSeconds, 1), ["database"] = "sqlite",
        };
    }

    // Of twenty who come, one leaves without an address, one orders a minute later, one comes back after two minutes and leaves then; seventeen just leave.
    private static async Task<Dictionary<string, long>> ComeAndGoAsync(HttpClient client, int perSecond, TimeSpan length, CancellationToken ct)
    {
        var owed = new ConcurrentDictionary<string, long>();
        var shoppers = new List<Task>();
        var start = Now();
        for (var n = 0; n < perSecond * length.TotalSeconds * 20 / 18; n++)
        {
            var wait = start + n * 18_000L / 20 / perSecond - Now();
            if (wait > 0) await Task.Delay(TimeSpan.FromMilliseconds(wait), TimeProvider.System, ct);
            shoppers.Add(ShopperAsync(n));
        }
        await Task.WhenAll(shoppers);
        return new(owed);

        async Task ShopperAsync(int n)
        {
            await Task.Yield();
            var left = await SendAsync(Cart(n, withAddress: n % 20 != 0));
            switch (n % 20)
            {
                case 0: return;
                case 1:
                    await Task.Delay(TimeSpan.FromMinutes(1), TimeProvider.System, ct);
                    await SendAsync(Track(n, "o", "Order Completed", $"\"order_id\":\"o{n}\",\"cart_id\":\"f{n}\",\"total\":122,\"currency\":\"EUR\""));
                    return;
                case 2:
                    await Task.Delay(TimeSpan.FromMinutes(2), TimeProvider.System, ct);
                    left = await SendAsync(Track(n, "v", "Cart Viewed", $"\"cart_id\":\"f{n}\""));
                    break;
            }
            owed[To(n)] = left;
        }

        async Task<long> SendAsync(string events)
        {
            var at = Now();
            using var answer = await client.PostAsync("/v1/batch", new StringContent($"{{\"batch\":[{events}]}}", Encoding.UTF8, "application/json"), ct);
            answer.EnsureSuccessStatusCode();
            return at;
        }
    }

    private static string Cart(int n, bool withAddress)
    {
        var goods = Track(n, "a", "Cart Updated", $"\"cart_id\":\"f{n}\",\"currency\":\"EUR\",\"products\":[{{\"product_id\":\"a\",\"name\":\"Enamel mug\",\"price\":16.5,\"quantity\":2}},{{\"product_id\":\"b\",\"name\":\"Wool throw\",\"price\":89,\"quantity\":1}}]");
        return withAddress ? goods + "," + Track(n, "b", "Checkout Details Entered", $"\"stage\":\"contact\",\"email\":\"{To(n)}\",\"first_name\":\"Ada\"") : goods;
    }

    private static string Track(int n, string id, string name, string properties) =>
        $"{{\"type\":\"track\",\"messageId\":\"f{n}{id}\",\"anonymousId\":\"f{n}\",\"event\":\"{name}\",\"properties\":{{{properties}}}}}";

    private static string To(int n) => $"shopper{n}@inbox.test";

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Takes every mail and keeps when the first to each address was accepted (ms).</summary>
    private sealed class ArrivalServer : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _accepting;

        public ArrivalServer()
        {
            _listener.Start();
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
            _accepting = Task.Run(async () =>
            {
                while (!_stop.IsCancellationRequested) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            });
        }

        public int Port { get; }
        public ConcurrentDictionary<string, long> At { get; } = new(StringComparer.Ordinal);

        private async Task ServeAsync(TcpClient client)
        {
            using var _ = client;
            client.NoDelay = true;
            var intake = new SmtpIntake(client.GetStream());
            intake.Answer("220 bench.test ESMTP");
            var to = "";
            while (await intake.ReadLineAsync(_stop.Token) is { } line)
            {
                var verb = line.Split(' ', ':')[0].ToUpperInvariant();
                if (verb == "RCPT") to = line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];
                if (verb == "DATA")
                {
                    intake.Answer("354 go on");
                    if (await intake.ReadMailAsync(10_000_000, _stop.Token) is null) return;
                    At.TryAdd(to, Now());
                }
                intake.Answer(verb switch { "EHLO" => "250-bench.test\r\n250-8BITMIME\r\n250 PIPELINING", "QUIT" => "221 bye", _ => "250 ok" });
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            try { await _accepting; }
            catch (OperationCanceledException) { /* that is how it ends */ }
            _listener.Dispose();
            _stop.Dispose();
        }
    }
}
