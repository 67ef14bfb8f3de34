using Cartwright.Stores;

namespace Cartwright.Tests.Console.Templates;

public sealed class TemplatePagesTests
{
    [Fact]
    public async Task A_ready_template_opens_without_warnings_and_says_what_of_it_is_made_up()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await server.AbandonCartAsync("d1", "ada@mail.test", "c1", minutesAgo: 1);
        await server.CartAsync("the cart", _ => true);
        using var owner = await ConsoleVisitor.SignInAsync(server, Roles.Owner);

        var offer = await owner.ReadAsync("/console/shop/templates/cart-offer/en");
        Assert.Contains("data-needs>Sent only where there is an offer.<", offer, StringComparison.Ordinal);
        Assert.Contains("data-examples>The code is an example: this cart has none.<", offer, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"risk\"", offer, StringComparison.Ordinal);
        var sample = await owner.ReadAsync("/console/shop/templates/cart-offer/en?on=ordinary");
        Assert.DoesNotContain("is an example", sample, StringComparison.Ordinal);
        Assert.Contains("Used by ", await owner.ReadAsync("/console/shop/templates/cart-reminder/en"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_no_journey_uses_does_not_claim_to_be_used_when_it_is_saved()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        using var owner = await ConsoleVisitor.SignInAsync(server, Roles.Owner);
        const string page = "/console/shop/templates/spring/en?from=cart-sms";
        using var saved = await owner.SubmitAsync(page, "/console/shop/templates/spring/en", ("do", "live"), ("expected", "0"), ("from", "cart-sms"), ("text", "Spring: {{links.restore}}"));

        Assert.Contains("Saved. No journey uses it yet.", await owner.ReadAsync(saved.Headers.Location!.OriginalString), StringComparison.Ordinal);
        Assert.Contains("Saved, and used from the next message on.", await owner.ReadAsync("/console/shop/templates/cart-reminder/en?notice=live"), StringComparison.Ordinal);
    }
}
