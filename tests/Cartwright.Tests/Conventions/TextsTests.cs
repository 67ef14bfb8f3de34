using Cartwright.Tests.Support;

namespace Cartwright.Tests.Conventions;

public sealed class TextsTests
{
    [Fact]
    public void No_file_is_longer_than_a_reader_holds_in_mind() =>
        Violations.None(Read("", Texts.Code).SelectMany(f => Texts.TooLong(f.Path, f.Text)), $"A file of more than {Texts.LongestFile} lines wants to be two:");

    [Fact]
    public void Nothing_is_left_for_later_and_nothing_names_this_machine() =>
        Violations.None(Read("", Texts.Written).SelectMany(f => Texts.UnfinishedOrLocal(f.Path, f.Text)),
            "What is unfinished is an issue, not a comment; a path of one machine is of no use on another:");

    [Fact]
    public void A_long_file_is_noticed_and_a_long_migration_is_not()
    {
        var text = string.Concat(Enumerable.Repeat("\n", Texts.LongestFile + 1));

        Assert.Equal([$"src/A.cs has {Texts.LongestFile + 1} lines"], Texts.TooLong("src/A.cs", text));
        Assert.Empty(Texts.TooLong("src/A.cs", text[1..]));
        Assert.Empty(Texts.TooLong("src/Storage/Migrations/001.sql", text));
    }

    [Theory]
    [InlineData("// TO", "DO later")]
    [InlineData("/* FIX", "ME */")]
    [InlineData("throw new NotImplemented", "Exception();")]
    [InlineData("see /wor", "k/notes.md")]
    [InlineData("\"/hom", "e/ann/shop\"")]
    public void An_offending_line_is_noticed(string half, string other) =>
        Assert.Single(Texts.UnfinishedOrLocal("a.cs", $"fine\n{half}{other}"), found => found.StartsWith("a.cs:2 ", StringComparison.Ordinal));

    [Theory]
    [InlineData("un todo en español")]
    [InlineData("https://shop.example/work/with-us")]
    [InlineData("a hacksaw at /usr/bin/chromium")]
    public void Ordinary_words_and_addresses_are_not(string line) => Assert.Empty(Texts.UnfinishedOrLocal("a.cs", line));

    private static IEnumerable<(string Path, string Text)> Read(string folder, string[] extensions) =>
        SourceTree.Below(Repository.PathOf(folder), extensions).Select(path => (SourceTree.Named(path), File.ReadAllText(path)));
}
