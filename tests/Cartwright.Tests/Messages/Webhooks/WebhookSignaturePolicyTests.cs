using Cartwright.Messages.Webhooks;

namespace Cartwright.Tests.Messages.Webhooks;

public sealed class WebhookSignaturePolicyTests
{
    [Fact]
    public void Signs_as_the_specification_shows()
    {
        // The example of the Standard Webhooks specification and its libraries' tests.
        var headers = WebhookSignaturePolicy.Headers("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}"""u8, ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]);

        Assert.Equal([("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"), ("webhook-timestamp", "1614265330"), ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")], headers);
    }

    [Fact]
    public void While_secrets_are_changed_both_sign()
    {
        var headers = WebhookSignaturePolicy.Headers("m", 1, "{}"u8, ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]);

        Assert.Equal(2, headers.Single(h => h.Name == "webhook-signature").Value.Split(' ').Distinct().Count(s => s.StartsWith("v1,", StringComparison.Ordinal)));
    }
}
