using Cartwright.Messages;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Cartwright.Tests.Messages;

public class WrapPolicyTests
{
    private static readonly Arbitrary<string> AnyText = (
        from words in Gen.ListOf(Gen.Elements("a", "throw", "Lindenstraße", "\n", "\n\n", "- ", "  ", new string('x', 90), "https://shop.example/" + new string('k', 80)))
        select string.Join(' ', words)).ToArbitrary();

    [Fact]
    public void Breaks_between_words_and_indents_the_rest_like_the_first_line()
    {
        var wrapped = WrapPolicy.Wrap("- Handwoven throw of merino wool from the hills above the valley of the river, Sand\n  1 × €89.00\n");

        Assert.Equal("- Handwoven throw of merino wool from the hills above the valley of the\n  river, Sand\n  1 × €89.00\n", wrapped);
    }

    [Fact]
    public void Leaves_an_address_whole()
    {
        var address = "https://shop.example/r/" + new string('k', 120);

        Assert.Equal($"Unsubscribe:\n{address}\nnow\n", WrapPolicy.Wrap($"Unsubscribe: {address} now"));
    }

    [Fact]
    public void Allows_one_empty_line_in_a_row_and_none_at_the_ends() => Assert.Equal("a\n\nb\n", WrapPolicy.Wrap("\n\na  \n\n \n\nb\n\n\n"));

    [Fact]
    public void Keeps_every_word_in_order_and_every_line_short() => Prop.ForAll(AnyText, text =>
    {
        var wrapped = WrapPolicy.Wrap(text);
        return Words(wrapped).SequenceEqual(Words(text))
            && wrapped.Split('\n').All(line => line.Length <= WrapPolicy.Width || Words(line).Max(word => word.Length) > WrapPolicy.Width - 10)
            && WrapPolicy.Wrap(wrapped).Length > 0 == wrapped.Length > 0;

        static string[] Words(string all) => all.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
    }).QuickCheckThrowOnFailure();
}
