using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cartwright.Hosting.Bench;

internal sealed record LoadResult(long Requests, double Seconds, double P50Ms, double P99Ms, long Errors);

/// <summary>
/// Posts prepared bodies over kept connections, one request under way on each, until the time is over or about <c>most</c> were sent;
/// raw sockets, so that it costs little beside the server.
/// </summary>
internal static class LoadGenerator
{
    public static async Task<LoadResult> RunAsync(int port, string path, string key, Func<long, byte[]> body, int connections, TimeSpan length, CancellationToken ct, long most = long.MaxValue)
    {
        var head = Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes(key + ":"))}\r\nContent-Type: application/json\r\nContent-Length: ");
        long next = -1, done = 0, errors = 0;
        var latencies = new List<double>[connections];
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(c => Task.Run(async () =>
        {
            var mine = latencies[c] = new List<double>(4096);
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), ct);
            var answer = new byte[8192];
            while (watch.Elapsed < length && Interlocked.Read(ref next) < most - 1 && !ct.IsCancellationRequested)
            {
                var content = body(Interlocked.Increment(ref next));
                var request = new byte[head.Length + 16 + content.Length];
                head.CopyTo(request, 0);
                var n = head.Length + Encoding.ASCII.GetBytes($"{content.Length}\r\n\r\n", request.AsSpan(head.Length));
                content.CopyTo(request, n);
                var started = Stopwatch.GetTimestamp();
                await socket.SendAsync(request.AsMemory(0, n + content.Length), ct);
                var status = await ReadAsync(socket, answer, ct);
                mine.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                if (status == 200) Interlocked.Increment(ref done); else Interlocked.Increment(ref errors);
            }
        }, ct)));
        var seconds = watch.Elapsed.TotalSeconds;
        var all = latencies.SelectMany(l => l).Order().ToArray();
        return new LoadResult(done, seconds, At(0.5), At(0.99), errors);

        double At(double q) => all.Length == 0 ? 0 : Math.Round(all[(int)Math.Min(all.Length - 1, q * all.Length)], 2);
    }

    // Our servers answer with Content-Length or chunks, and a body far smaller than the buffer.
    private static async Task<int> ReadAsync(Socket socket, byte[] buffer, CancellationToken ct)
    {
        var have = 0;
        while (true)
        {
            var n = await socket.ReceiveAsync(buffer.AsMemory(have), ct);
            if (n == 0) throw new IOException("The server closed the connection.");
            have += n;
            var text = buffer.AsSpan(0, have);
            var end = text.IndexOf("\r\n\r\n"u8);
            if (end < 0) continue;
            var length = text[..end].IndexOf("Content-Length: "u8);
            if (length < 0 ? text.EndsWith("0\r\n\r\n"u8) : have >= end + 4 + Number(text[(length + 16)..])) return Number(text[9..]);
        }
    }

    private static int Number(ReadOnlySpan<byte> text)
    {
        var n = 0;
        foreach (var b in text)
        {
            if (b is < (byte)'0' or > (byte)'9') break;
            n = n * 10 + b - '0';
        }
        return n;
    }
}
