namespace Cartwright.Messages.Email;

/// <summary>Whom mails are handed to: a mail server over <see cref="SmtpPool"/>, a provider over HTTP, or in a simulation one that answers as it is told.</summary>
internal interface IMailServer
{
    /// <inheritdoc cref="SmtpPool.SendAsync"/>
    Task<SmtpOutcome> SendAsync(OutgoingMail mail, Func<CancellationToken, ValueTask<bool>> commit, CancellationToken ct);

    /// <summary>Whether a mail could be sent now; null when ready.</summary>
    Task<SmtpOutcome?> CheckAsync(CancellationToken ct) => Task.FromResult<SmtpOutcome?>(null);
}
