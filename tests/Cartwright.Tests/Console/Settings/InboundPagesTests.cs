using System.Net;
using System.Text;
using Cartwright.Stores;

namespace Cartwright.Tests.Console.Settings;

public sealed class InboundPagesTests
{
    [Fact]
    public async Task A_secret_pasted_here_proves_the_provider_and_is_never_shown_again()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        using var owner = await ConsoleVisitor.SignInAsync(server, Roles.Owner);
        async Task<HttpStatusCode> TellAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/inbound/postmark/shop") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
            request.Headers.Add("X-Webhook-Token", "a-long-token");
            return (await server.Stranger.SendAsync(request)).StatusCode;
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await TellAsync());
        Assert.Contains("/<wbr>hooks/<wbr>inbound/<wbr>postmark/<wbr>shop", await owner.ReadAsync("/console/shop/settings/inbound"), StringComparison.Ordinal);
        Assert.Contains("This cannot be it", await (await owner.SubmitAsync("/console/shop/settings/inbound", "/console/shop/settings/inbound/postmark", ("secret", "short"))).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await owner.SubmitAsync("/console/shop/settings/inbound", "/console/shop/settings/inbound/postmark", ("secret", " a-long-token "));

        Assert.Equal(HttpStatusCode.OK, await TellAsync());
        Assert.DoesNotContain("a-long-token", await owner.ReadAsync("/console/shop/settings/inbound"), StringComparison.Ordinal);
    }
}
