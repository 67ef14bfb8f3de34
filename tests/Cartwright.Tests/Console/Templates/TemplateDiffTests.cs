using Cartwright.Console.Templates;
using Cartwright.Messages.Templates;

namespace Cartwright.Tests.Console.Templates;

public sealed class TemplateDiffTests
{
    private static readonly TemplateSource Before = new("a", "en", "email", "Subject", "", string.Join('\n', Enumerable.Range(1, 20)), "<p>1</p>", "Text");

    [Fact]
    public void Shows_what_changed_with_a_few_lines_around_it()
    {
        var (part, lines) = Assert.Single(TemplateDiff.Of(Before, Before with { Mjml = Before.Mjml.Replace("10", "ten", StringComparison.Ordinal), Html = "<p>2</p>" }));
        Assert.Equal("mjml", part);
        Assert.Equal(["7…", " 8", " 9", "-10", "+ten", " 11", " 12", "8…"], lines.Select(Told));
    }

    [Fact]
    public void Marks_the_words_of_a_line_that_changed()
    {
        var (_, lines) = Assert.Single(TemplateDiff.Of(Before with { Text = "Hello\nYour cart waits for you.\nBye" }, Before with { Text = "Hello\nYour basket waits for you.\nNew\nBye" }));
        Assert.Equal([" Hello", "-Your [cart] waits for you.", "+Your [basket] waits for you.", "+New", " Bye"], lines.Select(Told));
    }

    [Fact]
    public void Shows_the_html_only_where_the_layout_does_not_tell_it()
    {
        Assert.Equal(["html"], TemplateDiff.Of(Before, Before with { Html = "<p>2</p>" }).Select(d => d.Part));
        Assert.Equal(["subject", "text"], TemplateDiff.Of(Before, Before with { Subject = "Other", Text = "Other" }).Select(d => d.Part));
        Assert.Empty(TemplateDiff.Of(Before, Before));
    }

    private static string Told(DiffLine line) =>
        line.Skipped > 0 ? $"{line.Skipped}…" : line.Sign + string.Concat(line.Words.Select(w => w.Changed && line.Words.Count > 1 ? $"[{w.Text}]" : w.Text));
}
