using Cartwright.Messages.Email;
using Cartwright.Messages.Email.Http;
using Cartwright.Messages.Sms;

namespace Cartwright.Hosting;

/// <summary>How a server (or a verb that works on its data) was started.</summary>
internal sealed record ServerOptions
{
    /// <summary>Folder of the embedded database, the keys and the admin socket.</summary>
    public required string DataDir { get; init; }

    /// <summary><c>postgres://…</c>, or null for SQLite in <see cref="DataDir"/>.</summary>
    public string? DatabaseUrl { get; init; }
    public IReadOnlyList<string> Urls { get; init; } = ["http://127.0.0.1:5080"];

    /// <summary>How the server is reached from outside: the address in mails.</summary>
    public string PublicUrl { get; init; } = "http://127.0.0.1:5080";

    /// <summary>The product's clock runs so many times faster.</summary>
    public double TimeScale { get; init; } = 1;

    /// <summary>Sample shop, mailbox and history; such data are refused by <c>serve</c>.</summary>
    public bool Demo { get; init; }
    public SmtpOptions Smtp { get; init; } = new();

    /// <summary>A provider that takes mails over HTTP in place of a mail server.</summary>
    public MailApiOptions Mail { get; init; } = new();

    public SmsOptions Sms { get; init; } = new();

    /// <summary>Domain whose mail comes back to us: bounces and answers are addressed to a name of the message in it. Null: bounces go to the sender, answers to the store's replyTo.</summary>
    public string? InboundDomain { get; init; }

    /// <summary>Maildir that mails for <see cref="InboundDomain"/> are put into; DATA/inbound when null.</summary>
    public string? InboundSpool { get; init; }

    public string SpoolDir => InboundSpool ?? Path.Combine(DataDir, "inbound");

    /// <summary>Sender address of stores that set none.</summary>
    public string? MailFrom { get; init; }

    /// <summary>32 bytes in base64, for several nodes on one database; else the key lies in DATA/keys.</summary>
    public string? MasterKey { get; init; }

    /// <summary>Which addresses of the own network requests may go to: <see cref="OutgoingAddresses.IsAllowed"/>.</summary>
    public string? AllowPrivate { get; init; }

    public string DatabaseLocation => DatabaseUrl ?? Path.Combine(DataDir, "cartwright.db");
    public string AdminSocket => Path.Combine(DataDir, "admin.sock");

    public static ServerOptions From(IConfiguration configuration, string dataDir, string? databaseUrl)
    {
        var section = configuration.GetSection("Cartwright");
        var smtp = new SmtpOptions();
        section.GetSection(SmtpOptions.Section).Bind(smtp);
        var mail = new MailApiOptions();
        section.GetSection(MailApiOptions.Section).Bind(mail);
        var sms = new SmsOptions();
        section.GetSection(SmsOptions.Section).Bind(sms);
        return new ServerOptions
        {
            DataDir = Path.GetFullPath(dataDir), DatabaseUrl = databaseUrl ?? section["Database"], Smtp = smtp, Mail = mail, Sms = sms, MailFrom = section["Smtp:From"], MasterKey = section["MasterKey"],
            PublicUrl = section["PublicUrl"] ?? "", AllowPrivate = section["Outgoing:AllowPrivate"],
            InboundDomain = section["Inbound:Domain"], InboundSpool = section["Inbound:Spool"],
        };
    }

    public Secrets OpenSecrets() => MasterKey is not null ? Secrets.FromText(MasterKey) : Secrets.FromFile(Path.Combine(DataDir, "keys", "master.key"));
}

/// <summary>The command cannot be done; the message says why and what to do.</summary>
internal sealed class CannotStartException(string message) : Exception(message);
