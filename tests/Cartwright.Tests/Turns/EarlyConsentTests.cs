using Cartwright.Journeys;
using Cartwright.Shoppers;
using Cartwright.Tracking;
using Cartwright.Turns;

namespace Cartwright.Tests.Turns;

/// <summary>A box about texts is ticked, or left empty, before the number is typed.</summary>
public sealed class EarlyConsentTests
{
    [Theory]
    [InlineData(true, null, true)]
    [InlineData(false, null, false)]
    [InlineData(true, false, false)] // the last word counts
    [InlineData(false, true, true)]
    public void What_was_said_before_there_was_a_number_is_said_of_it_once_there_is_one(bool first, bool? second, bool granted)
    {
        var run = new PureRun([]);
        run.Tell(Said(run.Now, first));
        if (second is { } again) run.Tell(Said(run.Now + 1, again));
        Assert.Empty(run.State.Permissions);

        run.Tell(Some.Typed(run.Now + 2, "ada@mail.test") with { Personal = new Personal { Phone = "+4915112345678" } });

        var permission = Assert.Single(run.State.Permissions);
        Assert.Equal((Channels.Sms, granted, "browser:device-1"), (permission.Channel, permission.Granted, permission.Source));
        Assert.Null(run.State.Traits.EarlyConsents);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Of_one_moment_the_no_counts(bool first)
    {
        var run = new PureRun([]);
        run.Tell(Said(run.Now, first)).Tell(Said(run.Now, !first)).Tell(Some.Typed(run.Now + 2, "ada@mail.test") with { Personal = new Personal { Phone = "+4915112345678" } });
        Assert.False(Assert.Single(run.State.Permissions).Granted);
    }

    [Theory, InlineData(JourneyKind.Transactional, true), InlineData(JourneyKind.Recovery, false)]
    public void A_no_to_advertising_ends_no_message_about_an_order(string kind, bool goesOn)
    {
        var run = new PureRun([("thanks", new JourneyDefinition { Name = "Thanks", Kind = kind, Trigger = new JourneyTrigger(TriggerType.OrderPlaced), Steps = [new WaitStep("PT1H"), new SendStep(Channels.Email, "order-confirmation")] })]);
        run.Tell(Some.Typed(run.Now, "ada@mail.test")).Tell(Some.Ordered(run.Now + 1, trust: Trust.Server, total: 1990) with { AnonymousId = "device-1", OrderId = "o1" });
        run.RunFor(TimeSpan.FromMinutes(5)).Tell(Some.Added(run.Now) with { Consents = [new ConsentGiven(Channels.Email, false, "News")] }).RunFor(TimeSpan.FromHours(2));
        Assert.Equal(goesOn, run.Sent.Count == 1);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task It_is_kept_until_then_and_follows_the_shopper_who_turns_out_to_be_another(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        await core.SendAsync(Some.Event(EventKind.Identified, core.Now, null, Trust.Server) with { Personal = new Personal { Email = "ada@mail.test", Phone = "+4915112345678" } });
        await core.SendAsync(Said(core.Now + 10, false));
        var other = engine == Engine.Sqlite ? core.Node : await core.AddNodeAsync(); // one that remembers nothing
        await other.Turns.SubmitAsync(new EventSignal(Some.Typed(core.Now + 20, "ada@mail.test") with { StoreId = core.StoreId })).InTime();

        var shopper = (await core.ShopperAsync("device-1"))!;
        Assert.False(Assert.Single(shopper.Permissions, p => p.Channel == Channels.Sms).Granted);
        Assert.Equal(1, await core.ScalarAsync<long>("select count(*) from consent where channel = 'sms' and granted = 0"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_no_to_the_number_that_was_typed_for_a_cart_is_known_also_after_the_shopper_has_another(Engine engine)
    {
        const string Typed = "+4915112345678";
        await using var core = await CoreHarness.StartAsync(engine);
        await core.SendAsync(Some.Added(core.Now), Some.Typed(core.Now + 1, "ada@mail.test") with { Personal = new Personal { Email = "ada@mail.test", Phone = Typed, Fields = new Dictionary<string, string> { ["phone"] = Typed } } });
        await core.Node.Turns.SubmitAsync(new OptOutSignal(core.StoreId, null, Channels.Sms, core.Secrets.Hash(core.StoreId, IdentityPolicy.Phone, Typed), "•••", SuppressionReason.Unsubscribed)).InTime();
        await core.SendAsync(Some.Event(EventKind.Identified, core.Now + 10, null, Trust.Server) with { Personal = new Personal { Email = "ada@mail.test", Phone = "+4915199999999" } });

        var shopper = (await core.ShopperAsync("device-1"))!;
        Assert.Equal("+4915199999999", shopper.Personal.Phone);
        Assert.Equal(SuppressionReason.Unsubscribed, Assert.Single(shopper.Permissions, p => p is { Channel: Channels.Sms, SuppressedFor: not null }).SuppressedFor);
    }

    private static StorefrontEvent Said(long at, bool granted) => Some.Added(at) with { Consents = [new ConsentGiven(Channels.Sms, granted, "Text me")] };
}
