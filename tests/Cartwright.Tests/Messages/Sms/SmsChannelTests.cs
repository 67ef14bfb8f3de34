using System.Text;
using System.Text.Json.Nodes;
using Cartwright.Hosting;
using Cartwright.Messages;
using Cartwright.Messages.Sms;

namespace Cartwright.Tests.Messages.Sms;

public sealed class SmsChannelTests : IAsyncLifetime
{
    private static readonly OutgoingSms Sms = new(null, "+4915112345678", "Ihr Warenkorb: https://h.test/s/abcdefgh 5 € & mehr", Guid.Parse("0191a000-0000-7000-8000-000000000001"));
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
    public async Task Posts_in_Twilios_form_and_asks_once_before()
    {
        var outcome = await SendAsync(Twilio());

        Assert.Equal("201 queued SM1", Assert.IsType<DeliveryOutcome.Accepted>(outcome).Reply);
        var request = Assert.Single(_gateway.Requests);
        Assert.Equal(("POST", "/2010-04-01/Accounts/AC1/Messages.json", "application/x-www-form-urlencoded"), (request.Method, request.Path, request.Headers["content-type"]));
        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("AC1:secret")), request.Headers["authorization"]);
        Assert.Equal(new Dictionary<string, string> { ["To"] = Sms.To, ["From"] = "+15005550006", ["Body"] = Sms.Text }, request.Form);
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task A_store_has_its_own_sender_and_a_messaging_service_is_named_as_one()
    {
        var service = "MG" + new string('a', 32);
        await SendAsync(Twilio(), Sms with { From = "Linden" });
        await SendAsync(Twilio(), Sms with { From = service });

        Assert.Equal("Linden", _gateway.Requests.First().Form["From"]);
        Assert.Equal(service, _gateway.Requests.Last().Form["MessagingServiceSid"]);
    }

    [Fact]
    public async Task Another_gateway_gets_plain_JSON()
    {
        _gateway.Answer = ScriptedGateway.With(202, "thanks");

        var outcome = await SendAsync(new SmsOptions { Kind = SmsKind.Generic, BaseUrl = _gateway.Url + "/send", AuthToken = "t", From = "Shop" }, Sms with { Ref = "m1", Callback = "https://c.test/hooks" });

        Assert.Equal("202 thanks", Assert.IsType<DeliveryOutcome.Accepted>(outcome).Reply);
        var request = Assert.Single(_gateway.Requests);
        Assert.Equal(("/send", "Bearer t"), (request.Path, request.Headers["authorization"]));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(request.Body), new JsonObject { ["to"] = Sms.To, ["from"] = "Shop", ["text"] = Sms.Text, ["id"] = Sms.Id.ToString(), ["ref"] = "m1", ["callback"] = "https://c.test/hooks" }));
    }

    [Fact]
    public async Task A_no_at_the_last_moment_leaves_the_gateway_with_nothing()
    {
        var outcome = await Channel(Twilio()).SendAsync(Sms, () => Task.FromResult(false));

        Assert.IsType<DeliveryOutcome.Withdrawn>(outcome);
        Assert.Empty(_gateway.Requests);
    }

    [Fact]
    public async Task A_check_that_fails_is_told_and_nothing_leaves()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Channel(Twilio()).SendAsync(Sms, () => throw new InvalidOperationException("not committed")));

        Assert.Empty(_gateway.Requests);
    }

    // The words of the interface are Permanent, Address, Wait in seconds.
    [Theory]
    [InlineData(400, 21610, null, true, "OptedOut", null)]
    [InlineData(400, 21211, null, true, "Dead", null)]
    [InlineData(400, 21614, null, true, "Dead", null)]
    [InlineData(400, 21408, null, true, "Nothing", null)]
    [InlineData(400, 21606, null, false, "Nothing", null)]
    [InlineData(401, 20003, null, false, "Nothing", null)]
    [InlineData(404, 20404, null, false, "Nothing", null)]
    [InlineData(429, 20429, "90", false, "Nothing", 90)]
    [InlineData(500, 20500, null, false, "Nothing", null)]
    [InlineData(503, null, "7", false, "Nothing", 7)]
    [InlineData(302, null, null, false, "Nothing", null)]
    public async Task A_refusal_is_read_for_what_it_means(int status, int? code, string? retryAfter, bool permanent, string address, int? wait)
    {
        _gateway.Answer = ScriptedGateway.With(status, code is null ? "" : $$"""{"code":{{code}},"message":"The words of it","status":{{status}}}""", retryAfter);

        var refused = Assert.IsType<DeliveryOutcome.Refused>(await SendAsync(Twilio()));

        Assert.Equal((permanent, address, wait), (refused.Permanent, refused.Address.ToString(), (int?)refused.Wait?.TotalSeconds));
        Assert.Equal(address == "OptedOut" ? Sms.To : null, refused.OptedOut);
        Assert.StartsWith(code is null ? $"{status}" : $"{status} {code} The words of it", refused.Reply, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_that_is_lost_after_it_was_told_leaves_the_outcome_unknown_and_it_is_told_once()
    {
        _gateway.Answer = ScriptedGateway.Drop;
        Assert.IsType<DeliveryOutcome.Unknown>(await SendAsync(Twilio()));
        _gateway.Answer = ScriptedGateway.With(504, "upstream timed out");
        Assert.IsType<DeliveryOutcome.Unknown>(await SendAsync(Twilio()));

        Assert.Equal(2, _gateway.Requests.Count);
    }

    [Fact]
    public async Task A_gateway_that_does_not_answer_in_time_leaves_the_outcome_unknown()
    {
        var never = new TaskCompletionSource();
        _gateway.Answer = _ => never.Task;
        using var impatient = new OutgoingHttp("127.0.0.1", TimeProvider.System) { TimeLimit = TimeSpan.FromMilliseconds(300) };

        Assert.IsType<DeliveryOutcome.Unknown>(await new SmsChannel(Twilio(), impatient).SendAsync(Sms, AskAsync));
        Assert.Single(_gateway.Requests);
        never.SetResult();
    }

    [Fact]
    public async Task A_gateway_that_is_not_there_was_told_nothing()
    {
        var outcome = await SendAsync(new SmsOptions { BaseUrl = $"http://127.0.0.1:{FreePort.Next()}", AccountSid = "AC1", AuthToken = "secret", From = "+15005550006" });

        Assert.IsType<DeliveryOutcome.NotReached>(outcome);
        Assert.Equal(0, _asked);
    }

    [Fact]
    public async Task Without_a_gateway_or_a_sender_it_says_what_to_set()
    {
        Assert.Contains("Cartwright__Sms__AccountSid", Assert.IsType<DeliveryOutcome.Refused>(await SendAsync(new SmsOptions())).Reply, StringComparison.Ordinal);
        Assert.Contains("smsFrom", Assert.IsType<DeliveryOutcome.Refused>(await SendAsync(new SmsOptions { AccountSid = "AC1", AuthToken = "secret" })).Reply, StringComparison.Ordinal);
        Assert.Equal(0, _asked);
    }

    [Fact]
    public async Task The_account_can_be_asked_for_without_sending()
    {
        _gateway.Answer = ScriptedGateway.With(200, """{"status":"active"}""");
        Assert.Null(await Channel(Twilio()).CheckAsync(CancellationToken.None));
        Assert.Equal(("GET", "/2010-04-01/Accounts/AC1.json"), (_gateway.Requests.Single().Method, _gateway.Requests.Single().Path));

        _gateway.Answer = ScriptedGateway.With(401, """{"code":20003,"message":"Authenticate"}""");
        Assert.Equal("401 20003 Authenticate", await Channel(Twilio()).CheckAsync(CancellationToken.None));
    }

    private SmsOptions Twilio() => new() { BaseUrl = _gateway.Url, AccountSid = "AC1", AuthToken = "secret", From = "+15005550006" };

    private SmsChannel Channel(SmsOptions options) => new(options, _http);

    private Task<DeliveryOutcome> SendAsync(SmsOptions options, OutgoingSms? sms = null) => Channel(options).SendAsync(sms ?? Sms, AskAsync);

    private Task<bool> AskAsync()
    {
        Interlocked.Increment(ref _asked);
        return Task.FromResult(true);
    }
}
