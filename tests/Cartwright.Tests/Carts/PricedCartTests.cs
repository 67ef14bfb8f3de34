using Cartwright.Carts;
using Cartwright.Products;

namespace Cartwright.Tests.Carts;

public sealed class PricedCartTests
{
    private static readonly CartFacts Told = new()
    {
        Key = "c1", Currency = "EUR", Shipping = 490, Discount = 100, Tax = 300, Told = 3690,
        Lines = [new Line("tea", null, null, "Tea", 2, 900, null, null), new Line("mug", null, null, "Mug", 1, 1500, null, null)],
    };

    [Fact]
    public void What_the_catalogue_does_not_know_otherwise_stays_as_it_was_told()
    {
        var priced = PricedCart.Of(Told, Catalogue(900));

        Assert.Equal((3300L, 3690L, 0L, false), (priced.Items, priced.Total, priced.TaxOnTop, priced.IsCorrected));
        Assert.Equal("Green tea", priced.Lines[0].Line.Name);
    }

    [Theory]
    [InlineData(3690L, 2900 + 490 - 100)] // the tax was inside the prices
    [InlineData(3990L, 2900 + 490 - 100 + 300)]
    [InlineData(null, 2900 + 490 - 100 + 300)]
    public void A_corrected_price_makes_another_total(long? told, long total)
    {
        var priced = PricedCart.Of(Told with { Told = told }, Catalogue(700));

        Assert.Equal((2900L, total, true), (priced.Items, priced.Total, priced.IsCorrected));
    }

    [Fact]
    public void What_was_ordered_keeps_its_price_and_another_currency_says_nothing()
    {
        var ordered = PricedCart.Of(Told with { OrderedAt = 1 }, Catalogue(700));

        Assert.Equal((900L, 3690L, "Green tea", false), (ordered.Lines[0].Line.Unit, ordered.Total, ordered.Lines[0].Line.Name, ordered.IsCorrected));
        Assert.False(PricedCart.Of(Told, Catalogue(700, "USD")).IsCorrected);
    }

    private static Dictionary<(string, string), Product> Catalogue(long price, string currency = "EUR") => new() { [("tea", "")] = new("tea", "", null, "Green tea", null, currency, price, null, null, null) };
}
