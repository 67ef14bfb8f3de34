using System.Diagnostics.Metrics;
using Cartwright.Hosting;
using Cartwright.Shoppers;
using Cartwright.Storage;
using Cartwright.Stores;
using Cartwright.Tracking;
using Cartwright.Tracking.Platforms;
using Cartwright.Turns;

namespace Cartwright.Messages;

/// <summary>A message this node holds a lease on, with its shopper as the lease was taken; null: gone. Others: what is to leave in one mail with it.</summary>
internal sealed record Claimed(Claim Claim, ShopperState? Shopper)
{
    public IReadOnlyList<Claimed> Others { get; init; } = [];

    public Message? Message { get; } = Shopper?.Messages.FirstOrDefault(m => m.Id == Claim.MessageId);
}

/// <summary>
/// Takes queued messages and hands each to its channel. The gate is asked again, and its yes committed, just before the last byte;
/// from then on a message to a person is never tried again unless the other side said no in so many words.
/// </summary>
internal sealed partial class Outbox(
    DeliveryStore outbox, Database database, ShopperStore shoppers, MessageSources sources, StoreDirectory stores, TurnLoop turns, Deliveries deliveries,
    ShopAsker shops, Secrets secrets, ProductClock clock, ILogger<Outbox> logger)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2), OrphanLease = TimeSpan.FromMinutes(30);
    private static readonly Meter Meter = new("Cartwright");
    private static readonly Counter<long> Outcomes = Meter.CreateCounter<long>("cartwright_messages", description: "Messages by outcome");

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private long RealNow => clock.RealTime.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>After a restart: what was leaving has an outcome nobody can know; what was only claimed may go again. Where others send too, only what is long over.</summary>
    public async Task RecoverAsync()
    {
        if (database.IsShared) { await OrphansAsync(RealNow - (long)OrphanLease.TotalMilliseconds); return; }
        await OrphansAsync(null);
        await outbox.ReleaseAllAsync();
    }

    private async Task OrphansAsync(long? leaseOverBefore)
    {
        var orphans = await outbox.OrphansAsync(leaseOverBefore);
        if (orphans.Count == 0) return;
        Orphans(logger, orphans.Count);
        // Who knows a message by its id may get it again; a person may not.
        await turns.SubmitAsync([.. orphans.Select(o => new OutcomeSignal(o.StoreId, o.ShopperId, o.MessageId, o.Attempt, MessageStatus.Unknown, "the server stopped while the message was leaving", Deliveries.IsAtLeastOnce(o.Channel) ? Now : null, false))]);
        Outcomes.Add(orphans.Count, new KeyValuePair<string, object?>("outcome", "unknown"));
    }

    /// <summary>Up to so many messages whose time has come, the stores in turn.</summary>
    public async Task<List<Claimed>> ClaimAsync(int most, CancellationToken ct = default)
    {
        var (claims, config) = await outbox.ClaimAsync(Now, RealNow, RealNow + (long)Lease.TotalMilliseconds, most);
        if (claims.Count == 0) return [];
        // What a merchant changed on another node, a text say, holds for whatever is claimed after it.
        if (config > stores.Snapshot.Version) await stores.RefreshAsync(ct);
        var remembered = claims.ToDictionary(c => c.MessageId, c => turns.Remembered(c.StoreId, c.ShopperId) is { } known && known.Messages.Any(m => m.Id == c.MessageId) ? known : null);
        var states = await shoppers.ReadAsync([.. claims.Where(c => remembered[c.MessageId] is null).Select(c => (c.StoreId, c.ShopperId)).Distinct()], ct);
        var all = claims.Select(c => new Claimed(c, remembered[c.MessageId] ?? states.GetValueOrDefault((c.StoreId, c.ShopperId)))).ToList();
        foreach (var claimed in all) claimed.Claim.TriedSince = claimed.Message?.Decision?.TriedSince;
        var together = all.Where(c => c.Claim.Channel == Channels.Handoff).GroupBy(c => c.Claim.StoreId).Where(g => g.Count() >= HandOffPacing.Together).Select(g => g.First() with { Others = [.. g.Skip(1)] }).ToList();
        return together.Count == 0 ? all : [.. all.Where(c => c.Claim.Channel != Channels.Handoff || !together.Exists(t => t.Claim.StoreId == c.Claim.StoreId)), .. together];
    }

    /// <summary>Carries one message to its end, or those that leave together. Never throws: what went wrong is logged, and the row says how far it got.</summary>
    /// <param name="left">Called when the channel has answered, and only the note of it is to be written. Not where it never came so far.</param>
    public async Task DeliverAsync(Claimed claimed, Action? left = null)
    {
        if (claimed.Others.Count > 0) await TogetherAsync([claimed, .. claimed.Others]);
        else if (await GuardedAsync(claimed.Claim, () => CarryAsync(claimed, left))) Release(claimed);
    }

    private async Task CarryAsync(Claimed claimed, Action? left)
    {
        if (await ReadyAsync(claimed) is not { } delivery) return;
        var outcome = await deliveries.SendAsync(delivery);
        left?.Invoke();
        await EndAsync(claimed.Claim, outcome);
    }

    private async Task TogetherAsync(IReadOnlyList<Claimed> together)
    {
        var ready = new List<(Claimed Claimed, Delivery Delivery)>();
        foreach (var claimed in together)
        {
            Delivery? delivery = null;
            if (!await GuardedAsync(claimed.Claim, async () => delivery = await ReadyAsync(claimed))) continue;
            if (delivery is null) Release(claimed);
            else ready.Add((claimed, delivery));
        }
        if (ready.Count == 0) return;
        IReadOnlyList<DeliveryOutcome>? outcomes = null;
        try { outcomes = await deliveries.SendTogetherAsync([.. ready.Select(r => r.Delivery)]); }
        catch (Exception error) { NotTogether(logger, ready.Count, error); }
        // What cannot be told together is told one by one: then it shows whose fault it was. What has begun to leave stays as it is, the gate lets nothing go twice.
        for (var i = 0; i < ready.Count; i++)
        {
            var (claimed, delivery) = ready[i];
            var outcome = outcomes?[i];
            if (await GuardedAsync(claimed.Claim, async () => await EndAsync(claimed.Claim, outcome ?? await deliveries.SendAsync(delivery)))) Release(claimed);
        }
    }

    // What nobody knows keeps its lease, and is looked at again when that is over.
    private void Release(Claimed claimed)
    {
        if (stores.Find(claimed.Claim.StoreId) is not null && claimed.Message is not null) outbox.Release(claimed.Claim);
    }

    /// <summary>What is needed to send it. Null: it is not to leave now, or not at all, and the gate has written why.</summary>
    private async Task<Delivery?> ReadyAsync(Claimed claimed)
    {
        var (claim, shopper) = claimed;
        if (stores.Find(claim.StoreId) is not { } store || shopper is null || claimed.Message is not { } message) return null;
        // Not while the mail server waits for the end of the mail: a shop can be slow.
        var asked = store.Store.AsksShop ? await shops.AskAsync(store.Store) : null;
        var parts = await sources.ReadAsync(store.Store, shopper, message, Now);
        async Task<bool> BeginAsync(SentContent content) => await turns.SubmitAsync(new BeginSendSignal(claim.StoreId, claim.ShopperId, claim.MessageId, claim.Attempt, content, asked) { IsSoldOut = parts.IsSoldOut || parts.IsNewsOver }) is BeginSendResult { Go: true };
        // It could not be written without its goods: the gate says so instead.
        if (parts.IsNewsOver && !await BeginAsync(new SentContent("", "", "", ""))) return null;
        if (shopper.Enrollments.FirstOrDefault(e => e.Id == message.EnrollmentId)?.Memo is { Coupon: null, Offer: { } owed } && store.ActiveOffer(owed) is not null)
        {
            await AskForCodeAsync(claim, asked, parts.IsSoldOut);
            return null;
        }
        if (asked is not { Word: ShopWord.Waits }) return new Delivery(store, shopper, message, parts, clock.GetUtcNow(), BeginAsync);
        await BeginAsync(new SentContent("", "", "", ""));
        return null;
    }

    /// <returns>Whether a turn knows what became of it.</returns>
    private async Task<bool> GuardedAsync(Claim claim, Func<Task> work)
    {
        try { await work(); }
        catch (NotComposedException error) when (error.InnerException is MissingPartException { Part: MissingPartException.Code })
        {
            await AskForCodeAsync(claim, null, isSoldOut: false);
        }
        catch (NotComposedException error)
        {
            NotRendered(logger, claim.MessageId, error.InnerException!);
            await EndAsync(claim, MessageStatus.Failed, "the message could not be made: " + error.Message);
        }
        catch (Exception error)
        {
            // Before the commit the lease runs out and the message is claimed again; after it the message stays "sending" and a restart calls it unknown.
            DeliveryFailed(logger, claim.MessageId, error);
            Outcomes.Add(1, new KeyValuePair<string, object?>("outcome", "error"));
            return false;
        }
        return true;
    }

    // The gate gives it one, and the message is made again; or it says why there is none.
    private Task AskForCodeAsync(Claim claim, ShopAnswer? asked, bool isSoldOut) =>
        turns.SubmitAsync(new BeginSendSignal(claim.StoreId, claim.ShopperId, claim.MessageId, claim.Attempt, new SentContent("", "", "", ""), asked) { IsWithoutCode = true, IsSoldOut = isSoldOut });

    private async Task EndAsync(Claim claim, DeliveryOutcome outcome)
    {
        await (outcome switch
        {
            DeliveryOutcome.Accepted a => EndAsync(claim, MessageStatus.Sent, a.Reply),
            DeliveryOutcome.Withdrawn => Task.CompletedTask, // the gate has written why
            DeliveryOutcome.Unknown u => EndAsync(claim, MessageStatus.Unknown, u.Reply),
            DeliveryOutcome.Refused { Permanent: true } r => EndAsync(claim, MessageStatus.Failed, r.Reply, suppress: r.Address == AddressWord.Dead),
            DeliveryOutcome.Refused r => RetryAsync(claim, r.Reply, r.Wait),
            DeliveryOutcome.NotReached n => RetryAsync(claim, n.Reply),
            DeliveryOutcome.Postponed p => PostponeAsync(claim, p),
            _ => throw new InvalidOperationException(outcome.GetType().Name),
        });
        if (outcome is DeliveryOutcome.Refused { OptedOut: { } address })
            await turns.SubmitAsync(new OptOutSignal(claim.StoreId, claim.ShopperId, claim.Channel, secrets.Hash(claim.StoreId, IdentityPolicy.Phone, address), Address.Hint(address), SuppressionReason.Unsubscribed));
    }

    private Task RetryAsync(Claim claim, string reply, TimeSpan? wait = null)
    {
        if (RetryPolicy.Next(claim.Attempt, claim.TriedSince, Now, wait) is not { } at) return EndAsync(claim, MessageStatus.Failed, "given up: " + reply);
        Retried(logger, claim.MessageId, claim.Attempt, RejectedStore.Redact(reply)); // mail servers repeat the address they refuse
        Outcomes.Add(1, new KeyValuePair<string, object?>("outcome", "retry"));
        return turns.SubmitAsync(new OutcomeSignal(claim.StoreId, claim.ShopperId, claim.MessageId, claim.Attempt, MessageStatus.Queued, reply, at, false));
    }

    // Nothing was tried; a message that waits for a day is given up all the same.
    private Task PostponeAsync(Claim claim, DeliveryOutcome.Postponed postponed)
    {
        var at = Now + (long)postponed.Wait.TotalMilliseconds;
        if (at - (claim.TriedSince ?? Now) > RetryPolicy.GiveUpAfter) return EndAsync(claim, MessageStatus.Failed, "given up: " + postponed.Reply);
        Outcomes.Add(1, new KeyValuePair<string, object?>("outcome", "postponed"));
        return turns.SubmitAsync(new OutcomeSignal(claim.StoreId, claim.ShopperId, claim.MessageId, claim.Attempt, MessageStatus.Queued, postponed.Reply, at, false));
    }

    private Task EndAsync(Claim claim, MessageStatus status, string reply, bool suppress = false)
    {
        Outcomes.Add(1, new KeyValuePair<string, object?>("outcome", Enum.GetName(status)!.ToLowerInvariant()));
        if (status == MessageStatus.Failed) Failed(logger, claim.MessageId, RejectedStore.Redact(reply));
        return turns.SubmitAsync(new OutcomeSignal(claim.StoreId, claim.ShopperId, claim.MessageId, claim.Attempt, status, reply, null, suppress));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} messages were leaving when the server stopped: their outcome is unknown and shown as such")]
    private static partial void Orphans(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} hand-offs could not be told in one mail; each is told by itself")]
    private static partial void NotTogether(ILogger logger, int count, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Message {Id} could not be made")]
    private static partial void NotRendered(ILogger logger, Guid id, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Message {Id} was not taken at attempt {Attempt} and is tried again: {Reply}")]
    private static partial void Retried(ILogger logger, Guid id, long attempt, string reply);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Message {Id} failed: {Reply}")]
    private static partial void Failed(ILogger logger, Guid id, string reply);

    [LoggerMessage(Level = LogLevel.Error, Message = "The delivery of message {Id} failed")]
    private static partial void DeliveryFailed(ILogger logger, Guid id, Exception error);
}
