using System.Text.Json;
using Cartwright.Console.Messages;
using Cartwright.Messages;

namespace Cartwright.Tests.Console.Messages;

public sealed class MessagePreviewTests
{
    private static readonly MessageRenderer Renderer = new();
    private static readonly Guid Id = Guid.Parse("0191a000-0000-7000-8000-000000000001");

    [Fact]
    public async Task A_look_opens_nothing_clicks_nothing_and_shows_the_message_as_it_was()
    {
        var html = (await new MessagePreview(Renderer, null!).HtmlAsync(Id, Sent("cart-reminder"), personal: true))!;

        Assert.Contains("Ann", html, StringComparison.Ordinal);
        Assert.Contains("Hut enamel mug", html, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-token", html, StringComparison.Ordinal);
        Assert.Contains("<head><base target=\"_blank\">", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_may_not_see_people_sees_the_goods_without_the_name()
    {
        var html = (await new MessagePreview(Renderer, null!).HtmlAsync(Id, Sent("cart-reminder"), personal: false))!;

        Assert.DoesNotContain("Ann", html, StringComparison.Ordinal);
        Assert.Contains("Hut enamel mug", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_message_is_shown_as_a_text()
    {
        var html = (await new MessagePreview(Renderer, null!).HtmlAsync(Id, Sent("cart-sms") with { Channel = "sms" }, personal: true))!;

        Assert.Contains("Shop: Hut enamel mug is still in your cart. Back to it: https://shop.test Reply STOP to stop", html, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-token", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_has_no_preview() => Assert.Null(await new MessagePreview(Renderer, null!).HtmlAsync(Id, Sent("cart-reminder") with { Channel = "webhook", Content = new SentContent("https://crm.test", "cart.abandoned", "en", """{"type":"cart.abandoned"}""") }, personal: true));

    [Fact]
    public async Task What_was_erased_or_whose_template_is_gone_has_no_preview()
    {
        Assert.Null(await new MessagePreview(Renderer, null!).HtmlAsync(Id, Sent("cart-reminder") with { Content = null }, personal: true));
        Assert.Null(await new MessagePreview(Renderer, null!).HtmlAsync(Id, Sent("no-such-template"), personal: true));
    }

    private static Message Sent(string template)
    {
        Money Euro(long cents) => new(cents, "EUR");
        var model = new MessageModel(
            new StoreView("Shop", "https://shop.test", null, "#1f6f4a", null, new ContactView(null, null, null, null), []), new ShopperView("Ann"),
            new CartView([new LineView("Hut enamel mug", null, 1, Euro(1600), Euro(1600), null, null)], new TotalsView(Euro(1600), null, null, null, Euro(1600)), "payment"),
            new LinksView("https://host.test/r/secret-token", "https://host.test/u/secret-token", "https://host.test/o/secret-token.gif"), "en", 1);
        return new Message
        {
            Id = Id, EnrollmentId = Id, JourneyId = Id, CartId = Id, Channel = "email", Template = template, Status = MessageStatus.Sent,
            Content = new SentContent("ann@mail.test", "Your cart", "en", JsonSerializer.Serialize(model, ModelJson.Default.MessageModel)),
        };
    }
}
