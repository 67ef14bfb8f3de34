using System.Globalization;
using Cartwright.Messages.Templates;

namespace Cartwright.Console.Templates;

/// <summary>What the editor's form says.</summary>
/// <param name="Asked">look, draft or live.</param>
/// <param name="Expected">The version it is based on.</param>
/// <param name="From">What a template that is not saved yet was made from.</param>
internal sealed record TemplateForm(string Asked, long Expected, string? From, string? On, bool Dark, string Subject, string Preheader, string Mjml, string Html, string Text)
{
    public static async Task<TemplateForm> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        var form = await request.ReadFormAsync(ct);
        string Of(string name) => form[name].ToString();
        // Forms send line breaks as CR LF, whatever was typed.
        string Lines(string name) => Of(name).ReplaceLineEndings("\n");
        return new TemplateForm(Of("do"), long.TryParse(Of("expected"), CultureInfo.InvariantCulture, out var expected) ? expected : 0, Given("from"), Given("on"), Of("dark") == "on",
            Of("subject"), Of("preheader"), Lines("mjml"), Lines("html"), Lines("text"));

        string? Given(string name) => Of(name) is { Length: > 0 } value ? value : null;
    }

    public TemplateSource Source(OpenedTemplate opened) => opened.Entry.Channel == Cartwright.Shoppers.Channels.Sms
        ? opened.Source with { Subject = "", Preheader = "", Mjml = "", Html = "", Text = Text }
        : opened.Source with { Subject = Subject, Preheader = Preheader, Mjml = Mjml, Html = Html, Text = Text };

    /// <summary>The page as it was sent: what was typed stands, and is not saved.</summary>
    public TemplateModel Typed(TemplateModel model) => model with { IsChanged = true, Expected = Expected, From = From };
}
