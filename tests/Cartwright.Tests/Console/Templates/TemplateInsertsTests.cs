using Cartwright.Console.Templates;
using Cartwright.Messages.Templates;

namespace Cartwright.Tests.Console.Templates;

public sealed class TemplateInsertsTests
{
    [Theory]
    [InlineData("cart.first", "text?", "{{cart.first}}", null)]
    [InlineData("cart.totals.total", "money", "{{money cart.totals.total}}", null)]
    [InlineData("cart.lines[]", "object", "{{#each cart.lines}}\n\n{{/each}}", null)]
    [InlineData("cart.lines[].name", "text?", "{{name}}", "cart.lines")]
    [InlineData("cart.lines[].instead", "object?", "{{#if instead}}{{/if}}", "cart.lines")]
    [InlineData("store.address[]", "text", "{{#each store.address}}{{this}}{{/each}}", null)]
    [InlineData("paymentMethods[].details[]", "text", "{{#each details}}{{this}}{{/each}}", "paymentMethods")]
    [InlineData("offer.endsAt", "date?", "{{date offer.endsAt \"full\"}}", null)]
    [InlineData("cart.atCheckout", "truth", "{{#if cart.atCheckout}}{{/if}}", null)]
    public void Are_written_as_a_template_names_the_field(string path, string kind, string expected, string? inside)
    {
        Assert.Equal(expected, TemplateInserts.Of(path, kind));
        Assert.Equal(inside, TemplateInserts.Inside(path));
    }

    [Fact]
    public void Are_taken_by_the_check_of_templates()
    {
        // Each in the blocks of the lists around it, as the page says.
        foreach (var (path, kind, _) in TemplatePolicy.Fields)
        {
            var lists = path.Split("[]")[..^1].Where(p => p.Length > 0).ToList();
            if (path.EndsWith("[]", StringComparison.Ordinal)) lists.RemoveAt(lists.Count - 1);
            var text = string.Concat(lists.Select(l => $"{{{{#each {l.TrimStart('.')}}}}}")) + TemplateInserts.Of(path, kind) + string.Concat(lists.Select(_ => "{{/each}}"));
            var faults = TemplatePolicy.Check(new TemplateSource("own", "en", "sms", "", "", "", "", "{{links.restore}} " + text), []);
            Assert.True(faults.All(f => f.Warning), $"{path}: {text}: {string.Join(' ', faults.Select(f => f.Says))}");
        }
    }
}
