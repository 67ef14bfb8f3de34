using Cartwright.Carts;
using Cartwright.Journeys;
using Cartwright.Shoppers;
using Cartwright.Tracking;

namespace Cartwright.Tests.Turns;

/// <summary>A shop whose own server tells what its shoppers do.</summary>
public sealed class ServerEventsTests
{
    [Theory, InlineData("server", true), InlineData("browser", true), InlineData("platform", false)]
    public void Who_goes_on_with_a_cart_that_was_left_is_back_unless_a_platform_alone_says_so(string trust, bool isBack)
    {
        var run = Ready("abandoned-cart");
        Leave(run);
        run.RunFor(TimeSpan.FromHours(1)).Tell(Some.Added(run.Now, product: "p2", cart: "c1") with { Trust = Of(trust) });
        Assert.Equal(isBack, run.State.Carts.Single().AbandonedAt is null);
        Assert.Equal(run.Now, run.State.Carts.Single().Facts.LastActivityAt);
    }

    [Theory, InlineData("server", true), InlineData("platform", false)]
    public void A_look_at_goods_is_a_look_whoever_saw_it(string trust, bool isLook)
    {
        var run = Ready("came-back-and-looked");
        run.Tell(Some.Event(EventKind.Identified, run.Now, trust: Trust.Server) with { Personal = new Personal { Email = "ada@mail.test" }, Consents = [new ConsentGiven(Channels.Email, true, "yes")] });
        run.Tell(Some.Event(EventKind.ProductViewed, run.Now) with { Trust = Of(trust), Lines = [Some.Line("p1")] }).RunFor(TimeSpan.FromDays(1));
        Assert.Equal(isLook ? ["browse-reminder"] : [], run.Sent.Select(s => s.Template));
    }

    // Half past eight in the evening in New York: too late for Florida only.
    [Theory, InlineData("FL", false), InlineData("NY", true)]
    public void A_state_that_the_shop_told_of_the_shopper_has_its_hours(string region, bool leaves)
    {
        var run = new PureRun([("j", new JourneyDefinition { Name = "n", Trigger = new JourneyTrigger(TriggerType.CartAbandoned), Steps = [new SendStep(Channels.Sms, "cart-sms")] })], start: new DateTimeOffset(2026, 3, 4, 1, 20, 0, TimeSpan.Zero).ToUnixTimeMilliseconds());
        run.Tell(Some.Event(EventKind.Identified, run.Now, trust: Trust.Server) with
        {
            TimeZone = "America/New_York", Personal = new Personal { Email = "ada@mail.test", Phone = "+12125550100", Fields = new Dictionary<string, string> { ["region"] = region } }, Consents = [new ConsentGiven(Channels.Sms, true, "yes", Confirmed: true)],
        });
        Leave(run);
        run.RunFor(TimeSpan.FromMinutes(20));
        Assert.Equal(leaves ? 1 : 0, run.Sent.Count);
    }

    private static Trust Of(string name) => name switch { "browser" => Trust.Browser, "server" => Trust.Server, _ => Trust.Platform };

    private static void Leave(PureRun run) => run.Tell(Some.Added(run.Now, cart: "c1")).Tell(Some.Typed(run.Now, "ada@mail.test", cart: "c1"));

    private static PureRun Ready(params string[] slugs) => new([.. ReadyJourneys.All.Where(j => slugs.Contains(j.Slug))]);
}
