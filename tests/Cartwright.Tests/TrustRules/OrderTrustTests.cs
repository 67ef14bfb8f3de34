using Cartwright.Tracking;

namespace Cartwright.Tests.TrustRules;

[Collection("A live shop")]
public sealed class OrderTrustTests(LiveShop shop)
{
    [Fact]
    public async Task A_browsers_order_stops_the_reminder_but_counts_as_confirmed_only_when_the_server_says_the_same()
    {
        var who = shop.Someone();
        await shop.LeaveCartAsync(who);
        await shop.SendAsync(shop.Open.WriteKey, "Order Completed", LiveShop.Device(who), $$"""{"order_id":"o-{{who}}","total":99999,"currency":"EUR"}""");

        await shop.UntilOthersGotMailAsync();
        Assert.Empty(shop.MailsTo(who));
        Assert.Equal((0, "browser"), await OrderAsync(who));

        await shop.SendAsync(shop.Open.SecretKey, "Order Completed", LiveShop.Device(who), $$"""{"order_id":"o-{{who}}","total":19.90,"currency":"EUR"}""");
        Assert.Equal((1, "server"), await OrderAsync(who));
        Assert.Equal(1990, (await shop.RowsAsync("select total from purchase where external_id = @id", new { id = "o-" + who })).Single()["total"]!.GetValue<long>());
    }

    [Fact]
    public async Task What_the_server_confirmed_is_not_changed_refunded_or_cancelled_with_the_public_key()
    {
        var who = shop.Someone();
        await shop.SendAsync(shop.Open.SecretKey, "Order Completed", LiveShop.Device(who), $$"""{"order_id":"o-{{who}}","total":19.90,"currency":"EUR"}""");
        foreach (var name in (string[])["Order Completed", "Order Updated", "Order Refunded", "Order Cancelled"])
            await shop.SendAsync(shop.Open.WriteKey, name, LiveShop.Device(who), $$"""{"order_id":"o-{{who}}","total":1,"currency":"EUR"}""");

        var order = (await shop.RowsAsync("select total, refunded, status from purchase where external_id = @id", new { id = "o-" + who })).Single();
        Assert.Equal("""{"total":1990,"refunded":0,"status":"paid"}""", order.ToJsonString());
    }

    private async Task<(long, string)> OrderAsync(string who)
    {
        var row = (await shop.RowsAsync("select confirmed, trust from purchase where external_id = @id", new { id = "o-" + who })).Single();
        return (row["confirmed"]!.GetValue<long>(), row["trust"]!.GetValue<string>());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_public_key_cannot_use_up_the_message_id_of_a_platforms_delivery(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        using var json = System.Text.Json.JsonDocument.Parse("""{"type":"track","event":"Wishlist Opened","anonymousId":"d1","messageId":"shopify:order:9:paid"}""");
        await core.SendAsync(Cartwright.Tracking.Segment.SegmentTranslator.Translate(json.RootElement, null, new(core.Store, Trust.Browser, core.Now, null, null, false, _ => null, () => "m")));

        var paid = await core.SendAsync(Some.Ordered(core.Now, null, "9", trust: Trust.Platform) with { MessageId = "shopify:order:9:paid" });

        Assert.Equal(Cartwright.Turns.SignalResult.Ok, Assert.Single(paid));
        Assert.Equal(1, await core.ScalarAsync<long>("select count(*) from purchase"));
    }
}
