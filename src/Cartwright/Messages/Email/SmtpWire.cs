using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Cartwright.Messages.Email;

/// <summary>The server's certificate is not good; the message says in which way.</summary>
internal sealed class SmtpCertificateException(string message, Exception inner) : AuthenticationException(message, inner);

/// <summary>
/// One connection: bytes out, replies in, each under a time limit on the monotonic clock. Whatever goes wrong is thrown
/// as one of the exceptions of <see cref="IsLoss"/>; afterwards the connection is of no use. One user at a time.
/// </summary>
internal sealed class SmtpWire : IDisposable
{
    /// <summary>How long a stopping caller still waits for the answer to the end of a mail.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly CancellationTokenSource _limit;
    private readonly byte[] _input = new byte[SmtpReplyParser.LongestReply];
    private int _start;
    private int _end;
    private Stream _stream = Stream.Null;
    private volatile bool _callerStopped;
    private volatile bool _dotIsOut;
    private bool _aborted;

    public SmtpWire(TimeProvider time) => _limit = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);

    /// <summary>The step under way, for the words when it fails.</summary>
    public string Verb { get; set; } = "CONNECT";

    public SmtpCapabilities Offers { get; set; } = SmtpCapabilities.None;

    public bool IsEncrypted => _stream is SslStream;

    /// <summary>The other end is this very machine.</summary>
    public bool IsLoopback => _socket.RemoteEndPoint is IPEndPoint { Address: var address }
        && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    public IPAddress? LocalAddress => (_socket.LocalEndPoint as IPEndPoint)?.Address is { } address
        ? address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address
        : null;

    /// <summary>From here on nobody can say that the server has no mail; set just before the final dot is written.</summary>
    public bool DotIsOut
    {
        get => _dotIsOut;
        set => _dotIsOut = value;
    }

    /// <summary>The time limit has passed, or the caller has stopped us: nothing can be written any more.</summary>
    public bool IsStopped => _limit.IsCancellationRequested;

    /// <summary>Something came that nobody asked for: the end of the connection, or an answer before its time.</summary>
    public bool HasUnaskedInput => _end > _start || _socket.Poll(TimeSpan.Zero, SelectMode.SelectRead);

    /// <summary>What a lost connection looks like; anything else is a fault of ours.</summary>
    public static bool IsLoss(Exception e) =>
        e is IOException or SocketException or OperationCanceledException or AuthenticationException or SmtpProtocolException;

    /// <summary>Ends what is under way when the caller stops; after the final dot only when a few seconds have brought no answer.</summary>
    public CancellationTokenRegistration StopWith(CancellationToken caller) =>
        caller.UnsafeRegister(static wire => ((SmtpWire)wire!).CallerStopped(), this);

    public async ValueTask ConnectAsync(string host, int port, TimeSpan within)
    {
        Limit(within);
        await _socket.ConnectAsync(host, port, _limit.Token);
        _stream = new NetworkStream(_socket, ownsSocket: true);
        Unlimit();
    }

    /// <exception cref="SmtpCertificateException">The certificate is not good.</exception>
    public async ValueTask EncryptAsync(string host, bool acceptAnyCertificate, TimeSpan within)
    {
        // What came before the handshake came in the clear, from whoever sits between (CVE-2011-0411).
        if (_end > _start)
            throw new SmtpProtocolException("it sent more than its answer before the encryption began");
        Limit(within);
        var problem = "";
        var tls = new SslStream(_stream);
        _stream = tls;
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = host,
                RemoteCertificateValidationCallback = (_, _, chain, errors) =>
                    acceptAnyCertificate || (problem = Describe(errors, chain, host)).Length == 0,
            }, _limit.Token);
        }
        catch (AuthenticationException e) when (problem.Length > 0)
        {
            throw new SmtpCertificateException(problem, e);
        }

        Unlimit();
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, TimeSpan within)
    {
        Limit(within);
        await _stream.WriteAsync(bytes, _limit.Token);
        Unlimit();
    }

    public async ValueTask<SmtpReply> ReadReplyAsync(TimeSpan within)
    {
        SmtpReply reply;
        int used;
        if (!SmtpReplyParser.TryParse(_input.AsSpan(_start, _end - _start), out reply, out used))
        {
            Limit(within); // for the whole answer: a server that drips a byte a second is as slow as a silent one
            do
            {
                _input.AsSpan(_start, _end - _start).CopyTo(_input);
                (_start, _end) = (0, _end - _start);
                var read = await _stream.ReadAsync(_input.AsMemory(_end), _limit.Token);
                if (read == 0)
                    throw new IOException("it closed the connection");
                _end += read;
            }
            while (!SmtpReplyParser.TryParse(_input.AsSpan(_start, _end - _start), out reply, out used));
            Unlimit();
        }

        _start += used;
        return reply;
    }

    /// <summary>Closes at once by a reset, so that no server takes the end of the connection for the end of the mail.
    /// The caller may still stop us until <see cref="Dispose"/>.</summary>
    public void Abort()
    {
        if (_aborted)
            return;
        _aborted = true;
        _socket.Close(timeout: 0);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
        _limit.Dispose();
    }

    private void Limit(TimeSpan within)
    {
        _limit.CancelAfter(within);
        if (_callerStopped)
            CallerStopped();
    }

    private void Unlimit()
    {
        if (!_callerStopped)
            _limit.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    private void CallerStopped()
    {
        _callerStopped = true;
        if (_dotIsOut)
            _limit.CancelAfter(s_grace);
        else
            _limit.Cancel();
    }

    private static string Describe(SslPolicyErrors errors, X509Chain? chain, string host)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return "it showed no certificate";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return $"its certificate is not made out to {host}";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
            return $"its certificate is not trusted ({string.Join(", ", chain?.ChainStatus.Select(s => s.Status.ToString()) ?? [])})";
        return "";
    }
}
