using Cartwright.Messages;
using Cartwright.Messages.Templates;
using FsCheck;
using FsCheck.Fluent;

namespace Cartwright.Tests.Messages.Templates;

public sealed class OwnVersionTests
{
    private static readonly MessageRenderer Renderer = new();

    // Two engines, one of them closed: a merchant who changes nothing sends the very same mail.
    [Fact]
    public void A_default_saved_unchanged_gives_the_same_message_to_the_byte()
    {
        foreach (var (template, locale) in SomeTemplates.Defaults.All.Where(d => d.Locale == "en" || d.Template == "cart-reminder"))
        {
            var own = new OwnVersion(SomeTemplates.Defaults.Source(template, locale)!);
            foreach (var (name, model) in AwkwardCarts.All)
            {
                var (mine, shipped) = (Renderer.Render(template, own, model with { Locale = locale }), Renderer.Render(template, locale, model with { Locale = locale }));
                foreach (var (part, theirs, ours) in ((string, string, string)[])[("subject", shipped.Subject, mine.Subject), ("preheader", shipped.Preheader, mine.Preheader), ("html", shipped.Html, mine.Html), ("text", shipped.Text, mine.Text)])
                    Assert.True(theirs == ours, $"{template}.{locale} on {name}, {part}: {Difference(theirs, ours)}");
            }
        }
    }

    private static string Difference(string a, string b)
    {
        var at = a.Zip(b).TakeWhile(x => x.First == x.Second).Count();
        return $"…{a[Math.Max(0, at - 60)..Math.Min(a.Length, at + 40)]}… is …{b[Math.Max(0, at - 60)..Math.Min(b.Length, at + 40)]}…";
    }

    [Fact]
    public void The_shopper_s_language_comes_first_and_in_it_the_store_s_own()
    {
        var own = OwnVersions.Of([Version(3, SomeTemplates.Mail(locale: "en", words: "English")), Version(1, SomeTemplates.Mail(locale: "pt-BR", words: "Brasil"))], "en");
        RenderedMessage Render(string locale) => Renderer.Render("cart-reminder", locale, AwkwardCarts.Ordinary with { Locale = locale }, own);

        Assert.Equal(("Brasil: Merino throw", 1L), (Render("pt-BR").Subject, Render("pt-BR").Version));
        Assert.Equal(("English: Merino throw", 3L, "en"), (Render("fr").Subject, Render("fr").Version, Render("fr").Locale));
        Assert.Null(Render("de-AT").Version);
        Assert.Equal("de", Render("de-AT").Locale);
        var alone = OwnVersions.Of([Version(1, SomeTemplates.Mail("spring", "pt-BR", "Primavera")), Version(1, SomeTemplates.Mail("spring", "fr", "Printemps"))], "pt-BR");
        Assert.Equal(("Printemps: Merino throw", "Primavera: Merino throw"), (Renderer.Render("spring", "fr-CA", AwkwardCarts.Ordinary, alone).Subject, Renderer.Render("spring", "de", AwkwardCarts.Ordinary, alone).Subject));
    }

    [Fact]
    public void One_that_cannot_be_written_makes_way_for_the_one_before_it_then_for_the_default()
    {
        var bad = SomeTemplates.Mail() with { Html = "<p>{{#if shopper.firstName}}{{else}}{{links.unsubscribe}}{{/if}}</p>" };
        var good = SomeTemplates.Mail(words: "Good");

        var rendered = Renderer.Render("cart-reminder", "en", AwkwardCarts.Ordinary, OwnVersions.Of([Version(7, bad), Version(4, good)], "en"));
        Assert.Equal(("Good: Merino throw", 4L), (rendered.Subject, rendered.Version));
        var failed = Assert.Single(rendered.Failed);
        Assert.Equal(("cart-reminder", "en", 7L), (failed.Template, failed.Locale, failed.Version));
        Assert.StartsWith("There is no way to unsubscribe", failed.Why, StringComparison.Ordinal);

        rendered = Renderer.Render("cart-reminder", "en", AwkwardCarts.Ordinary, OwnVersions.Of([Version(7, bad), Version(4, bad with { Html = "{{never.was}}" })], "en"));
        Assert.Equal((null, 2), (rendered.Version, rendered.Failed.Count));
        Assert.Equal("Your cart at Linden & Wool, just as you left it", rendered.Subject);
        Assert.Equal(7L, Renderer.Render("cart-reminder", "en", AwkwardCarts.Ordinary with { Shopper = new ShopperView(null) }, OwnVersions.Of([Version(7, bad)], "en")).Version);
        Assert.Throws<TemplateBrokenException>(() => Renderer.Render("spring", "en", AwkwardCarts.Ordinary, OwnVersions.Of([Version(7, bad)], "en")));
    }

