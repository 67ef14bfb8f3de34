using System.Globalization;
using Cartwright.Carts;
using Cartwright.Messages;
using Cartwright.Shoppers;
using Cartwright.Stores;
using Cartwright.Tracking;

namespace Cartwright.Console.Carts;

/// <summary>
/// Tells what happened to a cart in sentences, oldest first. The shopper's events are folded once more, one by one: an event belongs
/// to the cart that it changed, and what it changed is what is told.
/// </summary>
internal sealed class CartStory
{
    // Fields typed within so short a time are one sentence.
    private const long Together = 120_000;

    private readonly CartPageData _data;
    private readonly StoreEntry _store;
    private readonly Words _words;
    private readonly bool _personal;
    private readonly List<StoryLine> _lines = [];

    // Times of the cart's own events: signs of life, and those of them that made a sentence.
    private readonly List<long> _alive = [], _told = [];
    private (long At, int Line, List<string> Fields)? _typed;

    private CartStory(CartPageData data, StoreEntry store, Words words, bool personal) => (_data, _store, _words, _personal) = (data, store, words, personal);

    /// <param name="personal">The reader may see addresses.</param>
    public static IReadOnlyList<StoryLine> Tell(CartPageData data, StoreEntry store, Words words, bool personal)
    {
        var story = new CartStory(data, store, words, personal);
        story.Events();
        foreach (var row in data.Stories) story.Decided(row);
        story._lines.AddRange(data.Shopper.Messages.Where(m => m.CartId == data.Cart.Id).Select(m => MessageLine.Of(m, store, words, personal) with { Rank = StoryLine.Sent }));
        foreach (var visit in data.Visits) story.Visited(visit);
        return [.. story._lines.OrderBy(l => l.At).ThenBy(l => l.Rank)];
    }

    private void Events()
    {
        IReadOnlyList<CartFacts> carts = [];
        foreach (var e in _data.Log.DistinctBy(e => e.MessageId).Order(EventOrder.Instance))
        {
            var next = CartDecider.Apply(carts, e, _store.Store.Currency);
            if (ReferenceEquals(next, carts)) continue;
            for (var i = 0; i < next.Count; i++)
            {
                var before = i < carts.Count ? carts[i] : null;
                if (ReferenceEquals(before, next[i]) || !IsThis(next[i])) continue;
                var lines = _lines.Count;
                Changed(before, next[i], e);
                _alive.Add(e.At);
                if (_lines.Count > lines || _typed?.At == e.At) _told.Add(e.At);
            }
            carts = next;
        }
    }

    private bool IsThis(CartFacts facts) => facts.Key == _data.Cart.Facts.Key || facts.Refs.Intersect(_data.Cart.Facts.Refs).Any();

    private void Changed(CartFacts? before, CartFacts after, StorefrontEvent e)
    {
        // The story has its own sentence for an order that brought its payment along.
        var paidAtOnce = e.Kind is EventKind.OrderPaid && _data.Stories.Any(s => s.Kind == "ordered" && s.At == e.At);
        if (!paidAtOnce) _lines.AddRange(CartChange.Of(before, after, e, _words));
        var fields = CartChange.Typed(before, after);
        if (fields.Count == 0) return;
        if (_typed is { } last && e.At - last.At < Together && last.Line == _lines.Count - 1)
        {
            fields = [.. last.Fields.Union(fields)];
            _lines.RemoveAt(last.Line);
        }
        _lines.Add(CartChange.TypedLine(e.At, fields, _words));
        _typed = (e.At, _lines.Count - 1, fields);
    }

