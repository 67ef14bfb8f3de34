using System.Text.Json;
using Cartwright.Browser.Support;
using Cartwright.Tests.Support;

namespace Cartwright.Browser.Docs;

/// <summary>The code that pages of docs/connect give to paste into a shop, as it stands there, in real Chromium against a real server.</summary>
public sealed class ConnectPagesBrowserTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    // What exists at Shopify only. A frame without an origin, as its custom pixels run in; the shop's page hands the events in.
    private const string Frame = """
        <script>
        const listeners = {};
        const analytics = { subscribe: async (name, tell) => { (listeners[name] ||= []).push(tell); } };
        const browser = { cookie: { get: async (name) => (name === 'cart' ? 'Z2NwLXVzLWVhc3QxOjAxSkJaTUVRSjgz?key=1' : '') } };
        addEventListener('message', ({ data }) => (listeners[data.name] || []).forEach((tell) => tell(data)));
        </script>
        """;

    [ChromiumFact]
    public async Task The_pixel_for_shopify_tells_a_checkout_and_the_address_that_was_typed()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await using var shop = await ShopPage.StartAsync("");
        var origin = await shop.BelongToAsync(server);
        var pixel = Assert.Single(await CodeAsync(server, "shopify.md", "js"));

        await using var visit = await chromium.VisitAsync();
        await visit.Page.GotoAsync(origin.ToString());
        await visit.Page.EvaluateAsync("""
            (html) => new Promise((loaded) => {
              const frame = Object.assign(document.createElement('iframe'), { title: 'pixel', srcdoc: html, onload: loaded });
              frame.setAttribute('sandbox', 'allow-scripts allow-forms');
              document.body.append(frame);
            })
            """, $"{Frame}<script>{pixel}</script>");
        await TellAsync(visit, "product_added_to_cart", """{ "cartLine": { "quantity": 1, "merchandise": { "id": "41327143321713", "price": { "amount": 39.9, "currencyCode": "EUR" }, "product": { "id": "7234590834801", "title": "Desk lamp" } } } }""");
        await server.CartAsync("the cart is there", c => c.GetProperty("stage").GetString() == "cart");
        foreach (var (name, email) in ((string, string)[])[("checkout_started", ""), ("checkout_contact_info_submitted", "ada@example.test"), ("checkout_address_info_submitted", "ada@example.test"), ("checkout_shipping_info_submitted", "ada@example.test")])
            await TellAsync(visit, name, $$$"""
                { "checkout": { "token": "2a1ace52255252df566af0faaedfbfa7", "currencyCode": "EUR", "email": "{{{email}}}", "totalPrice": { "amount": 44.8, "currencyCode": "EUR" },
                  "shippingLine": { "price": { "amount": 4.9, "currencyCode": "EUR" } }, "delivery": { "selectedDeliveryOptions": [{ "title": "Post" }] },
                  "lineItems": [{ "title": "Desk lamp", "quantity": 1, "variant": { "id": "41327143321713", "price": { "amount": 39.9, "currencyCode": "EUR" }, "product": { "id": "7234590834801" } } }] } }
                """);

        var cart = await server.CartAsync("the checkout got to the shipping step", c => c.GetProperty("stage").GetString() == "shipping");
        Assert.Equal((4480, 1), (cart.GetProperty("totals").GetProperty("total").GetInt64(), cart.GetProperty("lines")[0].GetProperty("quantity").GetInt32()));
        Assert.Equal("ada@example.test", (await Eventually.GetAsync("the first mail is there", () => server.Mail.Mails.FirstOrDefault())).To);
        Assert.Single((await server.GetAsync("/api/carts")).GetProperty("items").EnumerateArray());
        Assert.Empty((await server.GetAsync("/api/events/rejected")).GetProperty("items").EnumerateArray());
        visit.AssertNoErrors();
    }

    [ChromiumFact]
    public async Task The_page_with_googles_tag_ends_in_a_cart_and_its_first_mail()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        var code = await CodeAsync(server, "ga4.md", "html");
        Assert.Equal(2, code.Count);
        await using var shop = await ShopPage.StartAsync(string.Concat(code));
        var origin = await shop.BelongToAsync(server);

        await using (var visit = await chromium.VisitAsync())
        {
            await visit.Page.GotoAsync(origin.ToString());
            await visit.Page.GetByLabel("E-mail").FillAsync("ada@example.test");
            await visit.Page.GetByLabel("E-mail").BlurAsync();
            var cart = await server.CartAsync("the checkout has begun", c => c.GetProperty("stage").GetString() == "contact" && c.GetProperty("lines").GetArrayLength() == 1);
            Assert.Equal(3990, cart.GetProperty("totals").GetProperty("items").GetInt64());
            // The tag tells the checkout by itself: only then is the address there.
            await Eventually.HoldsAsync("the address that was typed is known", async () => (await server.GetAsync("/api/shoppers?email=ada@example.test")).GetProperty("items").GetArrayLength() == 1);
            visit.AssertNoErrors();
        }
        Assert.Equal("ada@example.test", (await Eventually.GetAsync("the first mail is there", () => server.Mail.Mails.FirstOrDefault())).To);
        Assert.Empty((await server.GetAsync("/api/events/rejected")).GetProperty("items").EnumerateArray());
    }

    // As Shopify hands it in: the time of the moment, an id of its own, the page of the checkout.
    private static Task TellAsync(Visit visit, string name, string data) => visit.Page.EvaluateAsync("""
        ([name, data]) => document.querySelector('iframe').contentWindow.postMessage({
          type: 'standard', name, id: 'sh-' + crypto.randomUUID(), clientId: 'c7b3f99b-4d34-463b-835f-c879482a7750', timestamp: new Date().toISOString(), data: JSON.parse(data),
          context: { document: { location: { href: location.href + 'checkouts/cn/1' } }, navigator: { userAgent: navigator.userAgent, language: navigator.language } },
        }, '*')
        """, new[] { name, JsonSerializer.Serialize(JsonDocument.Parse(data).RootElement) });

    // With the two words the pages say are to be filled in.
    private static async Task<List<string>> CodeAsync(ApiServer server, string page, string language) =>
        [.. (await ConnectPage.CodeAsync(page, language)).Select(code => code.Replace("https://cartwright.example", server.Stranger.BaseAddress!.ToString().TrimEnd('/'), StringComparison.Ordinal).Replace("WRITE_KEY", server.Keys.WriteKey, StringComparison.Ordinal))];
}
