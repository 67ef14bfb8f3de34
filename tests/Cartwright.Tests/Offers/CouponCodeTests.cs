using Cartwright.Hosting;
using Cartwright.Offers;

namespace Cartwright.Tests.Offers;

public sealed class CouponCodeTests
{
    [Fact]
    public void A_code_holds_more_than_60_bits_of_the_chance_it_was_given()
    {
        Assert.True(Math.Log2(CouponCode.Alphabet.Length) * 15 >= 60);
        Assert.Equal("BACK-22222-22222-22222", CouponCode.Make("BACK", new byte[CouponCode.ChanceBytes]));
        Assert.Matches("^[23456789CDFHJKMNPQRTVWXY]{5}(-[23456789CDFHJKMNPQRTVWXY]{5}){2}$", CouponCode.Make("", [.. Enumerable.Repeat((byte)255, CouponCode.ChanceBytes)]));
    }

    [Fact]
    public void Every_symbol_of_every_place_comes_up_about_equally_often()
    {
        var ids = new Ids(new TestClock(), new Random(7));
        var codes = Enumerable.Range(0, 24_000).Select(_ => CouponCode.Make("", ids.Chance(CouponCode.ChanceBytes))).ToList();

        Assert.Equal(codes.Count, codes.Distinct().Count());
        for (var place = 0; place < 17; place++)
            if (place is not (5 or 11)) Assert.All(codes.GroupBy(c => c[place]), symbol => Assert.InRange(symbol.Count(), 800, 1200));
    }

    [Fact]
    public void The_same_chance_makes_the_same_code() =>
        Assert.Equal(CouponCode.Make("A", new Ids(new TestClock(), new Random(1)).Chance(16)), CouponCode.Make("A", new Ids(new TestClock(), new Random(1)).Chance(16)));

    [Theory]
    [InlineData("back-23456-789cd-fhjkm", "BACK23456789CDFHJKM")]
    [InlineData("  BACK 23456–789CD — FHJKM ", "BACK23456789CDFHJKM")]
    [InlineData("BACK-23456", "BACK23456")]
    [InlineData("BACK_23456", null)]
    [InlineData("B\u0410CK", null)] // a Cyrillic A
    [InlineData("' or 1=1", null)]
    [InlineData(" - ", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_code_is_found_in_any_case_and_grouping_and_by_nothing_else(string? text, string? key) => Assert.Equal(key, CouponCode.Key(text));

    [Fact]
    public void An_order_may_carry_several() => Assert.Equal(["SUMMER", "BACK23456"], CouponCode.KeysIn("summer, back-23456, %&"));
}
