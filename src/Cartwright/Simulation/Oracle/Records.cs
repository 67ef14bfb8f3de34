namespace Cartwright.Simulation.Oracle;

/// <summary>What the server shows of a cart, as kept: its state is JSON.</summary>
internal sealed class CartRecord { public string Status { get; init; } = ""; public string State { get; init; } = ""; }

/// <summary>What the server shows of an order.</summary>
internal sealed class OrderRecord
{
    public string ExternalId { get; init; } = "";
    public long Confirmed { get; init; }
    public string Currency { get; init; } = "";
    public long Total { get; init; }
    public long Refunded { get; init; }
    public long PlacedAt { get; init; }
    public string Credit { get; init; } = "";
    public Guid? CreditedMessage { get; init; }
}

/// <summary>What the server shows of a message.</summary>
internal sealed class MessageRecord
{
    public Guid MessageId { get; init; }
    public string Status { get; init; } = "";
    public string? SkipReason { get; init; }
    public string? Decision { get; init; }
    public string? Reply { get; init; }
}

/// <summary>What the server shows of a code: in capitals and digits alone.</summary>
internal sealed class CouponRecord
{
    public Guid ShopperId { get; init; }
    public string Code { get; init; } = "";
    public string Status { get; init; } = "";
    public long ExpiresAt { get; init; }
}

/// <summary>All that the server shows at the end.</summary>
/// <param name="Unexplained">Carts that were abandoned and of which neither an entry into a journey nor a reason against it is told.</param>
internal sealed record Records(IReadOnlyCollection<string> Events, IReadOnlyList<CartRecord> Carts, IReadOnlyList<OrderRecord> Orders, IReadOnlyList<MessageRecord> Messages, IReadOnlyList<CouponRecord> Coupons, long Unexplained);
