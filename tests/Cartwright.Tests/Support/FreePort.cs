using System.Net;
using System.Net.Sockets;

namespace Cartwright.Tests.Support;

/// <summary>
/// A loopback port nobody listens on, below those the system hands out for outgoing connections and port 0 (32768 and up on
/// Linux), so that seconds later it is still free. Each process begins elsewhere and none is given twice.
/// </summary>
internal static class FreePort
{
    private const int First = 10_000, Count = 20_000;
    private static int _next = Environment.ProcessId * 97;

    public static int Next()
    {
        for (var tries = 0; tries < Count; tries++)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _next) % Count);
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try { socket.Bind(new IPEndPoint(IPAddress.Loopback, port)); }
            catch (SocketException) { continue; }
            return port;
        }
        throw new InvalidOperationException($"No port between {First} and {First + Count} is free.");
    }
}
