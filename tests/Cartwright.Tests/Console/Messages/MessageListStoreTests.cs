using Cartwright.Storage;
using Cartwright.Console.Journeys;
using Cartwright.Console.Messages;
using Cartwright.Journeys;
using Cartwright.Messages;
using Cartwright.Tracking;

namespace Cartwright.Tests.Console.Messages;

public sealed class MessageListStoreTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Messages_are_listed_by_what_became_of_them_with_whom_they_were_for(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine);
        foreach (var device in (string[])["sent", "failed", "waiting"])
            await shop.SendAsync(Some.Added(shop.Now, device), Some.Typed(shop.Now + 1, $"{device}@mail.test", device));
        await shop.RunForAsync(TimeSpan.FromMinutes(10));
        foreach (var claim in await shop.ClaimAsync())
        {
            var email = (await shop.Node.Database.ReadAsync(c => shop.Node.Shoppers.LoadAsync(new Reading(c, shop.Node.Database.Dialect), [(claim.StoreId, claim.ShopperId)]))).Values.Single().Personal.Email!;
            if (email.StartsWith("waiting", StringComparison.Ordinal)) continue;
            await shop.Node.BeginSendAsync(claim, email);
            await shop.Node.EndAsync(claim, email.StartsWith("sent", StringComparison.Ordinal) ? MessageStatus.Sent : MessageStatus.Failed);
        }

        var store = new MessageListStore(shop.Node.Database, shop.Secrets);
        async Task<string[]> ToAsync(string? status) => [.. (await store.ListAsync(shop.StoreId, status, null, null, shop.Now)).Rows.Select(r => r.To!).Order(StringComparer.Ordinal)];

        Assert.Equal(["failed@mail.test", "sent@mail.test", "waiting@mail.test"], await ToAsync(null));
        Assert.Equal(["sent@mail.test"], await ToAsync("sent"));
        Assert.Equal(["failed@mail.test"], await ToAsync("trouble"));
        Assert.Equal(["waiting@mail.test"], await ToAsync("waiting"));
        Assert.Empty(await ToAsync("not_sent"));

        var row = Assert.Single((await store.ListAsync(shop.StoreId, "sent", null, null, shop.Now)).Rows);
        var detail = (await store.FindAsync(shop.StoreId, row.Id))!;
        Assert.Equal(("sent@mail.test", "Subject", MessageStatus.Sent), (detail.To, detail.Message.Content!.Subject, detail.Message.Status));
        Assert.NotEmpty(detail.Message.Decision!.Rules);
        Assert.Null(await store.FindAsync(Guid.Parse("0191a000-0000-7000-8000-000000000009"), row.Id));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_figures_stand_on_the_steps(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine);
        foreach (var device in (string[])["a", "b", "c"]) await shop.SendAsync(Some.Added(shop.Now, device), Some.Typed(shop.Now + 1, $"{device}@mail.test", device));
        await shop.RunForAsync(TimeSpan.FromMinutes(10));
        foreach (var claim in await shop.ClaimAsync())
        {
            await shop.Node.BeginSendAsync(claim, await AddressAsync(shop, claim));
            await shop.Node.EndAsync(claim, MessageStatus.Sent);
        }
        var message = (await shop.ShopperAsync("a"))!.Messages.Single().Id;
        await shop.Node.Links.NoteAsync(shop.StoreId, message, "click", machine: false, "Mozilla");
        await shop.Node.Links.NoteAsync(shop.StoreId, message, "click", machine: true, "scanner");
        shop.Clock.Advance(TimeSpan.FromMinutes(1));
        await shop.SendAsync(Some.Ordered(shop.Now, "a", "o1", 5000, Trust.Server));

        var journey = shop.Node.Directory.Find(shop.StoreId)!.Journeys.Single(j => j.Slug == "abandoned-checkout");
        var figures = (await new JourneyFiguresStore(shop.Node.Database).LoadAsync(shop.StoreId, shop.Now - 86_400_000, "EUR"))[journey.Id];

        StepFigures Step(int index) => figures.Of(JourneyProgram.Of(journey.Definition)[index].Step!, index, journey.Version);

        Assert.Equal((3, 2), (figures.Entered, figures.Running));
        Assert.Equal([("ordered", 1)], figures.Ended);
        Assert.Equal(new StepFigures(Sent: 3, Clicked: 1, NotSent: 0, Trouble: 0, Orders: 1, Revenue: 5000, Waiting: 0), Step(0));
        Assert.Equal(2, Step(2).Waiting);
        Assert.Equal((3, 2), (figures.All.Sent, figures.RunningOlder(journey.Version + 1)));
        Assert.Equal(StepFigures.None, figures.Of(new SendStep("email", "win-back"), 0, journey.Version)); // another step stood there then
        Assert.Empty(await new JourneyFiguresStore(shop.Node.Database).LoadAsync(shop.StoreId, shop.Now + 1, "EUR"));
    }

    private static async Task<string> AddressAsync(CoreHarness shop, Claim claim) =>
        (await shop.Node.Database.ReadAsync(c => shop.Node.Shoppers.LoadAsync(new Reading(c, shop.Node.Database.Dialect), [(claim.StoreId, claim.ShopperId)]))).Values.Single().Personal.Email!;
}
