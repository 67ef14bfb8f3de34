using Cartwright.Messages.Email.Dkim;
using Cartwright.Messages.Templates;

namespace Cartwright.Messages.Email;

/// <summary>Hands mails to the mail server: to shoppers, and to the shop's own people.</summary>
internal sealed class EmailDelivery(MessageComposer composer, IMailServer server, DkimKeys keys, DomainPacing pacing, TemplateBreaks breaks, OwnTemplates templates, HandOffPacing handOffs)
{
    public async Task<DeliveryOutcome> ToShopperAsync(Delivery delivery) =>
        Delivery.Make(() => composer.Compose(delivery.Store, delivery.Shopper, delivery.Message, delivery.Parts, delivery.Now)) is { } composed
            ? await SendAsync(delivery, composed)
            : await delivery.NobodyAsync("no e-mail address is known");

    public async Task<DeliveryOutcome> ToAgentAsync(Delivery delivery)
    {
        if (Delivery.Make(() => composer.HandOff(delivery.Store, delivery.Shopper, delivery.Message, delivery.Parts, delivery.Now)) is not { } composed)
            return await delivery.NobodyAsync("the store's settings name nobody to hand carts to (handoffTo)");
        return handOffs.WaitFor(delivery.Store.Id) is { } wait ? Collected(wait) : await SendAsync(delivery, composed);
    }

    /// <summary>Hand-offs of one store in one mail. What the gate stops is not in it; the others share its outcome.</summary>
    /// <returns>The outcome of each, in their order.</returns>
    public async Task<IReadOnlyList<DeliveryOutcome>> ToAgentsAsync(IReadOnlyList<Delivery> deliveries)
    {
        var store = deliveries[0].Store;
        var singles = deliveries.Select(d => Delivery.Make(() => composer.HandOff(d.Store, d.Shopper, d.Message, d.Parts, d.Now))).ToList();
        if (singles.Contains(null)) return await EachAsync(deliveries);
        if (handOffs.WaitFor(store.Id) is { } wait) return [.. deliveries.Select(_ => Collected(wait))];
        var own = await templates.OfAsync(store, MessageComposer.Several);
        // Made before any of them counts as leaving: what cannot be told together is then told one by one.
        var (mail, failed) = Delivery.Make(() => composer.HandOffs(store, deliveries, own));
        await breaks.TellAsync(store, deliveries[0].Message, failed);
        var outcomes = new DeliveryOutcome[deliveries.Count];
        var going = new List<int>();
        for (var i = 0; i < deliveries.Count; i++)
            if (await deliveries[i].Begin(singles[i]!.Content)) going.Add(i);
            else outcomes[i] = new DeliveryOutcome.Withdrawn();
        if (going.Count == 0) return outcomes;
        if (going.Count == 1) mail = singles[going[0]]!.Mail;
        else if (going.Count < deliveries.Count) (mail, _) = Delivery.Make(() => composer.HandOffs(store, [.. going.Select(i => deliveries[i])], own));
        var outcome = await SendAsync(deliveries[going[0]] with { Begin = _ => Task.FromResult(true) }, mail, singles[going[0]]!.Content);
        foreach (var i in going) outcomes[i] = outcome;
        return outcomes;
    }

    private async Task<IReadOnlyList<DeliveryOutcome>> EachAsync(IReadOnlyList<Delivery> deliveries)
    {
        var outcomes = new List<DeliveryOutcome>();
        foreach (var delivery in deliveries) outcomes.Add(await ToAgentAsync(delivery));
        return outcomes;
    }

    private static DeliveryOutcome.Postponed Collected(TimeSpan wait) => new(wait, "several hand-offs within a short time are collected into one mail");

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
                content.Sandbox is null && IsDeadAddress(r) ? AddressWord.Dead : AddressWord.Nothing),
            SmtpOutcome.Refused r => new DeliveryOutcome.Refused(Permanent: false, $"{r.Verb}: {r.Code} {r.Text}. {r.Advice}"),
            SmtpOutcome.NotReached n => new DeliveryOutcome.NotReached($"{n.Verb}: {n.Reason}. {n.Advice}"),
            var other => throw new InvalidOperationException(other.GetType().Name),
        };
    }

    // In the session as in a report; only at RCPT it is said of the recipient.
    internal static bool IsDeadAddress(SmtpOutcome.Refused r) =>
        r is { Verb: "RCPT", Code: >= 500 and < 600 } && !IsUnsaid(r) && BouncePolicy.IsHard(r.EnhancedCode ?? "", $"{r.Code} {r.EnhancedCode} {r.Text} (in reply to RCPT TO)");

    // Something about the address (RFC 3463, X.1.0), and not what: in doubt nobody is suppressed.
    private static bool IsUnsaid(SmtpOutcome.Refused r) => r.EnhancedCode == "5.1.0" && r.Text.Trim(' ', '.').Equals("Address rejected", StringComparison.OrdinalIgnoreCase);
}
