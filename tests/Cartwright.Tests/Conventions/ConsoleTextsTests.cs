using Catalogue = Cartwright.Console.Text.Texts;

namespace Cartwright.Tests.Conventions;

public sealed class ConsoleTextsTests
{
    private static readonly Catalogue English = Catalogue.For("en", null);

    [Fact]
    public void Pages_hold_no_words_of_their_own() =>
        Violations.None(Sources(".razor").SelectMany(f => ConsoleTexts.LiteralsIn(f.Path, f.Text)), "What people read comes from Console/Text/en.json:");

    [Fact]
    public void Every_key_that_is_looked_up_has_a_sentence() =>
        Violations.None(Sources(".razor", ".cs").SelectMany(f => ConsoleTexts.KeysIn(f.Text).Where(key => !English.Has(key)).Select(key => $"{f.Path} asks for {key}")), "These sentences are missing in Console/Text/en.json:");

    [Fact]
    public void Every_sentence_is_said_somewhere()
    {
        var literals = Sources(".razor", ".cs").SelectMany(f => ConsoleTexts.LiteralKeysIn(f.Text)).ToHashSet(StringComparer.Ordinal);

        Violations.None(English.Keys.Where(key => !ConsoleTexts.IsUsed(key, literals)).Order(StringComparer.Ordinal), "Nothing says these sentences of Console/Text/en.json:");
    }

    [Theory]
    [InlineData("<p>Hello</p>", "a.razor:1 says \"Hello\"")]
    [InlineData("<p>@T[\"a.b\"] carts</p>", "a.razor:1 says \"· carts\"")]
    [InlineData("<div>\n  Nothing here yet.\n</div>", "a.razor:2 says \"Nothing here yet.\"")]
    [InlineData("<img alt=\"A cart\" src=\"x\" />", "a.razor:1 says \"A cart\"")]
    [InlineData("<Shell Title=\"Carts\">", "a.razor:1 says \"Carts\"")]
    public void Words_in_a_page_are_noticed(string razor, string found) => Assert.Equal([found], ConsoleTexts.LiteralsIn("a.razor", razor));

    [Theory]
    [InlineData("<p>@T[\"a.b\", (\"name\", M.Name ?? \"x\")]</p>")]
    [InlineData("@* A word *@\n<p>@(M.Is ? T[\"a\"] : T[\"b\"])</p>")]
    [InlineData("<TextField Hint=\"/checkout\" Title=\"@T[\"a\"]\" />")]
    [InlineData("@if (a < b && c > d)\n{\n  var index = i;\n  <b>@index</b>\n}\nelse\n{\n}")]
    [InlineData("<p>1 · 2</p>\n@code {\n  private string A => \"Some words\";\n}")]
    public void Keys_and_code_are_not(string razor) => Assert.Empty(ConsoleTexts.LiteralsIn("a.razor", razor));

    [Fact]
    public void A_sentence_nobody_says_and_one_that_is_missing_are_noticed()
    {
        var literals = ConsoleTexts.LiteralKeysIn("""T["a.b"] + T["stage." + x] + T.OfCode("reason.", y) + $"settings.{z}.help" """).ToHashSet(StringComparer.Ordinal);

        Assert.Equal(["a.c", "b.a"], ((string[])["a.b", "a.c", "stage.cart", "reason.too_old", "settings.name.help", "b.a"]).Where(key => !ConsoleTexts.IsUsed(key, literals)));
        Assert.Equal(["a.b"], ConsoleTexts.KeysIn("""T["a.b", ("count", 1)] T["stage." + x]"""));
    }

    private static IEnumerable<(string Path, string Text)> Sources(params string[] extensions) =>
        SourceTree.Below(Repository.PathOf("src/Cartwright/Console"), extensions).Select(path => (SourceTree.Named(path), File.ReadAllText(path)));
}
