using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Cartwright.Hosting;

internal enum OutgoingFault { NotReached, PrivateAddress, TimedOut, TooLarge, TooManyRedirects }

/// <summary>There is no answer. The message names host and cause, never headers, queries or bodies.</summary>
internal sealed class OutgoingException(OutgoingFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    public OutgoingFault Fault => fault;
}

/// <summary>An answer, whatever its status. From: the address that answered at last. Next: of the Link header. RetryAfter: in seconds.</summary>
internal sealed record OutgoingAnswer(int Status, byte[] Body, Uri From, Uri? Next, double? RetryAfter);

/// <summary>
/// The one way out for requests to addresses that somebody else named. An address is looked at after its name is resolved and before
/// anything is sent, at each redirect again; a proxy of the environment is not used, since it would resolve the name itself.
/// </summary>
internal sealed class OutgoingHttp : IDisposable
{
    public const int MaxRedirects = 3;
    private readonly HttpClient _http;
    private readonly TimeProvider _realTime;

    /// <param name="allowPrivate">See <see cref="OutgoingAddresses.IsAllowed"/>.</param>
    /// <param name="resolve">Host name → addresses; the system's when null.</param>
    /// <param name="way">How requests leave instead, where there is no network; null: over sockets.</param>
    public OutgoingHttp(string? allowPrivate, TimeProvider realTime, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null, HttpMessageHandler? way = null)
    {
        AllowPrivate = allowPrivate;
        _realTime = realTime;
        resolve ??= Dns.GetHostAddressesAsync;
        _http = new HttpClient(way ?? new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseCookies = false, UseProxy = false, AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionLifetime = TimeSpan.FromMinutes(5), MaxConnectionsPerServer = 4, MaxResponseHeadersLength = 64,
            ConnectCallback = async (context, ct) => await ConnectAsync(context.DnsEndPoint, resolve, ct),
        }) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Cartwright", typeof(OutgoingHttp).Assembly.GetName().Version?.ToString(2) ?? "1"));
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
    }

    public string? AllowPrivate { get; }

    /// <summary>Of a whole request, its redirects included.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Of a body, unpacked, in bytes.</summary>
    public int MaxBody { get; init; } = 16 * 1024 * 1024;

    /// <param name="headers">Left out after a redirect to another host, except Accept: they may hold secrets.</param>
    /// <exception cref="OutgoingException">There is no answer, or it may not be had.</exception>
    public Task<OutgoingAnswer> SendAsync(HttpMethod method, Uri url, IEnumerable<(string Name, string Value)> headers, byte[]? json, CancellationToken ct) =>
        SendBodyAsync(method, url, headers, () => json is null ? null : new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } }, ct);

    /// <param name="body">Called for each request; after a redirect again. It is disposed with the request.</param>
    /// <inheritdoc cref="SendAsync"/>
    public async Task<OutgoingAnswer> SendBodyAsync(HttpMethod method, Uri url, IEnumerable<(string Name, string Value)> headers, Func<HttpContent?> body, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(TimeLimit, _realTime);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            var to = url;
            for (var hops = 0; hops <= MaxRedirects; hops++)
            {
                using var request = new HttpRequestMessage(method, to);
                var isSame = to.Authority == url.Authority && to.Scheme == url.Scheme;
                foreach (var (name, value) in headers) if (isSame || name == "Accept") request.Headers.TryAddWithoutValidation(name, value);
                request.Content = body();
                using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
                if (method == HttpMethod.Get && (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is { } location)
                {
                    to = new Uri(to, location);
                    if (to.Scheme is not ("http" or "https")) throw new OutgoingException(OutgoingFault.NotReached, $"{url.Host} leads to an address that is not http");
                    continue;
                }
                return new OutgoingAnswer((int)response.StatusCode, await ReadAsync(response, both.Token), to, NextOf(response, to), RetryAfterOf(response));
            }
            throw new OutgoingException(OutgoingFault.TooManyRedirects, $"{url.Host} leads on more than {MaxRedirects} times");
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new OutgoingException(OutgoingFault.TimedOut, $"{url.Host} did not answer within {TimeLimit.TotalSeconds:0} seconds");
        }
        catch (HttpRequestException error)
        {
            if (error.InnerException is OutgoingException refused) throw new OutgoingException(refused.Fault, refused.Message, error);
            throw new OutgoingException(OutgoingFault.NotReached, $"{url.Host} could not be reached: {error.HttpRequestError}", error);
        }
        catch (IOException error) { throw new OutgoingException(OutgoingFault.NotReached, $"{url.Host} broke off its answer", error); }
    }

    public void Dispose() => _http.Dispose();

    private async Task<Stream> ConnectAsync(DnsEndPoint to, Func<string, CancellationToken, Task<IPAddress[]>> resolve, CancellationToken ct)
    {
        var found = IPAddress.TryParse(to.Host, out var literal) ? [literal] : await resolve(to.Host, ct);
        var may = OutgoingAddresses.IsAllowed(AllowPrivate, to.Host, to.Port) ? found : [.. found.Where(OutgoingAddresses.IsPublic)];
        if (may.Length == 0 && found.Length > 0) throw new OutgoingException(OutgoingFault.PrivateAddress, $"{to.Host} is an address of the own network; to allow it set Cartwright__Outgoing__AllowPrivate={to.Host}");
        if (may.Length == 0) throw new OutgoingException(OutgoingFault.NotReached, $"{to.Host} has no address");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(may, to.Port, ct); // the very addresses that were looked at
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        using var body = new MemoryStream();
        var buffer = new byte[32 * 1024];
        while (await stream.ReadAsync(buffer, ct) is > 0 and var n)
        {
            if (body.Length + n > MaxBody) throw new OutgoingException(OutgoingFault.TooLarge, $"{response.RequestMessage?.RequestUri?.Host} answers with more than {MaxBody} bytes");
            body.Write(buffer, 0, n);
        }
        return body.ToArray();
    }

    private static double? RetryAfterOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Retry-After", out var values) && double.TryParse(values.First(), System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out var seconds) ? seconds : null;

    // Link: <https://…>; rel="next" (RFC 8288). Only on the same host: the next page is asked with the same credentials.
    private static Uri? NextOf(HttpResponseMessage response, Uri from)
    {
        if (!response.Headers.TryGetValues("Link", out var values)) return null;
        foreach (var part in string.Join(", ", values).Split(", <"))
        {
            var end = part.IndexOf('>', StringComparison.Ordinal);
            if (end > 0 && part[end..].Contains("rel=\"next\"", StringComparison.Ordinal) && Uri.TryCreate(from, part[..end].TrimStart('<', ' '), out var next) && next.Authority == from.Authority && next.Scheme == from.Scheme) return next;
        }
        return null;
    }
}
