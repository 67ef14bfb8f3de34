using Cartwright.Console;

namespace Cartwright.Tests.Console;

public sealed class SlugsTests
{
    [Theory]
    [InlineData("Abandoned cart", "abandoned-cart")]
    [InlineData("  Größe & Café!  ", "gro-e-cafe")]
    [InlineData("放弃的购物车", "journey")]
    [InlineData("--", "journey")]
    [InlineData("New", "new-2")]
    [InlineData("Taken", "taken-3")]
    public void A_name_becomes_an_address_that_is_free(string name, string slug) => Assert.Equal(slug, Slugs.Of(name, "journey", ["new", "taken", "taken-2"]));

    [Fact]
    public void A_long_name_is_cut() => Assert.InRange(Slugs.Of(new string('a', 300), "journey", [new string('a', 56)]).Length, 50, 60);
}
