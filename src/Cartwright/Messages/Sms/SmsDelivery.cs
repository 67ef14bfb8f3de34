using Cartwright.Links;
using Cartwright.Messages.Email;
using Cartwright.Messages.Templates;
using Cartwright.Shoppers;

namespace Cartwright.Messages.Sms;

/// <summary>A text message: its short link is made, then it goes to the gateway; in test mode by mail to the test address.</summary>
internal sealed class SmsDelivery(MessageComposer composer, ISmsGateway gateway, LinkStore links, EmailDelivery mail, TemplateBreaks breaks)
{
    public async Task<DeliveryOutcome> SendAsync(Delivery delivery)
    {
        if (MessageComposer.AddressOf(delivery.Shopper, delivery.Parts.Cart, Channels.Sms) is null) return await delivery.NobodyAsync("no phone number is known");
        var code = await links.ShortenAsync(delivery.Store.Id, delivery.Shopper.Id, delivery.Message.Id, delivery.Now + MessageComposer.LinkLife, isTest: delivery.Store.Settings.SandboxTo is not null);
        var composed = Delivery.Make(() => composer.Sms(delivery.Store, delivery.Shopper, delivery.Message, delivery.Parts, code, delivery.Now))!;
        await breaks.TellAsync(delivery.Store, delivery.Message, composed.Failed);
        return composed.Test is { } test ? await mail.SendAsync(delivery, test, composed.Content) : await gateway.SendAsync(composed.Sms, () => delivery.Begin(composed.Content));
    }
}
