namespace Cartwright.Inbound.Mail;

/// <summary>
/// A mail that came in, as far as it could be read: nothing in it is trusted. Headers keep their order; names are compared without case.
/// Text: what people read, of the mail itself and not of what it returns. Statuses: groups of message/delivery-status, the first one of the message.
/// Wrapped: those of a report that is returned itself.
/// Feedback: fields of message/feedback-report. Returned: headers of the mail it returns. Raw: the beginning of the mail as it came.
/// </summary>
internal sealed record InboundMail
{
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
    public string? From { get; init; }
    public string Subject { get; init; } = "";
    public string Text { get; init; } = "";
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Statuses { get; init; } = [];
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Wrapped { get; init; } = [];
    public IReadOnlyDictionary<string, string>? Feedback { get; init; }
    public IReadOnlyList<KeyValuePair<string, string>> Returned { get; init; } = [];
    public string Raw { get; init; } = "";

    public string? Header(string name) => Headers.FirstOrDefault(h => string.Equals(h.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

    public IEnumerable<string> All(string name) => Headers.Where(h => string.Equals(h.Key, name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value);
}

/// <summary>What a mail that came in is. Delayed and Delivered are reports of a mail that is not lost.</summary>
internal enum MailKind { Reply, AutoReply, HardBounce, SoftBounce, Delayed, Delivered, Complaint, Other }

/// <summary>What a report says of one recipient. Status: the enhanced code (5.1.1) or empty. Why: the other side's words, one line.</summary>
internal sealed record BounceReport(MailKind Kind, string? Recipient, string Status, string Why);

/// <summary>Reports: of a bounce, one for each recipient. Feedback: of a complaint, its type (abuse).</summary>
internal sealed record MailVerdict(MailKind Kind, IReadOnlyList<BounceReport> Reports, string? Feedback = null)
{
    public static MailVerdict Of(MailKind kind) => new(kind, []);

    /// <summary>A complaint that asks for no more mails; the others are about something else (RFC 5965, 6591).</summary>
    public bool Suppresses => Kind == MailKind.HardBounce || Kind == MailKind.Complaint && Feedback is not ("not-spam" or "auth-failure" or "virus" or "other");
}
