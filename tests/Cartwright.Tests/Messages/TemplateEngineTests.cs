using System.Globalization;
using Cartwright.Messages;
using HandlebarsDotNet;
using Xunit;

namespace Cartwright.Tests.Messages;

public class TemplateEngineTests
{
    private static readonly TemplateEngine Engine = new();

    private static readonly Dictionary<string, object?> Scope = new()
    {
        ["name"] = "<b>Tom & 'Käthe'</b>=`\"",
        ["none"] = 0,
        ["one"] = 1,
        ["many"] = 1234L,
        ["price"] = Amount.Of(new Money(1990, "EUR"), CultureInfo.GetCultureInfo("de-DE")),
        ["until"] = new Moment(new DateTimeOffset(2026, 12, 24, 14, 5, 0, TimeSpan.FromHours(1)), CultureInfo.GetCultureInfo("de-DE")),
        ["picture"] = "https://cdn.shopify.com/a.png?v=1",
        ["list"] = new List<Dictionary<string, object?>> { new() { ["name"] = "inner" } },
    };

    [Theory]
    [InlineData("{{name}}", "&lt;b&gt;Tom &amp; &#39;Käthe&#39;&lt;/b&gt;=&#96;&quot;")]
    [InlineData("{{missing}}{{missing.deeper}}", "")]
    [InlineData("{{#if none}}yes{{else}}no{{/if}}", "no")]
    [InlineData("{{many}}", "1234")]
    [InlineData("{{money price}}", "19,90\u00a0€")]
    [InlineData("{{price}}", "19,90\u00a0€")]
    [InlineData("{{money name}}{{money}}", "")]
    [InlineData("{{date until}}", "Donnerstag, 24. Dezember 2026")]
    [InlineData("{{date until \"time\"}}", "14:05 Uhr")]
    [InlineData("{{date until \"short\"}}", "24.12.2026")]
    [InlineData("{{plural one \"item\" \"items\"}} {{plural many \"item\" \"items\"}} {{plural none \"item\" \"items\"}}", "item items items")]
    [InlineData("{{truncate name 6}}", "&lt;b&gt;To…")]
    [InlineData("{{imageSize picture 160}}", "https://cdn.shopify.com/a.png?v=1&amp;width=160")]
    [InlineData("{{#each list}}{{name}} {{@index}} {{@root.one}} {{../one}}{{/each}}", "inner 0 1 1")]
    [InlineData("{{#if one}}a{{else}}{{#if none}}b{{else}}c{{/if}}{{/if}}d", "ad")]
    public void Renders_html(string source, string expected) => Assert.Equal(expected, Html(source));

    [Fact]
    public void Does_not_escape_text() => Assert.Equal("<b>Tom & 'Käthe'</b>=`\"", Compile(text: "{{name}}").Text(Scope));

    [Fact]
    public void Drops_lines_that_hold_only_a_block() => Assert.Equal("a\nb\n", Compile(text: "a\n{{#if one}}\nb\n{{/if}}\n").Text(Scope));

    [Fact]
    public void Reads_no_partials_from_disk()
    {
        var failure = Record.Exception(() => Html("{{> ../../../etc/passwd}}"));

        Assert.IsAssignableFrom<HandlebarsException>(failure);
    }

    [Theory]
    [InlineData("{{#if one}}open")]
    [InlineData("{{unknownHelper one two}}")]
    public void Refuses_a_broken_template(string source) => Assert.ThrowsAny<HandlebarsException>(() => Html(source));

    private static string Html(string source) => Compile(html: source).Html(Scope);

    private static CompiledTemplate Compile(string html = "", string text = "") => Engine.Compile(new TemplateFile("test", "en", "", "", html, text));
}
