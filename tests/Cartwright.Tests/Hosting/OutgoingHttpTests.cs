using System.Net;
using Cartwright.Hosting;
using Cartwright.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Cartwright.Tests.Hosting;

public sealed class OutgoingHttpTests
{
    [Theory]
    [InlineData("127.0.0.1", false), InlineData("10.1.2.3", false), InlineData("172.16.0.1", false), InlineData("172.32.0.1", true), InlineData("192.168.1.1", false), InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false), InlineData("0.0.0.0", false), InlineData("224.0.0.1", false), InlineData("255.255.255.255", false), InlineData("8.8.8.8", true), InlineData("::1", false), InlineData("::", false)]
    [InlineData("fe80::1", false), InlineData("fd00::1", false), InlineData("::ffff:10.0.0.1", false), InlineData("::ffff:8.8.8.8", true), InlineData("2002:7f00:1::", false), InlineData("64:ff9b::7f00:1", false), InlineData("2606:4700::1", true)]
    public void Knows_what_is_public(string address, bool isPublic) => Assert.Equal(isPublic, OutgoingAddresses.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData(null, false), InlineData("", false), InlineData("false", false), InlineData("true", true), InlineData("shop.lan", true), InlineData("other.lan, SHOP.lan:81", true), InlineData("shop.lan:82", false)]
    public void Only_what_the_operator_named_may_be_private(string? setting, bool allowed) => Assert.Equal(allowed, OutgoingAddresses.IsAllowed(setting, "shop.lan", 81));

    [Fact]
    public async Task Refuses_the_own_network_by_number_by_name_and_behind_a_redirect()
    {
        await using var inside = await ScriptedShop.StartAsync();
        await using var outside = await ScriptedShop.StartAsync();
        outside.Instead = http => { http.Response.Redirect(inside.Url.ToString()); return Task.CompletedTask; };
        using var http = new OutgoingHttp($"127.0.0.1:{outside.Url.Port}", TimeProvider.System, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback, IPAddress.IPv6Loopback]));

        foreach (var url in (Uri[])[inside.Url, outside.Url, new($"http://shop.example:{inside.Url.Port}/"), new($"http://[::1]:{inside.Url.Port}/"), new($"http://[::ffff:127.0.0.1]:{inside.Url.Port}/")])
            Assert.Equal(OutgoingFault.PrivateAddress, (await Assert.ThrowsAsync<OutgoingException>(() => http.SendAsync(HttpMethod.Get, url, [], null, default))).Fault);
        Assert.Empty(inside.Requests);
    }

    [Fact]
    public async Task Secrets_do_not_follow_to_another_host_and_no_redirect_goes_on_for_ever()
    {
        await using var other = await ScriptedShop.StartAsync();
        await using var shop = await ScriptedShop.StartAsync();
        var told = "";
        other.Instead = http => { told = http.Request.Headers.Authorization.ToString(); return http.Response.WriteAsync("{}"); };
        shop.Instead = http => { http.Response.Redirect(http.Request.Path == "/round" ? "/round" : other.Url.ToString()); return Task.CompletedTask; };
        using var http = new OutgoingHttp("true", TimeProvider.System);

        var answer = await http.SendAsync(HttpMethod.Get, shop.Url, [("Authorization", "Bearer hush")], null, default);
        Assert.Equal((200, other.Url, ""), (answer.Status, answer.From, told));
        Assert.Equal(OutgoingFault.TooManyRedirects, (await Assert.ThrowsAsync<OutgoingException>(() => http.SendAsync(HttpMethod.Get, new Uri(shop.Url, "round"), [], null, default))).Fault);
    }

    [Fact]
    public async Task Gives_up_on_an_answer_that_is_too_long_or_never_comes()
    {
        await using var shop = await ScriptedShop.StartAsync();
        shop.Instead = http => http.Response.WriteAsync(new string('x', 5000));
        using var http = new OutgoingHttp("true", TimeProvider.System) { MaxBody = 4096, TimeLimit = TimeSpan.FromSeconds(20) };
        Assert.Equal(OutgoingFault.TooLarge, (await Assert.ThrowsAsync<OutgoingException>(() => http.SendAsync(HttpMethod.Get, shop.Url, [], null, default))).Fault);

        shop.Instead = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        var clock = new TestClock();
        using var patient = new OutgoingHttp("true", clock);
        var waiting = patient.SendAsync(HttpMethod.Get, shop.Url, [], null, default);
        await Eventually.HoldsAsync("the shop was asked", () => shop.Requests.Count == 2);
        clock.Advance(patient.TimeLimit);
        Assert.Equal(OutgoingFault.TimedOut, (await Assert.ThrowsAsync<OutgoingException>(() => waiting.InTime())).Fault);
        Assert.Equal(OutgoingFault.NotReached, (await Assert.ThrowsAsync<OutgoingException>(() => http.SendAsync(HttpMethod.Get, new Uri($"http://127.0.0.1:{FreePort.Next()}/"), [], null, default))).Fault);
    }
}
