using Cartwright.Tracking;

namespace Cartwright.Simulation.Oracle;

/// <summary>An order added up from what was told of it: the latest word of the most trusted teller counts. Minor units.</summary>
internal sealed class OrderModel(string id)
{
    private (Trust Trust, long At) _told = (Trust.Browser, -1);
    private long _refunded;
    private long _confirmedAt = long.MaxValue;

    public string Id => id;

    /// <summary>Key of the cart it closed.</summary>
    public string? Cart { get; set; }
    public long PlacedAt { get; private set; } = long.MaxValue;

    /// <summary>When it was placed by the clock of the shop, once that speaks.</summary>
    public long ToldAt => IsConfirmed ? _confirmedAt : PlacedAt;
    public long? PaidAt { get; private set; }
    public long? CancelledAt { get; private set; }

    /// <summary>Nothing is left of it: it was cancelled, or all of its money went back.</summary>
    public bool IsNothingLeft => CancelledAt is not null || _refunded > 0 && _refunded >= (Total ?? 0);
    public long? ClosesAt { get; private set; }
    public long? Total { get; private set; }
    public bool IsConfirmed { get; private set; }
    public string? Currency { get; private set; }
    public long Refunded => Math.Min(_refunded, Total ?? 0);

    /// <summary>What journeys were asked about it already: that it was made, that it was paid; the longest time (ms) it waits for its money, and the most days since it.</summary>
    public bool IsMadeAsked { get; set; }
    public bool IsPaidAsked { get; set; }
    public long UnpaidAsked { get; set; } = -1;
    public int DaysAsked { get; set; }

    public void Take(StorefrontEvent e)
    {
        // What a page told of the money counts until the shop speaks, and never again.
        if (!IsConfirmed && e.Trust > Trust.Browser) (Total, Currency, ClosesAt, _told) = (null, null, null, (Trust.Browser, -1));
        IsConfirmed |= e.Trust > Trust.Browser;
        PlacedAt = Math.Min(PlacedAt, e.At);
        if (e.Trust > Trust.Browser) _confirmedAt = Math.Min(_confirmedAt, e.At);
        if (e.Kind == EventKind.OrderPaid) PaidAt = Math.Min(PaidAt ?? long.MaxValue, e.At);
        if (e.Kind == EventKind.OrderCancelled) CancelledAt = Math.Min(CancelledAt ?? long.MaxValue, e.At);
        else if (e.Kind == EventKind.OrderRefunded) _refunded += e.Total ?? 0;
        else if (IsConfirmed && e.Trust == Trust.Browser) return;
        else if (e.Trust > _told.Trust || e.Trust == _told.Trust && e.At > _told.At) (Total, Currency, ClosesAt, _told) = (e.Total, e.Currency, e.ClosesAt, (e.Trust, e.At));
    }
}
