using System.Text;
using Cartwright.Messages;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Cartwright.Tests.Messages;

public class TextPolicyTests
{
    [Theory]
    [InlineData("  Merino throw ", "Merino throw")]
    [InlineData("a\r\nBcc: everyone@example.com", "a Bcc: everyone@example.com")]
    [InlineData("left \u202Eright\u202C", "left right")]
    [InlineData("tab\tand\u0000null", "tab and null")]
    [InlineData("family 👨‍👩‍👧‍👦", "family 👨‍👩‍👧‍👦")]
    [InlineData("\ufeffmarked", "marked")]
    [InlineData(" \t\n", null)]
    [InlineData(null, null)]
    public void Makes_one_clean_line(string? text, string? expected) => Assert.Equal(expected, TextPolicy.Line(text, 100));

    [Fact]
    public void Writes_half_a_character_as_the_replacement_character() => Assert.Equal("half \ufffd", TextPolicy.Line("half \ud83d", 100));

    [Theory]
    [InlineData("short", 5, "short")]
    [InlineData("Linen tea towel, set of three", 20, "Linen tea towel…")]
    [InlineData("Linen tea towel, set of three", 17, "Linen tea towel…")]
    [InlineData("Donaudampfschifffahrt", 10, "Donaudamp…")]
    [InlineData("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 14, "👨‍👩‍👧‍👦…")]
    [InlineData("äöü", 1, "…")]
    public void Cuts_between_words_and_never_inside_a_character(string text, int maximum, string expected) =>
        Assert.Equal(expected, TextPolicy.Truncate(text, maximum));

    [Fact]
    public void Gives_clean_text_of_the_length_asked_for_whatever_comes_in() => Prop.ForAll(
        ArbMap.Default.ArbFor<string?>(), Gen.Choose(1, 60).ToArbitrary(), (text, maximum) =>
        {
            var line = TextPolicy.Line(text, maximum);
            return line is null || (line.Length <= maximum && !line.Any(char.IsControl) && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(line)) == line);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("merino", "M")]
    [InlineData("«örtlich»", "Ö")]
    [InlineData("قميص", "ق")]
    [InlineData("🕯️", "")]
    public void Takes_the_first_letter_for_a_missing_picture(string name, string initial) => Assert.Equal(initial, TextPolicy.Initial(name));

    [Fact]
    public void Keeps_the_lines_of_an_address_without_the_empty_ones() =>
        Assert.Equal(["Lindenstraße 12", "10969 Berlin"], TextPolicy.Lines("Lindenstraße 12\r\n\r\n10969 Berlin\nGermany", 2, 100));
}
