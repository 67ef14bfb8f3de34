using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Journeys;

namespace Cartwright.Console.Journeys;

/// <summary>A definition as the fields that show it; <see cref="DraftReading"/> is the way back.</summary>
/// <param name="currency">The store's: amounts are typed in major units of it.</param>
internal sealed class DraftWriting(string currency)
{
    /// <param name="withPlaces">Steps remember their place in the program, so that their figures stay with them when they are moved.</param>
    public static JourneyDraft Of(JourneyDefinition journey, string currency, bool withPlaces) => new(new DraftWriting(currency).Write(journey, withPlaces));

    private JsonObject Write(JourneyDefinition d, bool withPlaces)
    {
        var trigger = new JsonObject { ["type"] = d.Trigger.Type, ["minStage"] = d.Trigger.MinStage ?? "", ["minTotal"] = d.Trigger.MinTotal is { } min ? Major(min) : "", ["days"] = Text(d.Trigger.Days) };
        if (d.Trigger.After is { } after) trigger["after"] = Duration(after);
        var root = new JsonObject
        {
            ["name"] = d.Name, ["kind"] = d.Kind, ["goal"] = d.Goal ?? "", ["priority"] = Text(d.Priority), ["trigger"] = trigger,
            ["maxAgeHours"] = Write(Wait.OfHours(d.MaxAgeHours)), ["reentryAfterHours"] = Write(Wait.OfHours(d.ReentryAfterHours)),
            ["exitsMode"] = d.Exits is null ? "fit" : "own", ["exits"] = string.Join('\n', d.ExitsInForce),
            ["window"] = new JsonObject { ["from"] = d.Window?.From ?? "", ["to"] = d.Window?.To ?? "", ["everyYear"] = d.Window?.EveryYear == true ? "on" : "" },
            ["steps"] = Steps(d.Steps),
        };
        if (d.Filter is { } filter) root["filter"] = Group(filter);
        if (!withPlaces) return root;
        var draft = new JourneyDraft(root);
        foreach (var (op, index) in JourneyProgram.Of(d).Select((op, index) => (op, index)))
            if (op.Step is not null) draft.Set(op.Path + ".at", Text(index));
        return root;
    }

    private JsonArray Steps(IReadOnlyList<JourneyStep> steps) => new([.. steps.Select(s =>
    {
        var fields = Write(s);
        if (s?.Id is { } id) fields["id"] = id;
        return (JsonNode)fields;
    })]);

    private JsonObject Write(JourneyStep step)
    {
        switch (step)
        {
            case WaitStep wait:
                var o = new JsonObject { ["type"] = "wait", ["form"] = wait.Event is not null ? "event" : wait.BeforeClose is not null ? "before_close" : wait.Weekdays is not null ? "weekdays" : wait.Until is not null ? "until" : "for" };
                if (wait.For is { } length) o["for"] = Duration(length);
                if (wait.Timeout is { } timeout) o["timeout"] = Duration(timeout);
                if (wait.BeforeClose is { } before) o["beforeClose"] = Duration(before);
                (o["until"], o["weekdays"], o["event"]) = (wait.Until ?? "", string.Join('\n', wait.Weekdays ?? []), wait.Event ?? "");
                return o;
            case SendStep send:
                return new JsonObject
                {
                    ["type"] = "send", ["channel"] = send.Channel, ["template"] = send.Template,
                    ["variants"] = new JsonArray([.. (send.Variants ?? []).Select(v => (JsonNode)new JsonObject { ["template"] = v.Template, ["weight"] = Text(v.Weight) })]),
                };
            case BranchStep branch:
                return new JsonObject { ["type"] = "branch", ["when"] = Group(branch.When), ["then"] = Steps(branch.Then), ["else"] = Steps(branch.Else ?? []) };
            case SplitStep split:
                return new JsonObject { ["type"] = "split", ["name"] = split.Name, ["ways"] = new JsonArray([.. split.Ways.Select(w => (JsonNode)new JsonObject { ["weight"] = Text(w.Weight), ["steps"] = Steps(w.Steps) })]) };
            case OfferStep offer: return new JsonObject { ["type"] = "offer", ["offer"] = offer.Offer };
            case HandoffStep handoff: return new JsonObject { ["type"] = "handoff", ["template"] = handoff.Template };
            case TagStep tag: return new JsonObject { ["type"] = "tag", ["tag"] = tag.Tag, ["remove"] = tag.Remove ? "on" : "" };
            case WebhookStep webhook: return new JsonObject { ["type"] = "webhook", ["event"] = webhook.Event };
            default: return new JsonObject { ["type"] = "stop" };
        }
    }

    // The outermost is always a group, to which more can be added.
    private JsonObject Group(Condition condition) => Part(condition) is var part && part.ContainsKey("join") ? part : new JsonObject { ["join"] = "all", ["parts"] = new JsonArray(part) };

    private JsonObject Part(Condition? c)
    {
        c ??= new Condition();
        if (c.Not is { } not)
        {
            var (name, negated) = not.All is { } all ? ("not_all", all) : not.Any is { } any ? ("none", any) : ("none", [not]);
            return Join(name, negated);
        }
        if ((c.All ?? c.Any) is { } parts) return Join(c.All is null ? "any" : "all", parts);
        var field = ConditionFields.Find(c.Field ?? "");
        var op = c is { Op: "exists", Value.ValueKind: JsonValueKind.False } ? "unknown" : c.Op ?? "";
        return new JsonObject { ["field"] = c.Field ?? "", ["op"] = op, ["value"] = c.Op == "exists" || c.Value is not { } value ? "" : Value(field, value) };
    }

    private JsonObject Join(string how, IReadOnlyList<Condition> parts) => new() { ["join"] = how, ["parts"] = new JsonArray([.. parts.Select(p => (JsonNode)Part(p))]) };

    private string Value(ConditionField? field, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => string.Join('\n', value.EnumerateArray().Select(v => v.GetString())),
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number when field?.Type == FieldType.Money && value.TryGetInt64(out var minor) => Major(minor),
        _ => value.GetRawText(),
    };

    private static JsonObject Duration(string iso) => Write(Wait.Of(iso));

    private static JsonObject Write(Wait wait) => new() { ["number"] = wait.Number, ["unit"] = wait.Unit };

    private string Major(long minor) => TypedAmount.Of(minor, currency);

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
