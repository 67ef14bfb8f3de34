namespace Cartwright.Tests.TrustRules;

[Collection("A live shop")]
public sealed class ConsentTrustTests(LiveShop shop)
{
    [Fact]
    public async Task A_refusal_told_by_the_server_is_not_undone_by_the_browser()
    {
        var who = shop.Someone();
        await SayAsync(shop.Open.SecretKey, who, who, "false");
        await SayAsync(shop.Open.WriteKey, who, who, "false");
        await SayAsync(shop.Open.WriteKey, who, who, "true");
        await shop.LeaveCartAsync(who);

        await shop.UntilOthersGotMailAsync();
        Assert.Empty(shop.MailsTo(who));
    }

    [Fact]
    public async Task Unsubscribing_is_not_undone_by_a_consent()
    {
        var who = shop.Someone();
        await shop.LeaveCartAsync(who);
        var mail = await shop.MailToAsync(who);
        var link = System.Text.Encoding.UTF8.GetString(mail.Raw).Replace("\r\n ", "", StringComparison.Ordinal).Split("List-Unsubscribe: <")[1].Split('>')[0];
        using (var form = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]))
        using (var answer = await shop.Server.PostAsync(new Uri(link).PathAndQuery, form, null)) Assert.True(answer.IsSuccessStatusCode);

        var again = who + "b";
        await SayAsync(shop.Open.WriteKey, again, who, "true");
        await SayAsync(shop.Open.SecretKey, again, who, "true");
        await shop.SendAsync(shop.Open.WriteKey, "Product Added", LiveShop.Device(again), """{"product_id":"p2","price":5,"currency":"EUR"}""");
        await shop.UntilOthersGotMailAsync();

        Assert.Single(shop.MailsTo(who));
    }

    [Fact]
    public async Task A_yes_given_on_one_device_holds_for_that_devices_cart_and_not_for_anothers()
    {
        var (victim, stranger) = (shop.Someone(), shop.Someone());
        await shop.LeaveCartAsync(victim, store: shop.Strict);
        await SayAsync(shop.Strict.WriteKey, stranger, victim, "true");

        await shop.UntilOthersGotMailAsync(shop.Strict);
        Assert.Empty(shop.MailsTo(victim));
        Assert.Contains("no_consent", (await shop.MessagesOfAsync(victim)).Select(m => m["skip_reason"]?.GetValue<string>()));

        var willing = shop.Someone();
        await SayAsync(shop.Strict.WriteKey, willing, willing, "true");
        await shop.LeaveCartAsync(willing, store: shop.Strict);
        await shop.MailToAsync(willing);
    }

    private Task SayAsync(string key, string device, string address, string yes) =>
        shop.SendAsync(key, "Consent", LiveShop.Device(device), $$"""{"consent":{"email":{{yes}} } }""", $$""","context":{"traits":{"email":"{{address}}@example.test"} }""");
}
