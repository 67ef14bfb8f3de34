using System.Net.Sockets;
using System.Security.Authentication;

namespace Cartwright.Messages.Email;

/// <summary>Turns what a server said, or how it was lost, into an outcome with a sentence that tells an operator what to do.</summary>
internal static class SmtpAdvice
{
    private const string Later = "It says this will pass: trying again later is right.";

    /// <summary>The server answered 4xx or 5xx. <paramref name="sender"/> is the MAIL FROM address, where there is one.</summary>
    public static SmtpOutcome.Refused Refused(string verb, SmtpReply reply, SmtpOptions options, string sender = "")
    {
        var ofThisMail = verb is "MAIL" or "RCPT" or "DATA" or ".";
        return new SmtpOutcome.Refused(
            Permanent: ofThisMail && reply.Code >= 500 && !IsAboutUs(verb, reply),
            verb, reply.Code, reply.EnhancedCode, reply.OneLine, Advice(verb, reply, options, sender));
    }

    /// <summary>We refuse in the server's name, knowing that it cannot take this mail.</summary>
    public static SmtpOutcome.Refused TooLarge(int size, long limit, SmtpOptions options) => new(
        Permanent: true, "SIZE", 0, null, $"The mail has {size} bytes.",
        $"{Server(options)} takes mails of at most {limit} bytes: make the template smaller or link to its pictures.");

    /// <inheritdoc cref="TooLarge"/>
    public static SmtpOutcome.Refused NoSmtpUtf8(SmtpOptions options) => new(
        Permanent: true, "SMTPUTF8", 0, null, "An address has letters outside ASCII before the @.",
        $"{Server(options)} does not offer SMTPUTF8, without which such an address cannot be written to: another server is needed for it.");

    /// <inheritdoc cref="TooLarge"/>
    public static SmtpOutcome.Refused Unwritable(UnwritableMailException e) => new(
        Permanent: true, "COMPOSE", 0, null, e.Message, "The mail cannot be written as it is: mend the address or the header named here.");

    public static SmtpOutcome.NotReached NoStartTls(SmtpOptions options) => new(
        "STARTTLS", $"{Server(options)} does not offer STARTTLS.",
        "Set Smtp:Security to Tls if it encrypts from the start (usually port 465), or to None if the way to it is safe.");

    public static SmtpOutcome.NotReached PasswordInClear(SmtpOptions options) => new(
        "AUTH", $"{Server(options)} does not offer encryption, and the password would cross the network in the clear.",
        "Set Smtp:Security to Tls or StartTls and the port that goes with it (465 or 587); to None only if the way to the server is safe.");

    public static SmtpOutcome.NotReached NoKnownAuth(SmtpOptions options, bool encrypted) => new(
        "AUTH", $"{Server(options)} offers neither AUTH PLAIN nor AUTH LOGIN.",
        encrypted
            ? "Remove Smtp:UserName and Smtp:Password if it wants none, or ask its operator for a way to sign in with a password."
            : "Many servers offer it only when encrypted: set Smtp:Security to StartTls or Tls. If it wants no password, remove Smtp:UserName and Smtp:Password.");

    public static SmtpOutcome.NotReached AllBusy(SmtpOptions options) => new(
        "NOOP", $"All {options.MaxConnections} connections to {Server(options)} have been busy for {Seconds(options.ConnectTimeout)}.",
        "If mails are moving, raise Smtp:MaxConnections; if not, the server is stuck.");

    /// <summary>The connection could not be made or was lost. Nothing of a mail had been completed.</summary>
    public static SmtpOutcome.NotReached NotReached(string verb, Exception lost, SmtpOptions options) => new(
        verb, $"{Server(options)}, {At(verb)}: {Reason(lost)}.", Advice(verb, lost, options));

    /// <summary>Lost after the final dot was on its way.</summary>
    public static SmtpOutcome.Unknown Unknown(Exception lost, SmtpOptions options) =>
        new($"{Server(options)} had the whole mail, but its answer never came: {Reason(lost)}. It may have been delivered.");

    public static string Reason(Exception lost) => lost switch
    {
        SocketException e => Reason(e.SocketErrorCode),
        IOException { InnerException: SocketException e } => Reason(e.SocketErrorCode),
        AuthenticationException { InnerException: { } e } and not SmtpCertificateException => e.Message.TrimEnd('.'),
        OperationCanceledException => "it did not answer in time",
        _ => lost.Message.TrimEnd('.'),
    };

    private static string Reason(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "nothing listens there",
        SocketError.HostNotFound or SocketError.NoData => "there is no host of that name",
        SocketError.TryAgain => "the name could not be looked up just now",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.NetworkDown => "there is no way through the network",
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => "it broke the connection off",
        SocketError.TimedOut => "it did not answer in time",
        _ => error.ToString(),
    };

