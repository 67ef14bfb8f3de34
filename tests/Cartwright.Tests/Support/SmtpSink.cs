using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Cartwright.Demo;

namespace Cartwright.Tests.Support;

/// <summary>A mail that <see cref="SmtpSink"/> took, with everything said around it.</summary>
internal sealed record SunkMail(string MailLine, string RcptLine, byte[] Raw, int Connection, bool Encrypted, string? User)
{
    /// <summary>The address in RCPT TO.</summary>
    public string To => RcptLine[(RcptLine.IndexOf('<', StringComparison.Ordinal) + 1)..RcptLine.LastIndexOf('>')];

    public string From => MailLine[(MailLine.IndexOf('<', StringComparison.Ordinal) + 1)..MailLine.IndexOf('>', StringComparison.Ordinal)];

    /// <summary>As the demo's mailbox reads it.</summary>
    public MailboxContent Content => MailboxMime.Parse(Raw);
}

/// <summary>What a sink offers and asks for.</summary>
internal sealed record SmtpSinkOptions
{
    public string[] Capabilities { get; init; } = ["PIPELINING", "8BITMIME", "SMTPUTF8"];

    /// <summary>With it STARTTLS is offered; with <see cref="TlsFromTheStart"/> everything is encrypted.</summary>
    public X509Certificate2? Certificate { get; init; }

    public bool TlsFromTheStart { get; init; }

    /// <summary>Mechanisms offered once <see cref="AuthOnlyEncrypted"/> allows: "PLAIN LOGIN".</summary>
    public string? Auth { get; init; }

    public bool AuthOnlyEncrypted { get; init; }

    public string User { get; init; } = "shop";

    public string Password { get; init; } = "pässword";

    /// <summary>The answer to the end of a mail; a mail not answered with 2 is not kept.</summary>
    public Func<SunkMail, string> Verdict { get; init; } = _ => "250 2.0.0 Ok: queued";

    /// <summary>The answer to a recipient's address, as it stands after RCPT TO.</summary>
    public Func<string, string> Recipient { get; init; } = _ => "250 2.1.5 Ok";
}

