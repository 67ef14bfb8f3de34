using System.Diagnostics.Metrics;
using System.Net;
using System.Security.Cryptography;
using Cartwright.Hosting;
using Cartwright.Inbound.Mail;
using Cartwright.Inbound.Sms;
using Cartwright.Links;
using Cartwright.Messages;
using Cartwright.Messages.Email;
using Cartwright.Shoppers;
using Cartwright.Stores;
using Cartwright.Turns;

namespace Cartwright.Inbound;

/// <summary>Carries out what came back: mails, providers' events, text messages. Everything may come twice and counts once.</summary>
internal sealed class InboundIntake(StoreDirectory stores, InboundStore inbound, ShopperListStore shoppers, ShopperStore states, LinkStore links, TurnLoop turns, Secrets secrets)
{
    private static readonly Counter<long> Came = new Meter("Cartwright").CreateCounter<long>("cartwright_inbound", description: "What came back of messages, by way and kind");

    /// <summary>A mail, from the spool folder (store null) or a store's own address.</summary>
    /// <returns>What it was taken for, in a word for logs and callers.</returns>
    /// <exception cref="NotCommittedException">It could not be stored; bring it again.</exception>
    public async Task<string> MailAsync(StoreEntry? store, ReadOnlyMemory<byte> raw, CancellationToken ct)
    {
        var mail = MailReading.Read(raw);
        var verdict = MailPolicy.Classify(mail);
        var word = await MailAsync(store, mail, verdict, "mail:" + Convert.ToHexStringLower(SHA256.HashData(raw.Span)), ct);
        Count("mail", word);
        return word;
    }

    private async Task<string> MailAsync(StoreEntry? store, InboundMail mail, MailVerdict verdict, string key, CancellationToken ct)
    {
        if (verdict.Kind is MailKind.AutoReply or MailKind.Other or MailKind.Delayed) return verdict.Kind == MailKind.AutoReply ? "auto-reply" : verdict.Kind == MailKind.Delayed ? "delayed" : "other";
        var found = await FindAsync(store, MailRefs.Of(mail, verdict.Kind, secrets), ct);
        if (verdict.Kind == MailKind.Reply) return await ReplyAsync(store, mail, found, key, ct);
        if (found is null) return "unmatched";
        if (verdict.Kind == MailKind.Complaint && !verdict.Suppresses) return "other";
        var why = verdict.Reports.FirstOrDefault(r => r.Kind == verdict.Kind) is { } report ? $"{report.Status} {report.Why}".Trim() : verdict.Feedback ?? "";
        var (what, name) = verdict.Kind switch
        {
            MailKind.HardBounce => (MessageReport.HardBounce, "bounce"),
            MailKind.SoftBounce => (MessageReport.SoftBounce, "soft-bounce"),
            MailKind.Delivered => (MessageReport.Delivered, "delivered"),
            _ => verdict.Feedback is "opt-out" or "opt-out-list" ? (MessageReport.OptedOut, "opt-out") : (MessageReport.Complained, "complaint"),
        };
        await turns.SubmitAsync(new ReportSignal(found.StoreId, found.ShopperId, found.MessageId, what, why, stores.Now));
        return name;
    }

    private async Task<string> ReplyAsync(StoreEntry? store, InboundMail mail, FoundMessage? found, string key, CancellationToken ct)
    {
        var from = Address.Email(mail.From);
        var (storeId, shopper) = (found?.StoreId ?? store?.Store.Id, found?.ShopperId);
        // Whoever hands mails in for a store vouches for them; nobody vouches for what lies in the spool folder.
        if (shopper is null && store is not null && from is not null) shopper = await shoppers.ByAddressAsync(store.Store.Id, IdentityPolicy.Email, from, ct);
        if (storeId is not { } id || shopper is not { } who) return "unmatched";
        var text = ReplyTextPolicy.Own(mail.Text);
        if (text.Length == 0 && mail.Subject.Length == 0) return "other";
        await turns.SubmitAsync(new ReplySignal(id, who, found?.MessageId, Channels.Email, new ReplyContent(from ?? "", TextPolicy.Line(mail.Subject, 200), text), key));
        return "reply";
    }

    /// <summary>What a provider says; its signature was checked.</summary>
    /// <exception cref="NotCommittedException">Not all could be stored; it may be sent again.</exception>
    public async Task FeedbackAsync(StoreEntry entry, string provider, string channel, IEnumerable<Feedback> events, CancellationToken ct)
    {
        foreach (var e in events)
        {
            Count(provider, Enum.GetName(e.Kind)!.ToLowerInvariant());
            var found = await FindAsync(entry, MailRefs.Of(e.Refs, secrets), ct);
            if (e.Kind is FeedbackKind.Open or FeedbackKind.MachineOpen or FeedbackKind.Click or FeedbackKind.MachineClick)
            {
                if (found is not null) await VisitAsync(found, e, ct);
                continue;
            }
            var why = TextPolicy.Line(e.Why, 400) ?? "";
            if (found is not null)
                await turns.SubmitAsync(new ReportSignal(found.StoreId, found.ShopperId, found.MessageId, ReportOf(e.Kind), why, e.At));
            else if (e.Kind is FeedbackKind.HardBounce or FeedbackKind.Complaint or FeedbackKind.OptOut && Hashed(entry, channel, e.Address) is { } hash)
                await turns.SubmitAsync(new OptOutSignal(entry.Store.Id, null, channel, hash, Address.Hint(e.Address!), e.Kind switch { FeedbackKind.HardBounce => SuppressionReason.Bounced, FeedbackKind.Complaint => SuppressionReason.Complained, _ => SuppressionReason.Unsubscribed }));
        }
    }

