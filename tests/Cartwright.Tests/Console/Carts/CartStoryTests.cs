using Cartwright.Console;
using Cartwright.Console.Carts;
using Cartwright.Console.Text;
using Cartwright.Messages;
using Cartwright.Shoppers;
using Cartwright.Tracking;
using Cartwright.Turns;
using Dapper;

namespace Cartwright.Tests.Console.Carts;

public sealed class CartStoryTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_cart_is_told_from_the_first_product_to_the_reminder(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine);
        var at = shop.Now;
        await shop.SendAsync(
            Some.Added(at, unit: 3950, quantity: 2), Some.Event(EventKind.CheckoutStarted, at + 20_000), Some.Typed(at + 40_000, "ann@mail.test"),
            Some.Event(EventKind.DetailsEntered, at + 50_000) with { Stage = "contact", Personal = new Personal { Fields = new Dictionary<string, string> { ["first_name"] = "Ann" } } },
            Some.Event(EventKind.StepViewed, at + 60_000) with { Stage = "shipping", Shipping = 1490 },
            Some.Event(EventKind.Trouble, at + 70_000) with { Trouble = "payment_declined", Text = "Card refused" },
            Some.Event(EventKind.PageVisible, at + 110_000));
        await shop.RunForAsync(TimeSpan.FromMinutes(10));
        await SendAllAsync(shop);

        var story = await TellAsync(shop, personal: true);

        Assert.Equal(
            [
                "Put 2 × Product p1 into the cart",
                "Began the checkout",
                "Typed: E-mail, First name",
                "Got to the Shipping step",
                "Shipping shown: €14.90, 19% of the goods",
                "Trouble: the payment was declined",
                "Left 40 s later, at the shipping step",
                "Reason: how to pay, 67%",
                "The journey “Payment failed” began",
                "Payment failed planned for 10:05, sent 10:10:00 to ann@mail.test",
            ], story.Select(l => l.Text));
        Assert.Equal("Counted as left at 10:05, after 4 min without a sign of life", story[6].Note);
        Assert.Equal(("Card refused", "bad"), (story[5].Note, story[5].Tone));
        Assert.DoesNotContain((await TellAsync(shop, personal: false)), l => l.Text.Contains("ann@", StringComparison.Ordinal));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_way_back_and_the_order_are_told_in_their_order(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine);
        await shop.SendAsync(Some.Added(shop.Now), Some.Typed(shop.Now + 1, "ann@mail.test"));
        await shop.RunForAsync(TimeSpan.FromMinutes(10));
        await SendAllAsync(shop);
        var shopper = (await shop.ShopperAsync("device-1"))!;
        var message = Assert.Single(shopper.Messages);
        shop.Clock.Advance(TimeSpan.FromMinutes(5));
        await shop.Node.Links.NoteAsync(shop.StoreId, message.Id, "open", machine: true, "GoogleImageProxy");
        shop.Clock.Advance(TimeSpan.FromSeconds(1));
        await shop.Node.Links.NoteAsync(shop.StoreId, message.Id, "click", machine: false, "Mozilla/5.0");
        await shop.Node.Turns.SubmitAsync(new ReturnSignal(shop.StoreId, shopper.Id, message.Id, "phone"));
        shop.Clock.Advance(TimeSpan.FromMinutes(5));
        await shop.SendAsync(Some.Ordered(shop.Now, "phone", "o-17", 1990, Trust.Server));

        var told = (await TellAsync(shop, personal: true)).SkipWhile(l => !l.Text.StartsWith("First reminder", StringComparison.Ordinal)).Skip(1).ToList();

        Assert.Equal(
            [
                "A mail program fetched the pictures, not counted as opened",
                "Clicked the link",
                "Came back by the link: cart and form were restored",
                "Ordered for €19.90 (order o-17)",
            ], told.Select(l => l.Text));
        Assert.Equal("GoogleImageProxy", told[0].Note);
        Assert.Null(told[1].Note);
        Assert.Equal($"messages/{message.Id}", told[1].Link);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Another_cart_of_the_shopper_is_not_told_here(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine);
        await shop.SendAsync(Some.Added(shop.Now, product: "tea", cart: "one"), Some.Added(shop.Now + 1, product: "pot", cart: "two"), Some.Typed(shop.Now + 2, "ann@mail.test", cart: "two"));

        var story = await TellAsync(shop, personal: true, which: 0);

        Assert.Equal(["Put Product tea into the cart"], story.Select(l => l.Text));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_comes_next_is_said_and_why_nothing_does(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine);
        await shop.SendAsync(Some.Added(shop.Now), Some.Typed(shop.Now + 1, "ann@mail.test"), Some.Added(shop.Now, "stranger"));
        Assert.Equal("The shopper was here just now. Without a sign of life the cart counts as left today at 10:04.", (await NextAsync(shop)).Text);

        await shop.RunForAsync(TimeSpan.FromMinutes(10));
        Assert.StartsWith("Next: First reminder leaves", (await NextAsync(shop)).Text, StringComparison.Ordinal);
        Assert.Equal("Nothing is planned: no address is known.", (await NextAsync(shop, "stranger")).Text);

        await SendAllAsync(shop);
        Assert.Equal(new NextStep("Next: Second reminder tomorrow at 10:04, unless they order or come back before.", "info", true), await NextAsync(shop));

        var shopper = (await shop.ShopperAsync("device-1"))!;
        await shop.Node.Turns.SubmitAsync(new StopSignal(shop.StoreId, shopper.Id, shopper.Carts[0].Id, "ann@shop.test"));
        Assert.Equal(new NextStep("Nothing more is planned: somebody stopped the reminders.", "quiet", false), await NextAsync(shop));
        Assert.Contains(await TellAsync(shop, personal: true), line => line.Text == "Reminders stopped by ann@shop.test"); // not last: the clock stands still

        await shop.SendAsync(Some.Ordered(shop.Now, order: "o1", trust: Trust.Server));
        Assert.Equal("Nothing more is planned: the cart was ordered and paid.", (await NextAsync(shop)).Text);
    }

    [Fact]
    public async Task Who_left_the_list_and_came_back_on_it_is_told_and_an_answer_in_between_holds_nothing_back()
    {
        await using var shop = await CoreHarness.StartAsync(Engine.Sqlite);
        await shop.SendAsync(Some.Added(shop.Now), Some.Typed(shop.Now + 1, "ann@mail.test"));
        await shop.RunForAsync(TimeSpan.FromMinutes(10));
        await SendAllAsync(shop);
        var shopper = (await shop.ShopperAsync("device-1"))!;
        var hash = shop.Secrets.Hash(shop.StoreId, IdentityPolicy.Email, "ann@mail.test");
        async Task SayAsync(Signal signal)
        {
            shop.Clock.Advance(TimeSpan.FromSeconds(1));
            await shop.Node.Turns.SubmitAsync(signal).InTime();
        }
        await SayAsync(new OptOutSignal(shop.StoreId, shopper.Id, Channels.Email, hash, "•••", SuppressionReason.Unsubscribed));
        await SayAsync(new ReplySignal(shop.StoreId, shopper.Id, shopper.Messages[0].Id, Channels.Email, new ReplyContent("ann@mail.test", null, "Hello?"), "mail:1"));
        await SayAsync(new LiftSignal(shop.StoreId, Channels.Email, hash, "shopper", "wrote START"));
        await SayAsync(new OptOutSignal(shop.StoreId, shopper.Id, Channels.Email, hash, "•••", SuppressionReason.Unsubscribed));
        await SayAsync(new LiftSignal(shop.StoreId, Channels.Email, hash, "ben@shop.test", "asked by phone"));

        Assert.Equal(["Asked for no more messages: the shopper unsubscribed", "Answered by e-mail", "Asked for messages again", "Asked for no more messages: the shopper unsubscribed", "ben@shop.test allowed messages again"], (await TellAsync(shop, personal: true)).TakeLast(5).Select(l => l.Text));
    }

    [Fact]
    public async Task A_cart_of_another_store_is_not_found()
    {
        await using var shop = await CoreHarness.StartAsync(Engine.Sqlite);
        await shop.SendAsync(Some.Added(shop.Now));
        var cart = (await shop.ShopperAsync("device-1"))!.Carts[0].Id;

        Assert.NotNull(await new CartPageStore(shop.Node.Database, shop.Node.Shoppers).LoadAsync(shop.StoreId, cart));
        Assert.Null(await new CartPageStore(shop.Node.Database, shop.Node.Shoppers).LoadAsync(Guid.Parse("0191a000-0000-7000-8000-000000000009"), cart));
    }

    private static async Task SendAllAsync(CoreHarness shop)
    {
        foreach (var claim in await shop.ClaimAsync())
        {
            Assert.True(await shop.Node.BeginSendAsync(claim, "ann@mail.test"));
            await shop.Node.EndAsync(claim, MessageStatus.Sent);
        }
    }

    private static async Task<CartPageData> LoadAsync(CoreHarness shop, string device = "device-1", int which = 0) =>
        (await new CartPageStore(shop.Node.Database, shop.Node.Shoppers).LoadAsync(shop.StoreId, (await shop.ShopperAsync(device))!.Carts[which].Id))!;

    private static async Task<IReadOnlyList<StoryLine>> TellAsync(CoreHarness shop, bool personal, int which = 0) =>
        CartStory.Tell(await LoadAsync(shop, which: which), shop.Node.Directory.Find(shop.StoreId)!, WordsOf(shop), personal);

    private static async Task<NextStep> NextAsync(CoreHarness shop, string device = "device-1") => NextStep.Of(await LoadAsync(shop, device), shop.Node.Directory.Find(shop.StoreId)!, WordsOf(shop));

    private static Words WordsOf(CoreHarness shop) => new(Texts.For("en", "en-IE"), shop.Store.Zone, shop.Now);
}
