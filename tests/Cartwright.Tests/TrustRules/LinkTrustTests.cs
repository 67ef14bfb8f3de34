using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Cartwright.Tests.TrustRules;

[Collection("A live shop")]
public sealed class LinkTrustTests(LiveShop shop)
{
    [Fact]
    public async Task Links_and_pictures_of_foreign_hosts_reach_neither_the_mail_nor_the_way_back()
    {
        var who = shop.Someone();
        await shop.LeaveCartAsync(who, more: ""","url":"https://evil.test/p","image_url":"https://evil.test/p.png" """);
        await shop.SendAsync(shop.Open.WriteKey, "Checkout Step Viewed", LiveShop.Device(who), """{"step":"payment"}""", ""","context":{"page":{"url":"http://shop.test@evil.test/checkout"}}""");
        var mail = await shop.MailToAsync(who);

        Assert.DoesNotContain("evil.test", mail.Content.Html + mail.Content.Text, StringComparison.Ordinal);
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var browser = new HttpClient(handler) { BaseAddress = shop.Server.Http.BaseAddress };
        using var answer = await browser.GetAsync("/r/" + LiveShop.TokenIn(mail));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("shop.test", answer.Headers.Location!.Host);
        Assert.DoesNotContain("evil.test", await (await RestoreAsync(mail, who)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_catalogues_name_and_price_win_over_the_events()
    {
        var who = shop.Someone();
        await shop.LeaveCartAsync(who, product: "known");
        var mail = await shop.MailToAsync(who);

        Assert.Contains("The real lamp", mail.Content.Html, StringComparison.Ordinal);
        Assert.Contains("42.00", mail.Content.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Thing known", mail.Content.Html + mail.Content.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forwarded_mail_brings_the_goods_to_everyone_and_what_was_typed_to_the_first_other_device_only()
    {
        var who = shop.Someone();
        await shop.LeaveCartAsync(who);
        var mail = await shop.MailToAsync(who);

        Assert.Equal((true, "Bern"), await RestoredAsync(mail, who + "-own-phone"));
        Assert.Equal((false, null), await RestoredAsync(mail, who + "-a-friend"));
        Assert.Equal((false, null), await RestoredAsync(mail, who + "-another-friend"));
        Assert.Equal((true, "Bern"), await RestoredAsync(mail, who));
    }

    [Fact]
    public async Task Fetching_a_link_changes_nothing_however_often()
    {
        var who = shop.Someone();
        await shop.LeaveCartAsync(who);
        var mail = await shop.MailToAsync(who);
        var before = (await shop.CartAsync(who)).ToJsonString();
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var browser = new HttpClient(handler) { BaseAddress = shop.Server.Http.BaseAddress };
        for (var n = 0; n < 3; n++) (await browser.GetAsync("/r/" + LiveShop.TokenIn(mail))).Dispose();

        Assert.Equal(before, (await shop.CartAsync(who)).ToJsonString());
        Assert.Equal((true, "Bern"), await RestoredAsync(mail, who + "-other")); // the one other device is still free
    }

    [Theory, InlineData(""), InlineData("AAAA"), InlineData("../../etc")]
    public async Task Without_a_token_the_public_key_brings_nothing_back(string token)
    {
        using var answer = await shop.Server.PostAsync("/v1/restore", $$"""{"writeKey":"{{shop.Open.WriteKey}}","anonymousId":"x","token":"{{token}}"}""", null);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Another_stores_key_brings_nothing_back()
    {
        var who = shop.Someone();
        await shop.LeaveCartAsync(who);
        var mail = await shop.MailToAsync(who);

        Assert.Equal(HttpStatusCode.NotFound, (await RestoreAsync(mail, who, shop.Strict.WriteKey)).StatusCode);
    }

    [Theory, InlineData("/api/stores"), InlineData("/api/carts"), InlineData("/api/messages"), InlineData("/admin-socket/ping"), InlineData("/admin-socket/stores")]
    public async Task The_public_key_opens_nothing_of_the_management(string path)
    {
        foreach (var scheme in (string[])["Bearer", "Basic"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Authorization = new(scheme, scheme == "Bearer" ? shop.Open.WriteKey : Convert.ToBase64String(Encoding.UTF8.GetBytes(shop.Open.WriteKey + ":")));
            using var answer = await shop.Server.Http.SendAsync(request);
            Assert.True((int)answer.StatusCode is 401 or 403 or 404 or 405, $"{path} answered {(int)answer.StatusCode}");
        }
    }

    [Fact]
    public async Task Neither_keys_nor_addresses_stand_in_the_log()
    {
        var (who, bad) = (shop.Someone(), "nobody-" + shop.Someone());
        await shop.LeaveCartAsync(bad); // its mail is refused, the address in the answer
        await shop.LeaveCartAsync(who);
        await Eventually.HoldsAsync("the refusal was recorded", async () => (await shop.MessagesOfAsync(bad)).Exists(m => m["status"]!.GetValue<string>() == "failed"));
        using (await shop.TrackAsync(shop.Open.WriteKey, "Product Added", LiveShop.Device(who), $$"""{"product_id":[],"email":"{{who}}@example.test"}""")) { }
        using (await shop.TrackAsync("sk_wrong", "Product Added", LiveShop.Device(who))) { }

        Assert.Contains("failed", shop.Server.Log, StringComparison.Ordinal); // it is a log
        foreach (var secret in (string[])["@example.test", shop.Open.SecretKey, shop.Open.WriteKey, shop.Open.WebhookSecret, shop.Strict.SecretKey, "sk_wrong"])
            Assert.DoesNotContain(secret, shop.Server.Log, StringComparison.Ordinal);
    }

    private async Task<(bool Personal, string? City)> RestoredAsync(SunkMail mail, string device)
    {
        using var answer = await RestoreAsync(mail, device);
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal("p1", body["cart"]!["lines"]![0]!["productId"]!.GetValue<string>());
        return (body["personal"]!.GetValue<bool>(), body["details"]?["city"]?.GetValue<string>());
    }

    private Task<HttpResponseMessage> RestoreAsync(SunkMail mail, string device, string? key = null) =>
        shop.Server.PostAsync("/v1/restore", $$"""{"writeKey":"{{key ?? shop.Open.WriteKey}}","anonymousId":"{{device}}","token":"{{LiveShop.TokenIn(mail)}}"}""", null);
}
