using System.Globalization;
using System.Text.Json;
using Cartwright.Console.Text;
using Cartwright.Journeys;

namespace Cartwright.Console.Journeys;

/// <summary>
/// A draft read: the definition it makes, and what is wrong with it, by field. What cannot be read becomes something harmless, so that the rest can
/// be checked and said all the same; with an error nothing is saved.
/// </summary>
internal sealed class DraftReading
{
    private static readonly Condition Harmless = Condition.Is("shopper.orders", ">=", 0);
    private readonly JourneyDraft _draft;
    private readonly Texts _texts;
    private readonly string _currency;
    private readonly Dictionary<string, string> _errors = [];

    // Where in the definition something of the draft came to lie, where the two differ: conditions.
    private readonly List<(string Definition, string Draft)> _places = [];

    private DraftReading(JourneyDraft draft, JourneyDefinition basis, JourneyNames names, string currency, Texts texts)
    {
        (_draft, _texts, _currency) = (draft, texts, currency);
        Definition = Read(basis);
        foreach (var (field, error) in JourneyPolicy.Check(Definition, names))
        {
            var path = Place(field);
            var leaf = path.Split('.')[^1].Split('[')[0];
            // A value that is there needs to be told what it should look like.
            var isOwn = texts.Has("journey.wrong." + leaf) && (leaf != "value" || Text(path).Length == 0);
            _errors.TryAdd(path, isOwn ? texts["journey.wrong." + leaf] : error);
        }
    }

    public JourneyDefinition Definition { get; }

    /// <summary>What would be right, by the field's path.</summary>
    public IReadOnlyDictionary<string, string> Errors => _errors;

    /// <summary>Each step and condition as it was read, by its path.</summary>
    public Dictionary<string, JourneyStep> Steps { get; } = [];
    public Dictionary<string, Condition> Conditions { get; } = [];

    /// <param name="basis">What the draft says nothing of stays as it is here.</param>
    public static DraftReading Of(JourneyDraft draft, JourneyDefinition basis, JourneyNames names, string currency, Texts texts) => new(draft, basis, names, currency, texts);

    public bool IsWrong(string path) => _errors.Keys.Any(e => e.StartsWith(path, StringComparison.Ordinal) && (e.Length == path.Length || e[path.Length] is '.' or '['));

    private JourneyDefinition Read(JourneyDefinition basis)
    {
        var type = Text("trigger.type");
        var window = new JourneyWindow(Optional("window.from"), Optional("window.to"), Text("window.everyYear") == "on");
        return basis with
        {
            Name = Text("name"), Kind = Text("kind"), Goal = Optional("goal"), Priority = Number("priority") ?? 50,
            MaxAgeHours = Hours("maxAgeHours"), ReentryAfterHours = Hours("reentryAfterHours"),
            Trigger = basis.Trigger with
            {
                Type = type, MinStage = TriggerType.IsOfCart(type) ? Optional("trigger.minStage") : null,
                MinTotal = TriggerType.IsOfCart(type) || TriggerType.IsOfOrder(type) ? Money("trigger.minTotal") : null,
                After = type == TriggerType.UnpaidOrder && _draft.Has("trigger.after") ? Duration("trigger.after") : null,
                Days = type == TriggerType.NoOrderSince ? Number("trigger.days") : null,
            },
            Filter = _draft.Items("filter.parts").Count == 0 ? null : Group("filter", "filter"),
            Exits = Text("exitsMode") == "own" ? _draft.Lines("exits") : null,
            Window = window == new JourneyWindow() ? null : window,
            Steps = ReadSteps("steps"),
        };
    }

    private List<JourneyStep> ReadSteps(string list)
    {
        var steps = new List<JourneyStep>();
        foreach (var path in _draft.Items(list))
        {
            var step = ReadStep(path) with { Id = Optional(path + ".id") };
            Steps[path] = step;
            steps.Add(step);
        }
        return steps;
    }

    private JourneyStep ReadStep(string at)
    {
        switch (Text(at + ".type"))
        {
            case "wait": return ReadWait(at);
            case "send":
                var variants = _draft.Items(at + ".variants").Select(v => new SendVariant(Text(v + ".template"), Number(v + ".weight") ?? 1)).ToList();
                return new SendStep(Text(at + ".channel"), Text(at + ".template"), variants.Count == 0 ? null : variants);
            case "branch":
                var otherwise = ReadSteps(at + ".else");
                return new BranchStep(Group(at + ".when", at + ".when"), ReadSteps(at + ".then"), otherwise.Count == 0 ? null : otherwise);
            case "split": return new SplitStep(Text(at + ".name"), [.. _draft.Items(at + ".ways").Select(w => new SplitWay(Number(w + ".weight") ?? 1, ReadSteps(w + ".steps")))]);
            case "offer": return new OfferStep(Text(at + ".offer"));
            case "handoff": return new HandoffStep(Optional(at + ".template") ?? "hand-off");
            case "tag": return new TagStep(Text(at + ".tag"), Text(at + ".remove") == "on");
            case "webhook": return new WebhookStep(Text(at + ".event"));
            default: return new StopStep();
        }
    }

