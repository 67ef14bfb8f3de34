using Cartwright.Carts;

namespace Cartwright.Tests.Carts;

public sealed class ReasonPolicyTests
{
    private const long Left = 3_600_000;

    [Fact]
    public void What_went_wrong_just_before_says_more_than_where_it_stopped()
    {
        Assert.Equal(("payment_method", 0.91), Of(At(Stage.Payment, "payment_declined", 40_000)));
        Assert.Equal(("technical_trouble", 0.73), Of(At(Stage.Payment, "api_error", 40_000)));
        Assert.Equal(("technical_trouble", 0.75), Of(At(Stage.Contact, "script_error", 40_000)));
        Assert.Equal(("out_of_stock", 0.89), Of(At(Stage.Shipping, "out_of_stock", 40_000)));
        Assert.Equal(("price", 0.8), Of(At(Stage.Shipping, "coupon_rejected", 0)));
        Assert.Equal(["the payment was declined 40 s before the shopper left", "stopped where the way to pay is chosen"], ReasonPolicy.Of(At(Stage.Payment, "payment_declined", 40_000))!.Evidence);
    }

    [Fact]
    public void What_went_wrong_long_before_says_less_and_an_hour_before_nothing()
    {
        Assert.Equal(("technical_trouble", 0.8), Of(At(Stage.Shipping, "api_error", 20 * 60_000)));
        Assert.Equal("unknown", Of(At(Stage.Shipping, "api_error", 31 * 60_000)).Code);
        Assert.Equal("unknown", Of(At(Stage.Shipping, "other", 1)).Code);
    }

    [Theory]
    [InlineData("Shipping", 400, "unknown", 1)] // 4 % of the goods
    [InlineData("Shipping", 1900, "shipping_cost", 0.75)]
    [InlineData("Shipping", 5000, "shipping_cost", 0.86)]
    [InlineData("Payment", 5000, "unknown", 0.6)] // who went on did not stop for it alone, nor plainly for how to pay
    [InlineData("Cart", 5000, "just_looking", 0.5)] // nobody has shown it yet
    [InlineData("Contact", 0, "interrupted", 0.5)]
    public void What_shipping_costs_counts_where_it_was_shown_last(string stage, long shipping, string code, double confidence) =>
        Assert.Equal((code, confidence), Of(Facts(Enum.Parse<Stage>(stage)) with { Shipping = shipping }));

    [Fact]
    public void Who_left_at_once_was_looking() => Assert.Equal(("just_looking", 0.67), Of(Facts(Stage.Cart) with { StartedAt = Left - 60_000 }));

    [Fact]
    public void Nothing_is_said_of_a_cart_that_is_empty_or_ordered()
    {
        Assert.Null(ReasonPolicy.Of(Facts(Stage.Payment) with { Lines = [] }));
        Assert.Null(ReasonPolicy.Of(Facts(Stage.Placed) with { OrderedAt = Left }));
    }

    [Fact]
    public void Confidence_is_a_share_and_what_is_said_has_evidence()
    {
        string[] kinds = ["payment_declined", "api_error", "script_error", "out_of_stock", "coupon_rejected", "other"];
        var draw = new Random(35);
        for (var n = 0; n < 3_000; n++)
        {
            var why = ReasonPolicy.Of(Facts((Stage)draw.Next(5)) with
            {
                Shipping = draw.Next(2) == 0 ? null : draw.Next(6000), StartedAt = Left - draw.Next(600_000), PaymentMethod = draw.Next(2) == 0 ? null : "card",
                Troubles = [.. Enumerable.Range(0, draw.Next(4)).Select(_ => new Trouble(kinds[draw.Next(kinds.Length)], Left - draw.Next(3_600_000), null))],
            })!;
            Assert.Contains(why.Code, ReasonCode.All);
            Assert.InRange(why.Confidence, why.Code == ReasonCode.Unknown ? 0.1 : 0.5, 1);
            Assert.Equal(why.Code == ReasonCode.Unknown, why.Evidence.Count == 0);
        }
    }

    private static (string Code, double Confidence) Of(CartFacts facts) => ReasonPolicy.Of(facts) is { } why ? (why.Code, why.Confidence) : default;

    private static CartFacts At(Stage stage, string trouble, long before) => Facts(stage) with { Troubles = [new Trouble(trouble, Left - before, null)] };

    private static CartFacts Facts(Stage stage) => new() { Key = "k", Currency = "EUR", Stage = stage, Lines = [new Line("tea", null, null, "Tea", 2, 5000, null, null)], StartedAt = 0, LastActivityAt = Left };
}
