using Cartwright.Stores;

namespace Cartwright.Messages;

/// <summary>Which ways to pay are another way than the one that was tried.</summary>
internal static class PaymentMethodPolicy
{
    private const int Telling = 4; // "card" is a word, "sepa" too; shorter pieces are in everything

    /// <param name="own">In the store's own language, in which its platform may name them.</param>
    /// <param name="said">The same in the shopper's language.</param>
    /// <param name="tried">As the shop's page or platform called it; null: not known, and then all are named.</param>
    public static IReadOnlyList<PaymentMethod> Others(IReadOnlyList<PaymentMethod> own, IReadOnlyList<PaymentMethod> said, string? tried) => Plain(tried) is not { Length: > 0 } known ? said
        : [.. said.Where((method, i) => !IsSame(Plain(method.Name), known) && !(own.Count == said.Count && IsSame(Plain(own[i].Name), known)))];

    // "paypal_express" is PayPal, "Credit card" is "credit_card (Visa)".
    private static bool IsSame(string name, string tried) =>
        name == tried || name.Length >= Telling && tried.Contains(name, StringComparison.Ordinal) || tried.Length >= Telling && name.Contains(tried, StringComparison.Ordinal);

    private static string Plain(string? text) => string.Concat((text ?? "").Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
