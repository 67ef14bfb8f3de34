using System.Globalization;
using Cartwright.Shoppers;
using Cartwright.Stores;
using Cartwright.Tracking;

namespace Cartwright.Console.Events;

internal sealed record EventsModel(IReadOnlyList<EventLine> Events, string? Of, EventCursor? Before, EventCursor? Next);

/// <summary>An event and what it did. Cart: the page of the cart it changed. Shopper: whose it is; null: nobody's that is known.</summary>
internal sealed record EventLine(StorefrontEvent Event, string Who, Guid? Shopper, Guid? Cart, IReadOnlyList<string> Effect);

internal sealed record RejectedModel(IReadOnlyList<RejectedEvent> Events);

/// <summary>What came in, and what it did to which cart or why not.</summary>
internal static class EventEndpoints
{
    private const int Shown = 50, LongestQuery = 254;

    public static void MapEvents(this RouteGroupBuilder console)
    {
        console.MapGet("/{slug}/events", ListAsync).Needs(Right.ViewSettings);
        console.MapGet("/{slug}/events/rejected", RejectedAsync).Needs(Right.ViewSettings);
    }

    private static async Task<IResult> ListAsync(ConsoleContext context, EventListStore events, string? of, string? before, CancellationToken ct)
    {
        of = string.IsNullOrWhiteSpace(of) ? null : Cartwright.Tracking.Segment.JsonReading.Cut(of.Trim(), LongestQuery);
        var cursor = Read(before);
        var found = await events.ListAsync(context.Store.Id, of, cursor, Shown + 1, ct);
        var shown = found.Take(Shown).ToList();
        return context.Page<EventsPage>(new EventsModel(Tell(shown, context), of, cursor, found.Count > Shown ? new EventCursor(shown[^1].Event.ReceivedAt, shown[^1].Event.MessageId) : null));
    }

    private static async Task<IResult> RejectedAsync(ConsoleContext context, RejectedStore rejected, CancellationToken ct) =>
        context.Page<RejectedPage>(new RejectedModel(await rejected.ListAsync(context.Store.Id, null, Shown, ct)));

    private static List<EventLine> Tell(List<ListedEvent> events, ConsoleContext context)
    {
        var (wanted, words) = (events.Select(e => e.Event.MessageId).ToHashSet(), context.Words);
        var effects = events.Where(e => e.Log is not null).DistinctBy(e => e.Shopper!.Id).ToDictionary(e => e.Shopper!.Id, e => EventEffect.Of(e.Log!, wanted, context.Store.Currency, words));
        return [.. events.Select(e =>
        {
            var effect = e.Shopper is null ? null : effects.GetValueOrDefault(e.Shopper.Id)?.GetValueOrDefault(e.Event.MessageId);
            var cart = effect?.Key is null ? null : e.Shopper!.Carts.FirstOrDefault(c => !c.Merged && c.Facts.Key == effect.Key);
            return new EventLine(e.Event, PersonReading.Shown(e.Shopper?.Personal.Email, context.May(Right.SeePersonalData)) ?? words.T["carts.anonymous"], e.Shopper?.Id, cart?.Id, effect?.Sentences ?? [words.T["inspect.too_long"]]);
        })];
    }

    private static EventCursor? Read(string? text) =>
        text?.Split('~', 2) is [var at, var id] && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var receivedAt) ? new EventCursor(receivedAt, id) : null;
}
