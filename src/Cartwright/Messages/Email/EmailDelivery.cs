using Cartwright.Messages.Email.Dkim;
using Cartwright.Messages.Templates;

namespace Cartwright.Messages.Email;

/// <summary>Hands mails to the mail server: to shoppers, and to the shop's own people.</summary>
internal sealed class EmailDelivery(MessageComposer composer, IMailServer server, DkimKeys keys, DomainPacing pacing, TemplateBreaks breaks)
{
    public async Task<DeliveryOutcome> ToShopperAsync(Delivery delivery) =>
        Delivery.Make(() => composer.Compose(delivery.Store, delivery.Shopper, delivery.Message, delivery.Parts, delivery.Now)) is { } composed
            ? await SendAsync(delivery, composed)
            : await delivery.NobodyAsync("no e-mail address is known");

    public async Task<DeliveryOutcome> ToAgentAsync(Delivery delivery) =>
        Delivery.Make(() => composer.HandOff(delivery.Store, delivery.Shopper, delivery.Message, delivery.Parts, delivery.Now)) is { } composed
            ? await SendAsync(delivery, composed)
            : await delivery.NobodyAsync("the store's settings name nobody to hand carts to (handoffTo)");

    private async Task<DeliveryOutcome> SendAsync(Delivery delivery, ComposedMail composed)
    {
        await breaks.TellAsync(delivery.Store, delivery.Message, composed.Failed);
        return await SendAsync(delivery, composed.Mail, composed.Content);
    }

    /// <summary>The check is asked, and its yes committed, before the dot that ends the mail.</summary>
    public async Task<DeliveryOutcome> SendAsync(Delivery delivery, OutgoingMail mail, SentContent content)
    {
        var domain = mail.To.Address[(mail.To.Address.LastIndexOf('@') + 1)..];
        if (pacing.WaitFor(domain) is { } wait) return new DeliveryOutcome.Postponed(wait, $"{domain} takes no more mails just now");
        var outcome = await server.SendAsync(Delivery.Make(() => mail with { SignWith = keys.For(delivery.Entry, mail.From.Address) }), async _ => await delivery.Begin(content), CancellationToken.None);
        if (outcome is SmtpOutcome.Accepted) pacing.Took(domain);
        else if (outcome is SmtpOutcome.Refused refused && DomainPacing.IsPressure(refused)) pacing.Refused(domain);
        return outcome switch
        {
            SmtpOutcome.Accepted a => new DeliveryOutcome.Accepted(a.Reply),
            SmtpOutcome.Withdrawn => new DeliveryOutcome.Withdrawn(),
            SmtpOutcome.Unknown u => new DeliveryOutcome.Unknown(u.Reason),
            // What the test address is worth says nothing of the shopper's.
            SmtpOutcome.Refused { Permanent: true } r => new DeliveryOutcome.Refused(Permanent: true, $"{r.Verb}: {r.Code} {r.EnhancedCode} {r.Text}",
                content.Sandbox is null && BouncePolicy.IsDeadAddress(r.Verb, r.EnhancedCode) ? AddressWord.Dead : AddressWord.Nothing),
            SmtpOutcome.Refused r => new DeliveryOutcome.Refused(Permanent: false, $"{r.Verb}: {r.Code} {r.Text}. {r.Advice}"),
            SmtpOutcome.NotReached n => new DeliveryOutcome.NotReached($"{n.Verb}: {n.Reason}. {n.Advice}"),
            var other => throw new InvalidOperationException(other.GetType().Name),
        };
    }
}
