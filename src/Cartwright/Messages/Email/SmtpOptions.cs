using System.ComponentModel.DataAnnotations;

namespace Cartwright.Messages.Email;

internal enum SmtpSecurity
{
    /// <summary>In the clear, the password too if there is one.</summary>
    None,

    /// <summary>STARTTLS or nothing.</summary>
    StartTls,

    /// <summary>TLS from the first byte, usually port 465.</summary>
    Tls,

    /// <summary>TLS on port 465, elsewhere STARTTLS when the server offers it. A password leaves this machine only encrypted.
    /// On a loopback address the certificate is not checked: the peer is this machine.</summary>
    Auto,
}

/// <summary>The mail server everything leaves through; section <c>Smtp</c> of the configuration.</summary>
internal sealed class SmtpOptions : IValidatableObject
{
    public const string Section = "Smtp";

    [Required]
    public string Host { get; set; } = "127.0.0.1";

    [Range(1, 65535)]
    public int Port { get; set; } = 25;

    [EnumDataType(typeof(SmtpSecurity))]
    public SmtpSecurity Security { get; set; } = SmtpSecurity.Auto;

    public string? UserName { get; set; }

    public string? Password { get; set; }

    /// <summary>What we call ourselves in EHLO; by default this machine's full name, or its address when it has none.</summary>
    public string? HeloName { get; set; }

    /// <summary>Connections at once, and so mails under way at once.</summary>
    [Range(1, 1000)]
    public int MaxConnections { get; set; } = 20;

    /// <summary>After so many mails a connection is closed and a new one made: some servers count them.</summary>
    [Range(1, 1_000_000)]
    public int MaxMailsPerConnection { get; set; } = 100;

    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>For the answer to a command. Shorter than the 5 minutes of RFC 5321 §4.5.3.2: nothing is lost by trying again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>For the mail itself and for the answer to its end: the 10 minutes of RFC 5321 §4.5.3.2.6, as giving up
    /// there leaves a mail nobody knows the fate of.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan DataTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>A connection unused for so long is closed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Mails a minute to one receiving domain; 0: as many as there are. A minute's worth may go at once.</summary>
    [Range(0, 1_000_000)]
    public int PerDomainPerMinute { get; set; }

    /// <summary>The same for single domains: <c>Cartwright__Smtp__Domains__gmail.com=600</c>.</summary>
    public Dictionary<string, int> Domains { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    internal int LimitOf(string domain) => Domains.TryGetValue(domain, out var own) ? own : PerDomainPerMinute;

    /// <summary>Encrypts, but to whoever answers: for a server with a certificate of its own making.</summary>
    public bool AllowInvalidCertificate { get; set; }

    /// <summary>TLS before the server's greeting.</summary>
    internal bool TlsFromTheStart => Security == SmtpSecurity.Tls || Security == SmtpSecurity.Auto && Port == 465;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Uri.CheckHostName(Host) == UriHostNameType.Unknown)
            yield return new ValidationResult($"Smtp:Host “{Host}” is no host name or address: give it without mailto:, smtp:// or a port.", [nameof(Host)]);
        if (HeloName is not null && Uri.CheckHostName(HeloName.Trim('[', ']')) is UriHostNameType.Unknown or UriHostNameType.Basic)
            yield return new ValidationResult($"Smtp:HeloName “{HeloName}” is no host name.", [nameof(HeloName)]);
        if (string.IsNullOrEmpty(UserName) != string.IsNullOrEmpty(Password))
            yield return new ValidationResult("Smtp:UserName and Smtp:Password belong together: set both or neither.", [nameof(UserName), nameof(Password)]);
        if (UserName?.Contains('\0', StringComparison.Ordinal) == true || Password?.Contains('\0', StringComparison.Ordinal) == true)
            yield return new ValidationResult("Smtp:UserName and Smtp:Password cannot hold a NUL character.", [nameof(UserName), nameof(Password)]);
    }
}
