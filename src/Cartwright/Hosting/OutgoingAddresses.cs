using System.Net;
using System.Net.Sockets;

namespace Cartwright.Hosting;

/// <summary>Which addresses a request may be sent to that somebody else named: only those of the public internet (IANA special-purpose registries).</summary>
internal static class OutgoingAddresses
{
    private static readonly IPNetwork[] Special = [.. ((string[])
    [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
    ]).Select(text => IPNetwork.Parse(text))];

    // Of IPv6 only global unicast is public, without what carries an IPv4 address inside (6to4, Teredo) or is for documentation.
    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] NotGlobal = [.. ((string[])["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]).Select(text => IPNetwork.Parse(text))];

    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetwork
            ? !Special.Any(n => n.Contains(address))
            : Global.Contains(address) && !NotGlobal.Any(n => n.Contains(address));
    }

    /// <param name="setting"><c>true</c>: everything; else hosts (host or host:port), separated by commas, that may lie in the own network.</param>
    public static bool IsAllowed(string? setting, string host, int port) =>
        setting is not null && (setting.Trim().Equals("true", StringComparison.OrdinalIgnoreCase)
            || setting.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Any(h => h.Equals(host, StringComparison.OrdinalIgnoreCase) || h.Equals($"{host}:{port}", StringComparison.OrdinalIgnoreCase)));
}
