using Cartwright.Reports;

namespace Cartwright.Console.Overview;

/// <summary>What could be changed, and where. Key and arguments name a sentence of the catalogue; amounts are written by the page. Name: a stage.</summary>
internal sealed record Hint(string Key, string Icon, string Link, long Count = 0, long Amount = 0, string? Name = null, string? Journey = null);

/// <summary>What the hints are made from. UnheardHandoffs: names of the live journeys that hand carts over to a person while the settings name none.</summary>
internal sealed record HintFacts(OverviewFigures Figures, int LiveJourneys, bool Sending, bool AcceptBrowserOrders, long Rejected, bool OrderFeedSilent = false, bool Sandbox = false, bool ShopFails = false, bool WebhooksOff = false, bool CartMails = false, int BrokenTemplates = 0, IReadOnlyList<string>? UnheardHandoffs = null);

/// <summary>One to three honest things to do, drawn from the figures; the ones without which nothing works come first.</summary>
internal static class Hints
{
    private const int Most = 3;

    // Below so many carts a share says nothing.
    private const int Enough = 20;

    public static IReadOnlyList<Hint> For(HintFacts facts)
    {
        var hints = new List<Hint>();
        var f = facts.Figures;
        var left = f.Sum(Metric.CartsAbandoned);
        if (f.IsEmpty) hints.Add(new Hint("hint.connect", "plus", "settings#snippet"));
        if (facts.OrderFeedSilent) hints.Add(new Hint("hint.feed_silent", "warn", "settings#connections"));
        if (facts.ShopFails) hints.Add(new Hint("hint.shop_fails", "warn", "settings/shop"));
        if (facts.WebhooksOff) hints.Add(new Hint("hint.webhooks_off", "warn", "settings/shop#webhooks"));
        if (facts.BrokenTemplates > 0) hints.Add(new Hint("hint.template_broken", "warn", "templates", facts.BrokenTemplates));
        if (facts.CartMails) hints.Add(new Hint("hint.cart_mails", "messages", "settings/shop#cart-mails"));
        if (!facts.Sending) hints.Add(new Hint("hint.sending_off", "pause", "settings"));
        if (facts.Sandbox) hints.Add(new Hint("hint.sandbox", "flask", "settings#test"));
        if (facts.LiveJourneys == 0) hints.Add(new Hint("hint.no_journey", "warn", "journeys"));
        if (facts.UnheardHandoffs is { Count: > 0 } unheard) hints.Add(new Hint("hint.no_handoff", "warn", "settings#f-handoff_to", unheard.Count, Journey: unheard[0]));
        if (!facts.AcceptBrowserOrders && f.Sum(Metric.UnconfirmedOrders) is > 0 and var unconfirmed)
            hints.Add(new Hint("hint.unconfirmed", "coin", "settings#orders", unconfirmed, f.Sum(Metric.UnconfirmedRevenue)));
        if (left >= Enough && f.Sum(Metric.Recoverable) * 2 < left)
            hints.Add(new Hint("hint.unreachable", "messages", "carts?status=abandoned", left - f.Sum(Metric.Recoverable), f.Sum(Metric.AbandonedValue) - f.Sum(Metric.RecoverableValue)));
        if (left >= Enough && WorstStage(f) is { } stage)
            hints.Add(new Hint("hint.stage", "step", $"carts?stage={stage}", f.Sum(Metric.Stage(stage)), f.Sum(Metric.StageValue(stage)), stage));
        if (facts.Rejected > 0) hints.Add(new Hint("hint.rejected", "warn", "events/rejected", facts.Rejected));
        return [.. hints.Take(Most)];
    }

    /// <summary>The checkout stage at which most money stays. The cart itself is none: there people are still looking.</summary>
    private static string? WorstStage(OverviewFigures f) =>
        Metric.Stages.Skip(1).Where(s => f.Sum(Metric.StageValue(s)) > 0).MaxBy(s => f.Sum(Metric.StageValue(s)));
}
