using Cartwright.Hosting;

namespace Cartwright.Messages.Email.Http;

/// <summary>Hands mails to a provider over HTTP. One attempt; the yes is committed before the body leaves.</summary>
internal sealed class MailApi(MailApiOptions options, OutgoingHttp http) : IMailServer
{
    public async Task<SmtpOutcome> SendAsync(OutgoingMail mail, Func<CancellationToken, ValueTask<bool>> commit, CancellationToken ct)
    {
        byte[] body;
        try { body = MailApiPolicy.Body(mail, options); }
        catch (UnwritableMailException e) { return SmtpAdvice.Unwritable(e); }
        var (answer, end) = await HttpHandover.PostAsync(http, options.Url, MailApiPolicy.Headers(options), body, "application/json", async () => await commit(ct));
        return end switch
        {
            null => MailApiPolicy.Judge(options, answer!),
            DeliveryOutcome.Withdrawn => new SmtpOutcome.Withdrawn(),
            DeliveryOutcome.Unknown u => new SmtpOutcome.Unknown(u.Reply),
            var lost => new SmtpOutcome.NotReached("CONNECT", lost.Reply, "Check Cartwright__Mail__BaseUrl and that this machine may reach it."),
        };
    }

    public async Task<SmtpOutcome?> CheckAsync(CancellationToken ct)
    {
        try
        {
            var answer = await http.SendAsync(HttpMethod.Get, options.CheckUrl, MailApiPolicy.Headers(options), null, ct);
            return answer.Status is >= 200 and < 300 ? null : MailApiPolicy.Judge(options, answer);
        }
        catch (OutgoingException e) { return new SmtpOutcome.NotReached("CONNECT", e.Message, "Check Cartwright__Mail__BaseUrl and that this machine may reach it."); }
    }
}
