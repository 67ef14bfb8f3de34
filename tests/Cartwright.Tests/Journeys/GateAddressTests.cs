using Cartwright.Carts;
using Cartwright.Journeys;
using Cartwright.Shoppers;
using Cartwright.Stores;

namespace Cartwright.Tests.Journeys;

/// <summary>A yes is said of an address: it opens no other.</summary>
public sealed class GateAddressTests
{
    private static readonly Guid Id = Guid.Parse("0191a000-0000-7000-8000-000000000002");
    private static readonly long Noon = new DateTimeOffset(2026, 6, 3, 12, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    [Theory]
    [InlineData("+491711111111", "+491711111111", null)]
    [InlineData("+491711111111", "+491722222222", SkipReason.NoConsent)]
    [InlineData(null, "+491711111111", null)] // no number was typed for this cart: the shopper's own
    [InlineData(null, "+491722222222", SkipReason.NoConsent)]
    public void A_text_goes_only_to_the_number_of_which_yes_was_said(string? typed, string yes, string? refused) =>
        Assert.Equal(refused, Ask(Channels.Sms, typed, yes).Reason);

    [Theory]
    [InlineData("ada@mail.test", "ada@mail.test", null)]
    [InlineData(null, "old@mail.test", null)] // the address changed, the yes is the shopper's
    [InlineData("friend@mail.test", "ada@mail.test", SkipReason.NoConsent)]
    public void Where_mails_need_a_yes_it_opens_no_address_of_somebody_else(string? typed, string yes, string? refused) =>
        Assert.Equal(refused, Ask(Channels.Email, typed, yes).Reason);

    [Fact]
    public void A_mail_to_an_address_that_cannot_be_is_skipped_and_says_why()
    {
        var answer = Ask(Channels.Email, "ada@gmial.com", "ada@mail.test");

        Assert.Equal((Verdict.Skip, SkipReason.Implausible), (answer.Verdict, answer.Reason));
        Assert.Equal(("address", "gmial.com looks like a slip for gmail.com"), (answer.Rules[^1].Rule, answer.Rules[^1].Text));
    }

    private static GateAnswer Ask(string channel, string? typed, string yes)
    {
        var field = channel == Channels.Email ? "email" : "phone";
        var store = new Store(Id, "shop", "Shop", "https://shop.test", "EUR", "UTC", "en", new StoreSettings { EmailPermission = "granted" }, 0);
        var journey = new JourneyDefinition { Name = "n", Kind = JourneyKind.Recovery, Trigger = new JourneyTrigger(TriggerType.CartAbandoned), Steps = [new SendStep(channel, "t")] };
        var cart = new Cart
        {
            Id = Id, AbandonedAt = Noon,
            Facts = new CartFacts
            {
                Key = "k", Currency = "EUR", Lines = [new Line("p", null, null, "Tea", 1, 100, null, null)], StartedAt = 1, LastActivityAt = Noon - 3_600_000,
                Details = typed is null ? CartFacts.NoDetails : new Dictionary<string, string> { [field] = typed },
            },
        };
        var shopper = new ShopperState
        {
            StoreId = Id, Id = Id, Carts = [cart], Personal = new ShopperPersonal { Email = "ada@mail.test", Phone = "+491711111111" },
            Permissions = [new Permission(channel, yes, true, 1, "server", null, null)],
        };
        return SendGatePolicy.Decide(new SendGatePolicy.Facts(store, journey, shopper, cart, channel, (_, address) => address, [], Noon));
    }
}