    // Judged as what our own picture and links see, as far as the provider tells; who says nothing of the client (Resend's openings) was not seen to be a person.
    private async Task VisitAsync(FoundMessage found, Feedback e, CancellationToken ct)
    {
        var isOpen = e.Kind is FeedbackKind.Open or FeedbackKind.MachineOpen;
        var kind = isOpen ? "open" : "click";
        if (await links.IsSeenAsync(found.StoreId, found.MessageId, isOpen, e.At, ct)) return;
        var (sent, _) = await links.BeforeAsync(found.StoreId, found.MessageId, kind, ct);
        var address = IPAddress.TryParse(e.ClientAddress, out var ip) ? ip : null;
        var machine = e.Kind is FeedbackKind.MachineOpen or FeedbackKind.MachineClick
            || VisitorPolicy.IsMachine(new Visit("GET", e.Client, null, address, HasLanguage: false, Navigates: false, sent is { } at ? e.At - at : null, IsPicture: isOpen));
        await links.NoteAsync(found.StoreId, found.MessageId, kind, machine, e.Client, e.Id, e.At);
    }

    /// <summary>A text message of a shopper.</summary>
    /// <param name="answered">The gateway answers keywords itself.</param>
    /// <returns>What to answer; null: nothing.</returns>
    public async Task<string?> TextAsync(StoreEntry entry, string from, string text, string id, bool answered, CancellationToken ct)
    {
        if (Hashed(entry, Channels.Sms, from) is not { } hash) return null;
        var store = entry.Store;
        var (word, language) = KeywordPolicy.Read(text);
        Count("sms", word == Keyword.None ? "reply" : Enum.GetName(word)!.ToLowerInvariant());
        var shopper = await shoppers.ByAddressAsync(store.Id, IdentityPolicy.Phone, Address.Phone(from)!, ct);
        var state = shopper is { } known ? (await states.ReadAsync([(store.Id, known)], ct)).GetValueOrDefault((store.Id, known)) : null;
        string Answer() => KeywordAnswers.Of(word, store, language, state?.Traits.Locale, store.Locale);
        switch (word)
        {
            case Keyword.Stop:
                if (await links.SuppressedForAsync(store.Id, Channels.Sms, hash, ct) is not null) return null; // once is enough
                await turns.SubmitAsync(new OptOutSignal(store.Id, null, Channels.Sms, hash, Address.Hint(Address.Phone(from)!), SuppressionReason.Unsubscribed));
                return answered ? null : Answer();
            case Keyword.Start:
                // Only the shopper's own no is taken back by the shopper: not a dead number, not the shop's decision.
                if (await links.SuppressedForAsync(store.Id, Channels.Sms, hash, ct) != SuppressionReason.Unsubscribed) return null;
                await turns.SubmitAsync(new LiftSignal(store.Id, Channels.Sms, hash, "shopper", "wrote " + ApiInput.Cut(text, 20)));
                return answered ? null : Answer();
            case Keyword.Help: return answered ? null : Answer();
            default:
                // Of several with one number it is who got the last text.
                var last = await inbound.LastTextAsync(store.Id, hash, state?.Id, ct);
                if ((last?.ShopperId ?? state?.Id) is { } who && text.Trim().Length > 0)
                    await turns.SubmitAsync(new ReplySignal(store.Id, who, last?.MessageId, Channels.Sms, new ReplyContent(Address.Phone(from)!, null, text.Length > ReplyTextPolicy.Longest ? text[..ReplyTextPolicy.Longest] : text), "sms:" + id));
                return null;
        }
    }

    // A store's own way in speaks only of its own messages.
    private async Task<FoundMessage?> FindAsync(StoreEntry? entry, IReadOnlyList<MessageRef> refs, CancellationToken ct)
    {
        foreach (var candidate in refs)
        {
            if (candidate.StoreId is { } named && entry is not null && named != entry.Store.Id) continue;
            IEnumerable<Guid> where = candidate.StoreId is { } told ? [told] : entry is not null ? [entry.Store.Id] : stores.Snapshot.ById.Keys;
            foreach (var store in where)
                if (await inbound.FindAsync(store, candidate.MessageId, ct) is { } found) return found;
        }
        return null;
    }

    private string? Hashed(StoreEntry entry, string channel, string? address) => channel == Channels.Email
        ? Address.Email(address) is { } email ? secrets.Hash(entry.Store.Id, IdentityPolicy.Email, email) : null
        : Address.Phone(address) is { } phone ? secrets.Hash(entry.Store.Id, IdentityPolicy.Phone, phone) : null;

    private static MessageReport ReportOf(FeedbackKind kind) => kind switch
    {
        FeedbackKind.Delivered => MessageReport.Delivered,
        FeedbackKind.SoftBounce => MessageReport.SoftBounce,
        FeedbackKind.HardBounce => MessageReport.HardBounce,
        FeedbackKind.Complaint => MessageReport.Complained,
        _ => MessageReport.OptedOut,
    };

    private static void Count(string way, string kind) => Came.Add(1, new KeyValuePair<string, object?>("way", way), new KeyValuePair<string, object?>("kind", kind));
}
