using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace Cartwright.Tests.Tracking.Segment;

/// <summary>The unmodified server libraries of Segment and RudderStack, as npm has them, talk to the real server.</summary>
public sealed class ServerSdkTests
{
    [Theory]
    [InlineData("segment")]
    [InlineData("rudderstack")]
    public async Task An_unmodified_sdk_fills_a_cart_and_says_whose_it_is(string sdk)
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await RunAsync(sdk, server.Stranger.BaseAddress!.ToString().TrimEnd('/'), server.Keys.WriteKey);

        var cart = await server.CartAsync("the cart is at the checkout", c => c.GetProperty("stage").GetString() == "contact" && c.GetProperty("lines").GetArrayLength() == 2);
        Assert.Equal(["lamp", "chair"], cart.GetProperty("lines").EnumerateArray().Select(l => l.GetProperty("productId").GetString()));
        Assert.Equal(3980, cart.GetProperty("totals").GetProperty("total").GetInt64());
        Assert.Equal("EUR", cart.GetProperty("totals").GetProperty("currency").GetString());
        var shopper = await server.GetAsync("/api/shoppers/" + cart.GetProperty("shopper").GetString());
        Assert.Equal($"{sdk}@example.test", shopper.GetProperty("shopper").GetProperty("email").GetString());
        Assert.Single((await server.GetAsync("/api/shoppers")).GetProperty("items").EnumerateArray());
        Assert.Empty((await server.GetAsync("/api/events/rejected")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_browser_library_gets_its_settings_by_the_write_key_alone()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);

        var settings = await ApiServer.ReadAsync(await server.Stranger.GetAsync($"/v1/projects/{server.Keys.WriteKey}/settings"), HttpStatusCode.OK);
        Assert.Equal(server.Stranger.BaseAddress!.Authority + "/v1", settings.GetProperty("integrations").GetProperty("Segment.io").GetProperty("apiHost").GetString());
        foreach (var path in (string[])["/v1/projects/wk_unknown/settings", $"/v1/projects/{server.Keys.SecretKey}/settings", "/sourceConfig/?writeKey=wk_unknown", "/sourceConfig/"])
            await ApiServer.ReadAsync(await server.Stranger.GetAsync(path), HttpStatusCode.Unauthorized);
    }

    private static async Task RunAsync(string sdk, string url, string key)
    {
        using var node = Process.Start(new ProcessStartInfo("node", [Repository.PathOf("tests/Cartwright.Tests/Tracking/Segment/sdk.mjs"), sdk, url, key])
        {
            WorkingDirectory = Repository.Root, UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true,
        })!;
        var errors = node.StandardError.ReadToEndAsync();
        _ = node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync().InTime();
        Assert.True(node.ExitCode == 0, await errors);
    }
}
