using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;

namespace Cartwright.Messages.Email;

/// <summary>From a new connection to one that takes mails: greeting, EHLO, encryption, sign-in.</summary>
internal static class SmtpHandshake
{
    /// <summary>In the clear only on this machine, or when the settings say so in so many words.</summary>
    public static bool MayCarryPassword(SmtpSecurity security, bool encrypted, bool loopback) =>
        encrypted || loopback || security == SmtpSecurity.None;

    /// <summary>Null when the server is ready for mails. Throws as <see cref="SmtpWire.IsLoss"/> says.</summary>
    public static async Task<SmtpOutcome?> RunAsync(SmtpWire wire, SmtpOptions options)
    {
        await wire.ConnectAsync(options.Host, options.Port, options.ConnectTimeout);
        if (options.TlsFromTheStart)
            await EncryptAsync(wire, options);

        wire.Verb = "GREETING";
        var greeting = await wire.ReadReplyAsync(options.CommandTimeout);
        if (!greeting.IsPositive)
            return SmtpAdvice.Refused(wire.Verb, greeting, options);

        return await HelloAsync(wire, options)
            ?? await StartTlsAsync(wire, options)
            ?? await SignInAsync(wire, options);
    }

    private static async Task<SmtpOutcome?> HelloAsync(SmtpWire wire, SmtpOptions options)
    {
        wire.Verb = "EHLO";
        var name = options.HeloName ?? OwnName(wire);
        var reply = await AskAsync(wire, options, $"EHLO {name}");
        if (reply.IsPositive)
        {
            wire.Offers = SmtpCapabilities.Parse(reply.Text);
            return null;
        }

        if (reply.Code is 500 or 501 or 502 or 504)
            reply = await AskAsync(wire, options, $"HELO {name}");
        wire.Offers = SmtpCapabilities.None;
        return reply.IsPositive ? null : SmtpAdvice.Refused(wire.Verb, reply, options);
    }

    private static async Task<SmtpOutcome?> StartTlsAsync(SmtpWire wire, SmtpOptions options)
    {
        if (wire.IsEncrypted || options.Security == SmtpSecurity.None)
            return null;
        if (!wire.Offers.StartTls)
            return options.Security == SmtpSecurity.StartTls ? SmtpAdvice.NoStartTls(options) : null;

        wire.Verb = "STARTTLS";
        var reply = await AskAsync(wire, options, "STARTTLS");
        if (!reply.IsPositive)
            return SmtpAdvice.Refused(wire.Verb, reply, options);
        await EncryptAsync(wire, options);
        return await HelloAsync(wire, options); // what was said in the clear counts no more (RFC 3207 §4.2)
    }

    private static async Task EncryptAsync(SmtpWire wire, SmtpOptions options)
    {
        wire.Verb = "TLS";
        var any = options.AllowInvalidCertificate || options.Security == SmtpSecurity.Auto && wire.IsLoopback;
        await wire.EncryptAsync(options.Host, any, options.CommandTimeout);
    }

    private static async Task<SmtpOutcome?> SignInAsync(SmtpWire wire, SmtpOptions options)
    {
        if (string.IsNullOrEmpty(options.UserName))
            return null;
        wire.Verb = "AUTH";
        if (!MayCarryPassword(options.Security, wire.IsEncrypted, wire.IsLoopback))
            return SmtpAdvice.PasswordInClear(options);
        if (!wire.Offers.AuthPlain && !wire.Offers.AuthLogin)
            return SmtpAdvice.NoKnownAuth(options, wire.IsEncrypted);

        var password = options.Password ?? "";
        string[] answers = wire.Offers.AuthPlain
            ? [$"AUTH PLAIN {Base64($"\0{options.UserName}\0{password}")}"]
            : ["AUTH LOGIN", Base64(options.UserName), Base64(password)];
        SmtpReply reply = default;
        foreach (var answer in answers)
        {
            reply = await AskAsync(wire, options, answer);
            if (reply.Code != 334)
                break;
        }

        if (reply.IsRefusal)
            return SmtpAdvice.Refused(wire.Verb, reply, options);
        return reply.IsPositive ? null : throw new SmtpProtocolException($"it asked for more than a user name and a password ({reply.Code} {reply.OneLine})");
    }

    private static async Task<SmtpReply> AskAsync(SmtpWire wire, SmtpOptions options, string command)
    {
        await wire.WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), options.CommandTimeout);
        return await wire.ReadReplyAsync(options.CommandTimeout);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    // RFC 5321 §4.1.4: the full name, or the address in brackets when there is none.
    private static string OwnName(SmtpWire wire)
    {
        var properties = IPGlobalProperties.GetIPGlobalProperties();
        var name = properties.HostName.Contains('.', StringComparison.Ordinal) || properties.DomainName is "" or "(none)"
            ? properties.HostName
            : $"{properties.HostName}.{properties.DomainName}";
        if (name.Contains('.', StringComparison.Ordinal) && Uri.CheckHostName(name) == UriHostNameType.Dns && Ascii.IsValid(name))
            return name;
        return wire.LocalAddress is { AddressFamily: AddressFamily.InterNetworkV6 } v6
            ? $"[IPv6:{v6.ToString().Split('%')[0]}]"
            : $"[{wire.LocalAddress}]";
    }
}
