using Cartwright.Journeys;
using Cartwright.Messages;
using Cartwright.Offers;
using Cartwright.Shoppers;
using Cartwright.Turns;

namespace Cartwright.Tests.Turns;

/// <summary>A message that speaks of a code when there is none any more: it is skipped with the reason, or gets a new one, and the run goes on.</summary>
public sealed class CodeAtSendTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task While_the_offer_is_paused_the_message_is_skipped_with_that_reason_and_the_next_one_leaves(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        await server.SendAsync(HttpMethod.Put, "/api/offers/win-back", """{"status":"paused"}""");
        await server.SendAsync(HttpMethod.Put, "/api/journeys/abandoned-checkout", """
            {"definition":{"name":"n","priority":70,"trigger":{"type":"checkout_abandoned"},"steps":[{"type":"offer","offer":"win-back"},{"type":"send","channel":"email","template":"cart-offer"},{"type":"send","channel":"email","template":"cart-reminder"}]}}
            """);

        await server.AbandonCartAsync("d1", "ada@mail.test", "c1");
        await server.Mail.WaitForAsync(1);

        var skipped = (System.Text.Json.JsonElement)await Eventually.GetAsync("one is skipped", async () => (await server.GetAsync("/api/messages?status=skipped")).GetProperty("items").EnumerateArray().Cast<object>().FirstOrDefault());
        Assert.Equal(("cart-offer", "no_code", "the offer is paused"), (skipped.GetProperty("template").GetString(), skipped.GetProperty("skipReason").GetString(), skipped.GetProperty("decision").GetProperty("rules").EnumerateArray().Last().GetProperty("text").GetString()));
        var run = (await server.GetAsync("/api/enrollments")).GetProperty("items")[0];
        Assert.Equal(("done", "completed"), (run.GetProperty("status").GetString(), run.GetProperty("exitReason").GetString()));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task One_that_waited_beyond_the_end_of_its_code_gets_a_new_code_and_none_when_it_was_used(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine, s => s with { ApproveFirst = 9 });
        var journey = core.Node.Directory.Find(core.StoreId)!.Journeys.Single(j => j.Slug == "abandoned-checkout");
        await core.Node.Stores.SaveJourneyAsync(journey with { Definition = journey.Definition with { Steps = [new OfferStep("free-shipping-5h"), new SendStep("email", "cart-offer")] } });
        await core.Node.Directory.RefreshAsync();
        foreach (var d in (string[])["d1", "d2", "d3"]) await core.LeaveCartAsync(d);
        await core.RunForAsync(TimeSpan.FromHours(1));
        var used = (await core.ShopperAsync("d2"))!;
        await core.Node.Turns.SubmitAsync(new CouponSignal(core.StoreId, used.Id, used.Coupons[0].Key, CouponAction.Redeem, new CouponUse("o9"))).InTime();
        await core.RunForAsync(TimeSpan.FromHours(5));
        await core.SaveSettingsAsync(s => s with { ApproveFirst = 0 });
        foreach (var d in (string[])["d1", "d2", "d3"]) await core.Node.Turns.SubmitAsync(new TimerSignal(core.StoreId, (await core.ShopperAsync(d))!.Id)).InTime();

        foreach (var claim in await core.ClaimAsync()) await core.Node.Turns.SubmitAsync(new BeginSendSignal(core.StoreId, claim.ShopperId, claim.MessageId, claim.Attempt, new SentContent("", "", "", "")) { IsWithoutCode = true }).InTime();

        var renewed = (await core.ShopperAsync("d1"))!;
        Assert.Equal([CouponStatus.Expired, CouponStatus.Live], renewed.Coupons.Select(c => c.Status));
        Assert.Equal((MessageStatus.Queued, renewed.Coupons[1].Code), (renewed.Messages[0].Status, renewed.Enrollments[0].Memo.Coupon));
        var spent = (await core.ShopperAsync("d2"))!.Messages[0];
        Assert.Equal((MessageStatus.Skipped, SkipReason.NoCode, "its code was used"), (spent.Status, spent.SkipReason, spent.Decision!.Rules[^1].Text));
        var claimed = (await core.ClaimAsync()).Single(c => c.ShopperId == renewed.Id);
        Assert.True(await core.Node.BeginSendAsync(claimed, CoreHarness.Mail("d1")));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_code_that_was_told_goes_on_until_a_message_tells_of_the_one_that_takes_its_place(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine, s => s with { Sending = false });
        await OffersAsync(core, "win-back");
        await TellAsync(core, "first-order");
        await core.RunForAsync(TimeSpan.FromHours(1));

        var silent = (await core.ShopperAsync("d1"))!;
        Assert.Equal([("first-order", CouponStatus.Live)], silent.Coupons.Select(c => (c.Offer, c.Status)));
        Assert.Equal((MessageStatus.Skipped, SkipReason.SendingOff), (silent.Messages.Single().Status, silent.Messages.Single().SkipReason));

        await core.SaveSettingsAsync(s => s with { Sending = true });
        await core.RunForAsync(TimeSpan.FromDays(1));
        Assert.Equal([CouponStatus.Live], (await core.ShopperAsync("d1"))!.Coupons.Select(c => c.Status));
        var claim = (await core.ClaimAsync()).Single();
        await core.Node.Turns.SubmitAsync(new BeginSendSignal(core.StoreId, claim.ShopperId, claim.MessageId, claim.Attempt, new SentContent("", "", "", "")) { IsWithoutCode = true }).InTime();

        var told = (await core.ShopperAsync("d1"))!;
        Assert.Equal([("first-order", CouponStatus.Revoked), ("win-back", CouponStatus.Live)], told.Coupons.Select(c => (c.Offer, c.Status)));
        Assert.Equal(told.Coupons[1].Code, told.Enrollments[0].Memo.Coupon);
        Assert.Equal(core.Now + 14L * 86_400_000, told.Coupons[1].ExpiresAt);
        Assert.True(await core.Node.BeginSendAsync((await core.ClaimAsync()).Single(), CoreHarness.Mail("d1")));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_code_that_was_told_and_lasts_longer_is_shown_again_instead_of_one_that_would_end_it(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        await OffersAsync(core, "free-shipping-5h");
        var promised = await TellAsync(core, "next-purchase");
        await core.RunForAsync(TimeSpan.FromHours(1));

        var shopper = (await core.ShopperAsync("d1"))!;
        Assert.Equal((promised.Code, promised.ExpiresAt, CouponStatus.Live), shopper.Coupons.Select(c => (c.Code, c.ExpiresAt, c.Status)).Single());
        Assert.Equal(promised.Code, shopper.Enrollments[0].Memo.Coupon);
        Assert.Equal(MessageStatus.Queued, shopper.Messages.Single().Status);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_mail_that_ends_a_told_code_shows_the_one_that_takes_its_place(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        await server.SendAsync(HttpMethod.Put, "/api/journeys/abandoned-checkout", """
            {"definition":{"name":"n","priority":70,"trigger":{"type":"checkout_abandoned"},"steps":[{"type":"offer","offer":"win-back"},{"type":"send","channel":"email","template":"cart-reminder"},{"type":"send","channel":"email","template":"cart-offer"}]}}
            """);
        await server.TrackAsync(new { type = "identify", anonymousId = "d1", messageId = "m1", timestamp = TimeProvider.System.GetUtcNow().AddHours(-1).ToString("O"), traits = new { email = "ada@mail.test" } });
        var shopper = (await server.GetAsync("/api/shoppers?email=ada@mail.test")).GetProperty("items")[0].GetProperty("id").GetGuid();
        await server.SendAsync(HttpMethod.Post, "/api/coupons", $$"""{"offer":"first-order","shopper":"{{shopper}}"}""");
        await server.AbandonCartAsync("d1", "ada@mail.test", "c1");
        var mails = await server.Mail.WaitForAsync(2);

        var codes = (await server.GetAsync("/api/coupons")).GetProperty("items").EnumerateArray().ToDictionary(c => c.GetProperty("offer").GetString()!, c => (Code: c.GetProperty("code").GetString()!, Status: c.GetProperty("status").GetString()));
        Assert.Equal(("revoked", "live"), (codes["first-order"].Status, codes["win-back"].Status));
        Assert.Contains(mails, m => m.Content.Text!.Contains(codes["win-back"].Code, StringComparison.Ordinal));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Five_hours_are_counted_from_the_first_mail_that_tells_of_them_also_when_the_night_held_it(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        var journey = core.Node.Directory.Find(core.StoreId)!.Journeys.Single(j => j.Slug == "abandoned-checkout");
        await core.Node.Stores.SaveJourneyAsync(journey with { Definition = journey.Definition with { Steps = [new OfferStep("free-shipping-5h"), new SendStep("email", "cart-offer"), new WaitStep("PT1H"), new SendStep("email", "cart-offer")] } });
        await core.Node.Directory.RefreshAsync();
        var hour = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(core.Now), core.Node.Directory.Find(core.StoreId)!.Store.Zone).Hour;
        await core.SaveSettingsAsync(s => s with { QuietFromHour = hour, QuietToHour = (hour + 4) % 24 });
        await core.LeaveCartAsync("d1");
        await core.RunForAsync(TimeSpan.FromHours(4.5));

        var held = (await core.ShopperAsync("d1"))!;
        Assert.True(held.Messages.Single().QueuedAt - held.Coupons.Single().IssuedAt > 2 * 3_600_000);
        Assert.Equal(held.Messages[0].QueuedAt + 5 * 3_600_000, held.Coupons[0].ExpiresAt);

        var claim = (await core.ClaimAsync()).Single();
        Assert.True(((BeginSendResult)(await core.Node.Turns.SubmitAsync(new BeginSendSignal(core.StoreId, claim.ShopperId, claim.MessageId, claim.Attempt, new SentContent(CoreHarness.Mail("d1"), "", "", held.Coupons[0].Code))).InTime())!).Go);
        await core.Node.EndAsync(claim, MessageStatus.Sent);
        await core.RunForAsync(TimeSpan.FromHours(1.5));

        // What the first one said stays.
        var later = (await core.ShopperAsync("d1"))!;
        Assert.Equal((2, held.Coupons[0].ExpiresAt), (later.Messages.Count, later.Coupons.Single().ExpiresAt));
    }

    // The journey of a checkout that was left offers it, once more a day later.
    private static async Task OffersAsync(CoreHarness core, string offer)
    {
        var journey = core.Node.Directory.Find(core.StoreId)!.Journeys.Single(j => j.Slug == "abandoned-checkout");
        await core.Node.Stores.SaveJourneyAsync(journey with { Definition = journey.Definition with { Steps = [new OfferStep(offer), new SendStep("email", "cart-offer"), new WaitStep("P1D"), new SendStep("email", "cart-offer")] } });
        await core.Node.Directory.RefreshAsync();
    }

    // A shopper leaves a cart and was told of a code by a person of the shop.
    private static async Task<Coupon> TellAsync(CoreHarness core, string offer)
    {
        await core.LeaveCartAsync("d1");
        return ((CouponResult)(await core.Node.Turns.SubmitAsync(new IssueCouponSignal(core.StoreId, (await core.ShopperAsync("d1"))!.Id, offer, null)).InTime())!).Coupon!;
    }
}
