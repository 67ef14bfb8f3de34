using Cartwright.Carts;
using Cartwright.Console.Journeys;
using Cartwright.Journeys;
using Cartwright.Messages;
using Cartwright.Stores;
using Cartwright.Turns;

namespace Cartwright.Console.Carts;

/// <summary>What happens next with a cart, in a sentence. CanStop: there is something that a person could call off. CanResume: an answer holds it back.</summary>
internal sealed record NextStep(string Text, string Tone, bool CanStop, bool CanResume = false)
{
    public static NextStep Of(CartPageData data, StoreEntry store, Words words)
    {
        var (cart, shopper, t) = (data.Cart, data.Shopper, words.T);
        var running = shopper.Enrollments.LastOrDefault(e => e.CartId == cart.Id && e.Status == EnrollmentStatus.Running);
        if (InboundTurn.IsWaiting(shopper, cart.Id)) return new(t["next.replied"], "risk", true, true);
        if (shopper.Messages.LastOrDefault(m => m.CartId == cart.Id && m.IsOpen) is { } waiting)
            return store.Journeys.FirstOrDefault(j => j.Id == waiting.JourneyId) is { Status: not "live" } halted ? new(t["next.paused", ("name", MessageLine.Name(waiting.Template, words)), ("journey", halted.Definition.Name)], "risk", true)
                : waiting.Status == MessageStatus.Held ? new(t["next.approval", ("name", MessageLine.Name(waiting.Template, words))], "risk", true) : new(t["next.message", ("name", MessageLine.Name(waiting.Template, words)), ("when", words.Planned(waiting.DueAt))], "info", true);
        var next = running is not null && store.Version(running.JourneyId, running.JourneyVersion) is { } definition ? ExplainPolicy.Next(running, definition, shopper, store.Store) : default;
        var off = running is null ? null : store.Journeys.FirstOrDefault(j => j.Id == running.JourneyId && j.Status != "live");
        if (next is { Step: SendStep send, At: { } sendAt })
        {
            var name = MessageLine.Name(send.Template, words);
            return off is not null ? new(t["next.paused", ("name", name), ("journey", off.Definition.Name)], "risk", true) : new(t["next.step", ("name", name), ("when", words.Planned(sendAt))], "info", true);
        }
        if (cart.Status == CartStatus.Active)
            return new(t["next.active", ("ago", words.Relative(cart.Facts.LastActivityAt)), ("when", words.Planned(cart.Facts.LastActivityAt + store.Store.Settings.IdleSeconds * 1000L))], "info", running is not null);
        if (cart.Status is not (CartStatus.Abandoned or CartStatus.Active)) return new(t["next.over." + cart.Status.Name()], cart.Status is CartStatus.Ordered or CartStatus.Purchased ? "good" : "quiet", false);

        if (next is { Text: not null, At: { } at })
        {
            var what = t["explain.next_at", ("what", next.Step is null ? t["explain.ends"] : new JourneyWords(words, store).Of(next.Step)), ("when", words.Planned(at))];
            return new(off is null ? what : $"{what} {t["explain.paused"]}", off is null ? "info" : "risk", true);
        }
        var ended = shopper.Enrollments.LastOrDefault(e => e.CartId == cart.Id && e.EndedAt is not null);
        if (ended is not null) return new(t["next.ended", ("reason", t.OfCode("reason.", ended.ExitReason ?? "completed"))], "quiet", false);
        var refused = data.Stories.LastOrDefault(s => s.Kind == "not_entered");
        return new(refused is null ? t["next.no_journey"] : t["next.not_entered", ("reason", t.OfCode("reason.", refused.Detail.Split('|')[^1]))], "risk", false);
    }
}
