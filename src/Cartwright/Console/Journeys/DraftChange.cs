using System.Globalization;
using System.Text.Json.Nodes;
using Cartwright.Journeys;
using Cartwright.Offers;

namespace Cartwright.Console.Journeys;

/// <summary>What the buttons of the editor do to a draft. One that fits nothing, as after a click too many, changes nothing.</summary>
internal static class DraftChange
{
    /// <summary>Everything that a journey can do, in the order in which it is offered.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["send", "wait", "branch", "split", "offer", "handoff", "tag", "webhook", "stop"];

    /// <param name="change">What and where: <c>add:steps[1]:send</c>, <c>up:steps[1]</c>, <c>down:…</c>, <c>copy:…</c>, <c>remove:…</c>, <c>variant:…</c>, <c>way:…</c>, <c>condition:filter</c>, <c>group:filter</c>.</param>
    public static void Apply(JourneyDraft draft, string change, EditorChoices choices)
    {
        var parts = change.Split(':', 3);
        if (parts.Length < 2) return;
        var path = parts[1];
        switch (parts[0])
        {
            case "add" when parts.Length == 3 && Kinds.Contains(parts[2]): Insert(draft, path, New(parts[2], draft, choices), path); break;
            case "copy" when draft.Node(path) is { } node && Next(path) is { } after: Insert(draft, after, WithoutPlaces(node.DeepClone()), after); break;
            case "remove": Remove(draft, path); break;
            case "up": Move(draft, path, -1); break;
            case "down": Move(draft, path, +1); break;
            case "variant": Append(draft, path + ".variants", new JsonObject { ["template"] = draft.Text(path + ".template"), ["weight"] = "1" }); break;
            case "way": Append(draft, path + ".ways", new JsonObject { ["weight"] = "1", ["steps"] = new JsonArray() }); break;
            case "condition": Append(draft, Parts(draft, path), Row(draft)); break;
            case "group": Append(draft, Parts(draft, path), new JsonObject { ["join"] = "any", ["parts"] = new JsonArray(Row(draft)) }); break;
        }
    }

    // Something that the journey can ask, whatever it is about.
    private static JsonObject Row(JourneyDraft draft) => new()
    {
        ["field"] = draft.Text("trigger.type") is var trigger && TriggerType.IsOfOrder(trigger) ? "order.total" : trigger.Length == 0 || TriggerType.IsOfCart(trigger) ? "cart.total" : "shopper.orders",
        ["op"] = ">=", ["value"] = "",
    };

    private static JsonObject New(string kind, JourneyDraft draft, EditorChoices choices) => kind switch
    {
        "wait" => new JsonObject { ["type"] = "wait", ["form"] = "for", ["for"] = new JsonObject { ["number"] = "1", ["unit"] = "days" }, ["open"] = "on" },
        "send" => new JsonObject { ["type"] = "send", ["channel"] = "email", ["template"] = choices.TemplatesOf("email").FirstOrDefault() ?? "", ["open"] = "on" },
        "branch" => new JsonObject { ["type"] = "branch", ["when"] = new JsonObject { ["join"] = "all", ["parts"] = new JsonArray(Row(draft)) }, ["then"] = new JsonArray(), ["else"] = new JsonArray(), ["open"] = "on" },
        "split" => new JsonObject { ["type"] = "split", ["name"] = "", ["ways"] = new JsonArray(new JsonObject { ["weight"] = "1" }, new JsonObject { ["weight"] = "1" }), ["open"] = "on" },
        "offer" => new JsonObject { ["type"] = "offer", ["offer"] = choices.Offers.FirstOrDefault()?.Slug ?? "", ["open"] = "on" },
        "handoff" => new JsonObject { ["type"] = "handoff", ["template"] = "hand-off", ["open"] = "on" },
        "tag" => new JsonObject { ["type"] = "tag", ["tag"] = "", ["open"] = "on" },
        "webhook" => new JsonObject { ["type"] = "webhook", ["event"] = "cart.abandoned", ["open"] = "on" },
        _ => new JsonObject { ["type"] = "stop" },
    };

    // The path of a group's list; a filter that is not there yet begins here.
    private static string Parts(JourneyDraft draft, string path)
    {
        if (!draft.Has(path + ".join")) draft.Set(path + ".join", "all");
        return path + ".parts";
    }

    private static void Append(JourneyDraft draft, string list, JsonObject item)
    {
        if (draft.List(list) is not { } items) return;
        items.Add((JsonNode)item);
        draft.Focus = $"{list}[{(items.Count - 1).ToString(CultureInfo.InvariantCulture)}]";
    }

