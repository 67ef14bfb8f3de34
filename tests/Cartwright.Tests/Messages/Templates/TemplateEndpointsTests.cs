using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Messages.Templates;

namespace Cartwright.Tests.Messages.Templates;

public sealed class TemplateEndpointsTests
{
    private const string Reminder = "/api/templates/cart-reminder/en";

    [Theory, OnSqlite, OnPostgres]
    public async Task A_template_is_read_changed_used_restored_and_given_back(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        var shipped = await server.GetAsync(Reminder);
        Assert.Equal((0, 0, JsonValueKind.Null), (Number(shipped, "version"), Number(shipped, "latest"), shipped.GetProperty("live").ValueKind));
        Assert.StartsWith("<mjml lang=\"en\"", shipped.GetProperty("mjml").GetString(), StringComparison.Ordinal);

        var draft = await server.SendAsync(HttpMethod.Put, Reminder, """{"subject":"Draft of {{cart.fir","expected":0}""", HttpStatusCode.Created);
        Assert.Equal((1, false), (Number(draft, "version"), draft.GetProperty("live").GetBoolean()));
        var wrong = await server.SendAsync(HttpMethod.Put, Reminder, """{"live":true}""", HttpStatusCode.BadRequest);
        Assert.Equal("Line 1, column 10: This {{ is never closed with }}.", wrong.GetProperty("errors").GetProperty("subject")[0].GetString());
        var checkedOnly = await server.SendAsync(HttpMethod.Put, Reminder + "?dryRun=true", """{"subject":"Second","live":true}""");
        Assert.Equal((1, false), (Number(checkedOnly, "version"), checkedOnly.GetProperty("live").GetBoolean()));
        var used = await server.SendAsync(HttpMethod.Put, Reminder, """{"subject":"Second","live":true,"expected":1}""");
        Assert.Equal((2, true), (Number(used, "version"), used.GetProperty("live").GetBoolean()));
        await server.SendAsync(HttpMethod.Put, Reminder, """{"subject":"Third","live":true,"expected":2}""");

        var late = await server.SendAsync(HttpMethod.Put, Reminder, """{"subject":"Late","live":true,"expected":2}""", HttpStatusCode.Conflict);
        Assert.Equal("api key saved version 3 meanwhile. Read it, put yours into it, and send expected: 3.", late.GetProperty("detail").GetString());
        Assert.Equal(4, Number(await server.SendAsync(HttpMethod.Post, Reminder + "/restore", """{"version":2}"""), "version"));
        Assert.Equal([(4, true), (3, false), (2, false), (1, false)], (await server.GetAsync(Reminder + "/versions")).GetProperty("items").EnumerateArray().Select(v => (Number(v, "version"), v.GetProperty("live").GetBoolean())));
        Assert.Equal("Second", (await server.GetAsync(Reminder)).GetProperty("subject").GetString());
        Assert.Equal("Third", (await server.GetAsync(Reminder + "/versions/3")).GetProperty("subject").GetString());

        var item = Items(await server.GetAsync("/api/templates")).Single(t => t.GetProperty("template").GetString() == "cart-reminder" && t.GetProperty("locale").GetString() == "en");
        Assert.Equal((true, 4, 4, "api key", "abandoned-cart"), (item.GetProperty("default").GetBoolean(), Number(item, "live"), Number(item, "latest"), item.GetProperty("by").GetString(), item.GetProperty("journeys")[0].GetString()));
        await server.SendAsync(HttpMethod.Delete, Reminder, null, HttpStatusCode.NoContent);
        await server.SendAsync(HttpMethod.Delete, Reminder, null, HttpStatusCode.NotFound);
        var back = await server.GetAsync(Reminder);
        Assert.Equal((shipped.GetProperty("subject").GetString(), 0, 4), (back.GetProperty("subject").GetString(), Number(back, "version"), Number(back, "latest")));
    }

    [Fact]
    public async Task A_journey_sends_a_template_of_the_store_s_own_on_its_channel_and_keeps_it_from_being_removed()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        var mail = SomeTemplates.Mail("spring", words: "Spring");
        await server.SendAsync(HttpMethod.Put, "/api/journeys/second", Journey("email", "spring"), HttpStatusCode.BadRequest);
        await server.SendAsync(HttpMethod.Put, "/api/templates/spring/en", new JsonObject { ["subject"] = mail.Subject, ["html"] = mail.Html, ["text"] = mail.Text, ["live"] = true }.ToJsonString(), HttpStatusCode.Created);
        await server.SendAsync(HttpMethod.Put, "/api/templates/spring-sms/en", """{"channel":"sms","text":"Spring: {{links.restore}}","live":true}""", HttpStatusCode.Created);

