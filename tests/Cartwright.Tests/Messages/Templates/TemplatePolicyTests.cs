using Cartwright.Messages.Templates;

namespace Cartwright.Tests.Messages.Templates;

public sealed class TemplatePolicyTests
{
    private static readonly TemplateSource Mail = SomeTemplates.Mail();

    [Fact]
    public void Every_default_can_be_used_as_a_store_s_own()
    {
        foreach (var (template, locale) in SomeTemplates.Defaults.All.Where(d => d.Locale == "en" || d.Template is "cart-reminder" or "cart-sms"))
        {
            var faults = Check(SomeTemplates.Defaults.Source(template, locale)!);
            Assert.True(faults.All(f => f.Warning && f.Part != TemplatePart.Preheader), $"{template}: {string.Join('\n', faults)}");
        }
    }

    [Fact]
    public void A_simple_mail_has_nothing_to_mend() => Assert.Empty(Check(Mail));

    public static TheoryData<string, string, int?, string> Wrong => new()
    {
        { "way out", TemplatePart.Html, null, "There is no way to unsubscribe in it" },
        { "way out of text", TemplatePart.Text, null, "There is no way to unsubscribe in the text part" },
        { "way out for some", TemplatePart.Html, null, "There is no way to unsubscribe in it" },
        { "script", TemplatePart.Html, 2, "<script> may not stand in a mail" },
        { "iframe", TemplatePart.Html, 2, "<iframe> may not stand in a mail" },
        { "form", TemplatePart.Html, 2, "<form> may not stand in a mail" },
        { "handler", TemplatePart.Html, 2, "onclick=… would run a script" },
        { "javascript", TemplatePart.Html, 2, "href=\"javascript:alert(1)\" would run a script" },
        { "refresh", TemplatePart.Html, 2, "A mail cannot lead elsewhere by itself" },
        { "address out of a name", TemplatePart.Html, null, "href=\"javascript:alert(" },
        { "mjml alone", TemplatePart.Mjml, null, "The layout must be sent compiled" },
        { "include", TemplatePart.Mjml, 3, "Other files cannot be read from here" },
        { "name in mjml", TemplatePart.Mjml, 2, "There is no cart.frist; did you mean cart.first?" },
        { "name in html only", TemplatePart.Html, 1, "There is no cart.frist" },
        { "subject", TemplatePart.Subject, null, "Write a subject." },
        { "empty subject", TemplatePart.Subject, null, "Nothing is left of the subject for this cart." },
        { "long subject", TemplatePart.Subject, null, "It has 501 characters: 500 is the most." },
        { "too much", TemplatePart.Html, null, "It comes to more than 500,000 characters." },
        { "channel", TemplatePart.Channel, null, "'pigeon' is not a channel" },
        { "sms with html", TemplatePart.Html, null, "A text message has a text and nothing else" },
        { "empty sms", TemplatePart.Text, null, "Write the text." },
        { "unquoted", TemplatePart.Html, 2, "What shoppers typed could become an attribute here" },
        { "style", TemplatePart.Html, 2, "{{cart.first}} could be anything, and a style sheet is no place for that" },
        { "sms of nothing", TemplatePart.Text, null, "Nothing is left of the text for this cart." },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_cannot_be_used_is_told_with_its_part_and_line(string what, string part, int? line, string says)
    {
        var html = Mail.Html;
        string With(string markup) => html.Replace("<h1>", "\n" + markup + "<h1>", StringComparison.Ordinal);
        var source = what switch
        {
            "way out" => Mail with { Html = html.Replace("{{links.unsubscribe}}", "https://shop.test/out", StringComparison.Ordinal) },
            "way out of text" => Mail with { Text = "Hello" },
            "way out for some" => Mail with { Html = html.Replace("<a href=\"{{links.unsubscribe}}\">Out</a>", "{{#if shopper.firstName}}<a href=\"{{links.unsubscribe}}\">Out</a>{{/if}}", StringComparison.Ordinal) },
            "script" => Mail with { Html = With("<script>1</script>") },
            "iframe" => Mail with { Html = With("<IFRAME src=\"https://x.test\"></IFRAME>") },
            "form" => Mail with { Html = With("<form action=\"https://x.test\"></form>") },
            "handler" => Mail with { Html = With("<b onclick=\"a()\">x</b>") },
            "javascript" => Mail with { Html = With("<a href=\" java&#10;script:alert(1)\">x</a>") },
            "refresh" => Mail with { Html = With("<meta http-equiv=\"Refresh\" content=\"0\">") },
            "address out of a name" => Mail with { Html = With("<a href=\"{{store.name}}\">x</a>") },
            "mjml alone" => Mail with { Mjml = "<mjml></mjml>", Html = "" },
            "include" => Mail with { Mjml = "<mjml>\n<mj-body>\n<mj-include path=\"./a.mjml\" />\n</mj-body></mjml>" },
            "name in mjml" => Mail with { Mjml = "<mjml>\n{{cart.frist}}</mjml>", Html = "{{cart.frist}}" + html },
            "name in html only" => Mail with { Mjml = "<mjml></mjml>", Html = "{{cart.frist}}" + html },
            "subject" => Mail with { Subject = " " },
            "empty subject" => Mail with { Subject = "{{shopper.firstName}}" },
            "long subject" => Mail with { Subject = new string('s', 501) },
            "too much" => Mail with { Html = With("{{#each cart.lines}}{{#each @root.cart.lines}}" + new string('x', 5000) + "{{/each}}{{/each}}") },
            "channel" => Mail with { Channel = "pigeon" },
            "sms with html" => SomeTemplates.Sms("Hi") with { Html = "<p>" },
            "empty sms" => SomeTemplates.Sms(" "),
            "unquoted" => Mail with { Html = With("<p title={{cart.first}}>x</p>") },
            "style" => Mail with { Html = With("<style>a { color: {{store.accent}}; background: {{cart.first}} }</style>") },
            "sms of nothing" => SomeTemplates.Sms("{{shopper.firstName}}"),
            _ => throw new InvalidOperationException(what),
        };

        var fault = Check(source).First(f => !f.Warning);

        Assert.Equal((part, line), (fault.Part, fault.Line));
        Assert.StartsWith(says, fault.Says, StringComparison.Ordinal);
    }

    [Fact]
    public void What_to_know_all_the_same_is_a_warning()
    {
        var source = Mail with
        {
            Preheader = "Still there", Text = "", Html = Mail.Html.Replace("<h1>", "\n<img src=\"https://shop.test/a.png\">" + new string('x', 110_000) + "{{offer.code}}<h1>", StringComparison.Ordinal),
        };

        var faults = Check(source);

        Assert.All(faults, f => Assert.True(f.Warning, f.Says));
        Assert.Equal([TemplatePart.Preheader, TemplatePart.Html, TemplatePart.Html, TemplatePart.Html, TemplatePart.Text], faults.Select(f => f.Part));
        Assert.Contains(faults, f => f is { Line: 2 } && f.Says.StartsWith("This picture has no alt", StringComparison.Ordinal));
        Assert.Contains(faults, f => f is { Line: 2 } && f.Says.StartsWith("Where there is no offer, this message is not made.", StringComparison.Ordinal));
        Assert.Contains(faults, f => f.Says.Contains("Gmail cuts at 102 KB", StringComparison.Ordinal));
        Assert.Contains("segments", Assert.Single(Check(SomeTemplates.Sms(new string('a', 170) + " STOP"))).Says, StringComparison.Ordinal);
        Assert.Empty(Check(SomeTemplates.Sms("Short: {{links.restore}} Reply STOP to stop")));
        Assert.StartsWith("It does not say how to get no more", Assert.Single(Check(SomeTemplates.Sms("Short: {{links.restore}}"))).Says, StringComparison.Ordinal);
    }

    [Fact]
    public void A_draft_may_have_faults_but_is_not_endless()
    {
        Assert.Empty(TemplatePolicy.CheckDraft(Mail with { Html = "{{nonsense" }));
        Assert.Equal(TemplatePart.Html, Assert.Single(TemplatePolicy.CheckDraft(Mail with { Html = new string('x', TemplatePolicy.MostHtml + 1) })).Part);
    }

    private static IReadOnlyList<TemplateFault> Check(TemplateSource source) => TemplatePolicy.Check(source, TemplateSamples.All.Values);

    [Fact]
    public void Who_changes_the_words_of_a_mail_and_not_of_its_text_part_is_told()
    {
        TemplateSource Html(string html) => Mail with { Html = html };
        var other = Html(Mail.Html.Replace("We kept it", "We hold it", StringComparison.Ordinal));

        Assert.True(TemplatePolicy.Drifted(Mail, other) is { Warning: true, Part: TemplatePart.Text });
        Assert.Null(TemplatePolicy.Drifted(Mail, other with { Text = Mail.Text.Replace("We kept it", "We hold it", StringComparison.Ordinal) }));
        Assert.Null(TemplatePolicy.Drifted(Mail, Html(Mail.Html.Replace("<h1>", "<!-- larger -->\n  <h1 style=\"font-size:30px\">", StringComparison.Ordinal).Replace("<head>", "<head><style>h1 { color: red }</style>", StringComparison.Ordinal))));
        Assert.Null(TemplatePolicy.Drifted(Mail, other with { Text = "" })); // told apart
        Assert.Null(TemplatePolicy.Drifted(SomeTemplates.Sms("a"), SomeTemplates.Sms("b")));
    }
}
