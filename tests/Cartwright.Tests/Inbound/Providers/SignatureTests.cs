using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Cartwright.Inbound;
using Cartwright.Inbound.Providers;

namespace Cartwright.Tests.Inbound.Providers;

/// <summary>What is signed passes, and with one byte changed it does not.</summary>
public sealed class SignatureTests
{
    private const long At = 1_772_000_000_000;

    [Fact]
    public void SendGrid()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var body = Encoding.UTF8.GetBytes("""[{"event":"bounce","email":"ada@mail.test"}]""" + "\r\n");
        var signature = Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes("1600112502" + Encoding.UTF8.GetString(body)), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        bool IsSigned(byte[] of) => SendGridWebhook.IsSigned(Call(of, ("X-Twilio-Email-Event-Webhook-Signature", signature), ("X-Twilio-Email-Event-Webhook-Timestamp", "1600112502")), Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()));

        Assert.True(IsSigned(body));
        Assert.False(IsSigned(body[..^2]));
        Assert.False(IsSigned(Changed(body)));
        Assert.False(SendGridWebhook.IsSigned(Call(body), "no key"));
    }

    [Fact]
    public void Mailgun_is_signed_for_hours_only()
    {
        var time = (At / 1000).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes("key-1"), Encoding.UTF8.GetBytes(time + "token")));
        byte[] Body(string token) => Encoding.UTF8.GetBytes($$$"""{"signature":{"timestamp":"{{{time}}}","token":"{{{token}}}","signature":"{{{signature}}}"},"event-data":{}}""");

        Assert.True(MailgunWebhook.IsSigned(Call(Body("token")), "key-1"));
        Assert.False(MailgunWebhook.IsSigned(Call(Body("tokem")), "key-1"));
        Assert.False(MailgunWebhook.IsSigned(Call(Body("token")), "key-2"));
        Assert.False(MailgunWebhook.IsSigned(Call(Body("token")) with { Now = At + 13L * 3_600_000 }, "key-1"));
        Assert.False(MailgunWebhook.IsSigned(Call("not json"u8.ToArray()), "key-1"));
    }

    [Fact]
    public void Resend_as_standard_webhooks()
    {
        var body = """{"type":"email.delivered"}"""u8.ToArray();
        var time = (At / 1000).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var secret = "whsec_" + Convert.ToBase64String(new byte[32]);
        var signature = "v1," + Convert.ToBase64String(HMACSHA256.HashData(new byte[32], Encoding.UTF8.GetBytes($"msg_1.{time}." + Encoding.UTF8.GetString(body))));
        InboundCall With(byte[] of, string signed, string prefix = "svix") => Call(of, (prefix + "-id", "msg_1"), (prefix + "-timestamp", time), (prefix + "-signature", signed));

        Assert.True(ResendWebhook.IsSigned(With(body, signature), secret));
        Assert.True(ResendWebhook.IsSigned(With(body, "v2,xyz " + signature, "webhook"), secret));
        Assert.False(ResendWebhook.IsSigned(With(Changed(body), signature), secret));
        Assert.False(ResendWebhook.IsSigned(With(body, signature) with { Now = At + 301_000 }, secret));
        Assert.False(ResendWebhook.IsSigned(With(body, signature), "whsec_"));
    }

    [Fact]
    public void Postmark_by_its_password()
    {
        Assert.True(PostmarkWebhook.IsSigned(Call([], ("Authorization", "Basic " + Convert.ToBase64String("shop:secret"u8))), "shop:secret"));
        Assert.True(PostmarkWebhook.IsSigned(Call([], ("X-Webhook-Token", "token-1234")), "token-1234"));
        Assert.False(PostmarkWebhook.IsSigned(Call([], ("Authorization", "Basic " + Convert.ToBase64String("shop:secreu"u8))), "shop:secret"));
        Assert.False(PostmarkWebhook.IsSigned(Call([], ("Authorization", "Basic %%%")), "shop:secret"));
        Assert.False(PostmarkWebhook.IsSigned(Call([]), "shop:secret"));
    }

    [Theory, InlineData("1"), InlineData("2")]
    public async Task Sns_by_a_certificate_of_its_own_host(string version)
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=sns.amazonaws.com", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.FromUnixTimeMilliseconds(At).AddDays(-1), DateTimeOffset.FromUnixTimeMilliseconds(At).AddDays(1));
        var asked = new List<string>();
        using var sns = new SnsChannel((url, _) =>
        {
            asked.Add(url.ToString());
            return Task.FromResult<byte[]?>(Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()));
        });
        const string own = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem";
        var envelope = new SnsEnvelope("Notification", "id-1", "arn:aws:sns:eu-west-1:1:ses", "Subject", "{}", "2026-03-02T09:00:00.000Z", null, null, version, "", own);
        envelope = envelope with { Signature = Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(SnsSignature.Signed(envelope)), version == "2" ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1)) };
        var now = DateTimeOffset.FromUnixTimeMilliseconds(At);

        Assert.True(await sns.IsSignedAsync(envelope, now, default));
        Assert.False(await sns.IsSignedAsync(envelope with { Message = "{ }" }, now, default));
        Assert.False(await sns.IsSignedAsync(envelope with { TopicArn = envelope.TopicArn + "2" }, now, default));
        Assert.False(await sns.IsSignedAsync(envelope, now.AddDays(2), default));
        Assert.Single(asked);
        foreach (var foreign in (string[])["https://sns.eu-west-1.amazonaws.com.evil.test/a.pem", "http://sns.eu-west-1.amazonaws.com/a.pem", "https://evil.test/sns.eu-west-1.amazonaws.com/a.pem", "https://sns.eu-west-1.amazonaws.com@evil.test/a.pem", "https://s3.amazonaws.com/a.pem"])
            Assert.False(await sns.IsSignedAsync(envelope with { SigningCertUrl = foreign }, now, default));
        Assert.Single(asked);
        Assert.False(await sns.ConfirmAsync(envelope with { SubscribeUrl = "https://evil.test/?Action=ConfirmSubscription" }, default));
        Assert.True(await sns.ConfirmAsync(envelope with { SubscribeUrl = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription" }, default));
    }

    [Fact]
    public void Twilio_over_address_and_fields()
    {
        KeyValuePair<string, string>[] form = [new("From", "+15005550010"), new("Body", "STOP"), new("To", "+15005550006")];
        var signature = Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes("token"), Encoding.UTF8.GetBytes("https://carts.shop.test/hooks/inbound/twilio/shop?m=1BodySTOPFrom+15005550010To+15005550006")));
        Assert.True(TwilioWebhook.IsSignature("https://carts.shop.test/hooks/inbound/twilio/shop?m=1", form, signature, "token"));
        Assert.True(TwilioWebhook.IsSignature("https://carts.shop.test:443/hooks/inbound/twilio/shop?m=1", form, signature, "token"));
        Assert.False(TwilioWebhook.IsSignature("https://carts.shop.test/hooks/inbound/twilio/shop?m=2", form, signature, "token"));
        Assert.False(TwilioWebhook.IsSignature("https://carts.shop.test/hooks/inbound/twilio/shop?m=1", [.. form[..2], new("To", "+15005550007")], signature, "token"));
    }

    [FixturesFact]
    public void The_shared_vectors_pass_or_fail_as_they_say()
    {
        using var sendGrid = Json("esp/sendgrid/signature_vectors.json");
        foreach (var v in sendGrid.RootElement.GetProperty("vectors").EnumerateArray())
        {
            var headers = sendGrid.RootElement.GetProperty("headers").EnumerateObject().Select(h => (h.Name, h.Value.GetString()!)).ToArray();
            Assert.Equal(v.GetProperty("valid").GetBoolean(), SendGridWebhook.IsSigned(Call(Encoding.UTF8.GetBytes(v.GetProperty("body").GetString()!), headers), sendGrid.RootElement.GetProperty("public_key_spki_base64").GetString()!));
        }
        using var mailgun = Json("esp/mailgun/signature_vectors.json");
        foreach (var v in mailgun.RootElement.GetProperty("vectors").EnumerateArray())
        {
            string Of(string name) => v.GetProperty(name).GetString()!;
            var key = mailgun.RootElement.GetProperty("key").GetString()!;
            Assert.Equal(v.GetProperty("valid").GetBoolean(), MailgunWebhook.IsSignature(Of("timestamp"), Of("token"), Of("signature"), key));
            Assert.False(MailgunWebhook.IsSignature(Of("timestamp"), Of("token")[1..], Of("signature"), key));
        }
        using var standard = Json("standard_webhooks/vectors.json");
        foreach (var v in standard.RootElement.GetProperty("vectors").EnumerateArray().Where(v => v.TryGetProperty("body", out _)))
        {
            string Of(string name) => v.GetProperty(name).ToString();
            Assert.Equal(v.GetProperty("valid").GetBoolean(), ResendWebhook.IsSignature(Of("id"), Of("timestamp"), Encoding.UTF8.GetBytes(Of("body")), Of("signature"), Of("secret")));
            Assert.False(ResendWebhook.IsSignature(Of("id"), Of("timestamp"), Encoding.UTF8.GetBytes(Of("body") + " "), Of("signature"), Of("secret")));
        }
        using var twilio = Json("twilio/signature_vectors.json");
        foreach (var v in twilio.RootElement.GetProperty("vectors").EnumerateArray().Where(v => v.TryGetProperty("params", out _)))
        {
            var form = v.GetProperty("params").EnumerateObject().SelectMany(p => p.Value.ValueKind == JsonValueKind.Array ? p.Value.EnumerateArray().Select(x => KeyValuePair.Create(p.Name, x.GetString()!)) : [KeyValuePair.Create(p.Name, p.Value.GetString()!)]).ToList();
            var token = v.TryGetProperty("auth_token", out var own) ? own.GetString()! : twilio.RootElement.GetProperty("auth_token").GetString()!;
            Assert.Equal(v.GetProperty("valid").GetBoolean(), TwilioWebhook.IsSignature(v.GetProperty("url").GetString()!, form, v.GetProperty("signature").GetString()!, token));
        }
        using var texts = Json("twilio/inbound_sms_constructed.json");
        foreach (var m in texts.RootElement.GetProperty("messages").EnumerateArray())
            Assert.True(TwilioWebhook.IsSignature(texts.RootElement.GetProperty("url").GetString()!, TwilioWebhook.Form(Encoding.UTF8.GetBytes(m.GetProperty("raw_body").GetString()!)), m.GetProperty("x_twilio_signature").GetString()!, texts.RootElement.GetProperty("auth_token").GetString()!));
    }

    [FixturesFact]
    public void The_shared_events_are_what_they_say()
    {
        FeedbackKind?[] Kinds(Func<InboundCall, IEnumerable<Feedback>> translate, string file) => [.. translate(Call(File.ReadAllBytes(Fixtures.Of(file)))).Select(f => (FeedbackKind?)f.Kind)];
        Assert.Equal([FeedbackKind.HardBounce, FeedbackKind.Click], Kinds(SendGridWebhook.Translate, "esp/sendgrid/symfony_batch.json"));
        Assert.Equal([FeedbackKind.HardBounce], Kinds(PostmarkWebhook.Translate, "esp/postmark/symfony_bounce.json"));
        Assert.Equal([FeedbackKind.Complaint], Kinds(PostmarkWebhook.Translate, "esp/postmark/symfony_spam_complaint.json"));
        Assert.Equal([FeedbackKind.Delivered], Kinds(PostmarkWebhook.Translate, "esp/postmark/symfony_delivery.json"));
        Assert.Equal([FeedbackKind.HardBounce], Kinds(MailgunWebhook.Translate, "esp/mailgun/symfony_permanent_failure.json"));
        Assert.Equal([], Kinds(MailgunWebhook.Translate, "esp/mailgun/symfony_temporary_failure.json"));
        Assert.Equal([FeedbackKind.HardBounce], Kinds(MailgunWebhook.Translate, "esp/mailgun/symfony_suppression_failure.json"));
        Assert.Equal([FeedbackKind.Complaint], Kinds(MailgunWebhook.Translate, "esp/mailgun/symfony_spam_complaints.json"));
        Assert.Equal([], Kinds(ResendWebhook.Translate, "esp/resend/symfony_sent.json"));
        FeedbackKind[] Ses(string file) => [.. SesWebhook.Translate(File.ReadAllText(Fixtures.Of(file)), "1", At).Select(f => f.Kind)];
        Assert.Equal([FeedbackKind.HardBounce], Ses("esp/ses/anymail_bounce_event.json"));
        Assert.Equal([FeedbackKind.Complaint], Ses("esp/ses/anymail_complaint_event.json"));
        Assert.Equal([FeedbackKind.Delivered], Ses("esp/ses/anymail_delivery_event.json"));
        Assert.Equal([FeedbackKind.Open], Ses("esp/ses/anymail_open_event.json"));
        Assert.Empty(Ses("esp/ses/anymail_send_event.json"));
    }

    private static JsonDocument Json(string file) => JsonDocument.Parse(File.ReadAllBytes(Fixtures.Of(file)));

    private static byte[] Changed(byte[] body)
    {
        byte[] changed = [.. body];
        changed[body.Length / 2] ^= 1;
        return changed;
    }

    private static InboundCall Call(byte[] body, params (string Name, string Value)[] headers) =>
        new(headers.ToDictionary(h => h.Name, h => h.Value, StringComparer.OrdinalIgnoreCase), body, [], At);
}
