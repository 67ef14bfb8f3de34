using Cartwright.Messages;
using Cartwright.Messages.Email;
using Cartwright.Messages.Sms;
using Cartwright.Messages.Webhooks;
using Cartwright.Simulation.Oracle;
using Cartwright.Storage;

namespace Cartwright.Simulation;

/// <summary>How a handing over ended, whatever the channel.</summary>
internal enum HandedOver { Taken, Withdrawn, NotReached, RefusedForNow, RefusedForNowAtEnd, RefusedForGood, NoSuchAddress, StoppedAtCarrier, NobodyKnows }

/// <summary>The other side of mails and texts: takes them, refuses those to dead addresses, and fails in the way it is told to for the message at hand.</summary>
internal sealed class SimulatedPost(Judge judge, TimeProvider clock) : IMailServer, ISmsGateway
{
    private readonly Dictionary<int, int> _count = [];

    /// <summary>How the next handing over goes wrong.</summary>
    public MailFault Fault { get; set; }

    /// <summary>The database of the process that is sending.</summary>
    public InterruptedDatabase? Database { get; set; }

    /// <summary>Called while the message stands before its last byte, when the fault is that something happens meanwhile.</summary>
    public Func<MailFault, SunkMail, Task> Meanwhile { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Numbers whose carrier lets nothing through any more.</summary>
    public HashSet<string> Stopped { get; } = new(StringComparer.Ordinal);

    /// <summary>Called with each message that was taken; subject: of a mail.</summary>
    public Action<SunkMail, string> Taken { get; set; } = (_, _) => { };

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task<SmtpOutcome> SendAsync(OutgoingMail mail, Func<CancellationToken, ValueTask<bool>> commit, CancellationToken ct) =>
        await HandOverAsync(Read(mail), mail.Subject, mail.To.Address.EndsWith("@" + Person.DeadDomain, StringComparison.Ordinal), async () => await commit(ct)) switch
        {
            HandedOver.Taken => new SmtpOutcome.Accepted("250 2.0.0 Ok"),
            HandedOver.Withdrawn => new SmtpOutcome.Withdrawn(),
            HandedOver.NotReached => new SmtpOutcome.NotReached("CONNECT", "connection refused", ""),
            HandedOver.NoSuchAddress => new SmtpOutcome.Refused(true, "RCPT", 550, "5.1.1", "no such user", ""),
            HandedOver.RefusedForNow => new SmtpOutcome.Refused(false, "RCPT", 450, "4.2.1", "try again later", ""),
            HandedOver.RefusedForNowAtEnd => new SmtpOutcome.Refused(false, ".", 451, "4.3.0", "try again later", ""),
            HandedOver.RefusedForGood => new SmtpOutcome.Refused(true, ".", 554, "5.7.1", "not wanted", ""),
            _ => new SmtpOutcome.Unknown("no answer to the end of the mail"),
        };

    public async Task<DeliveryOutcome> SendAsync(OutgoingSms sms, Func<Task<bool>> begin)
    {
        var shopper = Person.NumberOf(sms.To);
        var sunk = new SunkMail("sms", shopper, _count.GetValueOrDefault(shopper) + 1, Now, sms.Id.ToString("N"), sms.To, "", sms.Text, Link(sms.Text, "/s/"), "");
        // As by SmsChannel: a number that is none is told only to who asked to send.
        return await HandOverAsync([sunk], "", shopper % 25 == 7, begin) switch
        {
            HandedOver.Taken => new DeliveryOutcome.Accepted("201 queued"),
            HandedOver.Withdrawn => new DeliveryOutcome.Withdrawn(),
            HandedOver.NotReached => new DeliveryOutcome.NotReached("connection refused"),
            HandedOver.NoSuchAddress => new DeliveryOutcome.Refused(Permanent: true, "400 21211", AddressWord.Dead),
            HandedOver.StoppedAtCarrier => new DeliveryOutcome.Refused(Permanent: true, "400 21610", AddressWord.OptedOut) { OptedOut = sms.To },
            HandedOver.RefusedForNow or HandedOver.RefusedForNowAtEnd => new DeliveryOutcome.Refused(Permanent: false, "503 try again later"),
            HandedOver.RefusedForGood => new DeliveryOutcome.Refused(Permanent: true, "400 not wanted"),
            _ => new DeliveryOutcome.Unknown("no answer"),
        };
    }

    /// <summary>A system of the shop's is told something.</summary>
    /// <param name="body">As it was posted, once the last check has let it leave.</param>
    public async Task<HandedOver> TellAsync(WebhookBody body, Func<Task<bool>> commit)
    {
        var goods = string.Concat(body.Data.Cart?.Lines.Select(l => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"- {l.Name}\n  {l.Quantity} ×\n")) ?? []);
        var shopper = Person.OwnerIn(goods) is >= 0 and var owner ? owner : Person.NumberIn(body.Data.Email, 's');
        return await HandOverAsync([new SunkMail("webhook", shopper, _count.GetValueOrDefault(shopper) + 1, Now, body.Data.Message.ToString("N"), "", body.Type, goods, "", "")], "", isDead: false, commit);
    }