        await server.SendAsync(HttpMethod.Put, "/api/journeys/second", Journey("email", "spring"), HttpStatusCode.Created);
        var wrong = await server.SendAsync(HttpMethod.Put, "/api/journeys/second", Journey("email", "spring-sms"), HttpStatusCode.BadRequest);
        Assert.StartsWith("The template 'spring-sms' is for sms, and the step sends by email. For email there are: ", wrong.GetProperty("errors").GetProperty("definition.steps[0].template")[0].GetString(), StringComparison.Ordinal);
        Assert.Contains("spring", wrong.GetProperty("errors").ToString(), StringComparison.Ordinal);
        var kept = await server.SendAsync(HttpMethod.Delete, "/api/templates/spring/en", null, HttpStatusCode.Conflict);
        Assert.Equal("Journeys send it: second. Let them send another one first.", kept.GetProperty("detail").GetString());
        Assert.Equal("'spring' is for email in every language: give another one another name.", (await server.SendAsync(HttpMethod.Put, "/api/templates/spring/de", """{"channel":"sms","text":"a"}""", HttpStatusCode.BadRequest)).GetProperty("errors").GetProperty("channel")[0].GetString());

        foreach (var journey in Items(await server.GetAsync("/api/journeys"))) await server.SendAsync(HttpMethod.Put, "/api/journeys/" + journey.GetProperty("slug").GetString(), """{"status":"paused"}""");
        await server.SendAsync(HttpMethod.Put, "/api/journeys/second", """{"status":"live"}""");
        await server.AbandonCartAsync("d1", "ada@mail.test", "c1");
        Assert.Equal("Spring: Tea", (await server.Mail.WaitForAsync(1))[0].Content.Subject);
    }

    [Fact]
    public async Task What_is_sent_wrong_is_told_and_nothing_of_it_kept()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        async Task<string> Wrong(string path, string json, string field) => (await server.SendAsync(HttpMethod.Put, path, json, HttpStatusCode.BadRequest)).GetProperty("errors").GetProperty(field)[0].GetString()!;

        Assert.StartsWith("Send the html that the mjml compiles to beside it", await Wrong(Reminder, """{"mjml":"<mjml></mjml>"}""", "html"), StringComparison.Ordinal);
        Assert.Equal(TemplatePolicy.NameRule, await Wrong("/api/templates/Sp%20ring/en", """{"text":"a"}""", "template"));
        Assert.Equal("Use a language tag such as en, de or pt-BR.", await Wrong("/api/templates/spring/EN", """{"text":"a"}""", "locale"));
        Assert.StartsWith("'pigeon' is not a channel", await Wrong("/api/templates/spring/en", """{"channel":"pigeon"}""", "channel"), StringComparison.Ordinal);
        Assert.StartsWith("This field is not known. Known here: subject, ", await Wrong(Reminder, """{"subjekt":"a"}""", "subjekt"), StringComparison.Ordinal);
        await server.SendAsync(HttpMethod.Put, Reminder, """{"subject":"a","expected":7}""", HttpStatusCode.Conflict);
        await server.SendAsync(HttpMethod.Get, "/api/templates/nothing/en", null, HttpStatusCode.NotFound);
        await server.SendAsync(HttpMethod.Get, Reminder + "/versions/1", null, HttpStatusCode.NotFound);
        await server.SendAsync(HttpMethod.Post, Reminder + "/restore", """{"version":1}""", HttpStatusCode.NotFound);
        await server.SendAsync(HttpMethod.Post, Reminder + "/test", """{"to":"a@b.test, c@d.test"}""", HttpStatusCode.BadRequest);
        Assert.All(Items(await server.GetAsync("/api/templates")), t => Assert.Equal(0, Number(t, "latest")));
    }

    [Fact]
    public async Task A_preview_is_of_a_real_cart_or_a_sample_in_light_or_dark()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        var sample = await Preview("{}");
        Assert.Contains("Merino throw", sample.GetProperty("html").GetString(), StringComparison.Ordinal);

        await server.TrackAsync(new { type = "identify", anonymousId = "d1", messageId = "i1", traits = new { email = "ada@mail.test", firstName = "Ada" } });
        await server.AbandonCartAsync("d1", "ada@mail.test", "c1", minutesAgo: 1);
        var cart = (await server.CartAsync("the cart", _ => true)).GetProperty("id").GetString();
        var shown = await Preview($$"""{"on":"{{cart}}"}""");
        var html = shown.GetProperty("html").GetString()!;
        Assert.Contains("Tea", html, StringComparison.Ordinal);
        Assert.Contains("Hello Ada", html, StringComparison.Ordinal);
        Assert.Contains("@media (max-width:0px)", html, StringComparison.Ordinal);
        Assert.Contains("https://shop.test#unsubscribe", html, StringComparison.Ordinal);
        Assert.InRange(Number(shown, "bytes"), 5_000, 102_400);
        Assert.Contains("@media (min-width:0px)", (await Preview("""{"dark":true}""")).GetProperty("html").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("src=", (await Preview("""{"on":"many"}""")).GetProperty("html").GetString(), StringComparison.Ordinal);
        // Of the cart it is what would be sent: no review, no way to pay and no dispatch that the shop has not told of.
        foreach (var madeUp in (string[])["Soft and warm", "PayPal", "15:00", "1042", "LINDEN-7KQ2"]) Assert.DoesNotContain(madeUp, html + shown.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains("Soft and warm", sample.GetProperty("html").GetString(), StringComparison.Ordinal);
        Assert.Equal(("", ""), (Examples(shown), Examples(sample)));

        // What a template is nothing without is a sample's, and that is told.
        var offer = await Preview($$"""{"on":"{{cart}}"}""", "cart-offer");
        Assert.Contains("LINDEN-7KQ2", offer.GetProperty("html").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Soft and warm", offer.GetProperty("html").GetString(), StringComparison.Ordinal);
        Assert.Equal("offer", Examples(offer));
        Assert.Equal("order", Examples(await Preview($$"""{"on":"{{cart}}"}""", "unpaid-order")));
        Assert.Equal("items", Examples(await Preview($$"""{"on":"{{cart}}"}""", "price-drop")));
        var several = await Preview($$"""{"on":"{{cart}}"}""", "hand-offs");
        Assert.Equal("handOffs", Examples(several));
        Assert.Equal("Please help: 3 carts were left", several.GetProperty("subject").GetString()); // this one, and a sample's two
        Assert.Contains("Ada", several.GetProperty("html").GetString(), StringComparison.Ordinal);

        var wrong = await Preview("""{"text":"{{nothing}}\n{{links.unsubscribe}}"}""");
        Assert.False(wrong.GetProperty("rendered").GetBoolean());
        Assert.Equal(("text", 1, false), (wrong.GetProperty("faults")[0].GetProperty("part").GetString(), Number(wrong.GetProperty("faults")[0], "line"), wrong.GetProperty("faults")[0].GetProperty("warning").GetBoolean()));
        var sms = await Preview("""{"text":"Tea? {{links.restore}}"}""", "cart-sms");
        Assert.Equal(("Tea? https://shop.test Reply STOP to stop", 1, ""), (sms.GetProperty("text").GetString(), Number(sms, "segments"), sms.GetProperty("html").GetString()));

        var nowhere = await server.SendAsync(HttpMethod.Post, "/api/templates/cart-reminder/en/preview", """{"on":"nosuch"}""", HttpStatusCode.BadRequest);
        Assert.Contains("ordinary", nowhere.GetRawText(), StringComparison.Ordinal);

        Task<JsonElement> Preview(string json, string template = "cart-reminder") => server.SendAsync(HttpMethod.Post, $"/api/templates/{template}/en/preview", json);
    }

    private static string Journey(string channel, string template) => $$$"""{"definition":{"name":"Own","trigger":{"type":"cart_abandoned"},"steps":[{"type":"send","channel":"{{{channel}}}","template":"{{{template}}}"}]}}""";

    private static IEnumerable<JsonElement> Items(JsonElement list) => list.GetProperty("items").EnumerateArray();

    private static string Examples(JsonElement shown) => string.Join(' ', shown.GetProperty("examples").EnumerateArray().Select(e => e.GetString()));

    private static int Number(JsonElement of, string name) => of.GetProperty(name).GetInt32();
}