    private WaitStep ReadWait(string at)
    {
        var until = Optional(at + ".until") is { } clock ? clock.Length == 8 ? clock[..5] : clock : null; // some browsers send seconds
        switch (Text(at + ".form"))
        {
            case "until":
                if (until is null) Wrong(at + ".until", "until");
                return new WaitStep(Until: until ?? "10:00");
            case "weekdays": return new WaitStep(Until: until, Weekdays: _draft.Lines(at + ".weekdays"));
            case "event": return new WaitStep(Event: Text(at + ".event"), Timeout: Duration(at + ".timeout"));
            case "before_close": return new WaitStep(BeforeClose: Duration(at + ".beforeClose"));
            default: return new WaitStep(Duration(at + ".for"));
        }
    }

    private Condition Group(string path, string place)
    {
        _places.Add((place, path));
        var parts = _draft.Items(path + ".parts");
        if (parts.Count == 0) { Wrong(path, "conditions"); return Conditions[path] = Harmless; }
        var how = Text(path + ".join");
        var inner = place + (how is "none" or "not_all" ? ".not" : "");
        // One alone needs no list around it.
        if (parts.Count == 1 && how != "not_all")
        {
            var only = Part(parts[0], inner);
            return Conditions[path] = how == "none" ? new Condition(Not: only) : only;
        }
        var name = how is "any" or "none" ? "any" : "all";
        var read = parts.Select((p, i) => Part(p, $"{inner}.{name}[{i.ToString(CultureInfo.InvariantCulture)}]")).ToList();
        var joined = name == "any" ? new Condition(Any: read) : new Condition(All: read);
        return Conditions[path] = how is "none" or "not_all" ? new Condition(Not: joined) : joined;
    }

    private Condition Part(string path, string place)
    {
        if (_draft.Has(path + ".join")) return Group(path, place);
        _places.Add((place, path));
        var field = ConditionFields.Find(Text(path + ".field"));
        var op = field?.Type == FieldType.Truth ? "=" : Text(path + ".op");
        if (op is "exists" or "unknown") return Conditions[path] = new Condition(Field: Text(path + ".field"), Op: "exists", Value: op == "exists" ? null : JsonElement.Parse("false"));
        return Conditions[path] = new Condition(Field: Text(path + ".field"), Op: op, Value: Value(field, op, path + ".value"));
    }

    private JsonElement? Value(ConditionField? field, string op, string path)
    {
        var text = Text(path);
        if (text.Length == 0) { Wrong(path, "value"); return JsonElement.Parse(field?.Type is FieldType.Number or FieldType.Money ? "0" : "\"…\""); }
        switch (field?.Type)
        {
            case FieldType.Number:
                if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return JsonElement.Parse(number.ToString(CultureInfo.InvariantCulture));
                Wrong(path, "number");
                return JsonElement.Parse("0");
            case FieldType.Money:
                return JsonElement.Parse((Money(path) ?? 0).ToString(CultureInfo.InvariantCulture));
            case FieldType.Truth:
                return JsonElement.Parse(text == "true" ? "true" : "false");
        }
        var lines = _draft.Lines(path);
        return Condition.Is("", "", op is "in" or "not_in" || field?.Type == FieldType.List && lines.Count > 1 ? lines.ToArray() : text).Value;
    }

    // The deepest condition that the place lies in.
    private string Place(string field)
    {
        var best = _places.Where(p => field.StartsWith(p.Definition, StringComparison.Ordinal) && (field.Length == p.Definition.Length || field[p.Definition.Length] is '.' or '[')).OrderByDescending(p => p.Definition.Length).ThenByDescending(p => p.Draft.Length).FirstOrDefault();
        return best.Definition is null ? field : best.Draft + field[best.Definition.Length..];
    }

    private string Text(string path) => _draft.Text(path);

    private string? Optional(string path) => Text(path) is { Length: > 0 } text ? text : null;

    private string Duration(string path)
    {
        if (new Wait(Text(path + ".number"), Text(path + ".unit")).Read() is { } duration) return duration;
        Wrong(path, "duration");
        return "PT0S";
    }

    private int Hours(string path)
    {
        if (new Wait(Text(path + ".number"), Text(path + ".unit")).ReadHours() is { } hours) return hours;
        Wrong(path, "duration");
        return 24;
    }

    private int? Number(string path)
    {
        if (Text(path).Length == 0) return null;
        if (int.TryParse(Text(path), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return number;
        Wrong(path, "whole");
        return null;
    }

    private long? Money(string path)
    {
        if (Text(path).Length == 0) return null;
        if (Cartwright.Money.TryParseMajor(Text(path), _currency, out var money, out var rounded) && !rounded && money.Minor >= 0) return money.Minor;
        Wrong(path, "money");
        return null;
    }

    private void Wrong(string path, string why) => _errors.TryAdd(path, _texts["journey.wrong." + why]);
}
