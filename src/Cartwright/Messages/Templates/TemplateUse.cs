using Cartwright.Journeys;
using Cartwright.Stores;

namespace Cartwright.Messages.Templates;

/// <summary>Which journeys name which templates, and what they may name.</summary>
internal static class TemplateUse
{
    /// <summary>Slugs of the journeys, whatever their status, by template.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> ByTemplate(IEnumerable<Journey> journeys) =>
        journeys.SelectMany(j => JourneyProgram.Of(j.Definition).Select(o => o.Step).SelectMany(Named).Distinct(StringComparer.Ordinal).Select(t => (Template: t, j.Slug)))
            .GroupBy(x => x.Template, StringComparer.Ordinal).ToDictionary(g => g.Key, g => (IReadOnlyList<string>)[.. g.Select(x => x.Slug).Order(StringComparer.Ordinal)], StringComparer.Ordinal);

    /// <summary>Names and channels of the defaults and of what the store uses of its own.</summary>
    public static IReadOnlyDictionary<string, string> Channels(StoreEntry entry, MessageRenderer renderer) =>
        renderer.Available.Select(t => t.Template).Distinct().Select(t => (Template: t, Channel: renderer.ChannelOf(t)!)).Concat(entry.Templates.Values.Select(t => (t[0].Template, t[0].Channel)))
            .DistinctBy(t => t.Template).ToDictionary(t => t.Template, t => t.Channel, StringComparer.Ordinal);

    private static IEnumerable<string> Named(JourneyStep? step) => step switch
    {
        SendStep send => [send.Template, .. (send.Variants ?? []).Select(v => v.Template)],
        HandoffStep handoff => [handoff.Template],
        _ => [],
    };
}
