using Cartwright.Messages.Email;
using Cartwright.Messages.Sms;
using Cartwright.Messages.Webhooks;
using Cartwright.Shoppers;

namespace Cartwright.Messages;

/// <summary>The way out for each channel.</summary>
internal sealed class Deliveries(EmailDelivery email, SmsDelivery sms, WebhookDelivery webhook)
{
    /// <exception cref="NotComposedException">The message cannot be made.</exception>
    public Task<DeliveryOutcome> SendAsync(Delivery delivery) => delivery.Message.Channel switch
    {
        Channels.Email => email.ToShopperAsync(delivery),
        Channels.Sms => sms.SendAsync(delivery),
        Channels.Handoff => email.ToAgentAsync(delivery),
        Channels.Webhook => webhook.SendAsync(delivery),
        var other => Task.FromResult<DeliveryOutcome>(new DeliveryOutcome.Refused(Permanent: true, $"there is no channel '{other}'")),
    };

    /// <summary>Hand-offs of one store, in one mail.</summary>
    /// <exception cref="NotComposedException">It cannot be made.</exception>
    public Task<IReadOnlyList<DeliveryOutcome>> SendTogetherAsync(IReadOnlyList<Delivery> handOffs) => email.ToAgentsAsync(handOffs);

    /// <summary>The receiver knows a message by its id, so that one whose outcome is not known is sent again.</summary>
    public static bool IsAtLeastOnce(string channel) => channel == Channels.Webhook;
}
