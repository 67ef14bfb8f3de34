using System.Text;
using System.Text.Json.Nodes;

namespace Cartwright.Messages.Email.Http;

/// <summary>A mail as SendGrid's (v3 mail/send) and Postmark's (email) APIs want it, and what their answers mean. Pure.</summary>
internal static class MailApiPolicy
{
    // Comes back with each of the provider's events (Inbound, JsonReading.Tag): whose message it was.
    private const string MessageTag = "cartwright";

    /// <exception cref="UnwritableMailException">An address or a header cannot stand in a mail: the same as for SMTP.</exception>
    public static byte[] Body(OutgoingMail mail, MailApiOptions options)
    {
        MimeWriter.Write(mail); // says what cannot be written, in the same words
        var body = options.Provider == MailProvider.SendGrid ? SendGrid(mail) : Postmark(mail, options.Stream);
        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }

    public static (string, string)[] Headers(MailApiOptions options) =>
        options.Provider == MailProvider.SendGrid ? [("Authorization", "Bearer " + options.ApiKey)] : [("X-Postmark-Server-Token", options.ApiKey ?? "")];

    private static JsonObject SendGrid(OutgoingMail mail)
    {
        var content = new JsonArray();
        if (mail.Text.Length > 0) content.Add(new JsonObject { ["type"] = "text/plain", ["value"] = mail.Text });
        if (mail.Html.Length > 0) content.Add(new JsonObject { ["type"] = "text/html", ["value"] = mail.Html });
        var off = new JsonObject { ["enable"] = false };
        return new JsonObject
        {
            ["personalizations"] = new JsonArray(new JsonObject { ["to"] = new JsonArray(Person(mail.To)), ["custom_args"] = new JsonObject { [MessageTag] = IdOf(mail) } }),
            ["from"] = Person(mail.From), ["reply_to"] = mail.ReplyTo is { } reply ? Person(reply) : Person(mail.From), ["subject"] = mail.Subject, ["content"] = content,
            ["headers"] = new JsonObject([.. (mail.Headers ?? []).Select(h => KeyValuePair.Create(h.Key, (JsonNode?)h.Value)), KeyValuePair.Create("Message-ID", (JsonNode?)$"<{mail.MessageId}>")]),
            // Our links are signed and our pictures counted by ourselves: rewritten, neither would be true.
            ["tracking_settings"] = new JsonObject { ["click_tracking"] = off, ["open_tracking"] = off.DeepClone(), ["subscription_tracking"] = off.DeepClone() },
        };

        static JsonObject Person(MailAddress who) => who.Name is null ? new() { ["email"] = who.Address } : new() { ["email"] = who.Address, ["name"] = who.Name };
    }

    private static JsonObject Postmark(OutgoingMail mail, string? stream)
    {
        var body = new JsonObject
        {
            ["From"] = Person(mail.From), ["To"] = Person(mail.To), ["Subject"] = mail.Subject, ["TrackOpens"] = false, ["TrackLinks"] = "None", ["Metadata"] = new JsonObject { [MessageTag] = IdOf(mail) },
            ["Headers"] = new JsonArray([.. (mail.Headers ?? []).Append(new("Message-ID", $"<{mail.MessageId}>")).Append(new("X-PM-KeepID", "true")).Select(h => (JsonNode)new JsonObject { ["Name"] = h.Key, ["Value"] = h.Value })]),
        };
        if (mail.Html.Length > 0) body["HtmlBody"] = mail.Html;
        if (mail.Text.Length > 0) body["TextBody"] = mail.Text;
        if (mail.ReplyTo is { } reply) body["ReplyTo"] = Person(reply);
        if (stream is not null) body["MessageStream"] = stream;
        return body;

        static string Person(MailAddress who) => who.Name is null ? who.Address : $"\"{who.Name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\" <{who.Address}>";
    }

    private static string? IdOf(OutgoingMail mail) => (mail.Headers ?? []).FirstOrDefault(h => h.Key == ProviderTags.Header).Value;

    /// <param name="code">Postmark's ErrorCode; null: none.</param>
    /// <param name="field">What SendGrid finds fault with; null: it names nothing.</param>
    public static SmtpOutcome Judge(MailProvider provider, int status, int? code, string? field, string said)
    {
        SmtpOutcome.Refused No(bool permanent, string advice, string verb = "API", string? enhanced = null) => new(permanent, verb, status, enhanced, said, advice);
        return status switch
        {
            >= 200 and < 300 when code is null or 0 => new SmtpOutcome.Accepted(said),
            // A proxy lost the provider after it had the mail, or before: nobody can know.
            502 or 504 => new SmtpOutcome.Unknown(said),
            >= 500 or 429 or 408 => No(false, "The provider has too much to do or is down; it is tried again."),
            401 or 403 or 404 or 405 => No(false, "Check Cartwright__Mail__ApiKey and what it may do, and that the sender is confirmed at the provider."),
            // Postmark 406: the address bounced or complained before, and is on its list.
            _ when provider == MailProvider.Postmark && code == 406 => No(true, "The provider has this address on its list of those that bounced or complained.", "RCPT", "5.1.1"),
            // 400, 401, 405, 412: the sender or the account; mended at the provider, not in the mail.
            _ when provider == MailProvider.Postmark && code is 400 or 401 or 405 or 412 or 10 => No(false, "Check the sender's signature and the account at the provider."),
            _ when field?.StartsWith("from", StringComparison.Ordinal) == true => No(false, "The sender is not confirmed at the provider."),
            _ when field?.Contains(".to.", StringComparison.Ordinal) == true => No(true, "The recipient's address was not accepted.", "RCPT", "5.1.3"),
            _ => No(true, "Read the provider's words beside this."),
        };
    }
}
