namespace Cartwright.Demo;

/// <summary>One client of the demo's mailbox: answers its commands in order, hands each complete mail to <paramref name="keep"/>
/// as (recipients, bytes).</summary>
internal sealed class MailboxSession(SmtpIntake intake, int largestMail, Action<string, byte[]> keep)
{
    private readonly List<string> _recipients = [];
    private bool _hasSender;

    /// <summary>Takes one command; false when the conversation is over.</summary>
    public async ValueTask<bool> StepAsync(CancellationToken ct)
    {
        try
        {
            return await intake.ReadLineAsync(ct) is { } line && await ObeyAsync(line, ct);
        }
        catch (InvalidDataException e)
        {
            intake.Answer($"552 5.3.4 {e.Message}");
            return false;
        }
    }

    private async ValueTask<bool> ObeyAsync(string line, CancellationToken ct)
    {
        var verb = line.Split([' ', ':'], 2)[0].ToUpperInvariant();
        switch (verb)
        {
            case "EHLO":
                Reset();
                intake.Answer($"250-mailbox.localhost\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE {largestMail}");
                break;
            case "HELO":
                Reset();
                intake.Answer("250 mailbox.localhost");
                break;
            case "MAIL":
                Reset();
                _hasSender = Path(line) is not null;
                intake.Answer(_hasSender ? "250 2.1.0 Ok" : "501 5.5.4 MAIL FROM:<address>");
                break;
            case "RCPT" when !_hasSender:
                intake.Answer("503 5.5.1 MAIL first");
                break;
            case "RCPT" when Path(line) is { Length: > 0 } to:
                _recipients.Add(to);
                intake.Answer("250 2.1.5 Ok");
                break;
            case "RCPT":
                intake.Answer("501 5.5.4 RCPT TO:<address>");
                break;
            case "DATA" when _recipients.Count == 0:
                intake.Answer("503 5.5.1 RCPT first");
                break;
            case "DATA":
                intake.Answer("354 End with a line of a single dot");
                return await TakeMailAsync(ct);
            case "RSET":
                Reset();
                intake.Answer("250 2.0.0 Ok");
                break;
            case "NOOP":
                intake.Answer("250 2.0.0 Ok");
                break;
            case "QUIT":
                intake.Answer("221 2.0.0 Bye");
                return false;
            default:
                intake.Answer("502 5.5.1 Not known here");
                break;
        }

        return true;
    }

    private async ValueTask<bool> TakeMailAsync(CancellationToken ct)
    {
        if (await intake.ReadMailAsync(largestMail, ct) is not { } mail)
            return false; // gone before the dot: no mail
        keep(string.Join(", ", _recipients), mail);
        Reset();
        intake.Answer("250 2.0.0 Ok: in the mailbox");
        return true;
    }

    private void Reset()
    {
        _hasSender = false;
        _recipients.Clear();
    }

    /// <summary>What stands between the angle brackets, "" for the null sender; null when there are none.</summary>
    private static string? Path(string line)
    {
        int open = line.IndexOf('<', StringComparison.Ordinal), close = line.LastIndexOf('>');
        return open >= 0 && close > open ? line[(open + 1)..close] : null;
    }
}
