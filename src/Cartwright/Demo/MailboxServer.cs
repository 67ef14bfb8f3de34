using System.Net;
using System.Net.Sockets;

namespace Cartwright.Demo;

/// <summary>A mail the demo's mailbox has taken.</summary>
/// <param name="From">The From header, decoded: <c>Name &lt;address&gt;</c>.</param>
/// <param name="To">The addresses of RCPT TO, separated by commas: the mailboxes it is for.</param>
/// <param name="Headers">In the order of the mail, decoded.</param>
/// <param name="Raw">Every byte as it came, dot-stuffing undone.</param>
internal sealed record MailboxMail(
    long Id,
    DateTimeOffset ReceivedAt,
    string From,
    string To,
    string Subject,
    string Html,
    string Text,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    byte[] Raw);

/// <summary>
/// The mail server of the demo: takes every mail, shows it, delivers none. Listens on the loopback address only and keeps
/// the last <see cref="Kept"/> mails in memory.
/// </summary>
internal sealed partial class MailboxServer(TimeProvider time, ILogger<MailboxServer> log) : IAsyncDisposable
{
    /// <summary>Mails kept; the oldest make room.</summary>
    public const int Kept = 500;

    private const int LargestMail = 10 * 1024 * 1024;
    private static readonly TimeSpan s_idle = TimeSpan.FromMinutes(5); // RFC 5321 §4.5.3.2.7
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Queue<MailboxMail> _mails = new(); // guarded by _gate; oldest first
    private readonly CancellationTokenSource _stop = new();
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;
    private long _lastId; // guarded by _gate

    /// <summary>Raised for each mail after it is in the list and before the sender gets its 250, on the connection's thread;
    /// a handler that throws is logged.</summary>
    public event EventHandler? Received;

    /// <summary>The port it listens on, once started.</summary>
    public int Port => ((IPEndPoint)(_listener ?? throw new InvalidOperationException("The mailbox is not started.")).LocalEndpoint).Port;

    /// <summary>Begins to listen.</summary>
    /// <param name="port">0 for any free port.</param>
    /// <exception cref="SocketException">The port is taken.</exception>
    public void Start(int port = 0)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync(_listener);
    }

    /// <summary>What is kept and came after that mail, newest first.</summary>
    public IReadOnlyList<MailboxMail> List(long afterId = 0)
    {
        lock (_gate)
            return [.. _mails.Where(m => m.Id > afterId).Reverse()];
    }

    public MailboxMail? Find(long id)
    {
        lock (_gate)
            return _mails.FirstOrDefault(m => m.Id == id);
    }

    public void Clear()
    {
        lock (_gate)
            _mails.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener?.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        var open = new List<Task>();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await listener.AcceptTcpClientAsync(_stop.Token);
                open.RemoveAll(t => t.IsCompleted);
                open.Add(ServeAsync(client));
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                if (_stop.IsCancellationRequested)
                    break;
                NotAccepted(e);
                // What stands in the way (no file handles left) passes, but not at once.
                await Task.Delay(TimeSpan.FromSeconds(1), time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await Task.WhenAll(open);
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        client.NoDelay = true;
        using var limit = new CancellationTokenSource(s_idle, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
        var intake = new SmtpIntake(client.GetStream());
        try
        {
            intake.Answer("220 mailbox.localhost ESMTP");
            var session = new MailboxSession(intake, LargestMail, Keep);
            while (await session.StepAsync(either.Token))
                limit.CancelAfter(s_idle);
            await intake.FlushAsync(either.Token);

            // Closing on bytes unread would reset the connection and take the last answer with it.
            client.Client.Shutdown(SocketShutdown.Send);
            limit.CancelAfter(s_farewell);
            await client.GetStream().CopyToAsync(Stream.Null, either.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            if (!_stop.IsCancellationRequested)
                Lost(e.Message);
        }
    }

    private void Keep(string recipients, byte[] raw)
    {
        var content = MailboxMime.Parse(raw);
        lock (_gate)
        {
            _mails.Enqueue(new MailboxMail(
                ++_lastId, time.GetUtcNow(), content.From, recipients, content.Subject, content.Html, content.Text, content.Headers, raw));
            if (_mails.Count > Kept)
                _mails.Dequeue();
        }

        try
        {
            Received?.Invoke(this, EventArgs.Empty);
        }
#pragma warning disable CA1031 // whoever listens must not cost the sender its mail
        catch (Exception e)
#pragma warning restore CA1031
        {
            HandlerFailed(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The demo mailbox could not accept a connection")]
    private partial void NotAccepted(Exception e);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The demo mailbox lost a connection: {Reason}")]
    private partial void Lost(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A listener of the demo mailbox failed")]
    private partial void HandlerFailed(Exception e);
}
