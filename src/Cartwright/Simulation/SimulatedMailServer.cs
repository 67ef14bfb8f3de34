using Cartwright.Messages.Email;
using Cartwright.Simulation.Oracle;
using Cartwright.Storage;

namespace Cartwright.Simulation;

/// <summary>Takes mails as a mail server would, refuses those to dead addresses, and fails in the way it is told to for the mail at hand.</summary>
internal sealed class SimulatedMailServer(Judge judge, TimeProvider clock) : IMailServer
{
    private readonly Dictionary<int, int> _count = [];

    /// <summary>How the next handing over goes wrong.</summary>
    public MailFault Fault { get; set; }

    /// <summary>The database of the process that is sending.</summary>
    public InterruptedDatabase? Database { get; set; }

    /// <summary>Called while the mail stands before its last byte, when the fault is that something happens meanwhile.</summary>
    public Func<MailFault, SunkMail, Task> Meanwhile { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Called with each mail that was taken, with its subject and the size of its two parts.</summary>
    public Action<SunkMail, OutgoingMail> Taken { get; set; } = (_, _) => { };

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task<SmtpOutcome> SendAsync(OutgoingMail mail, Func<CancellationToken, ValueTask<bool>> commit, CancellationToken ct)
    {
        var fault = Fault;
        Fault = MailFault.None;
        var sunk = Read(mail);
        judge.Tried(sunk, Now);
        if (fault == MailFault.NotReached) return new SmtpOutcome.NotReached("CONNECT", "connection refused", "");
        if (mail.To.Address.EndsWith("@" + Person.DeadDomain, StringComparison.Ordinal))
        {
            judge.Refused(sunk, Now, isForGood: true, isDeadAddress: true);
            return new SmtpOutcome.Refused(true, "RCPT", 550, "5.1.1", "no such user", "");
        }
        if (fault == MailFault.RefusedForNow)
        {
            judge.Refused(sunk, Now, isForGood: false, isDeadAddress: false);
            return new SmtpOutcome.Refused(false, "RCPT", 450, "4.2.1", "try again later", "");
        }
        if (fault == MailFault.DiesAtCheck) Database!.Interrupt(Interruption.RolledBack);
        if (fault == MailFault.DiesAfterCheck) Database!.Interrupt(Interruption.AnswerLost);
        if (fault is MailFault.Ordered or MailFault.OptedOut or MailFault.Overtaken) await Meanwhile(fault, sunk);
        bool mayGo;
        try { mayGo = await commit(ct); }
        catch when (fault == MailFault.DiesAfterCheck)
        {
            judge.MayHaveLeft(sunk, Now);
            throw;
        }
        return mayGo ? End(fault, sunk with { At = Now }, mail) : new SmtpOutcome.Withdrawn();
    }

    private SmtpOutcome End(MailFault fault, SunkMail sunk, OutgoingMail mail)
    {
        switch (fault)
        {
            case MailFault.RefusedForNowAtEnd:
                judge.Refused(sunk, Now, isForGood: false, isDeadAddress: false);
                return new SmtpOutcome.Refused(false, ".", 451, "4.3.0", "try again later", "");
            case MailFault.RefusedForGood:
                judge.Refused(sunk, Now, isForGood: true, isDeadAddress: false);
                return new SmtpOutcome.Refused(true, ".", 554, "5.7.1", "not wanted", "");
            case MailFault.TimedOutLost:
                judge.MayHaveLeft(sunk, Now);
                return new SmtpOutcome.Unknown("no answer to the end of the mail");
            case MailFault.DiesBeforeEnd:
                judge.MayHaveLeft(sunk, Now);
                Database!.Die();
                throw new ProcessDiedException();
        }
        Take(sunk, mail);
        if (fault == MailFault.TimedOutTaken) return new SmtpOutcome.Unknown("no answer to the end of the mail");
        if (fault == MailFault.DiesAtOutcome) Database!.Interrupt(Interruption.RolledBack);
        if (fault != MailFault.DiesAfterEnd) return new SmtpOutcome.Accepted("250 2.0.0 Ok");
        Database!.Die();
        throw new ProcessDiedException();
    }

    private void Take(SunkMail sunk, OutgoingMail mail)
    {
        _count[sunk.Shopper] = sunk.Ordinal;
        judge.Received(sunk, Now);
        Taken(sunk, mail);
    }

    private SunkMail Read(OutgoingMail mail)
    {
        var shopper = mail.Text.IndexOf("Item-", StringComparison.Ordinal) is >= 0 and var at ? Person.NumberIn(mail.Text.AsSpan(at), 's') : -1;
        return new SunkMail(shopper, _count.GetValueOrDefault(shopper) + 1, Now, mail.MessageId.Split('@')[0], mail.To.Address,
            mail.Headers?.FirstOrDefault(h => h.Key == "Feedback-ID").Value?.Split(':')[0] ?? "", mail.Text, Link(mail.Text, "/r/"), Link(mail.Text, "/u/"));
    }

    private static string Link(string text, string path)
    {
        var from = text.IndexOf(path, StringComparison.Ordinal);
        if (from < 0) return "";
        var end = text.AsSpan(from + path.Length).IndexOfAny('\n', '\r', ' ');
        return end < 0 ? text[(from + path.Length)..] : text.Substring(from + path.Length, end);
    }
}