    /// <param name="told">What is told in it, each of somebody else: more than one only where several hand-offs leave together.</param>
    private async Task<HandedOver> HandOverAsync(IReadOnlyList<SunkMail> told, string subject, bool isDead, Func<Task<bool>> commit)
    {
        var fault = Fault;
        Fault = MailFault.None;
        if (fault != MailFault.None) judge.Count("fault_" + Enum.GetName(fault));
        foreach (var sunk in told) judge.Tried(sunk, Now);
        if (fault == MailFault.NotReached)
        {
            foreach (var sunk in told) judge.NotReached(sunk, Now);
            return HandedOver.NotReached;
        }
        if (isDead)
        {
            foreach (var sunk in told) judge.Refused(sunk, Now, isForGood: true, isDeadAddress: true);
            return HandedOver.NoSuchAddress;
        }
        if (fault == MailFault.RefusedForNow)
        {
            foreach (var sunk in told) judge.Refused(sunk, Now, isForGood: false, isDeadAddress: false);
            return HandedOver.RefusedForNow;
        }
        if (fault == MailFault.DiesAtCheck) Database!.Interrupt(Interruption.RolledBack);
        if (fault == MailFault.DiesAfterCheck) Database!.Interrupt(Interruption.AnswerLost);
        if (fault is MailFault.Ordered or MailFault.OptedOut or MailFault.Overtaken) await Meanwhile(fault, told[0]);
        bool mayGo;
        try { mayGo = await commit(); }
        catch when (fault == MailFault.DiesAfterCheck)
        {
            foreach (var sunk in told) judge.MayHaveLeft(sunk, Now);
            throw;
        }
        return mayGo ? End(fault, [.. told.Select(s => s with { At = Now })], subject) : HandedOver.Withdrawn;
    }

    private HandedOver End(MailFault fault, IReadOnlyList<SunkMail> told, string subject)
    {
        if (Stopped.Contains(told[0].To))
        {
            judge.Count("stoppedAtCarrier");
            foreach (var sunk in told) judge.Refused(sunk, Now, isForGood: true, isDeadAddress: true, isOptOut: true);
            return HandedOver.StoppedAtCarrier;
        }
        switch (fault)
        {
            case MailFault.RefusedForNowAtEnd:
                foreach (var sunk in told) judge.Refused(sunk, Now, isForGood: false, isDeadAddress: false);
                return HandedOver.RefusedForNowAtEnd;
            case MailFault.RefusedForGood:
                foreach (var sunk in told) judge.Refused(sunk, Now, isForGood: true, isDeadAddress: false);
                return HandedOver.RefusedForGood;
            case MailFault.TimedOutLost:
                foreach (var sunk in told) judge.MayHaveLeft(sunk, Now);
                return HandedOver.NobodyKnows;
            case MailFault.DiesBeforeEnd:
                foreach (var sunk in told) judge.MayHaveLeft(sunk, Now);
                Database!.Die();
                throw new ProcessDiedException();
        }
        foreach (var sunk in told)
        {
            _count[sunk.Shopper] = sunk.Ordinal;
            judge.Received(sunk, Now);
            Taken(sunk, subject);
        }
        if (fault == MailFault.TimedOutTaken) return HandedOver.NobodyKnows;
        if (fault == MailFault.DiesAtOutcome) Database!.Interrupt(Interruption.RolledBack);
        if (fault != MailFault.DiesAfterEnd) return HandedOver.Taken;
        Database!.Die();
        throw new ProcessDiedException();
    }

    // Whom a mail is for is told by the goods in it, where there are any: a wrong address is to be seen.
    private IReadOnlyList<SunkMail> Read(OutgoingMail mail)
    {
        var (id, to) = (mail.MessageId.Split('@')[0], mail.To.Address);
        var owner = Person.OwnerIn(mail.Text);
        if (to == Person.AgentsMail)
            return owner >= 0 || !Person.NamedIn(mail.Text).Any() ? [Of("handoff", owner, id, "hand-off", mail.Text)]
                : [.. Person.NamedIn(mail.Text).Select(p => Of("handoff", Person.NumberIn(p, 's'), $"{id}:{p}", "hand-off", $"{SunkMail.OneOfSeveral}\n- Item-{p}"))];
        return [Of("email", owner >= 0 ? owner : Person.NumberIn(to, 's'), id, mail.Headers?.FirstOrDefault(h => h.Key == "Feedback-ID").Value?.Split(':')[0] ?? "", mail.Text)];

        SunkMail Of(string channel, int shopper, string message, string template, string text) =>
            new(channel, shopper, _count.GetValueOrDefault(shopper) + 1, Now, message, to, template, text, Link(mail.Text, "/r/"), Link(mail.Text, "/u/"));
    }

    private static string Link(string text, string path)
    {
        var from = text.IndexOf(path, StringComparison.Ordinal);
        if (from < 0) return "";
        var end = text.AsSpan(from + path.Length).IndexOfAny('\n', '\r', ' ');
        return end < 0 ? text[(from + path.Length)..] : text.Substring(from + path.Length, end);
    }
}
