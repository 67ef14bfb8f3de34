using Cartwright.Messages;
using Cartwright.Messages.Templates;

namespace Cartwright.Tests.Messages.Templates;

public sealed class HandlebarsReaderTests
{
    [Theory]
    [InlineData("{{cart.totl}}", 1, 1, "There is no cart.totl; did you mean cart.totals?")]
    [InlineData("a\nb {{cart.totals.totel}}", 2, 3, "There is no cart.totals.totel; did you mean cart.totals.total?")]
    [InlineData("{{#each cart.lines}}\n  {{unitprice}}\n{{/each}}", 2, 3, "There is no unitprice in cart.lines; did you mean unitPrice?")]
    [InlineData("{{#each order.lines}}{{#with instead}}{{nam}}{{/with}}{{/each}}", 1, 39, "There is no nam in cart.lines.instead; did you mean name?")]
    [InlineData("{{zzzzzzzzzzzz}}", 1, 1, "There is no zzzzzzzzzzzz.")]
    [InlineData("{{moneys cart.totals.total}}", 1, 1, "There is no helper moneys: there are money, date, plural, truncate, imageSize. Did you mean money?")]
    [InlineData("{{money cart.first}}", 1, 1, "cart.first is a text, and money takes an amount of money: {{money cart.totals.total}}.")]
    [InlineData("{{#if offer}}{{date offer.endsAt \"long\"}}{{/if}}", 1, 14, "\"long\" is no way to write a date: use \"time\", \"short\", \"full\", \"stamp\", or nothing.")]
    [InlineData("{{truncate cart.first}}", 1, 1, "Write it as in {{truncate cart.first 40}}.")]
    [InlineData("{{plural cart.first \"a\" \"b\"}}", 1, 1, "cart.first is a text, and plural takes a number: {{plural cart.others \"item\" \"items\"}}.")]
    [InlineData("{{#if cart.first}}a", 1, 1, "{{#if}} is never closed with {{/if}}.")]
    [InlineData("{{#if cart.first}}\n{{#each cart.lines}}a{{/if}}", 2, 22, "{{/if}} stands where {{/each}} must: {{#each}} of line 2 is open.")]
    [InlineData("a{{/if}}", 1, 2, "{{/if}} closes nothing.")]
    [InlineData("{{else}}", 1, 1, "{{else}} stands in no block.")]
    [InlineData("{{#foreach cart.lines}}{{/foreach}}", 1, 1, "There is no block {{#foreach}}: there are if, unless, each, with.")]
    [InlineData("{{#reviews}}{{/reviews}}", 1, 1, "Write {{#each reviews}} in its place.")]
    [InlineData("{{#each cart}}{{/each}}", 1, 1, "cart is no list: {{#each}} goes through lists such as cart.lines.")]
    [InlineData("{{#with cart.first}}{{/with}}", 1, 1, "cart.first has no fields: {{#with}} takes what has some, such as store.contact.")]
    [InlineData("{{cart.lines}}", 1, 1, "cart.lines is a list: write {{#each cart.lines}}…{{/each}}.")]
    [InlineData("{{cart.atPayment}}", 1, 1, "cart.atPayment is true or false: use it in {{#if cart.atPayment}}…{{/if}}.")]
    [InlineData("{{cart.totals}}", 1, 1, "cart.totals is no text: name one of its fields.")]
    [InlineData("{{cart.first.Length}}", 1, 1, "There is no cart.first.Length.")]
    [InlineData("{{cart.lines.Count}}", 1, 1, "There is no cart.lines.Count.")]
    [InlineData("{{lookup cart \"first\"}}", 1, 1, "There is no helper lookup: there are money, date, plural, truncate, imageSize.")]
    [InlineData("{{../cart.first}}", 1, 1, "There is no ../cart.first; did you mean cart.first?")]
    [InlineData("{{@key}}", 1, 1, "There is no @key.")]
    [InlineData("{{> footer}}", 1, 1, "Other templates cannot be read from here: write what it says in its place.")]
    [InlineData("{{#> layout}}{{/layout}}", 1, 1, "Other templates cannot be read from here: write what it says in its place.")]
    [InlineData("{{{cart.first}}}", 1, 1, "Three braces would write what shoppers and shops typed as markup: use two.")]
    [InlineData("{{& cart.first}}", 1, 1, "& would write what shoppers and shops typed as markup: remove it.")]
    [InlineData("\\{{cart.first}}", 1, 2, "A backslash before {{ means nothing here: remove it.")]
    [InlineData("{{^}}", 1, 1, "Write {{else}}, or {{#unless …}}, in its place.")]
    [InlineData("Hello {{cart.first", 1, 7, "This {{ is never closed with }}.")]
    [InlineData("Hello {{cart.first}", 1, 7, "A single } stands in it: close it with }}.")]
    [InlineData("{{date offer.endsAt \"full}}", 1, 1, "A quotation mark in it is not closed.")]
    [InlineData("{{ }}", 1, 1, "There is nothing in it.")]
    [InlineData("{{!-- {{x}} ", 1, 1, "This comment is never closed.")]
    public void A_mistake_is_told_with_its_place_and_what_would_be_right(string source, int line, int column, string says)
    {
        var fault = HandlebarsReader.Read(TemplatePart.Html, source).Faults.First(f => !f.Warning);

        Assert.Equal((line, column, says), (fault.Line, fault.Column, fault.Says));
    }

