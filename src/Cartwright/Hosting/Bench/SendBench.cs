using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Cartwright.Messages.Email;
using Cartwright.Messages.Email.Dkim;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Hosting.Bench;

/// <summary>Mails a second into postfix's smtp-sink over 20 connections, without and with a DKIM signature (RSA, 2,048 bits), beside smtp-source, the sink's own generator.</summary>
internal static class SendBench
{
    private const int Mails = 6000, Connections = 20, Bytes = 31_500;

    public static async Task<JsonObject> RunAsync(int rounds, CancellationToken ct)
    {
        await using var sink = await SmtpSinkProcess.StartAsync(ct);
        var ours = new List<double>();
        var signed = new List<double>();
        var floor = new List<double>();
        DkimKey[] keys = [new("shop.test", "bench", DkimAlgorithm.Rsa, DkimKey.NewPrivateKey(DkimAlgorithm.Rsa))];
        for (var round = 0; round < rounds; round++)
        {
            floor.Add(await SourceAsync(sink.Port, ct));
            ours.Add(await OursAsync(sink.Port, [], ct));
            signed.Add(await OursAsync(sink.Port, keys, ct));
        }
        var (rate, withDkim, limit) = (BenchMachine.Median(ours), BenchMachine.Median(signed), BenchMachine.Median(floor));
        return new JsonObject
        {
            ["mailsPerSecond"] = Math.Round(rate), ["floorPerSecond"] = Math.Round(limit), ["ratioToFloor"] = Math.Round(rate / limit, 3),
            ["signedPerSecond"] = Math.Round(withDkim), ["signedRatioToFloor"] = Math.Round(withDkim / limit, 3),
            ["connections"] = Connections, ["mails"] = Mails, ["bytes"] = Bytes, ["rounds"] = rounds,
        };
    }

    /// <summary>Mails a second through our own pool.</summary>
    public static async Task<double> OursAsync(int port, DkimKey[] keys, CancellationToken ct)
    {
        await using var pool = new SmtpPool(new SmtpOptions { Host = "127.0.0.1", Port = port, MaxConnections = Connections, Security = SmtpSecurity.None, MaxMailsPerConnection = 10_000 }, TimeProvider.System, NullLogger<SmtpPool>.Instance);
        var row = "<tr><td class=\"line\" style=\"padding:8px 0;font:14px sans-serif\">A product, described in some words &amp; its price</td></tr>\r\n";
        var html = new StringBuilder("<html><body><table>\r\n").Insert("<html><body><table>\r\n".Length, row, (Bytes - 900) / row.Length).Append("</table></body></html>").ToString();
        var date = TimeProvider.System.GetUtcNow();
        await SendAsync(500);
        var watch = Stopwatch.StartNew();
        await SendAsync(Mails);
        return Mails / watch.Elapsed.TotalSeconds;

        async Task SendAsync(int count)
        {
            var next = 0;
            await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
            {
                int i;
                while ((i = Interlocked.Increment(ref next)) <= count)
                {
                    var mail = new OutgoingMail(new MailAddress("shop@shop.test", "Shop"), new MailAddress($"u{i}@inbox.test"), $"You left something behind, {i}", html, "You left something in your cart.\nhttps://shop.test/cart\n",
                        $"{i}.bench@shop.test", date, "shop@shop.test") { SignWith = keys };
                    if (await pool.SendAsync(mail, static _ => ValueTask.FromResult(true), ct) is not SmtpOutcome.Accepted) throw new CannotStartException("The sink did not take a mail.");
                }
            }, ct)));
        }
    }

    private static async Task<double> SourceAsync(int port, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        using var source = Process.Start(new ProcessStartInfo("smtp-source", ["-d", "-l", Bytes.ToString(CultureInfo.InvariantCulture), "-m", Mails.ToString(CultureInfo.InvariantCulture), "-s", Connections.ToString(CultureInfo.InvariantCulture), "-f", "shop@shop.test", "-t", "u@inbox.test", $"127.0.0.1:{port}"]))!;
        await source.WaitForExitAsync(ct);
        return source.ExitCode == 0 ? Mails / watch.Elapsed.TotalSeconds : throw new CannotStartException("smtp-source failed.");
    }
}

/// <summary>Debian's smtp-sink (package postfix): takes every mail and forgets it.</summary>
internal sealed class SmtpSinkProcess : IAsyncDisposable
{
    private readonly Process _process;

    private SmtpSinkProcess(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    public static async Task<SmtpSinkProcess> StartAsync(CancellationToken ct)
    {
        var port = BenchProcess.FreePort();
        Process process;
        string[] user = Environment.UserName == "root" ? ["-u", "nobody"] : [];
        try { process = Process.Start(new ProcessStartInfo("smtp-sink", [.. user, "-h", "sink.test", $"127.0.0.1:{port}", "1000"]))!; }
        catch (System.ComponentModel.Win32Exception) { throw new CannotStartException("smtp-sink is not installed. It comes with Debian's package postfix: apt-get install --no-install-recommends postfix."); }
        for (var tries = 0; tries < 100; tries++)
        {
            try
            {
                using var probe = new System.Net.Sockets.TcpClient();
                await probe.ConnectAsync("127.0.0.1", port, ct);
                return new SmtpSinkProcess(process, port);
            }
            catch (System.Net.Sockets.SocketException) { await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, ct); }
        }
        throw new CannotStartException("smtp-sink did not start.");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
