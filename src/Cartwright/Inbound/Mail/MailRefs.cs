using System.Text.RegularExpressions;
using Cartwright.Hosting;
using Cartwright.Links;
using Cartwright.Messages.Email;

namespace Cartwright.Inbound.Mail;

/// <summary>A message of ours that something may be about. Store null: it must be looked for. IsSigned: our own token says so.</summary>
internal sealed record MessageRef(Guid? StoreId, Guid MessageId, bool IsSigned);

/// <summary>
/// Which message a mail that came in is about. Our token is trusted first: nobody else can make one. The Message-ID of a message is known
/// only to whom it was sent, and to the servers on the way.
/// </summary>
internal static partial class MailRefs
{
    public static IReadOnlyList<MessageRef> Of(InboundMail mail, MailKind kind, Secrets secrets)
    {
        var refs = new List<MessageRef>();
        var own = mail.Headers.Where(h => IsAddressed(h.Key)).Select(h => h.Value);
        var returned = mail.Returned.Select(h => h.Value).Concat(mail.Statuses.SelectMany(s => s.Values)).Append(mail.Raw);
        foreach (var text in kind is MailKind.Reply or MailKind.AutoReply or MailKind.Other ? own : own.Concat(returned)) Tokens(text, secrets, refs);
        // Complaints are often made anonymous: of what we wrote into the mail, its own unsubscribe link is what they leave.
        if (kind is not (MailKind.Reply or MailKind.AutoReply or MailKind.Other)) foreach (var text in returned.Select(t => t.Replace("=\r\n", "", StringComparison.Ordinal).Replace("=\n", "", StringComparison.Ordinal))) Links(text, secrets, refs);
        string[] naming = kind is MailKind.Reply or MailKind.AutoReply or MailKind.Other
            ? [.. mail.All("In-Reply-To"), .. mail.All("References")]
            : [.. mail.Returned.Where(h => h.Key.Equals("Message-ID", StringComparison.OrdinalIgnoreCase)).Select(h => h.Value), .. mail.Statuses.Select(s => s.GetValueOrDefault("Original-Message-ID")).OfType<string>(), .. mail.All("In-Reply-To"), .. mail.All("References"), mail.Raw];
        foreach (var text in naming) Ids(text, refs);
        return [.. refs.Distinct().Take(20)];
    }

    /// <summary>Of what a provider hands back: a token, or a Message-ID.</summary>
    public static IReadOnlyList<MessageRef> Of(IEnumerable<string> texts, Secrets secrets)
    {
        var refs = new List<MessageRef>();
        foreach (var text in texts)
        {
            Tokens(text, secrets, refs);
            Ids(text, refs);
        }
        return [.. refs.Distinct()];
    }

    private static bool IsAddressed(string header) => header.ToLowerInvariant() is "to" or "cc" or "delivered-to" or "x-original-to" or "envelope-to" or "x-envelope-to" or "x-forwarded-to" or "return-path" or "x-cartwright-ref" or "received";

    private static void Tokens(string text, Secrets secrets, List<MessageRef> refs)
    {
        foreach (Match match in Token().Matches(text))
            if (ReturnPath.Read(match.Value, secrets) is { } found) refs.Add(new MessageRef(found.Store, found.Message, IsSigned: true));
    }

    // However old: whom it was sent to does not expire.
    private static void Links(string text, Secrets secrets, List<MessageRef> refs)
    {
        foreach (Match match in Unsubscribe().Matches(text))
            if (LinkToken.Read(match.Groups["token"].Value, LinkPurpose.Unsubscribe, secrets, DateTimeOffset.UnixEpoch) is { } found) refs.Add(new MessageRef(found.StoreId, found.MessageId, IsSigned: true));
    }

    private static void Ids(string text, List<MessageRef> refs)
    {
        foreach (Match match in MessageId().Matches(text))
            if (Guid.TryParseExact(match.Groups["id"].Value, "N", out var id)) refs.Add(new MessageRef(null, id, IsSigned: false));
    }

    [GeneratedRegex(@"\b([br]\.)?[a-z2-7]{61}\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Token();

    [GeneratedRegex("/u/(?<token>[A-Za-z0-9_-]{90,114})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Unsubscribe();

    [GeneratedRegex(@"\b(?<id>[0-9a-f]{32})@", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex MessageId();
}
