using System.Security.Cryptography;
using System.Text;
using Cartwright.Hosting;

namespace Cartwright.Stores;

/// <summary>
/// The hosts of their own that stores give their links (<see cref="StoreSettings.LinkUrl"/>). One that does not lead here would break every link that is sent,
/// and links cannot be called back: so it is asked who it is before it is used.
/// </summary>
internal sealed class LinkHosts(OutgoingHttp http, Secrets secrets)
{
    public const string Path = "/.well-known/cartwright";

    /// <summary>The same on every node of this installation, and on no other.</summary>
    public string Id { get; } = Convert.ToHexStringLower(HMACSHA256.HashData(secrets.LinkKey, Encoding.ASCII.GetBytes(Path)).AsSpan(0, 16));

    /// <summary>What is wrong with a host that is newly set, as (field, error); null when nothing is.</summary>
    public async Task<(string Field, string Error)?> WrongAsync(StoreSettings before, StoreSettings now, CancellationToken ct)
    {
        if (now.LinkUrl is null || now.LinkUrl == before.LinkUrl || await FaultAsync(now.LinkUrl, ct) is not { } fault) return null;
        return ("settings.linkUrl", $"Links there would be dead: {fault}. Let the host lead to this server first (its DNS, and the proxy in front), then set it.");
    }

    /// <summary>Why the host does not lead to this installation; null when it does.</summary>
    public async Task<string?> FaultAsync(string linkUrl, CancellationToken ct)
    {
        try
        {
            var answer = await http.SendAsync(HttpMethod.Get, new Uri(linkUrl.TrimEnd('/') + Path), [("Accept", "text/plain")], null, ct);
            return answer.Status == StatusCodes.Status200OK && Encoding.UTF8.GetString(answer.Body).Trim() == Id ? null : $"it answers with {answer.Status}, and not as this server";
        }
        catch (OutgoingException error) { return error.Message; }
    }
}

/// <summary>GET /.well-known/cartwright: which installation this is.</summary>
internal static class LinkHostEndpoints
{
    public static void MapLinkHosts(this IEndpointRouteBuilder app) => app.MapGet(LinkHosts.Path, (LinkHosts hosts) => Results.Text(hosts.Id)).ExcludeFromDescription();
}
