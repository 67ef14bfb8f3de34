using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Cartwright.Hosting;
using Cartwright.Inbound.Mail;
using Cartwright.Inbound.Providers;
using Cartwright.Messages.Sms;
using Cartwright.Shoppers;
using Cartwright.Storage;
using Cartwright.Stores;
using Cartwright.Tracking;
using Cartwright.Turns;

namespace Cartwright.Inbound;

/// <summary>
/// POST /hooks/inbound/{provider}/{slug}: what providers tell of a store's messages, checked over the raw body; and mails as they came
/// (provider mime). 200 only after everything is committed; what says nothing to us is 200 too, since sending it again would not help.
/// </summary>
internal static class InboundEndpoints
{
    public const int MaxBody = 5 * 1024 * 1024 - 1024; // the server reads no more
    public static readonly string[] Providers = ["ses", "sendgrid", "postmark", "mailgun", "resend", "twilio", "sms", "mime"];

    public static void MapInbound(this IEndpointRouteBuilder app)
    {
        foreach (var provider in Providers) app.MapPost($"/hooks/inbound/{provider}/{{slug}}", (RequestDelegate)(http => HandleAsync(http, provider)));
        app.MapPost("/hooks/inbound/mailgun/{slug}/mime", (RequestDelegate)(http => HandleAsync(http, "mailgun-route")));
        var api = app.MapApi("stores");
        api.MapPut("/stores/{slug}/inbound/{provider}", SetSecretAsync)
            .Needs(Right.EditSettings, "Set what proves a mail provider's events: SendGrid's public key, Mailgun's and Resend's signing key, Twilio's token, Postmark's user:password, the SNS topic of SES, a key for mails and for text messages; the last one is good for another day")
            .Accepts<WebhookSecret>("application/json").Produces(204).ProducesProblem(404);
    }

