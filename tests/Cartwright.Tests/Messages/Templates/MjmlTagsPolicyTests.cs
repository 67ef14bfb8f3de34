using Cartwright.Messages.Templates;

namespace Cartwright.Tests.Messages.Templates;

public sealed class MjmlTagsPolicyTests
{
    [Theory]
    [InlineData("<mjml><mj-body><mj-section css-class=\"a>b\"><mj-column><mj-text>a <b>c</b><br></mj-text><mj-spacer /></mj-column></mj-section></mj-body></mjml>")]
    [InlineData("<mjml>\n<!-- <mj-text> --> {{!-- </mj-text> --}}<mj-body>{{#if offer}}<mj-divider border-color='{{color}}'/>{{/if}}</mj-body></mjml>")]
    [InlineData("{{#each lines}}<mj-image src=\"https://shop.test/a/b.png\" alt=\"{{name}}\"></mj-image>{{/each}}")]
    [InlineData("")]
    public void What_is_closed_by_its_own_name_is_whole(string source) => Assert.Empty(MjmlTagsPolicy.Check(source));

    [Theory]
    [InlineData("<mjml>\n<mj-body>\n</mj-bdy>\n</mjml>", 3, 1, "</mj-bdy> closes nothing that is open here: the last element that was opened is <mj-body> in line 2.")]
    [InlineData("<mjml>\n <mj-body><mj-text>a\n</mj-body></mjml>", 2, 11, "<mj-text> is not closed: write </mj-text> in front of the </mj-body> in line 3.")]
    [InlineData("<mjml>", 1, 1, "<mjml> is not closed: write </mjml> behind what belongs in it.")]
    [InlineData("</mj-text>", 1, 1, "</mj-text> closes nothing that is open here.")]
    public void A_slip_is_told_where_it_stands(string source, int line, int column, string says)
    {
        var fault = MjmlTagsPolicy.Check(source)[0];
        Assert.Equal((TemplatePart.Mjml, (int?)line, (int?)column, says, false), (fault.Part, fault.Line, fault.Column, fault.Says, fault.Warning));
    }

    [Fact]
    public void The_layouts_that_come_with_it_are_whole()
    {
        var defaults = new TemplateDefaults();
        Assert.All(defaults.All, n => Assert.Empty(MjmlTagsPolicy.Check(defaults.Source(n.Template, n.Locale)!.Mjml)));
    }
}