    private void Decided(StoryRow row)
    {
        var parts = row.Detail.Split('|');
        switch (row.Kind)
        {
            case "abandoned": Left(row); break;
            case "imported": Tell(row, "info", "info", "story.imported"); break;
            case "came_back": Tell(row, "back", "info", "story.came_back"); break;
            case "returned": Tell(row, "back", "good", parts[0] == "personal" ? "story.returned_all" : "story.returned_goods"); break;
            case "entered": Tell(row, "journeys", "quiet", "story.entered", ("name", row.Detail)); break;
            case "not_entered": Tell(row, "journeys", "quiet", "story.not_entered", ("name", parts[0]), ("reason", Reason(parts[^1]))); break;
            case "superseded": Tell(row, "journeys", "quiet", "story.superseded", ("name", parts[0]), ("other", parts[^1])); break;
            case "held": Tell(row, "clock", "quiet", "story.held"); break;
            case "ordered" when parts.Length == 4 && long.TryParse(parts[1], CultureInfo.InvariantCulture, out var total):
                Tell(row, "check", "good", "story.ordered." + parts[3], ("id", parts[0]), ("total", _words.Money(total, parts[2])));
                break;
            case "replied": Tell(row, "messages", "good", (parts.Length > 1 ? "story.answered." : "story.replied.") + parts[0]); break;
            case "resumed": Tell(row, "journeys", "info", "story.resumed", ("by", row.Detail)); break;
            case "recorded": Tell(row, "check", "info", "story.recorded", ("by", row.Detail)); break;
            case "stopped": Tell(row, "stop", "info", "story.stopped", ("by", row.Detail)); break;
            case Approval.Approved: Tell(row, "check", "info", "story.approved", ("by", row.Detail)); break;
            case Approval.Refused: Tell(row, "cross", "info", "story.refused", ("by", row.Detail)); break;
            case "opted_in": Tell(row, "check", "good", row.Detail == "shopper" ? "story.opted_in" : "story.allowed", ("by", row.Detail)); break;
            case "opted_out": Tell(row, "stop", "risk", row.Detail == Cartwright.Shoppers.SuppressionReason.Bounced ? "story.given_up" : "story.opted_out", ("reason", Reason(row.Detail))); break;
            case "lost": Tell(row, "cross", "quiet", "story.lost", ("days", _store.Store.Settings.LostAfterDays)); break;
            case "typed_forgotten": Tell(row, "info", "info", "story.typed_forgotten"); break;
            case "erased": Tell(row, "stop", "info", "story.erased"); break;
            default: _lines.Add(new StoryLine(row.At, "info", "quiet", _words.T.OfCode("story.", row.Kind), row.Detail.Length == 0 ? null : row.Detail, Rank: StoryLine.Decided)); break;
        }
    }

    // The shopper went at the last sign of life before it was decided; that may have been a look at a page, which is not told itself.
    private void Left(StoryRow row)
    {
        var told = _told.LastOrDefault(at => at < row.At);
        var gone = _alive.LastOrDefault(at => at < row.At, row.At);
        var gap = told == 0 ? 0 : gone - told;
        _lines.Add(new StoryLine(gone, "door", "risk",
            gap < 1000 ? _words.T["story.left", ("stage", Step(row.Detail))] : _words.T["story.left_later", ("gap", _words.Duration(gap)), ("stage", Step(row.Detail))],
            _words.T["story.left_counted", ("clock", _words.Clock(row.At)), ("idle", _words.Duration(row.At - gone))], Rank: StoryLine.Decided));
        if (row == _data.Stories.Last(s => s.Kind == "abandoned") && ReasonPolicy.Of(_data.Cart) is { } why) Why(gone, why);
    }

    private void Why(long at, Reason why) => _lines.Add(new StoryLine(at, "info", "quiet",
        why.Code == ReasonCode.Unknown ? _words.T["story.reason_unknown"] : _words.T["story.reason", ("reason", _words.T["cause." + why.Code]), ("percent", why.Confidence.ToString("P0", _words.T.Culture))],
        string.Join("; ", why.Evidence) is { Length: > 0 } seen ? char.ToUpperInvariant(seen[0]) + seen[1..] : null, Rank: StoryLine.Decided));

    private void Visited(VisitRow visit)
    {
        var machine = visit.Who != "person";
        _lines.Add(new StoryLine(visit.At, machine ? "machine" : visit.Kind == "open" ? "open" : "cursor", machine ? "quiet" : "info",
            _words.T.OfCode("visit.", $"{visit.Kind}.{visit.Who}"), machine ? visit.Client : null, $"messages/{visit.MessageId}", StoryLine.Visited));
    }

    private void Tell(StoryRow row, string icon, string tone, string key, params ReadOnlySpan<(string, object?)> arguments) =>
        _lines.Add(new StoryLine(row.At, icon, tone, _words.T[key, arguments], Rank: StoryLine.Decided));

    private string Reason(string code) => _words.T.OfCode("reason.", code);

    private string Step(string stage) => _words.T.OfCode("story.at.", stage);
}