    // Permission and sign-in concern the account and so every mail; in RCPT only the words tell whether it is us or the mailbox.
    private static bool IsAboutUs(string verb, SmtpReply reply) =>
        reply.Code is 530 or 535 or 538
        || verb == "MAIL" && reply.EnhancedCode?.StartsWith("5.7.", StringComparison.Ordinal) == true
        || verb == "RCPT" && IsRelayDenied(reply);

    private static bool IsRelayDenied(SmtpReply reply) => reply.Text.Contains("relay", StringComparison.OrdinalIgnoreCase);

    private static string Advice(string verb, SmtpReply reply, SmtpOptions options, string sender) => (verb, reply.Code, reply.EnhancedCode) switch
    {
        (_, 421, _) => $"{Server(options)} is closing connections, because it is busy or being restarted. {Later}",
        ("AUTH", 530 or 538, _) => "The mail server wants an encrypted connection before signing in: set Smtp:Security to StartTls or Tls.",
        ("AUTH", >= 500, _) => $"The mail server did not accept the user name or password for “{options.UserName}”: check Smtp:UserName and Smtp:Password.",
        ("AUTH", _, _) => $"The mail server could not check the password just now. {Later}",
        ("GREETING", _, _) => $"{Server(options)} takes no mail from this machine at present: if it goes on, ask its operator whether this address is blocked.",
        ("EHLO", _, _) => "The mail server did not like how we introduced ourselves: set Smtp:HeloName to this machine's full name.",
        ("STARTTLS", _, _) => "The mail server offers encryption but could not begin it: its own certificate needs mending, or set Smtp:Security to Tls.",
        (_, 530, _) when reply.Text.Contains("STARTTLS", StringComparison.OrdinalIgnoreCase) =>
            "The mail server wants an encrypted connection: set Smtp:Security to StartTls or Tls.",
        (_, 530, _) => "The mail server wants a sign-in: set Smtp:UserName and Smtp:Password.",
        (_, 552, "5.2.2") or (_, 552 or 452, "4.2.2") => "The recipient's mailbox is full.",
        (_, 552, _) or (_, _, "5.3.4" or "5.2.3") => "The mail is larger than the mail server takes: make the template smaller or link to its pictures.",
        (_, 452, _) => $"The mail server is short of space or has had enough for now. {Later}",
        ("MAIL", >= 500, _) => $"The mail server does not let this account send as “{sender}”: check the store's sender address and that its domain is set up there.",
        ("RCPT", >= 500, "5.1.1" or "5.1.0" or "5.1.6" or "5.1.10") => "There is no such mailbox.",
        ("RCPT", >= 500, "5.1.2") => "There is no such domain.",
        ("RCPT", >= 500, _) when IsRelayDenied(reply) =>
            "The mail server delivers only for its own users: sign in (Smtp:UserName), or let it accept mail from this machine's address.",
        ("RCPT", >= 500, { } e) when e.StartsWith("5.7.", StringComparison.Ordinal) => "The recipient's side does not let us write to this mailbox.",
        ("RCPT", >= 500, _) => "The recipient's address was not accepted.",
        ("RCPT", _, _) => $"The recipient's mailbox cannot take mail just now (greylisting is usual at first contact). {Later}",
        ("." or "DATA", >= 500, _) => "The content was refused, usually as unwanted: read the server's words, check the sender's SPF, DKIM and DMARC records and the links in the mail.",
        (_, < 500, _) => Later,
        _ => "Read the server's words beside this.",
    };

    private static string Advice(string verb, Exception lost, SmtpOptions options) => lost switch
    {
        SmtpCertificateException => "Give Smtp:Host the name in the certificate, or have the server's certificate renewed. Smtp:AllowInvalidCertificate accepts any certificate, and with it any impostor.",
        SmtpProtocolException when verb is "GREETING" => "What answers there is no mail server: check Smtp:Host and Smtp:Port. On port 465 Smtp:Security has to be Tls.",
        OperationCanceledException when verb is "GREETING" => "It took the connection and said nothing: if the port encrypts from the start (usually 465), set Smtp:Security to Tls; else the server is overloaded.",
        _ when verb is "CONNECT" => "Check Smtp:Host and Smtp:Port, that the mail server runs, and that no firewall stands between; many networks close port 25.",
        _ when verb is "TLS" => "The encryption could not begin: check that Smtp:Security fits the port (465 Tls, 587 StartTls, 25 Auto).",
        _ => "Nothing was handed over: it is safe to try again.",
    };

    private static string At(string verb) => verb switch
    {
        "CONNECT" => "connecting",
        "GREETING" => "waiting for its greeting",
        "TLS" => "beginning the encryption",
        "AUTH" => "signing in",
        "DATA" => "handing over the mail",
        _ => $"at {verb}",
    };

    private static string Server(SmtpOptions options) => $"The mail server {options.Host}:{options.Port}";

    private static string Seconds(TimeSpan time) => FormattableString.Invariant($"{time.TotalSeconds:0.##} s");
}