    [Fact]
    public void Where_a_part_is_not_there_that_only_the_own_one_speaks_of_the_default_goes()
    {
        var own = OwnVersions.Of([Version(1, SomeTemplates.Mail() with { Text = "{{offer.code}} {{links.unsubscribe}}" })], "en");

        var rendered = Renderer.Render("cart-reminder", "en", AwkwardCarts.Ordinary, own);

        Assert.Equal((null, 0), (rendered.Version, rendered.Failed.Count));
        Assert.Equal(1, Renderer.Render("cart-reminder", "en", AwkwardCarts.All["ordinary"], own).Version);
        Assert.Equal("offer", Assert.Throws<MissingPartException>(() => Renderer.Render("cart-offer", "en", AwkwardCarts.Ordinary, OwnVersions.Of([Version(1, SomeTemplates.Mail("cart-offer"))], "en"))).Part);
    }

    // The engine without the reader before it: even then only the model is seen, and no loop goes on for long.
    [Theory]
    [InlineData("{{cart.first.Length}}{{cart.lines.Count}}{{cart.Keys}}{{cart.lines.SyncRoot}}{{store.name.Chars}}", "")]
    [InlineData("{{#each store.name}}x{{/each}}", null)]
    [InlineData("{{#each cart}}x{{/each}}", null)]
    [InlineData("{{#each cart.lines}}{{#each @root.cart.lines}}{{#each @root.cart.lines}}{{#each @root.cart.lines}}{{#each @root.cart.lines}}{{/each}}{{/each}}{{/each}}{{/each}}{{/each}}", null)]
    public void The_engine_sees_the_model_and_nothing_beside_it(string source, string? written)
    {
        var template = new OwnEngine().Compile(source, escape: true);
        var scope = MessageRenderer.Scope(AwkwardCarts.All["twelve lines"], "en");

        if (written is null) Assert.ThrowsAny<Exception>(() => template(scope));
        else Assert.Equal(written, template(scope));
    }

    [Fact]
    public void Any_text_whatever_is_told_of_or_written_and_never_hangs()
    {
        string[] pieces = ["{{", "}}", "{{#each cart.lines}}", "{{/each}}", "{{#if ", "cart.first", "{{else}}", "{{/if}}", "{{name}}", "{{../", "{{{", "}}}", "\\", "\"", "'", "~", "(", ")", "|", "[0]", "{{#with store}}", "{{/with}}", "{{money ", "{{> x}}", "{{!--", "--}}",
            "{{@root.links.unsubscribe}}", "{{this}}", "{{lookup this \"Length\"}}", "{{cart.lines.Count}}", "{{#*inline \"a\"}}", "as |a|", "=", "<script>", "\n", " ", "é", "\0"];
        var scope = MessageRenderer.Scope(AwkwardCarts.All["forty lines"], "en");
        var engine = new OwnEngine();
        Properties.Check(Prop.ForAll(Gen.Elements(pieces).ArrayOf().Select(string.Concat).ToArbitrary(), text =>
        {
            var read = HandlebarsReader.Read(TemplatePart.Html, text);
            if (read.Faults.Any(f => !f.Warning)) return read.Canonical.Length == 0;
            try { return !engine.Compile(read.Canonical, escape: true)(scope).Contains("System.", StringComparison.Ordinal); }
            catch (TemplateOverrunException) { return true; }
        }), max: 400);
    }

    private static TemplateVersion Version(long number, TemplateSource source) => new(number, source, "ada", 1, 1);
}
