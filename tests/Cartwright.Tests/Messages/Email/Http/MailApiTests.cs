using System.Text.Json.Nodes;
using Cartwright.Hosting;
using Cartwright.Messages.Email;
using Cartwright.Messages.Email.Http;

namespace Cartwright.Tests.Messages.Email.Http;

/// <summary>SendGrid's and Postmark's APIs over real HTTP, answered as their documentation says.</summary>
public sealed class MailApiTests : IAsyncLifetime
{
    private static readonly OutgoingMail Mail = SomeMail.Mail() with { ReplyTo = new MailAddress("help@shop.test", "Help \"now\""), Headers = [.. SomeMail.Mail().Headers!, new("X-Cartwright-Ref", "0198-1")] };
    private readonly OutgoingHttp _http = new("127.0.0.1", TimeProvider.System);
    private ScriptedGateway _gateway = null!;
    private int _asked;

    public async Task InitializeAsync() => _gateway = await ScriptedGateway.StartAsync();

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task SendGrid_gets_the_mail_with_its_headers_and_our_links_are_left_as_they_are()
    {
        _gateway.Answer = ScriptedGateway.With(202);

        Assert.IsType<SmtpOutcome.Accepted>(await SendAsync(MailProvider.SendGrid));

        var request = Assert.Single(_gateway.Requests);
        Assert.Equal(("POST", "/v3/mail/send", "Bearer key"), (request.Method, request.Path, request.Headers["authorization"]));
        var body = JsonNode.Parse(request.Body)!;
        Assert.Equal(("anna@inbox.test", "0198-1"), (body["personalizations"]![0]!["to"]![0]!["email"]!.GetValue<string>(), body["personalizations"]![0]!["custom_args"]!["cartwright"]!.GetValue<string>()));
        Assert.Equal("Lindgren & Söhne", body["from"]!["name"]!.GetValue<string>());
        Assert.Equal(["text/plain", "text/html"], body["content"]!.AsArray().Select(c => c!["type"]!.GetValue<string>())); // SendGrid refuses another order
        Assert.Equal("List-Unsubscribe=One-Click", body["headers"]!["List-Unsubscribe-Post"]!.GetValue<string>());
        Assert.False(body["tracking_settings"]!["click_tracking"]!["enable"]!.GetValue<bool>());
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task Postmark_gets_the_mail_with_its_headers()
    {
        _gateway.Answer = ScriptedGateway.With(200, """{"To":"anna@inbox.test","SubmittedAt":"2026-01-05T08:30:00Z","MessageID":"0a129aee","ErrorCode":0,"Message":"OK"}""");

        Assert.Equal("200 0 OK 0a129aee", Assert.IsType<SmtpOutcome.Accepted>(await SendAsync(MailProvider.Postmark)).Reply);

        var request = Assert.Single(_gateway.Requests);
        Assert.Equal(("/email", "key"), (request.Path, request.Headers["x-postmark-server-token"]));
        var body = JsonNode.Parse(request.Body)!;
        Assert.Equal("\"Help \\\"now\\\"\" <help@shop.test>", body["ReplyTo"]!.GetValue<string>());
        Assert.Contains(body["Headers"]!.AsArray(), h => h!["Name"]!.GetValue<string>() == "List-Unsubscribe" && h["Value"]!.GetValue<string>() == "<https://shop.test/u/AbCdEf>");
        Assert.Equal("0198-1", body["Metadata"]!["cartwright"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("SendGrid", 400, """{"errors":[{"message":"Does not contain a valid address.","field":"personalizations.0.to.0.email"}]}""", true, "RCPT", "5.1.3")]
    [InlineData("SendGrid", 403, """{"errors":[{"message":"The from address does not match a verified Sender Identity.","field":"from"}]}""", false, "API", null)]
    [InlineData("SendGrid", 401, """{"errors":[{"message":"authorization required","field":null}]}""", false, "API", null)]
    [InlineData("SendGrid", 429, """{"errors":[{"message":"too many requests","field":null}]}""", false, "API", null)]
    [InlineData("SendGrid", 413, "too large", true, "API", null)]
    [InlineData("Postmark", 422, """{"ErrorCode":406,"Message":"You tried to send to a recipient that has been marked as inactive."}""", true, "RCPT", "5.1.1")]
    [InlineData("Postmark", 422, """{"ErrorCode":400,"Message":"The 'From' address you supplied is not a Sender Signature on your account."}""", false, "API", null)]
    [InlineData("Postmark", 422, """{"ErrorCode":300,"Message":"Invalid email request"}""", true, "API", null)]
    [InlineData("Postmark", 500, "", false, "API", null)]
    public async Task A_no_is_told_as_what_it_means(string provider, int status, string answer, bool permanent, string verb, string? enhanced)
    {
        _gateway.Answer = ScriptedGateway.With(status, answer);

        var refused = Assert.IsType<SmtpOutcome.Refused>(await SendAsync(Enum.Parse<MailProvider>(provider)));

        Assert.Equal((permanent, verb, status, enhanced), (refused.Permanent, refused.Verb, refused.Code, refused.EnhancedCode));
    }

    [Theory]
    [InlineData(502)]
    [InlineData(504)]
    public async Task A_proxy_that_lost_the_provider_leaves_it_unknown(int status)
    {
        _gateway.Answer = ScriptedGateway.With(status);
        Assert.IsType<SmtpOutcome.Unknown>(await SendAsync(MailProvider.SendGrid));
    }

    [Fact]
    public async Task A_lost_answer_is_unknown_and_nothing_is_sent_again()
    {
        _gateway.Answer = ScriptedGateway.Drop;
        Assert.IsType<SmtpOutcome.Unknown>(await SendAsync(MailProvider.Postmark));
        Assert.Single(_gateway.Requests);
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task A_no_at_the_last_moment_sends_nothing()
    {
        Assert.IsType<SmtpOutcome.Withdrawn>(await SendAsync(MailProvider.SendGrid, go: false));
        Assert.Empty(_gateway.Requests);
    }

    [Fact]
    public async Task What_cannot_stand_in_a_mail_is_said_before_anybody_is_asked()
    {
        var outcome = await new MailApi(Options(MailProvider.SendGrid), _http).SendAsync(Mail with { To = new MailAddress("no address") }, _ => throw new InvalidOperationException("asked"), CancellationToken.None);
        Assert.True(Assert.IsType<SmtpOutcome.Refused>(outcome).Permanent);
    }

    private MailApiOptions Options(MailProvider provider) => new() { Provider = provider, ApiKey = "key", BaseUrl = _gateway.Url };

    private Task<SmtpOutcome> SendAsync(MailProvider provider, bool go = true) => new MailApi(Options(provider), _http).SendAsync(Mail, _ =>
    {
        _asked++;
        return ValueTask.FromResult(go);
    }, CancellationToken.None).InTime();
}
