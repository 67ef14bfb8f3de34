using Cartwright.Demo;

namespace Cartwright.Tests.Demo;

public sealed class DemoPricingTests
{
    private static readonly DemoOrderRequest Request =
        new("c1", "visitor", null, "ana@example.com", [new("hf-mug", 2), new("hf-stool", 1)], "home", "card", Decline: false);

    private static (DemoOrder? Order, DemoRefusal? Refusal) Decide(DemoOrderRequest request) => DemoPricing.Decide(request, DemoCatalogue.Goods);

    [Fact]
    public void Prices_come_from_the_shops_own_list()
    {
        var (order, refusal) = Decide(Request);

        Assert.Null(refusal);
        Assert.Equal(2 * 1600 + 7900, order!.Items);
        Assert.Equal(order.Items + 590, order.Total);
    }

    [Fact]
    public void A_declined_card_is_402_and_only_a_card()
    {
        Assert.Equal(402, Decide(Request with { Decline = true }).Refusal!.Status);
        Assert.NotNull(Decide(Request with { Decline = true, PaymentMethod = "wallet" }).Order);
    }

    [Fact]
    public void More_than_there_is_is_409_with_what_is_left()
    {
        var refusal = Decide(Request with { Lines = [new("hf-stool", 4)] }).Refusal;

        Assert.Equal(new DemoRefusal(409, "out_of_stock", "hf-stool", 3), refusal);
    }

    public static TheoryData<string> Incomplete =>
        ["cart", "email", "shipping", "payment", "no lines", "no line", "unknown product", "twice", "nothing of it", "less than nothing", "too many"];

    [Theory, MemberData(nameof(Incomplete))]
    public void An_order_that_makes_no_sense_is_400(string what)
    {
        var request = what switch
        {
            "cart" => Request with { CartId = "" },
            "email" => Request with { Email = "ana" },
            "shipping" => Request with { Shipping = "pigeon" },
            "payment" => Request with { PaymentMethod = null },
            "no lines" => Request with { Lines = [] },
            "no line" => Request with { Lines = [null] },
            "unknown product" => Request with { Lines = [new("hf-kettle", 1)] },
            "twice" => Request with { Lines = [new("hf-mug", 1), new("hf-mug", 1)] },
            "nothing of it" => Request with { Lines = [new("hf-mug", 0)] },
            "less than nothing" => Request with { Lines = [new("hf-mug", -1)] },
            _ => Request with { Lines = [new("hf-mug", 101)] },
        };

        Assert.Equal(400, Decide(request).Refusal!.Status);
    }
}
