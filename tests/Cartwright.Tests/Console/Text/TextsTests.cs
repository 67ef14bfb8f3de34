using Cartwright.Console.Text;

namespace Cartwright.Tests.Console.Text;

public sealed class TextsTests
{
    [Theory]
    [InlineData(1, "1 cart worth €5.00 can still be won back.")]
    [InlineData(0, "0 carts worth €5.00 can still be won back.")]
    [InlineData(1234, "1,234 carts worth €5.00 can still be won back.")]
    public void A_sentence_takes_its_arguments_by_name_and_its_form_by_the_count(long count, string expected) =>
        Assert.Equal(expected, Texts.For("en", null)["carts.lead", ("total", "€5.00"), ("count", count)]);

    [Fact]
    public void Arguments_are_not_read_for_holes_again() =>
        Assert.Equal("Order {count}", Texts.For("en", null)["overview.order", ("id", "{count}"), ("count", 7)]);

    [Fact]
    public void A_hole_without_an_argument_and_a_key_without_a_sentence_are_seen()
    {
        Assert.Equal("Order {id}", Texts.For("en", null)["overview.order"]);
        Assert.Equal("no.such.key", Texts.For("en", null)["no.such.key"]);
    }

    [Fact]
    public void A_code_without_a_sentence_is_shown_in_its_own_words() =>
        Assert.Equal(("the cart is too old", "brand new reason"), (Texts.For("en", null).OfCode("reason.", "too_old"), Texts.For("en", null).OfCode("reason.", "brand_new_reason")));

    [Theory]
    [InlineData("de-DE,de;q=0.9,en;q=0.8", "en-IE", "en", "en-IE")] // no German catalogue yet
    [InlineData("xx", "de-DE", "en", "en-US")] // English sentences do not get German figures
    [InlineData(null, null, "en", "en-US")]
    [InlineData(",,;q=,-", "en-GB", "en", "en-GB")]
    public void The_language_is_the_browsers_and_the_figures_are_the_stores_where_both_agree(string? accept, string? store, string language, string culture)
    {
        var texts = Texts.For(accept, store);

        Assert.Equal((language, culture), (texts.Language, texts.Culture.Name));
    }
}