    private static async Task HandleAsync(HttpContext http, string provider)
    {
        var s = http.RequestServices.GetRequiredService<InboundServices>();
        if (s.Stores.Find((string)http.GetRouteValue("slug")!) is not { } entry) { await AnswerAsync(http, 404, "There is no such store."); return; }
        try
        {
            var body = await RequestBody.ReadAsync(http.Request, MaxBody, http.RequestAborted);
            var call = new InboundCall(http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), body, s.UrlsOf(http.Request), s.Now);
            await (provider switch { "ses" => SesAsync(http, s, entry, call), "twilio" => TwilioAsync(http, s, entry, call), "sms" => SmsAsync(http, s, entry, call), "mime" => MimeAsync(http, s, entry, call), "mailgun-route" => RouteAsync(http, s, entry, call), _ => EventsAsync(http, s, entry, provider, call) });
        }
        catch (JsonException) { await AnswerAsync(http, 400, "The body is not valid JSON."); }
        catch (BodyTooLargeException) { await AnswerAsync(http, 413, $"The body is larger than {MaxBody / 1024} KB."); }
        catch (InvalidDataException) { await AnswerAsync(http, 400, "The body looks like gzip but cannot be unpacked."); }
        catch (Exception error) when (error is NotCommittedException or IntakeFullException || Database.IsDatabaseError(error))
        {
            http.Response.Headers.RetryAfter = "2";
            await AnswerAsync(http, 503, "It could not be stored just now. Send it again; what was kept of it counts once.");
        }
    }

    private static async Task EventsAsync(HttpContext http, InboundServices s, StoreEntry entry, string provider, InboundCall call)
    {
        Func<InboundCall, string, bool> isSigned = provider switch { "sendgrid" => SendGridWebhook.IsSigned, "postmark" => PostmarkWebhook.IsSigned, "mailgun" => MailgunWebhook.IsSigned, _ => ResendWebhook.IsSigned };
        if (provider == "mailgun" && MailForm.Read(call.Header("Content-Type"), call.Body) is not null) { await AnswerAsync(http, 400, "This is a mail of a route: let the route forward to this address with /mime at its end."); return; }
        if (!s.SecretsOf(entry, provider).Any(secret => isSigned(call, secret))) { await UnsignedAsync(http, provider); return; }
        if (provider == "postmark" && PostmarkWebhook.Mail(call) is { IsMail: true } came)
        {
            if (came.Raw is not { Length: > 0 } raw) await AnswerAsync(http, 400, "RawEmail is missing: switch on “Include raw email content in JSON payload” for this inbound stream.");
            else await AnswerAsync(http, 200, await s.Intake.MailAsync(entry, Encoding.UTF8.GetBytes(raw), http.RequestAborted));
            return;
        }
        // Its event holds no mail, only a name under which it is fetched with another key. Said here, it is seen at Resend's.
        if (provider == "resend" && ResendWebhook.IsMail(call)) { await AnswerAsync(http, 422, "Mails that Resend takes in are not fetched. Let the inbound domain's MX lead to a mail server of yours (docs/inbound.md), and take email.received out of this webhook."); return; }
        var once = provider == "mailgun" ? "mailgun-token:" + MailgunWebhook.TokenOf(call) : null;
        if (once is not null && !await s.Inbound.IsNewAsync(entry.Store.Id, once, http.RequestAborted)) { await AnswerAsync(http, 200, "This was delivered before."); return; }
        var events = provider switch { "sendgrid" => SendGridWebhook.Translate(call), "postmark" => PostmarkWebhook.Translate(call), "mailgun" => MailgunWebhook.Translate(call), _ => ResendWebhook.Translate(call) };
        await s.Intake.FeedbackAsync(entry, provider, Channels.Email, events.ToList(), http.RequestAborted);
        if (once is not null) await s.Inbound.RememberAsync(entry.Store.Id, once);
        await AnswerAsync(http, 200, "ok");
    }

    private static async Task SesAsync(HttpContext http, InboundServices s, StoreEntry entry, InboundCall call)
    {
        // Anybody can have SNS sign something: that it is of the store's own topic makes it good.
        if (SnsEnvelope.Read(call.Body) is not { } sns || !s.SecretsOf(entry, "ses").Any(topics => topics.Split(',', StringSplitOptions.TrimEntries).Contains(sns.TopicArn, StringComparer.Ordinal))
            || !await s.Sns.IsSignedAsync(sns, s.Clock.RealTime.GetUtcNow(), http.RequestAborted)) { await UnsignedAsync(http, "ses"); return; }
        if (sns.Type == "SubscriptionConfirmation")
        {
            if (!await s.Sns.ConfirmAsync(sns, http.RequestAborted)) { await AnswerAsync(http, 503, "The subscription could not be confirmed just now."); return; }
        }
        else if (sns.Type == "Notification") await s.Intake.FeedbackAsync(entry, "ses", Channels.Email, SesWebhook.Translate(sns.Message, sns.MessageId, call.Now).ToList(), http.RequestAborted);
        await AnswerAsync(http, 200, "ok");
    }

    private static async Task TwilioAsync(HttpContext http, InboundServices s, StoreEntry entry, InboundCall call)
    {
        if (!s.SecretsOf(entry, "twilio").Any(token => TwilioWebhook.IsSigned(call, token))) { await UnsignedAsync(http, "twilio"); return; }
        var form = TwilioWebhook.Form(call.Body.Span).GroupBy(f => f.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Value, StringComparer.Ordinal);
        string? answer = null;
        if (form.TryGetValue("Body", out var text) && form.TryGetValue("From", out var from) && !form.ContainsKey("MessageStatus"))
            answer = await s.Intake.TextAsync(entry, from, text, form.GetValueOrDefault("MessageSid", form.GetValueOrDefault("SmsSid", "")), answered: form.ContainsKey("OptOutType"), http.RequestAborted);
        else if (TwilioWebhook.Report(form, [http.Request.Query["m"].ToString()], call.Now) is { } report)
            await s.Intake.FeedbackAsync(entry, "twilio", Channels.Sms, [report], http.RequestAborted);
        http.Response.ContentType = "application/xml; charset=utf-8";
        await http.Response.WriteAsync(new XElement("Response", answer is null ? null : new XElement("Message", answer)).ToString(SaveOptions.DisableFormatting), http.RequestAborted);
    }

    // A gateway of any kind: it says what it has in our words.
    private static async Task SmsAsync(HttpContext http, InboundServices s, StoreEntry entry, InboundCall call)
    {
        if (!IsKeyed(s, entry, call, "sms")) { await UnsignedAsync(http, "sms"); return; }
        using var document = JsonDocument.Parse(call.Body);
        var sms = GatewayWebhook.Read(document.RootElement, [http.Request.Query["m"].ToString()], call.Now, out var wrong);
        if (sms is null) { await AnswerAsync(http, 400, wrong!); return; }
        if (sms.Report is { } report) await s.Intake.FeedbackAsync(entry, "sms", Channels.Sms, [report], http.RequestAborted);
        var answer = sms.Text is { } text ? await s.Intake.TextAsync(entry, sms.From, text, sms.Id, answered: false, http.RequestAborted) : null;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(new JsonObject { ["answer"] = answer }.ToJsonString(), http.RequestAborted);
    }

    private static async Task MimeAsync(HttpContext http, InboundServices s, StoreEntry entry, InboundCall call)
    {
        if (!IsKeyed(s, entry, call, "mime")) { await UnsignedAsync(http, "mime"); return; }
        if (call.Body.Length == 0) { await AnswerAsync(http, 400, "The body is empty: send the mail as it came (message/rfc822)."); return; }
        var form = MailForm.Read(call.Header("Content-Type"), call.Body);
        var mail = form is null ? call.Body : MailForm.MailOf(form);
        if (mail.Length == 0) await AnswerAsync(http, 400, "The form holds no mail: switch on “POST the raw, full MIME message” (SendGrid), which sends it as the field email.");
        else await AnswerAsync(http, 200, await s.Intake.MailAsync(entry, mail, http.RequestAborted));
    }

    // Only time and token are signed, not the mail: so a token is good once.
    private static async Task RouteAsync(HttpContext http, InboundServices s, StoreEntry entry, InboundCall call)
    {
        var form = MailForm.Read(call.Header("Content-Type"), call.Body) ?? new Dictionary<string, byte[]>();
        var (time, token, signature) = (MailForm.TextOf(form, "timestamp"), MailForm.TextOf(form, "token"), MailForm.TextOf(form, "signature"));
        if (!s.SecretsOf(entry, "mailgun").Any(key => MailgunWebhook.IsSigned(time, token, signature, key, call.Now))) { await UnsignedAsync(http, "mailgun"); return; }
        if (MailForm.MailOf(form) is not { } mail) { await AnswerAsync(http, 400, "body-mime is missing: let the route forward to an address that ends with /mime."); return; }
        var once = "mailgun-token:" + token;
        if (!await s.Inbound.IsNewAsync(entry.Store.Id, once, http.RequestAborted)) { await AnswerAsync(http, 200, "This was delivered before."); return; }
        var word = await s.Intake.MailAsync(entry, mail, http.RequestAborted);
        await s.Inbound.RememberAsync(entry.Store.Id, once);
        await AnswerAsync(http, 200, word);
    }

    /// <summary>With the store's own secret key, or the one set for this.</summary>
    private static bool IsKeyed(InboundServices s, StoreEntry entry, InboundCall call, string provider) =>
        KeyOf(call) is { } key && (s.Stores.ByKey(key) is { Kind: StoreKey.Secret } owner && owner.Store.Store.Id == entry.Store.Id || s.SecretsOf(entry, provider).Any(secret => IsSame(secret, key)));

    // Gateways that can only be given an address put the key where a user name or a password stands.
    private static string? KeyOf(InboundCall call)
    {
        if (call.Header("Authorization") is not { } authorization) return null;
        if (authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return authorization[7..].Trim();
        if (!authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)) return null;
        try
        {
            var pair = Encoding.UTF8.GetString(Convert.FromBase64String(authorization[6..].Trim())).Split(':', 2);
            return pair.Length == 2 && pair[1].Length > 0 ? pair[1] : pair[0];
        }
        catch (FormatException) { return null; }
    }

    private static bool IsSame(string a, string b) => CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(a)), SHA256.HashData(Encoding.UTF8.GetBytes(b)));

    private static async Task<IResult> SetSecretAsync(HttpContext http, StoreStore stores, StoreDirectory directory, string slug, string provider)
    {
        if (http.Caller().Store is not { } store || store.Slug != slug) throw new NotThereException($"There is no store '{ApiInput.Cut(slug)}'.");
        if (!Providers.Contains(provider)) throw new NotThereException($"There is no provider '{ApiInput.Cut(provider)}': use {string.Join(", ", Providers)}.");
        var given = await ApiInput.BodyAsync(http, StoreViewJson.Default.WebhookSecret);
        if (SecretOf(provider, given.Secret) is not { } secret) throw new BadInputException("secret", provider switch
        {
            "sendgrid" => "Give the verification key as SendGrid shows it beside the event webhook: a public key in base64 that begins with MF.",
            "resend" => "Give the signing secret as Resend shows it: it begins with whsec_.",
            "ses" => "Give the topic's ARN, which begins with arn:; several are separated by commas.",
            _ => "Give it as the provider shows it: 8 to 1000 characters.",
        });
        await stores.SetInboundSecretAsync(store.Id, provider, secret, http.RequestAborted);
        await directory.RefreshAsync(http.RequestAborted);
        return TypedResults.NoContent();
    }

    /// <summary>As a provider shows it, pasted by a person; null when that cannot be it: nothing could ever be proven by it.</summary>
    public static string? SecretOf(string provider, string? typed) => typed?.Trim() is { Length: >= 8 and <= 1000 } secret && provider switch
    {
        "sendgrid" => SendGridWebhook.IsKey(secret),
        "resend" => ResendWebhook.IsSecret(secret),
        "ses" => secret.Split(',').All(topic => topic.Trim().StartsWith("arn:", StringComparison.Ordinal)),
        _ => true,
    } ? secret : null;

    private static Task UnsignedAsync(HttpContext http, string provider) => AnswerAsync(http, 401, provider switch
    {
        "mime" or "sms" => $"Send the store's secret key, or the one set with PUT /api/stores/{{slug}}/inbound/{provider}, as bearer token or password.",
        "ses" => "The signature does not fit, or the topic is not this store's: set it with PUT /api/stores/{slug}/inbound/ses.",
        _ => $"The signature is missing or does not fit. Set the secret with PUT /api/stores/{{slug}}/inbound/{provider}, and send the body unchanged.",
    });

    private static Task AnswerAsync(HttpContext http, int status, string text)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(text, http.RequestAborted);
    }
}

