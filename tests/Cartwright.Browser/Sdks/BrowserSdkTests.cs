using System.Diagnostics;
using Cartwright.Browser.Support;
using Cartwright.Tests.Support;

namespace Cartwright.Browser.Sdks;

/// <summary>The unmodified browser libraries of Segment and RudderStack, as npm has them, on a page of the shop in real Chromium; the server is on another origin.</summary>
public sealed class BrowserSdkTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    [ChromiumTheory]
    [InlineData("segment", "single")]
    [InlineData("segment", "batching")]
    [InlineData("rudderstack", "single")]
    [InlineData("rudderstack", "beacon")]
    public async Task An_unmodified_sdk_fills_a_cart_from_a_page_of_the_shop(string sdk, string mode)
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await using var shop = await ShopPage.StartAsync("<script src=\"/sdk.js\"></script>", await BundleAsync(sdk));
        var origin = await shop.BelongToAsync(server);

        await using var visit = await chromium.VisitAsync();
        await visit.Page.GotoAsync($"{origin}?key={server.Keys.WriteKey}&mode={mode}&api={Uri.EscapeDataString(server.Stranger.BaseAddress!.ToString().TrimEnd('/'))}");
        await visit.Page.EvaluateAsync("""
            () => {
              const a = window.analytics;
              const products = ['lamp', 'chair'].map((product_id) => ({ product_id, price: 19.9, quantity: 1 }));
              a.page('Cart');
              for (const p of products) a.track('Product Added', { ...p, currency: 'EUR' });
              a.identify('user-1', { email: 'ada@example.test' });
              a.track('Checkout Started', { currency: 'EUR', products });
            }
            """);

        var cart = await server.CartAsync("the cart is at the checkout", c => c.GetProperty("stage").GetString() == "contact" && c.GetProperty("lines").GetArrayLength() == 2);
        Assert.Equal(3980, cart.GetProperty("totals").GetProperty("items").GetInt64());
        await Eventually.HoldsAsync("the shopper is known", async () =>
            (await server.GetAsync("/api/shoppers/" + cart.GetProperty("shopper").GetString())).GetProperty("shopper").GetProperty("email").GetString() == "ada@example.test");
        Assert.Single((await server.GetAsync("/api/shoppers")).GetProperty("items").EnumerateArray());
        Assert.Empty((await server.GetAsync("/api/events/rejected")).GetProperty("items").EnumerateArray());
        visit.AssertNoErrors();
    }

    // As a shop's own build would bundle it.
    private static async Task<string> BundleAsync(string sdk)
    {
        using var node = Process.Start(new ProcessStartInfo(Repository.PathOf("node_modules/.bin/esbuild"), [Repository.PathOf($"tests/Cartwright.Browser/Sdks/{sdk}.mjs"), "--bundle", "--format=iife", "--log-level=error"])
        {
            WorkingDirectory = Repository.Root, UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true,
        })!;
        var errors = node.StandardError.ReadToEndAsync();
        var script = await node.StandardOutput.ReadToEndAsync().InTime();
        await node.WaitForExitAsync().InTime();
        Assert.True(node.ExitCode == 0, await errors);
        return script;
    }
}
