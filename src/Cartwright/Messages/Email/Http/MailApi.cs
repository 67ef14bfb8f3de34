using System.Text.Json;
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
            null => Judge(answer!),
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
            return answer.Status is >= 200 and < 300 ? null : Judge(answer);
        }
        catch (OutgoingException e) { return new SmtpOutcome.NotReached("CONNECT", e.Message, "Check Cartwright__Mail__BaseUrl and that this machine may reach it."); }
    }

    private SmtpOutcome Judge(OutgoingAnswer answer)
    {
        var (code, said, field) = Read(answer);
        return MailApiPolicy.Judge(options.Provider, answer.Status, code, field, said);
    }

    // SendGrid: {"errors":[{"message","field"}]}, nothing on success; Postmark: {"ErrorCode","Message","MessageID"}.
    private static (int? Code, string Said, string? Field) Read(OutgoingAnswer answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Body.Length == 0 ? "{}"u8.ToArray() : answer.Body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return (null, HttpHandover.Said(answer), null);
            int? code = root.At("ErrorCode") is { ValueKind: JsonValueKind.Number } c && c.TryGetInt32(out var number) ? number : null;
            var first = root.Items("errors").FirstOrDefault(root);
            var words = string.Join(' ', ((string[])["Message", "MessageID", "message", "field"]).Select(name => first.Text(name)).OfType<string>());
            return (code, TextPolicy.Line($"{answer.Status} {code} {words}".Replace("  ", " ", StringComparison.Ordinal), 400)!, first.Text("field"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) { return (null, HttpHandover.Said(answer), null); } // no JSON: its words as they are
    }
}
