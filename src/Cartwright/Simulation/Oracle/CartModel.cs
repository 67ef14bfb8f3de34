using Cartwright.Tracking;

namespace Cartwright.Simulation.Oracle;

/// <summary>A cart as its shopper would tell it: what is in it, and when they last did something with it. Times in ms, money in minor units.</summary>
internal sealed class CartModel(string? id, string device, string key, long startedAt)
{
    private static readonly string[] Stages = ["cart", "contact", "address", "shipping", "payment"];

    /// <summary>What the shop calls it.</summary>
    public string? Id => id;
    public string Device { get; } = device;

    /// <summary>The same after the events were told in another order.</summary>
    public string Key => key;
    public long StartedAt { get; } = startedAt;
    public HashSet<string> Devices { get; } = new(StringComparer.Ordinal) { device };
    public SortedDictionary<string, (int Quantity, long Unit)> Lines { get; } = new(StringComparer.Ordinal);
    public long LastActivityAt { get; private set; } = startedAt;
    public bool IsOrdered { get; private set; }
    public string? Email { get; private set; }
    public string? Phone { get; private set; }
    public string? Country { get; private set; }
    public long? Shipping { get; private set; }
    public int Stage { get; private set; }
    public string StageName => Stages[Stage];

    /// <summary>What went wrong for the shopper last, and when.</summary>
    public (string Kind, long At)? Trouble { get; private set; }
    public long Total => Lines.Values.Sum(l => l.Quantity * l.Unit) + (Shipping ?? 0);
    public bool IsEmpty => Lines.Count == 0;

    public bool HasReached(string? stage) => stage is null || Stage >= Array.IndexOf(Stages, stage);

    public void Touch(long at) => LastActivityAt = Math.Max(LastActivityAt, at);

    /// <summary>Its order was told; by the shop itself, with where its mails go.</summary>
    public void Close(StorefrontEvent order)
    {
        IsOrdered = true;
        if (order.Trust == Trust.Browser) return;
        if (Email is not null) Email = order.Personal?.Email ?? Email;
        if (Phone is not null) Phone = order.Personal?.Phone ?? Phone;
    }

    public void Take(StorefrontEvent e)
    {
        Touch(e.At);
        switch (e.Kind)
        {
            case EventKind.ProductAdded:
                foreach (var line in e.Lines!) Lines[line.ProductId] = (Lines.GetValueOrDefault(line.ProductId).Quantity + line.Quantity, line.Unit ?? 0);
                break;
            case EventKind.ProductRemoved:
                foreach (var line in e.Lines!)
                {
                    if (!Lines.TryGetValue(line.ProductId, out var had)) continue;
                    if (had.Quantity <= line.Quantity) Lines.Remove(line.ProductId);
                    else Lines[line.ProductId] = (had.Quantity - line.Quantity, had.Unit);
                }
                break;
            case EventKind.CartSnapshot:
                Lines.Clear();
                foreach (var line in e.Lines!) Lines[line.ProductId] = (line.Quantity, line.Unit ?? 0);
                break;
            case EventKind.CheckoutStarted:
                Stage = Math.Max(Stage, 1);
                break;
            case EventKind.StepViewed or EventKind.DetailsEntered:
                Stage = Math.Max(Stage, Array.IndexOf(Stages, e.Stage));
                break;
        }
        if (e.Shipping is { } shipping) Shipping = shipping;
        if (IsEmpty && e.Kind is EventKind.CartSnapshot or EventKind.ProductRemoved && IsEmpty) Stage = 0;
        if (e.Kind == EventKind.Trouble) Trouble = (e.Trouble!, e.At);
        if (e is not { Kind: EventKind.DetailsEntered, Personal: { } typed }) return;
        Email = typed.Email ?? Email;
        Phone = typed.Phone ?? Phone;
        Country = typed.Fields?.GetValueOrDefault("country") ?? Country;
    }
}
