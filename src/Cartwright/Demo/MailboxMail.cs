namespace Cartwright.Demo;

/// <summary>A mail as the demo's mailbox received it.</summary>
/// <param name="Id">Grows with each mail.</param>
/// <param name="Headers">In the order they came, decoded, repeated names kept.</param>
/// <param name="Raw">The message as it came over the wire.</param>
internal sealed record MailboxMail(
    long Id, DateTimeOffset ReceivedAt, string From, string To, string Subject, string Html, string Text,
    IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Raw);
