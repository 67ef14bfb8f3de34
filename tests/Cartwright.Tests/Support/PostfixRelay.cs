using System.Diagnostics;

namespace Cartwright.Tests.Support;

/// <summary>A real postfix with a configuration and a queue of its own, on loopback, that hands every mail on to another server. Needs root.</summary>
internal sealed class PostfixRelay : IAsyncDisposable
{
    private readonly TempFolder _folder = new();

    private PostfixRelay(int port) => Port = port;

    public int Port { get; }

    public static string? Unavailable => Environment.UserName != "root" ? "postfix's master has to be started by root" : Tools.WhyWithout("postfix", "postfix");

    public static async Task<PostfixRelay> StartAsync(int next)
    {
        var relay = new PostfixRelay(FreePort.Next());
        var root = relay._folder.Path;
        var (etc, queue, data) = (Path.Combine(root, "etc"), Path.Combine(root, "queue"), Path.Combine(root, "data"));
        foreach (var folder in (string[])[etc, queue, data]) Directory.CreateDirectory(folder);
        await RunAsync("chmod", "711", root);
        await RunAsync("chown", "postfix", data);
        await File.WriteAllTextAsync(Path.Combine(etc, "main.cf"), $"""
            compatibility_level = 3.6
            queue_directory = {queue}
            data_directory = {data}
            command_directory = /usr/sbin
            daemon_directory = /usr/lib/postfix/sbin
            maillog_file = {queue}/log
            maillog_file_prefixes = {queue}
            myhostname = relay.test
            mydestination =
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            mynetworks = 127.0.0.0/8
            relayhost = [127.0.0.1]:{next}
            smtp_dns_support_level = disabled
            smtputf8_enable = no
            alias_maps =
            local_recipient_maps =

            """);
        await File.WriteAllTextAsync(Path.Combine(etc, "master.cf"), $"""
            127.0.0.1:{relay.Port} inet n - n - - smtpd
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            smtp unix - - n - - smtp
            error unix - - n - - error
            retry unix - - n - - error
            anvil unix - - n - 1 anvil
            scache unix - - n - 1 scache
            proxymap unix - - n - - proxymap
            tlsmgr unix - - n 1000? 1 tlsmgr
            postlog unix-dgram n - n - 1 postlogd

            """);
        await RunAsync("postfix", "-c", etc, "start");
        return relay;
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("postfix", "-c", Path.Combine(_folder.Path, "etc"), "stop");
        _folder.Dispose();
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Tools.Find(program) ?? program, arguments) { UseShellExecute = false, })!;
        await process.WaitForExitAsync().InTime();
        // The daemons keep what was redirected open: what was said is there when the program has ended.
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }
}

/// <summary>Needs a postfix that may be started.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PostfixFactAttribute : FactAttribute
{
    public PostfixFactAttribute() => Skip = PostfixRelay.Unavailable ?? Tools.WhyWithout("dkimverify", "python3-dkim");
}
