using Cartwright.Messages.Email.Dkim;

namespace Cartwright.Messages.Email;

/// <summary>A mailbox as people write it: <c>anna@example.org</c> and, if known, the name shown beside it.</summary>
internal sealed record MailAddress(string Address, string? Name = null);

/// <summary>
/// One mail to one person, ready to be written and sent.
/// </summary>
/// <param name="Subject">Any characters but line breaks and NUL; <see cref="MailText.OneLine"/> makes one of any text.</param>
/// <param name="Html">The HTML part; empty for a mail of plain text only.</param>
/// <param name="Text">The plain text part; empty for a mail of HTML only.</param>
/// <param name="MessageId">Without angle brackets, <c>unique@our-domain</c>. A repeated attempt has the same one.</param>
/// <param name="EnvelopeFrom">Where bounces go (MAIL FROM); empty for none.</param>
/// <param name="Headers">Written as they are, in this order: List-Unsubscribe, Feedback-ID and the like.
/// Names that <see cref="MimeWriter"/> writes itself are refused.</param>
internal sealed record OutgoingMail(
    MailAddress From,
    MailAddress To,
    string Subject,
    string Html,
    string Text,
    string MessageId,
    DateTimeOffset Date,
    string EnvelopeFrom,
    MailAddress? ReplyTo = null,
    IReadOnlyList<KeyValuePair<string, string>>? Headers = null)
{
    /// <summary>Signed with each of these (DKIM).</summary>
    public IReadOnlyList<DkimKey> SignWith { get; init; } = [];
}
