using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Cartwright.Demo;

/// <summary>The demo shop's back end speaking to Cartwright over HTTP, as any shop's would: with its secret key.</summary>
internal sealed partial class DemoReportChannel(DemoStore store, IServer server, ILogger<DemoReportChannel> log) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>Where this server listens, as seen from the same machine.</summary>
    public Uri Address => new(server.Features.Get<IServerAddressesFeature>()!.Addresses.First()
        .Replace("://+", "://127.0.0.1", StringComparison.Ordinal)
        .Replace("://*", "://127.0.0.1", StringComparison.Ordinal)
        .Replace("://[::]", "://127.0.0.1", StringComparison.Ordinal)
        .Replace("://0.0.0.0", "://127.0.0.1", StringComparison.Ordinal));

    /// <summary>False when the events were not taken; the order stands all the same, and the log says why.</summary>
    public async Task<bool> SendAsync(DemoReport report, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, "/v1/batch"));
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes(store.SecretKey + ":"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", credentials);
        request.Content = JsonContent.Create(report, DemoJson.Default.DemoReport);
        try
        {
            using var answer = await _http.SendAsync(request, stop);
            if (answer.IsSuccessStatusCode)
                return true;
            LogRefused(report.Batch[0].Properties.OrderId, (int)answer.StatusCode, await answer.Content.ReadAsStringAsync(stop));
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException && !stop.IsCancellationRequested)
        {
            LogUnreachable(failure, report.Batch[0].Properties.OrderId);
        }
        return false;
    }

    public void Dispose() => _http.Dispose();

    [LoggerMessage(Level = LogLevel.Error, Message = "Demo shop: order {OrderId} was not reported, /v1/batch answered {Status}: {Body}")]
    private partial void LogRefused(string orderId, int status, string body);

    [LoggerMessage(Level = LogLevel.Error, Message = "Demo shop: order {OrderId} was not reported, /v1/batch could not be reached")]
    private partial void LogUnreachable(Exception failure, string orderId);
}
