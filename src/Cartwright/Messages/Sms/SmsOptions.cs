using System.ComponentModel.DataAnnotations;

namespace Cartwright.Messages.Sms;

/// <summary>Whose form the gateway speaks.</summary>
internal enum SmsKind { Twilio, Generic }

/// <summary>The gateway text messages leave through; section <c>Sms</c> of the configuration. Without one none leave.</summary>
internal sealed class SmsOptions : IValidatableObject
{
    public const string Section = "Sms";

    [EnumDataType(typeof(SmsKind))]
    public SmsKind Kind { get; set; } = SmsKind.Twilio;

    /// <summary>Twilio's own, or of a gateway that speaks as Twilio does; of the generic kind the whole address that is posted to.</summary>
    public string? BaseUrl { get; set; }

    public string? AccountSid { get; set; }

    /// <summary>Twilio: the password; generic: a bearer token, if the gateway wants one.</summary>
    public string? AuthToken { get; set; }

    /// <summary>Sender of stores that set none.</summary>
    public string? From { get; set; }

    internal bool IsSet => !string.IsNullOrEmpty(Kind == SmsKind.Twilio ? AccountSid : BaseUrl);

    internal Uri Url => new(Kind == SmsKind.Generic ? BaseUrl! : Root + "/Messages.json");

    /// <summary>Answers without sending anything; Twilio only.</summary>
    internal Uri AccountUrl => new(Root + ".json");

    private string Root => $"{(string.IsNullOrEmpty(BaseUrl) ? "https://api.twilio.com" : BaseUrl.TrimEnd('/'))}/2010-04-01/Accounts/{Uri.EscapeDataString(AccountSid!)}";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrEmpty(BaseUrl) && !(Uri.TryCreate(BaseUrl, UriKind.Absolute, out var url) && url.Scheme is "https" or "http"))
            yield return new ValidationResult($"Sms:BaseUrl “{BaseUrl}” is no address that begins with https:// or http://.", [nameof(BaseUrl)]);
        if (Kind == SmsKind.Twilio && string.IsNullOrEmpty(AccountSid) != string.IsNullOrEmpty(AuthToken))
            yield return new ValidationResult("Sms:AccountSid and Sms:AuthToken belong together: set both or neither.", [nameof(AccountSid), nameof(AuthToken)]);
    }
}
