using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cartwright.Hosting;
using Cartwright.Messages;
using Cartwright.Messages.Email;
using Cartwright.Messages.Email.Dkim;
using Cartwright.Messages.Webhooks;
using Cartwright.Shoppers;
using Cartwright.Storage;
using Cartwright.Stores;
using Cartwright.Tracking;

namespace Cartwright.Inbound;

/// <summary>
/// Tells the shop of what people answered: a mail to its own people, whose answer goes to the shopper, and its webhook. Each is told until it has taken
/// it, whatever became of the other; only where the server stops between the telling and its note is it told twice.
/// </summary>
internal sealed partial class ReplyLoop(InboundStore inbound, StoreDirectory stores, StoreStore storeStore, IMailServer mail, DkimKeys keys, OutgoingHttp http, ServerOptions options, ProductClock clock, ILogger<ReplyLoop> logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    /// <summary>Each answer that waits, once.</summary>
    public async Task TellAsync(CancellationToken ct)
    {
        foreach (var reply in await inbound.WaitingAsync(50, ct))
        {
            if (stores.Find(reply.StoreId) is not { } entry || reply.Content is not { } content) { await inbound.NotifiedAsync(reply); continue; }
            var posted = await OnceAsync(entry, reply, "post", () => PostedAsync(entry, reply, content, ct), ct);
            if (await OnceAsync(entry, reply, "mail", () => MailedAsync(entry, reply, content, ct), ct) && posted) { await inbound.NotifiedAsync(reply); continue; }
            await inbound.NotToldAsync(reply);
            if (reply.Attempts + 1 >= InboundStore.MostAttempts) GivenUp(logger, entry.Store.Slug, reply.CartId);
        }
    }

    private async Task<bool> OnceAsync(StoreEntry entry, StoredReply reply, string way, Func<Task<bool>> tell, CancellationToken ct)
    {
        var key = $"reply-{way}:{reply.Id:N}";
        try
        {
            if (!await inbound.IsNewAsync(reply.StoreId, key, ct)) return true;
            if (!await tell()) return false;
            await inbound.RememberAsync(reply.StoreId, key);
            return true;
        }
        catch (Exception error) when (error is not OperationCanceledException && !Database.IsDatabaseError(error))
        {
            // A fault of this one, a key that cannot be opened say, holds up no other.
            Broken(logger, entry.Store.Slug, reply.CartId, error);
            return false;
        }
    }

    private async Task<bool> MailedAsync(StoreEntry entry, StoredReply reply, ReplyContent content, CancellationToken ct)
    {
        var store = entry.Store;
        if ((store.Settings.SandboxTo ?? store.Settings.HandoffTo ?? store.Settings.ReplyTo ?? store.Settings.ContactEmail) is not { } to) return true;
        var from = store.Settings.FromAddress ?? options.MailFrom ?? "carts@" + (Uri.TryCreate(store.Url, UriKind.Absolute, out var u) && u.HostNameType == UriHostNameType.Dns ? u.Host : "localhost");
        // Whoever reads the test address need not know who it is, and nothing there leads to a shopper.
        var (who, answerTo) = store.Settings.SandboxTo is null ? (content.From, Address.Email(content.From)) : (Address.Hint(content.From), null);
        var text = $"""
            {who} answered{(reply.Channel == Channels.Sms ? " by text message" : "")}:

            {content.Text}

            If more was to be sent about this, it waits until somebody lets it go on:
            {options.PublicUrl.TrimEnd('/')}/console/{store.Slug}/{(reply.CartId == Guid.Empty ? $"shoppers/{reply.ShopperId}" : $"carts/{reply.CartId}")}
            """;
        var subject = content.Subject is { Length: > 0 } s ? s : string.Create(CultureInfo.InvariantCulture, $"{who} answered");
        var told = new OutgoingMail(new MailAddress(from, MailText.OneLine(store.Settings.FromName ?? store.Name)), new MailAddress(to), MailText.OneLine(subject), "", text,
            $"reply-{reply.Id:N}@{from[(from.LastIndexOf('@') + 1)..]}", clock.GetUtcNow(), from, null,
            [new("Auto-Submitted", "auto-generated"), new("X-Auto-Response-Suppress", "All")]) { SignWith = keys.For(entry, from) };
        var sent = await mail.SendAsync(AddressPolicy.WithReplyTo(told, answerTo), _ => ValueTask.FromResult(true), ct);
        switch (sent)
        {
            case SmtpOutcome.Accepted or SmtpOutcome.Unknown: return true;
            // Also for good: the shop can set another address while it is still tried.
            case SmtpOutcome.Refused refused: NotForwarded(logger, store.Slug, $"{refused.Verb}: {refused.Code} {RejectedStore.Redact(refused.Text)}"); return false;
            case SmtpOutcome.NotReached missed: NotForwarded(logger, store.Slug, $"{missed.Verb}: {missed.Reason}"); return false;
            default: return false;
        }
    }

    private async Task<bool> PostedAsync(StoreEntry entry, StoredReply reply, ReplyContent content, CancellationToken ct)
    {
        if (entry.Store.Settings is not { WebhookUrl: { } url, SandboxTo: null } || entry.SigningSecrets.Count == 0) return true;
        var body = JsonSerializer.SerializeToUtf8Bytes(new ReplyEvent("reply.received", ApiInput.Time(reply.At), new ReplyData(entry.Store.Slug, reply.Id, reply.Channel, reply.ShopperId, reply.CartId, reply.MessageId, content.From, content.Subject, content.Text)), ReplyEventJson.Default.ReplyEvent);
        var headers = WebhookSignaturePolicy.Headers($"msg_{reply.Id:N}", clock.RealTime.GetUtcNow().ToUnixTimeSeconds(), body, entry.SigningSecrets.Select(box => storeStore.OpenSigningSecret(entry.Store.Id, box)).ToList());
        try
        {
            var answer = await http.SendAsync(HttpMethod.Post, new Uri(url), headers, body, ct);
            if (answer.Status is >= 200 and < 300 or 410) return true;
            NotForwarded(logger, entry.Store.Slug, string.Create(CultureInfo.InvariantCulture, $"the webhook answered {answer.Status}"));
            return false;
        }
        catch (OutgoingException error)
        {
            NotForwarded(logger, entry.Store.Slug, error.Message);
            return false;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, clock.RealTime);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try { await TellAsync(stoppingToken); }
            catch (Exception error) when (error is not OperationCanceledException) { Failed(logger, error); }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Store {Store} could not be told of an answer: {Reason}")]
    private static partial void NotForwarded(ILogger logger, string store, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Store {Store} was never told of an answer about cart {Cart}: all attempts failed, see above why. The answer stands on the cart's page")]
    private static partial void GivenUp(ILogger logger, string store, Guid cart);

    [LoggerMessage(Level = LogLevel.Error, Message = "Store {Store} could not be told of an answer about cart {Cart}; it is tried again")]
    private static partial void Broken(ILogger logger, string store, Guid cart, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Answers could not be passed on; it is tried again")]
    private static partial void Failed(ILogger logger, Exception error);
}

/// <summary>What the store's webhook is told of an answer.</summary>
internal sealed record ReplyEvent(string Type, DateTime Timestamp, ReplyData Data);

internal sealed record ReplyData(string Store, Guid Reply, string Channel, Guid Shopper, Guid Cart, Guid? Message, string From, string? Subject, string Text);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReplyEvent))]
internal sealed partial class ReplyEventJson : JsonSerializerContext;
