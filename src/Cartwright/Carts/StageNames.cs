using Cartwright.Tracking;

namespace Cartwright.Carts;

/// <summary>The names shops give their checkout steps, and ours.</summary>
internal static class StageNames
{
    private static readonly Dictionary<string, Stage> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["cart"] = Stage.Cart, ["contact"] = Stage.Contact, ["email"] = Stage.Contact, ["customer"] = Stage.Contact, ["information"] = Stage.Contact, ["1"] = Stage.Contact,
        ["address"] = Stage.Address, ["billing"] = Stage.Address, ["2"] = Stage.Address,
        ["shipping"] = Stage.Shipping, ["shipping_method"] = Stage.Shipping, ["delivery"] = Stage.Shipping, ["3"] = Stage.Shipping,
        ["payment"] = Stage.Payment, ["payment_method"] = Stage.Payment, ["4"] = Stage.Payment,
        ["review"] = Stage.Payment, ["confirm"] = Stage.Payment, ["5"] = Stage.Payment,
        ["placed"] = Stage.Placed,
    };

    /// <summary>Null when the name is none we know: the shop numbers or names its steps in its own way.</summary>
    public static Stage? Parse(string? name) => name is not null && Known.TryGetValue(name, out var stage) ? stage : null;

    public static string Name(this Stage stage) => stage switch
    {
        Stage.Cart => "cart", Stage.Contact => "contact", Stage.Address => "address", Stage.Shipping => "shipping", Stage.Payment => "payment", _ => "placed",
    };

    public static string Name(this CartStatus status) => status switch
    {
        CartStatus.Active => "active", CartStatus.Abandoned => "abandoned", CartStatus.Ordered => "ordered", CartStatus.Purchased => "purchased",
        CartStatus.Cancelled => "cancelled", CartStatus.Emptied => "emptied", CartStatus.Lost => "lost", _ => "merged",
    };

    public static string Name(this Trust trust) => trust switch { Trust.Browser => "browser", Trust.Server => "server", _ => "platform" };
}