/// <summary>What the endpoints of this slice work with.</summary>
internal sealed class InboundServices(StoreDirectory stores, StoreStore storeStore, InboundStore inbound, InboundIntake intake, SnsChannel sns, ProductClock clock, ServerOptions options)
{
    public StoreDirectory Stores => stores;
    public InboundStore Inbound => inbound;
    public InboundIntake Intake => intake;
    public SnsChannel Sns => sns;
    public ProductClock Clock => clock;

    /// <summary>Signatures are of real time (ms).</summary>
    public long Now => clock.RealTime.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The store's own, and for text messages the server's account.</summary>
    public IEnumerable<string> SecretsOf(StoreEntry entry, string provider)
    {
        foreach (var (sealedSecret, until) in entry.InboundSecrets.GetValueOrDefault(provider, []))
            if (!(until <= stores.Now)) yield return storeStore.OpenInboundSecret(entry.Store.Id, sealedSecret);
        if (provider == "twilio" && options.Sms is { Kind: SmsKind.Twilio, AuthToken.Length: > 0 } sms) yield return sms.AuthToken;
    }

    /// <summary>Behind a proxy the address Twilio called is the public one.</summary>
    public IReadOnlyList<string> UrlsOf(HttpRequest request)
    {
        var path = $"{request.PathBase}{request.Path}{request.QueryString}";
        return [options.PublicUrl.TrimEnd('/') + path, $"{request.Scheme}://{request.Host}{path}"];
    }
}
