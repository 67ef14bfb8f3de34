using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cartwright.Tests.Support;

/// <summary>
/// A mail server that does what a test tells it, right or wrong. The first connection runs the first script, the second the
/// second; further ones repeat the last. What a script did not expect fails the test when the server is disposed.
/// </summary>
internal sealed class ScriptedSmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _clients = [];
    private readonly Func<ScriptedClient, Task>[] _scripts;
    private readonly Task _accepting;
    private int _connections;

    private ScriptedSmtpServer(Func<ScriptedClient, Task>[] scripts)
    {
        _scripts = scripts;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections => Volatile.Read(ref _connections);

    public static ScriptedSmtpServer Start(params Func<ScriptedClient, Task>[] scripts) => new(scripts);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_clients);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                var script = _scripts[Math.Min(Interlocked.Increment(ref _connections), _scripts.Length) - 1];
                _clients.Add(RunAsync(client, script));
            }
            catch (Exception) when (_stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task RunAsync(TcpClient client, Func<ScriptedClient, Task> script)
    {
        using var _ = client;
        client.NoDelay = true;
        try
        {
            await script(new ScriptedClient(client, _stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException && _stop.IsCancellationRequested || e is IOException { InnerException: SocketException })
        {
            // The test is over, or the client broke off: a test that minds looks at ReadToEndAsync.
        }
    }
}

/// <summary>The server's side of one connection.</summary>
internal sealed class ScriptedClient(TcpClient client, CancellationToken stop)
{
    private readonly NetworkStream _stream = client.GetStream();
    private readonly byte[] _one = new byte[1];

    /// <summary>Greets and answers EHLO with these capabilities.</summary>
    public async Task GreetAsync(params string[] capabilities)
    {
        await SendAsync("220 drill.test ESMTP\r\n");
        await ExpectAsync("EHLO ");
        await SendAsync(string.Concat(capabilities.Prepend("drill.test").SkipLast(capabilities.Length == 0 ? 1 : 0).Select(c => $"250-{c}\r\n")) + "250 HELP\r\n");
    }

    /// <summary>Answers MAIL, RCPT and DATA with yes and reads the mail.</summary>
    public async Task<string> TakeMailAsync()
    {
        await AnswerAsync("MAIL FROM:", "250 Ok");
        await AnswerAsync("RCPT TO:", "250 Ok");
        await AnswerAsync("DATA", "354 Go");
        return await ReadMailAsync();
    }

    public async Task AnswerAsync(string command, string answer)
    {
        await ExpectAsync(command);
        await SendAsync(answer + "\r\n");
    }

    public Task SendAsync(string text) => _stream.WriteAsync(Encoding.UTF8.GetBytes(text), stop).AsTask();

    /// <summary>Every byte in a packet of its own.</summary>
    public async Task DripAsync(string text)
    {
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            _one[0] = b;
            await _stream.WriteAsync(_one, stop);
            await Task.Yield();
        }
    }

    /// <summary>The next line, which has to begin so.</summary>
    public async Task<string> ExpectAsync(string beginning)
    {
        var line = await ReadLineAsync() ?? throw new InvalidOperationException($"Expected {beginning}, but the client has gone.");
        Assert.StartsWith(beginning, line, StringComparison.Ordinal);
        return line;
    }

    /// <summary>Everything up to and with the line of a single dot, as it came over the wire.</summary>
    public async Task<string> ReadMailAsync()
    {
        var mail = new StringBuilder();
        while (await ReadLineAsync() is { } line)
        {
            mail.Append(line).Append("\r\n");
            if (line == ".")
                return mail.ToString();
        }

        throw new InvalidOperationException("The client went before the final dot.");
    }

    /// <summary>Everything until the client closes or resets the connection.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var all = new MemoryStream();
        try
        {
            await _stream.CopyToAsync(all, stop);
        }
        catch (IOException)
        {
            all.Write("<reset>"u8);
        }

        return Encoding.UTF8.GetString(all.ToArray());
    }

    /// <summary>Says nothing more and keeps the connection until the test is over.</summary>
    public Task StallAsync() => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);

    /// <summary>Bytes that have come and not been read.</summary>
    public int Waiting => client.Available;

    /// <summary>Says that nothing more will come, and still listens.</summary>
    public void Shutdown() => client.Client.Shutdown(SocketShutdown.Send);

    /// <summary>Lets all go at once, the way a killed server does.</summary>
    public void Reset() => client.Client.Close(0);

    private async Task<string?> ReadLineAsync()
    {
        var line = new MemoryStream();
        while (await _stream.ReadAsync(_one, stop) == 1)
        {
            if (_one[0] != '\n')
            {
                line.WriteByte(_one[0]);
                continue;
            }

            return Encoding.UTF8.GetString(line.ToArray()).TrimEnd('\r');
        }

        return null;
    }
}