/// <summary>An SMTP server inside the test process that keeps every mail as it came.</summary>
internal sealed class SmtpSink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<SunkMail> _mails = new();
    private readonly ConcurrentBag<Task> _clients = [];
    private readonly SmtpSinkOptions _options;
    private readonly Task _accepting;
    private int _connections;
    private int _open;

    private SmtpSink(SmtpSinkOptions options)
    {
        _options = options;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections taken so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Connections open now.</summary>
    public int Open => Volatile.Read(ref _open);

    public IReadOnlyList<SunkMail> Mails => [.. _mails];

    public static SmtpSink Start(SmtpSinkOptions? options = null) => new(options ?? new SmtpSinkOptions());

    /// <summary>All mails, as soon as there are so many.</summary>
    /// <exception cref="TimeoutException">They did not come.</exception>
    public async Task<IReadOnlyList<SunkMail>> WaitForAsync(int count)
    {
        await Eventually.HoldsAsync($"{count} mails had come", () => _mails.Count >= count);
        return Mails;
    }

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
                _clients.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token), Interlocked.Increment(ref _connections)));
            }
            catch (Exception) when (_stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client, int number)
    {
        using var _ = client;
        client.NoDelay = true;
        Interlocked.Increment(ref _open);
        try
        {
            await new Session(this, client.GetStream(), number).RunAsync(_stop.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client has gone, or the test is over: both are what tests do.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private sealed class Session(SmtpSink sink, Stream stream, int number)
    {
        private readonly SmtpSinkOptions _options = sink._options;
        private SmtpIntake _intake = new(stream);
        private bool _encrypted;
        private string? _user;
        private string _mail = "";
        private string _rcpt = "";

        public async Task RunAsync(CancellationToken ct)
        {
            if (_options.TlsFromTheStart)
                await EncryptAsync(ct);
            _intake.Answer("220 sink.test ESMTP");
            while (await _intake.ReadLineAsync(ct) is { } line)
            {
                if (line.Equals("QUIT", StringComparison.OrdinalIgnoreCase))
                {
                    _intake.Answer("221 Bye");
                    break;
                }

                await AnswerAsync(line, ct);
            }

            await _intake.FlushAsync(ct);
        }

        private async Task AnswerAsync(string line, CancellationToken ct)
        {
            switch (line.Split([' ', ':'])[0].ToUpperInvariant())
            {
                case "EHLO":
                    _intake.Answer(string.Join("\r\n", Capabilities().Prepend("sink.test").Reverse().Select((c, i) => i == 0 ? $"250 {c}" : $"250-{c}").Reverse()));
                    break;
                case "STARTTLS" when _options.Certificate is not null && !_encrypted:
                    _intake.Answer("220 Go ahead");
                    await _intake.FlushAsync(ct);
                    await EncryptAsync(ct);
                    break;
                case "AUTH":
                    _intake.Answer(await SignInAsync(line, ct) ? "235 2.7.0 Welcome" : "535 5.7.8 Wrong user name or password");
                    break;
                case "MAIL" when _options.Auth is not null && _user is null:
                    _intake.Answer("530 5.7.0 Authentication required");
                    break;
                case "MAIL":
                    _mail = line;
                    _intake.Answer("250 2.1.0 Ok");
                    break;
                case "RCPT":
                    var answer = _options.Recipient(line);
                    if (answer[0] == '2') _rcpt = line;
                    _intake.Answer(answer);
                    break;
                case "DATA" when _mail.Length > 0 && _rcpt.Length > 0:
                    _intake.Answer("354 Go ahead");
                    await TakeAsync(ct);
                    break;
                case "NOOP" or "RSET":
                    _intake.Answer("250 Ok");
                    break;
                default:
                    _intake.Answer("503 5.5.1 Not now");
                    break;
            }
        }

        private IEnumerable<string> Capabilities()
        {
            var offered = _options.Capabilities.AsEnumerable();
            if (_options.Certificate is not null && !_encrypted)
                offered = offered.Append("STARTTLS");
            if (_options.Auth is { } auth && (_encrypted || !_options.AuthOnlyEncrypted))
                offered = offered.Append($"AUTH {auth}");
            return offered;
        }

        private async Task EncryptAsync(CancellationToken ct)
        {
            var tls = new SslStream(stream);
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _options.Certificate }, ct);
            (_intake, _encrypted) = (new SmtpIntake(tls), true);
        }

        private async Task<bool> SignInAsync(string line, CancellationToken ct)
        {
            var words = line.Split(' ');
            if (words[1] == "PLAIN")
            {
                var given = Encoding.UTF8.GetString(Convert.FromBase64String(words[2])).Split('\0');
                return Check(given[1], given[2]);
            }

            _intake.Answer("334 VXNlcm5hbWU6");
            var user = await _intake.ReadLineAsync(ct);
            _intake.Answer("334 UGFzc3dvcmQ6");
            var password = await _intake.ReadLineAsync(ct);
            return Check(Encoding.UTF8.GetString(Convert.FromBase64String(user!)), Encoding.UTF8.GetString(Convert.FromBase64String(password!)));
        }

        private bool Check(string user, string password)
        {
            if (user != _options.User || password != _options.Password)
                return false;
            _user = user;
            return true;
        }

        private async Task TakeAsync(CancellationToken ct)
        {
            if (await _intake.ReadMailAsync(50 * 1024 * 1024, ct) is not { } raw)
                return;
            var mail = new SunkMail(_mail, _rcpt, raw, number, _encrypted, _user);
            (_mail, _rcpt) = ("", "");
            var verdict = _options.Verdict(mail);
            if (verdict.StartsWith('2'))
                sink._mails.Enqueue(mail);
            _intake.Answer(verdict);
        }
    }
}
