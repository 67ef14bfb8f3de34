using Cartwright.Carts;
using Cartwright.Console.Carts;
using Cartwright.Tracking;

namespace Cartwright.Console.Events;

/// <summary>What an event did: sentences of what it changed, or the one that says why it changed nothing. Key: of the cart it changed.</summary>
internal sealed record EventEffect(string? Key, IReadOnlyList<string> Sentences)
{
    /// <summary>
    /// Folds a shopper's log once and tells of the wanted events. As the facts stand now: an event that came late is told in its place.
    /// </summary>
    public static Dictionary<string, EventEffect> Of(IEnumerable<StorefrontEvent> log, IReadOnlySet<string> wanted, string storeCurrency, Words words)
    {
        var effects = new Dictionary<string, EventEffect>(StringComparer.Ordinal);
        IReadOnlyList<CartFacts> carts = [];
        foreach (var e in log.DistinctBy(e => e.MessageId).Order(EventOrder.Instance))
        {
            var next = CartDecider.Apply(carts, e, storeCurrency);
            if (wanted.Contains(e.MessageId)) effects[e.MessageId] = Told(carts, next, e, words);
            carts = next;
        }
        return effects;
    }

    private static EventEffect Told(IReadOnlyList<CartFacts> before, IReadOnlyList<CartFacts> after, StorefrontEvent e, Words words)
    {
        var sentences = new List<string>();
        string? key = null;
        for (var i = 0; i < after.Count; i++)
        {
            var old = i < before.Count ? before[i] : null;
            if (ReferenceEquals(old, after[i])) continue;
            key ??= after[i].Key;
            if (old is null) sentences.Add(words.T["inspect.opened"]);
            if (old?.OrderedAt is null && after[i].OrderedAt is not null) sentences.Add(words.T["inspect.ordered"]);
            sentences.AddRange(CartChange.Of(old, after[i], e, words).Select(l => l.Note is null ? l.Text : $"{l.Text} ({l.Note})"));
            if (CartChange.Typed(old, after[i]) is { Count: > 0 } fields) sentences.Add(CartChange.TypedLine(e.At, fields, words).Text);
        }
        foreach (var said in e.Consents ?? []) sentences.Add(words.T[said.Granted ? "inspect.yes" : "inspect.no", ("channel", words.T.OfCode("channel.", said.Channel))]);
        if (sentences.Count == 0) sentences.Add(words.T["inspect." + (key is not null ? "alive" : Nothing(before, e))]);
        return new EventEffect(key, sentences);
    }

    // Why no cart was changed.
    private static string Nothing(IReadOnlyList<CartFacts> carts, StorefrontEvent e) =>
        e.Kind == EventKind.Identified ? "identified"
        : e.Kind is EventKind.Other or EventKind.PageViewed or EventKind.PageVisible or EventKind.ProductViewed or EventKind.SurveyAnswered ? "no_cart_event"
        : EventKinds.IsOrder(e.Kind) ? "order_without_cart"
        : carts.Any(c => c.IsOpen && !CartDecider.MayTouch(c, e)) ? "foreign"
        : "no_cart_yet";
}
