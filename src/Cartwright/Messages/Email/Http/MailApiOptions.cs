using System.ComponentModel.DataAnnotations;

namespace Cartwright.Messages.Email.Http;

/// <summary>What mails leave through.</summary>
internal enum MailProvider { Smtp, SendGrid, Postmark }

/// <summary>A provider that takes mails over HTTP; section <c>Mail</c> of the configuration. Without one they go by SMTP.</summary>
internal sealed class MailApiOptions : IValidatableObject
{
    public const string Section = "Mail";

    [EnumDataType(typeof(MailProvider))]
    public MailProvider Provider { get; set; } = MailProvider.Smtp;

    /// <summary>SendGrid: an API key with the right to send; Postmark: the server's token.</summary>
    public string? ApiKey { get; set; }

    /// <summary>The provider's own when null.</summary>
    public string? BaseUrl { get; set; }

    /// <summary>Postmark: the message stream; null: its default for single mails.</summary>
    public string? Stream { get; set; }

    internal Uri Url => Provider == MailProvider.SendGrid ? new(Root("https://api.sendgrid.com") + "/v3/mail/send") : new(Root("https://api.postmarkapp.com") + "/email");

    /// <summary>Answers without sending anything.</summary>
    internal Uri CheckUrl => Provider == MailProvider.SendGrid ? new(Root("https://api.sendgrid.com") + "/v3/scopes") : new(Root("https://api.postmarkapp.com") + "/server");

    private string Root(string own) => string.IsNullOrEmpty(BaseUrl) ? own : BaseUrl.TrimEnd('/');

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Provider != MailProvider.Smtp && string.IsNullOrEmpty(ApiKey)) yield return new ValidationResult($"Mail:ApiKey is missing: set the key {Provider} gave you.", [nameof(ApiKey)]);
        if (!string.IsNullOrEmpty(BaseUrl) && !(Uri.TryCreate(BaseUrl, UriKind.Absolute, out var url) && url.Scheme is "https" or "http"))
            yield return new ValidationResult($"Mail:BaseUrl “{BaseUrl}” is no address that begins with https:// or http://.", [nameof(BaseUrl)]);
    }
}
