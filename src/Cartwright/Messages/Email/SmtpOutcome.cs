namespace Cartwright.Messages.Email;

/// <summary>
/// How an attempt to hand one mail to the mail server ended. <c>Verb</c> is the step: CONNECT, GREETING, TLS, EHLO, STARTTLS, AUTH
/// (the server as a whole), COMPOSE, SMTPUTF8, SIZE, MAIL, RCPT, DATA (this mail), or "." (the end of the mail).
/// <c>Reason</c>, <c>Text</c> and <c>Advice</c> are for people; they hold no secret.
/// </summary>
internal abstract record SmtpOutcome
{
    private SmtpOutcome()
    {
    }

    /// <summary>The server has taken responsibility; its words often hold the queue id.</summary>
    internal sealed record Accepted(string Reply) : SmtpOutcome;

    /// <summary>The caller said no before the last byte: the server has no mail.</summary>
    internal sealed record Withdrawn : SmtpOutcome;

    /// <summary>The server said no, or we did in its name (then <paramref name="Code"/> is 0): it has no mail.</summary>
    /// <param name="Permanent">This mail will not be taken however often it is tried. Never so when the server refuses us
    /// as a whole: that is mended in the settings, not in the mail.</param>
    /// <param name="EnhancedCode">Such as <c>5.1.1</c> (RFC 3463), if the server gave one.</param>
    /// <param name="Text">The server's own words, one line, at most 500 characters.</param>
    internal sealed record Refused(bool Permanent, string Verb, int Code, string? EnhancedCode, string Text, string Advice) : SmtpOutcome;

    /// <summary>The server could not be reached or was lost before the end of the mail: it has no mail, trying again is safe.</summary>
    internal sealed record NotReached(string Verb, string Reason, string Advice) : SmtpOutcome;

    /// <summary>Lost after the end of the mail was on its way: the server may have it or not, and nobody can know.</summary>
    internal sealed record Unknown(string Reason) : SmtpOutcome;
}
