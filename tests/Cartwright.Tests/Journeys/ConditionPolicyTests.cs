using System.Text.Json;
using Cartwright.Carts;
using Cartwright.Journeys;
using Cartwright.Recovery;
using Cartwright.Shoppers;
using Cartwright.Stores;
using Cartwright.Tracking;

namespace Cartwright.Tests.Journeys;

public sealed class ConditionPolicyTests
{
    private static readonly Store Shop = new(NewId(), "shop", "Shop", "https://shop.test", "EUR", "Europe/Berlin", "en", new StoreSettings(), 0);

    // A Monday, 23:30 in Berlin.
    private static readonly long Now = new DateTimeOffset(2026, 3, 2, 22, 30, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    [Theory]
    [InlineData("""{"field":"cart.total","op":">=","value":6000}""", true)]
    [InlineData("""{"field":"cart.total","op":">","value":6000}""", false)]
    [InlineData("""{"field":"cart.pieces","op":"=","value":3}""", true)]
    [InlineData("""{"field":"cart.products","op":"contains","value":"tea"}""", true)]
    [InlineData("""{"field":"cart.products","op":"contains_none","value":["tea","cup"]}""", false)]
    [InlineData("""{"field":"cart.stage","op":"=","value":"shipping"}""", true)]
    [InlineData("""{"field":"cart.stage","op":"in","value":["cart","payment"]}""", false)]
    [InlineData("""{"field":"cart.shippingShare","op":">","value":19}""", true)]
    [InlineData("""{"field":"cart.troubles","op":"contains","value":"payment_declined"}""", true)]
    [InlineData("""{"field":"cart.reason","op":"=","value":"payment_method"}""", true)]
    [InlineData("""{"field":"cart.reason","op":"in","value":["shipping_cost","price"]}""", false)]
    [InlineData("""{"field":"cart.reasonConfidence","op":">=","value":50}""", true)]
    [InlineData("""{"field":"cart.campaign","op":"exists"}""", false)]
    [InlineData("""{"field":"cart.campaign","op":"exists","value":false}""", true)]
    [InlineData("""{"field":"shopper.orders","op":"=","value":1}""", true)]
    [InlineData("""{"field":"shopper.spent","op":">=","value":2000}""", true)]
    [InlineData("""{"field":"shopper.buyer","op":"=","value":"first_order"}""", true)]
    [InlineData("""{"field":"shopper.country","op":"=","value":"DE"}""", true)]
    [InlineData("""{"field":"shopper.locale","op":"starts_with","value":"de"}""", true)]
    [InlineData("""{"field":"shopper.tags","op":"contains","value":"vip"}""", true)]
    [InlineData("""{"field":"shopper.hasPhone","op":"=","value":false}""", true)]
    [InlineData("""{"field":"order.total","op":">","value":0}""", false)]
    [InlineData("""{"field":"time.hour","op":"=","value":23}""", true)]
    [InlineData("""{"field":"time.weekday","op":"=","value":"mon"}""", true)]
    [InlineData("""{"field":"time.date","op":"<=","value":"2026-03-02"}""", true)]
    [InlineData("""{"field":"wait.outcome","op":"=","value":"happened"}""", true)]
    [InlineData("""{"not":{"field":"cart.total","op":">","value":6000}}""", true)]
    [InlineData("""{"all":[{"field":"cart.total","op":">","value":1},{"field":"time.weekday","op":"=","value":"tue"}]}""", false)]
    [InlineData("""{"any":[{"field":"cart.total","op":">","value":1},{"field":"time.weekday","op":"=","value":"tue"}]}""", true)]
    public void Answers_by_what_is_known(string json, bool holds)
    {
        var condition = Read(json);
        Assert.Empty(ConditionPolicy.Check(condition, "when"));
        Assert.Equal(holds, ConditionPolicy.Holds(condition, Facts()));
    }

    [Theory]
    [InlineData("""{"field":"cart.weight","op":"=","value":1}""", "when.field")]
    [InlineData("""{"field":"cart.total","op":"contains","value":1}""", "when.op")]
    [InlineData("""{"field":"cart.total","op":">","value":"50"}""", "when.value")]
    [InlineData("""{"field":"cart.total","op":">"}""", "when.value")]
    [InlineData("""{"field":"cart.stage","op":"=","value":"till"}""", "when.value")]
    [InlineData("""{"field":"cart.stage","op":"in","value":"cart"}""", "when.value")]
    [InlineData("""{"field":"cart.reason","op":"=","value":"boredom"}""", "when.value")]
    [InlineData("""{"field":"cart.reasonConfidence","op":">","value":0.6}""", "when.value")]
    [InlineData("""{"field":"shopper.hasPhone","op":"=","value":"yes"}""", "when.value")]
    [InlineData("""{"field":"cart.total","op":">","value":-1}""", "when.value")]
    [InlineData("""{"field":"shopper.spent","op":">","value":49.9}""", "when.value")]
    [InlineData("""{"field":"time.date","op":"=","value":"tomorrow"}""", "when.value")]
    [InlineData("""{"field":"time.date","op":">=","value":"2026-11-31"}""", "when.value")]
    [InlineData("""{"field":"time.date","op":"in","value":["2026-11-30","2026-11-31"]}""", "when.value")]
    [InlineData("""{"field":"time.hour","op":">=","value":24}""", "when.value")]
    [InlineData("""{"field":"time.hour","op":"<","value":-1}""", "when.value")]
    [InlineData("""{"field":"time.hour","op":"=","value":9.5}""", "when.value")]
    [InlineData("""{"field":"shopper.country","op":"=","value":"Germany"}""", "when.value")]
    [InlineData("""{"field":"shopper.country","op":"in","value":["DE","AUT"]}""", "when.value")]
    [InlineData("""{"field":"cart.currency","op":"=","value":"EURO"}""", "when.value")]
    [InlineData("""{"field":"shopper.locale","op":"=","value":"German"}""", "when.value")]
    [InlineData("""{"all":[]}""", "when.all")]
    [InlineData("""{"any":[{"field":"cart.total","op":">","value":1},{"field":"x","op":"=","value":1}]}""", "when.any[1].field")]
    [InlineData("""{"field":"cart.total","op":">","value":1,"not":{"field":"cart.total","op":">","value":1}}""", "when")]
    [InlineData("{}", "when")]
    public void Says_where_it_is_wrong(string json, string place) => Assert.Equal(place, Assert.Single(ConditionPolicy.Check(Read(json), "when")).Field);

    [Theory]
    [InlineData("""{"field":"time.date","op":"starts_with","value":"2026-12"}""")]
    [InlineData("""{"field":"time.date","op":"=","value":"2028-02-29"}""")]
    [InlineData("""{"field":"time.hour","op":"<=","value":23}""")]
    [InlineData("""{"field":"shopper.country","op":"not_in","value":["de","AT"]}""")]
    [InlineData("""{"field":"shopper.locale","op":"in","value":["de","pt-BR"]}""")]
    [InlineData("""{"field":"cart.currency","op":"!=","value":"CHF"}""")]
    [InlineData("""{"field":"order.hoursLeft","op":"<","value":-0.5}""")]
    public void Takes_what_can_be_true(string json) => Assert.Empty(ConditionPolicy.Check(Read(json), "when"));

    [Fact]
    public void Says_what_to_write_instead()
    {
        Assert.Equal("'2026-11-31' is not a day: write one of the calendar, as 2026-11-27.", Assert.Single(ConditionPolicy.Check(Condition.Is("time.date", "=", "2026-11-31"), "when")).Error);
        Assert.Equal("Use a whole number from 0 to 23.", Assert.Single(ConditionPolicy.Check(Condition.Is("time.hour", "=", 24), "when")).Error);
        Assert.Equal("'Germany' is not a country: use two letters of ISO 3166, such as DE.", Assert.Single(ConditionPolicy.Check(Condition.Is("shopper.country", "=", "Germany"), "when")).Error);
        Assert.Equal("Use an amount in minor units, such as 4990: a whole number from 0 on.", Assert.Single(ConditionPolicy.Check(Condition.Is("cart.total", "=", 49.9m), "when")).Error);
    }

    [Fact]
    public void Reads_as_a_sentence() => Assert.Equal(
        "the cart's total is at least €50.00 and (the shopper is returning or the shopper's country is one of DE, AT)",
        ConditionPolicy.Sentence(Read("""{"all":[{"field":"cart.total","op":">=","value":5000},{"any":[{"field":"shopper.buyer","op":"=","value":"returning"},{"field":"shopper.country","op":"in","value":["DE","AT"]}]}]}"""), "EUR"));

    [Fact]
    public void Every_field_says_something_and_reads_without_a_cart_or_an_order()
    {
        foreach (var field in ConditionFields.All)
        {
            Assert.NotEmpty(field.Says);
            field.Read(new ConditionFacts(Shop, new ShopperState { StoreId = Shop.Id, Id = NewId() }, null, null, null, Now));
        }
    }

    private static Condition Read(string json) => JourneyText.Read($$"""{"name":"n","trigger":{"type":"cart_abandoned"},"filter":{{json}},"steps":[{"type":"stop"}]}""").Filter!;

    private static ConditionFacts Facts() => new(Shop, new ShopperState
    {
        StoreId = Shop.Id, Id = NewId(), Traits = new ShopperTraits { Country = "DE", Locale = "de-DE", Tags = ["vip"] },
        Orders = [new Order { Id = NewId(), ExternalId = "1", Currency = "EUR", Total = 2500, PlacedAt = 1, Trust = Trust.Server, Confirmed = true }],
    }, new Cart
    {
        Id = NewId(),
        Facts = new CartFacts
        {
            Key = "k", Currency = "EUR", Stage = Stage.Shipping, Shipping = 1000, Told = 6000, Lines = [new Line("tea", null, "T1", "Tea", 3, 1666, null, null)],
            Troubles = [new Trouble("payment_declined", 1, null)],
        },
    }, null, "happened", Now);

    private static int s_made;

    private static Guid NewId() => new(Interlocked.Increment(ref s_made), 0, 0, new byte[8]);
}