    private static void Insert(JourneyDraft draft, string at, JsonNode item, string focus)
    {
        if (JourneyDraft.Split(at) is not (var list, int index) || draft.List(list) is not { } items || index > items.Count) return;
        items.Insert(index, item);
        draft.Focus = focus;
    }

    private static void Remove(JourneyDraft draft, string path)
    {
        if (JourneyDraft.Split(path) is not (var list, int index) || draft.Node(list) is not JsonArray items || index >= items.Count) return;
        items.RemoveAt(index);
        // A group inside another that has nothing left in it goes, too.
        if (items.Count == 0 && list.EndsWith(".parts", StringComparison.Ordinal) && list[..^".parts".Length] is var group && group.EndsWith(']')) { Remove(draft, group); return; }
        draft.Focus = "add:" + path;
    }

    private static string? Next(string path) => JourneyDraft.Split(path) is (var list, int index) ? $"{list}[{(index + 1).ToString(CultureInfo.InvariantCulture)}]" : null;

    /// <summary>One place up or down in the flow as it is read: over a plain step, into a branch or split, from one of its ways into the next, and out of it.</summary>
    private static void Move(JourneyDraft draft, string path, int way)
    {
        if (JourneyDraft.Split(path) is not (var list, int index) || draft.Node(list) is not JsonArray items || index >= items.Count || items[index] is not JsonObject step) return;
        var (target, at) = (items, index + way);
        if (at < 0 || at >= items.Count)
        {
            if (Around(draft, list, way) is not { } outside) return;
            (target, at) = outside;
        }
        else if (WaysOf(items[at]) is { Count: > 0 } ways)
        {
            target = way > 0 ? ways[0] : ways[^1];
            at = way > 0 ? 0 : target.Count;
        }
        items.RemoveAt(index);
        target.Insert(at, step);
        draft.Focus = $"{(way < 0 ? "up" : "down")}:{PathOf(draft, step)}";
    }

    // Beyond the first or last of a way: the way beside it, or the place before or after the step that it belongs to.
    private static (JsonArray, int)? Around(JourneyDraft draft, string list, int way)
    {
        if (JourneyDraft.Parse(list) is not { Count: > 1 } parts) return null;
        var owner = parts.FindLastIndex(p => p is int);
        if (parts[^1] is "steps") owner = parts.FindLastIndex(owner - 1, p => p is int); // ways[0].steps
        var (ownerPath, place) = (JourneyDraft.Write(parts.Take(owner + 1)), (int)parts[owner]);
        var (ways, here) = (WaysOf(draft.Node(ownerPath)), draft.Node(list));
        var next = ways.FindIndex(w => ReferenceEquals(w, here)) + way;
        if (next >= 0 && next < ways.Count) return (ways[next], way > 0 ? 0 : ways[next].Count);
        return draft.Node(JourneyDraft.Write(parts.Take(owner))) is JsonArray outer ? (outer, way > 0 ? place + 1 : place) : null;
    }

    private static List<JsonArray> WaysOf(JsonNode? node)
    {
        JsonArray List(JsonNode owner, string name)
        {
            if (owner[name] is JsonArray known) return known;
            var made = new JsonArray();
            owner[name] = made;
            return made;
        }
        return node is not JsonObject step ? [] : (string?)step["type"] switch
        {
            "branch" => [List(step, "then"), List(step, "else")],
            "split" => [.. (step["ways"] as JsonArray ?? []).OfType<JsonObject>().Select(w => List(w, "steps"))],
            _ => [],
        };
    }

    private static string PathOf(JourneyDraft draft, JsonNode node)
    {
        var parts = new List<object>();
        for (var at = node; at.Parent is { } parent; at = parent)
            parts.Insert(0, parent is JsonArray list ? list.IndexOf(at) : at.GetPropertyName());
        return JourneyDraft.Write(parts);
    }

    // A copy has done nothing yet, and is another step.
    private static JsonNode WithoutPlaces(JsonNode node)
    {
        if (node is JsonObject o)
        {
            o.Remove("at");
            o.Remove("id");
            foreach (var (_, child) in o) if (child is not null) WithoutPlaces(child);
        }
        else if (node is JsonArray list)
            foreach (var child in list) if (child is not null) WithoutPlaces(child);
        return node;
    }
}

/// <summary>What a store has to choose from in a journey.</summary>
internal sealed record EditorChoices(IReadOnlyList<(string Name, string Channel)> Templates, IReadOnlyList<Offer> Offers)
{
    public JourneyNames Names => new([.. Templates.Select(t => t.Name)], [.. Offers.Select(o => o.Slug)]);

    public IReadOnlyList<string> TemplatesOf(string channel) => [.. Templates.Where(t => t.Channel == channel && t.Name != new HandoffStep().Template).Select(t => t.Name)];
}
