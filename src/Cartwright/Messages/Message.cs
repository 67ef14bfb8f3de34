using System.Text.Json.Serialization;
using Cartwright.Journeys;
using Cartwright.Shoppers;

namespace Cartwright.Messages;

/// <summary>
/// queued → claimed (a lease) → sending (committed just before the last byte) → sent or unknown; or skipped, withdrawn, held, failed.
/// One that was sent may be reported as bounced or complained of later.
/// </summary>
internal enum MessageStatus { Queued, Claimed, Sending, Sent, Unknown, Skipped, Withdrawn, Held, Failed, Bounced, Complained }

/// <summary>One message of one step of one enrollment: a row of the outbox.</summary>
internal sealed record Message
{
    public required Guid Id { get; init; }
    public required Guid EnrollmentId { get; init; }
    public required Guid JourneyId { get; init; }
    public required Guid CartId { get; init; }

    /// <summary>The version of the journey that <see cref="Step"/>, a place in its program, is of.</summary>
    public long JourneyVersion { get; init; }
    public int Step { get; init; }
    public required string Channel { get; init; }
    public required string Template { get; init; }
    public MessageStatus Status { get; init; }
    public string? SkipReason { get; init; }
    public GateAnswer? Decision { get; init; }

    /// <summary>Counts the claims: only the claimant of the last one may send (fencing).</summary>
    public long Attempt { get; init; }
    public long QueuedAt { get; init; }
    public long DueAt { get; init; }
    public long? SendingAt { get; init; }
    public long? SentAt { get; init; }

    /// <summary>The mail server's last answer, or why it is not known.</summary>
    public string? Reply { get; init; }

    /// <summary>Recipient, subject and the model it was rendered with, once it began to leave. Sealed at rest.</summary>
    public SentContent? Content { get; init; }

    /// <summary>When the other side said that it was delivered (ms).</summary>
    public long? DeliveredAt { get; init; }

    /// <summary>hard or soft, of one that came back.</summary>
    public string? Bounce { get; init; }

    /// <summary>It went to the store's test address instead of the shopper's.</summary>
    public bool Sandbox { get; init; }

    /// <summary>What a person said of it while it was held: one of <see cref="Messages.Approval"/>; null while nobody did.</summary>
    public string? Approval { get; init; }

    /// <summary>The store's <see cref="Stores.Store.ApprovalRound"/> in which that was said.</summary>
    public long? ApprovalRound { get; init; }

    public bool IsOpen => Status is MessageStatus.Queued or MessageStatus.Claimed or MessageStatus.Held;

    /// <summary>True once it may have reached the shopper: it counts for the cap.</summary>
    public bool MayHaveLeft => !Sandbox && Channels.ReachesShopper(Channel) && Status is (MessageStatus.Sending or MessageStatus.Sent or MessageStatus.Unknown or MessageStatus.Bounced or MessageStatus.Complained);
}

/// <summary>What a person says of a message that waits for one.</summary>
internal static class Approval
{
    public const string Approved = "approved", Refused = "refused";
}

/// <summary>What left: kept so that the merchant can see the very message, as long as the person is not erased.</summary>
/// <param name="To">The shopper's address.</param>
/// <param name="Sandbox">The test address it went to instead; null: it went to the shopper.</param>
/// <param name="Version">Of the store's own template in that language, of which it was made; null: of the default.</param>
internal sealed record SentContent(string To, string Subject, string Locale, string Model, string? Sandbox = null, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Version = null);
