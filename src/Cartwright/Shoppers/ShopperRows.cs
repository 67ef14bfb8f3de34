using System.Text;
using System.Text.Json;
using Cartwright.Hosting;
using Cartwright.Journeys;
using Cartwright.Messages;
using Cartwright.Tracking;

namespace Cartwright.Shoppers;

// Rows as the databases give them; every number is a bigint.
#pragma warning disable CA1812 // made by Dapper
internal sealed class AliasRow { public Guid StoreId { get; init; } public string Kind { get; init; } = ""; public string Value { get; init; } = ""; public Guid ShopperId { get; init; } }

internal sealed class ShopperRow
{
    public Guid StoreId { get; init; }
    public Guid ShopperId { get; init; }
    public long Version { get; init; }
    public Guid? MergedInto { get; init; }
    public long FirstSeenAt { get; init; }
    public long LastSeenAt { get; init; }
    public string State { get; init; } = "{}";
    public byte[]? DataKey { get; init; }
    public byte[]? Sealed { get; init; }
    public long? WakeAt { get; init; }
}

internal sealed class CartRow { public Guid StoreId { get; init; } public Guid ShopperId { get; init; } public string State { get; init; } = ""; }

internal sealed class LastEventRow { public Guid StoreId { get; init; } public Guid ShopperId { get; init; } public long At { get; init; } }

internal sealed class OrderRow { public Guid StoreId { get; init; } public Guid ShopperId { get; init; } public string State { get; init; } = ""; }

internal sealed class ConsentRow
{
    public Guid StoreId { get; init; }
    public string Channel { get; init; } = "";
    public string AddressHash { get; init; } = "";
    public long Granted { get; init; }
    public long At { get; init; }
    public string Source { get; init; } = "";
    public string? Wording { get; init; }
    public long Confirmed { get; init; }
}

internal sealed class SuppressionRow { public Guid StoreId { get; init; } public string Channel { get; init; } = ""; public string AddressHash { get; init; } = ""; public string Reason { get; init; } = ""; }

internal sealed class EnrollmentRow
{
    public Guid StoreId { get; init; }
    public Guid EnrollmentId { get; init; }
    public Guid ShopperId { get; init; }
    public Guid CartId { get; init; }
    public Guid JourneyId { get; init; }
    public long JourneyVersion { get; init; }
    public long Entry { get; init; }
    public string Status { get; init; } = "";
    public long Position { get; init; }
    public long? NextAt { get; init; }
    public long EnteredAt { get; init; }
    public long? EndedAt { get; init; }
    public string? ExitReason { get; init; }
    public Guid? OrderId { get; init; }
    public string Subject { get; init; } = "";
    public string? Memo { get; init; }

    public Enrollment Read() => new()
    {
        Id = EnrollmentId, JourneyId = JourneyId, JourneyVersion = JourneyVersion, CartId = CartId, Entry = Entry, Status = Enum.Parse<EnrollmentStatus>(Status, ignoreCase: true),
        Position = (int)Position, NextAt = NextAt, EnteredAt = EnteredAt, EndedAt = EndedAt, ExitReason = ExitReason, OrderId = OrderId, Subject = Subject,
        Memo = Memo is null ? EnrollmentMemo.None : JsonSerializer.Deserialize(Memo, JourneyJson.Default.EnrollmentMemo)!,
    };
}

internal sealed class MessageRow
{
    public Guid StoreId { get; init; }
    public Guid MessageId { get; init; }
    public Guid ShopperId { get; init; }
    public Guid EnrollmentId { get; init; }
    public Guid JourneyId { get; init; }
    public long JourneyVersion { get; init; }
    public long Step { get; init; }
    public Guid CartId { get; init; }
    public string Channel { get; init; } = "";
    public string Template { get; init; } = "";
    public string Status { get; init; } = "";
    public string? SkipReason { get; init; }
    public string? Decision { get; init; }
    public long Attempt { get; init; }
    public long QueuedAt { get; init; }
    public long DueAt { get; init; }
    public long? SendingAt { get; init; }
    public long? SentAt { get; init; }
    public string? Reply { get; init; }
    public Guid? SealedBy { get; init; }
    public byte[]? Sealed { get; init; }
    public long Opens { get; init; }
    public long MachineOpens { get; init; }
    public long Clicks { get; init; }
    public long MachineClicks { get; init; }
    public long Sandbox { get; init; }
    public string? Approval { get; init; }
    public long? ApprovalRound { get; init; }
    public long? DeliveredAt { get; init; }
    public string? Bounce { get; init; }

    /// <param name="dataKey">Of <see cref="SealedBy"/>.</param>
    public Message Read(byte[]? dataKey) => new()
    {
        Id = MessageId, EnrollmentId = EnrollmentId, JourneyId = JourneyId, JourneyVersion = JourneyVersion, CartId = CartId, Step = (int)Step, Channel = Channel, Template = Template,
        Status = Enum.Parse<MessageStatus>(Status, ignoreCase: true), SkipReason = SkipReason,
        Decision = Decision is null ? null : JsonSerializer.Deserialize(Decision, GateJson.Default.GateAnswer),
        Attempt = Attempt, QueuedAt = QueuedAt, DueAt = DueAt, SendingAt = SendingAt, SentAt = SentAt, Reply = Reply,
        Sandbox = Sandbox != 0, Approval = Approval, ApprovalRound = ApprovalRound, DeliveredAt = DeliveredAt, Bounce = Bounce,
        Content = Sealed is null || dataKey is null ? null : JsonSerializer.Deserialize(Secrets.Open(dataKey, Sealed), ContentJson.Default.SentContent),
    };
}

internal sealed class ReplyRow
{
    public long At { get; init; }
    public string Channel { get; init; } = "";
    public byte[] Sealed { get; init; } = [];
    public byte[] DataKey { get; init; } = [];
}

internal sealed class EventRow
{
    public Guid ShopperId { get; init; }
    public long At { get; init; }
    public string MessageId { get; init; } = "";
    public long ReceivedAt { get; init; }
    public string Body { get; init; } = "";
    public byte[]? Personal { get; init; }
    public byte[]? DataKey { get; init; }

    /// <summary>The event as it came; of an erased person without what was personal.</summary>
    public StorefrontEvent Read(Guid store, Secrets secrets) => JsonSerializer.Deserialize(Body, TrackingJson.Default.StorefrontEvent)! with
    {
        StoreId = store, At = At, MessageId = MessageId, ReceivedAt = ReceivedAt,
        Personal = Personal is null || DataKey is null ? null
            : JsonSerializer.Deserialize(Encoding.UTF8.GetString(Secrets.Open(secrets.Unwrap(store, DataKey), Personal)), TrackingJson.Default.Personal),
    };
}

[System.Text.Json.Serialization.JsonSerializable(typeof(SentContent))]
internal sealed partial class ContentJson : System.Text.Json.Serialization.JsonSerializerContext;