    [Theory]
    [InlineData("{{~#if cart.first~}} {{cart.first}} {{~else if cart.others}}{{cart.others}}{{else}}-{{/if}}", "{{~#if cart.first~}} {{cart.first}} {{~else if cart.others}}{{cart.others}}{{else}}-{{/if}}")]
    [InlineData("{{#each cart.lines}}{{@index}}{{#if @last}}.{{/if}}{{../cart.first}}{{@root.cart.first}}{{this.name}}{{./name}}{{/each}}", null)]
    [InlineData("{{#each store.address}}{{this}}{{else}}{{store.name}}{{/each}}", null)]
    [InlineData("a {{! {{ }} b {{!-- }} {{x}} --}} c", "a  b  c")]
    [InlineData("{{  money\n cart.totals.total }}", "{{money cart.totals.total}}")]
    [InlineData("{{#if stages.payment}}x{{/if}}{{preheader}}", null)]
    [InlineData("a{b:{{store.accent}}}", "a{b:{{store.accent}} }")]
    [InlineData(".a{b:{c:d}} @media x{.y{z:1}}", null)]
    public void What_is_understood_is_handed_on_and_nothing_else(string source, string? canonical)
    {
        var read = HandlebarsReader.Read(TemplatePart.Html, source);

        Assert.Empty(read.Faults);
        Assert.Equal(canonical ?? source, read.Canonical);
    }

    [Fact]
    public void Loops_in_loops_are_counted_before_they_run()
    {
        static string Nested(int depth) => string.Concat(Enumerable.Repeat("{{#each @root.cart.lines}}", depth)) + "{{@root.cart.first}}" + string.Concat(Enumerable.Repeat("{{/each}}", depth));

        Assert.Empty(HandlebarsReader.Read(TemplatePart.Text, Nested(3)).Faults);
        Assert.Equal("Its loops inside of loops could go round too often: take one of them out.", Assert.Single(HandlebarsReader.Read(TemplatePart.Text, Nested(4)).Faults).Says);
        Assert.Contains("More than 20 blocks lie in each other", HandlebarsReader.Read(TemplatePart.Text, string.Concat(Enumerable.Repeat("{{#if cart.first}}", 60_000))).Faults[0].Says, StringComparison.Ordinal);
    }

    // The same parts as the defaults declare in templates/assets.mjs are found by reading them.
    [Fact]
    public void What_a_default_says_nothing_true_without_is_found_in_it()
    {
        var renderer = new MessageRenderer();
        foreach (var (template, locale) in SomeTemplates.Defaults.All)
        {
            var needs = Needs(template, locale);
            Assert.True(needs.All(renderer.NeedsOf(template).Contains), $"{template}.{locale}: {string.Join(", ", needs)}");
        }
        Assert.Equal(["offer"], Needs("cart-offer", "de"));
        Assert.Equal(["handOff"], Needs("hand-off", "ja"));

        static IEnumerable<string> Needs(string template, string locale) => SomeTemplates.Defaults.Source(template, locale) is { } s
            ? new[] { s.Subject, s.Preheader, s.Html, s.Text }.SelectMany(t => HandlebarsReader.Read(TemplatePart.Html, t).Needs).Distinct().ToList() : [];
    }

    [Theory]
    [InlineData("<h1>Hello {{shopper.firstName}},</h1> {{shopper.firstName}}", true), InlineData("{{#with shopper}}{{firstName}}{{/with}}", true), InlineData("{{#if offer}}{{shopper.firstName}}{{/if}}", true)]
    [InlineData("Hello{{#if shopper.firstName}} {{shopper.firstName}}{{/if}},", false), InlineData("{{#unless shopper.firstName}}Hello{{else}}{{shopper.firstName}}{{/unless}}", false)]
    [InlineData("{{#with shopper}}{{#if firstName}}{{firstName}}{{/if}}{{/with}}", false)]
    public void Who_greets_by_a_name_that_few_have_told_is_warned(string source, bool warned)
    {
        var read = HandlebarsReader.Read(TemplatePart.Html, source);

        Assert.Equal(warned ? 1 : 0, read.Faults.Count(f => f.Warning && f.Says.StartsWith("Of many shoppers no name is known", StringComparison.Ordinal)));
        Assert.NotEmpty(read.Canonical);
    }

    [Fact]
    public void No_default_reads_broken_without_a_name()
    {
        foreach (var (template, locale) in SomeTemplates.Defaults.All)
            if (SomeTemplates.Defaults.Source(template, locale) is { } s)
                foreach (var text in (string[])[s.Subject, s.Preheader, s.Html, s.Text])
                    Assert.DoesNotContain(HandlebarsReader.Read(TemplatePart.Html, text).Faults, f => f.Says.StartsWith("Of many shoppers", StringComparison.Ordinal));
    }
}
