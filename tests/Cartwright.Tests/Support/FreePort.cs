using System.Net;
using System.Net.Sockets;

namespace Cartwright.Tests.Support;

/// <summary>
/// A loopback port nobody listens on. Another process may take it before the caller does, so whoever starts a server
/// of ours lets it bind port 0 and reads the address; this is for programs that cannot.
/// </summary>
internal static class FreePort
{
    public static int Next()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
