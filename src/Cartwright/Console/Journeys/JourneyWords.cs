using System.Globalization;
using Cartwright.Console.Carts;
using Cartwright.Journeys;
using Cartwright.Stores;

namespace Cartwright.Console.Journeys;

/// <summary>A journey in the words of the console: by the names people gave to templates and offers, with the store's own times.</summary>
internal sealed record JourneyWords(Words Words, StoreEntry Entry)
{
    private string Currency => Entry.Store.Currency;

    public string Of(JourneyStep step) => step switch
    {
        WaitStep { For: not null } wait => Words.T["journey.wait", ("time", JourneySentences.Duration(wait.Milliseconds))],
        SendStep { Variants: null } send => Words.T["journey.send", ("name", MessageLine.Name(send.Template, Words)), ("channel", Words.T.OfCode("journey.by.", send.Channel))],
        SendStep send => Words.T["journey.send_one_of", ("names", string.Join(", ", send.Variants!.Select(v => v.Template).Prepend(send.Template).Distinct().Select(t => $"“{MessageLine.Name(t, Words)}”"))), ("channel", Words.T.OfCode("journey.by.", send.Channel))],
        OfferStep offer => Words.T["journey.gives", ("offer", Entry.Offers.FirstOrDefault(o => o.Slug == offer.Offer)?.Name ?? offer.Offer)],
        _ => JourneySentences.Of(step, Currency),
    };

    public string Of(JourneyDefinition journey)
    {
        var when = journey.Trigger is { Type: TriggerType.CartAbandoned, MinStage: null or "cart", MinTotal: null or 0 }
            ? Words.T["journey.when", ("idle", Words.Duration(Entry.Store.Settings.IdleSeconds * 1000L))] : JourneySentences.Of(journey.Trigger, Currency);
        return journey.Filter is { } filter ? Words.T["journey.if", ("when", when), ("filter", ConditionPolicy.Sentence(filter, Currency))] : when;
    }

    /// <summary>What holds for the whole, each rule in a sentence; the same number of them for every journey.</summary>
    public IReadOnlyList<string> Rules(JourneyDefinition d)
    {
        var t = Words.T;
        return
        [
            t["journey.rule.name", ("name", d.Name)], Of(d), t["journey.kind." + d.Kind],
            t["journey.max_age", ("age", JourneySentences.Duration(d.MaxAgeHours * 3_600_000L))],
            d.ReentryAfterHours == 0 ? t["journey.rule.reentry_at_once"] : t["journey.rule.reentry", ("time", JourneySentences.Duration(d.ReentryAfterHours * 3_600_000L))],
            t["journey.rule.priority", ("priority", d.Priority.ToString(CultureInfo.InvariantCulture))],
            JourneySentences.Ends(d) + ".",
            d.Window is not { } w ? t["journey.rule.always"] : t[w.EveryYear ? "journey.rule.window_yearly" : "journey.rule.window", ("from", w.From ?? "…"), ("to", w.To ?? "…")],
        ];
    }

    /// <summary>Every step in the order of the program, those in branches with the way that leads to them.</summary>
    public IReadOnlyList<string> Steps(JourneyDefinition d)
    {
        var sentences = new List<string>();
        Add(d.Steps, "");
        return sentences;

        void Add(IReadOnlyList<JourneyStep> steps, string way)
        {
            foreach (var step in steps)
            {
                sentences.Add(way + Of(step));
                if (step is BranchStep branch)
                {
                    Add(branch.Then, way + Words.T["journey.then"] + " ");
                    Add(branch.Else ?? [], way + Words.T["journey.else"] + " ");
                }
                else if (step is SplitStep split)
                    for (var i = 0; i < split.Ways.Count; i++) Add(split.Ways[i].Steps, way + Words.T["journey.way", ("number", i + 1), ("of", split.Ways.Count)] + " ");
            }
        }
    }
}
