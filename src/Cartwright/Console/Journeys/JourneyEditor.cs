using Cartwright.Hosting;
using Cartwright.Journeys;
using Cartwright.Messages;
using Cartwright.Messages.Templates;
using Cartwright.Stores;

namespace Cartwright.Console.Journeys;

/// <summary>Opens, changes and saves journeys for the pages.</summary>
internal sealed class JourneyEditor(MessageRenderer renderer, StoreStore stores, StoreDirectory directory, JourneyFiguresStore figures, JourneyVersionStore versions, Ids ids)
{
    public static JourneyDefinition Nothing { get; } = new() { Name = "", Trigger = new JourneyTrigger(TriggerType.CartAbandoned), Steps = [] };

    public static Journey Unsaved(Guid store) => new(store, Guid.Empty, "", "draft", 0, Nothing);

    public JourneyModel Open(ConsoleContext context, Journey journey, JourneyDefinition shown)
    {
        var choices = Choices(context);
        var draft = DraftWriting.Of(shown, context.Store.Currency, withPlaces: ReferenceEquals(shown, journey.Definition) && journey.Version > 0);
        return new JourneyModel(journey, draft, DraftReading.Of(draft, shown, choices.Names, context.Store.Currency, context.T), choices, JourneyFigures.None, []);
    }

    /// <summary>What a form makes of the journey. <paramref name="save"/>: it asks to be saved, and can be.</summary>
    public JourneyModel Take(ConsoleContext context, Journey journey, IFormCollection form, out bool save)
    {
        var (choices, asked) = (Choices(context), form["do"].ToString());
        save = false;
        if (form.ContainsKey("json"))
        {
            var taken = TakeJson(context, journey, form["json"].ToString(), asked, choices);
            save = asked == "save" && taken.JsonErrors is null;
            return taken;
        }
        var draft = JourneyDraft.Of(form);
        Fit(draft, "steps", choices);
        DraftChange.Apply(draft, asked, choices);
        var reading = DraftReading.Of(draft, journey.Definition, choices.Names, context.Store.Currency, context.T);
        var model = new JourneyModel(journey, draft, reading, choices, JourneyFigures.None, [], IsChanged: true, IsChecked: asked is "save" or "json" || draft.Text("checked") == "on");
        if (reading.Errors.Count > 0) return model;
        save = asked == "save";
        return asked == "json" ? model with { Json = JourneyModel.ToJson(reading.Definition) } : model;
    }

    public async Task<JourneyModel> WithHistoryAsync(ConsoleContext context, JourneyModel model, CancellationToken ct)
    {
        var all = (await versions.ListAsync(context.Store.Id, model.Journey.Id, ct)).Select(v => (v.Version, v.CreatedAt, Definition: context.Entry!.Version(model.Journey.Id, v.Version))).Where(v => v.Definition is not null).Select(v => (v.Version, v.CreatedAt, v.Definition!)).ToList();
        return model with
        {
            Figures = (await JourneyEndpoints.FiguresAsync(context, figures, ct)).GetValueOrDefault(model.Journey.Id) ?? JourneyFigures.None,
            Versions = JourneyVersions.Of(all, new JourneyWords(context.Words, context.Entry!)),
        };
    }

    /// <returns>The slug it has from now on.</returns>
    public async Task<string> SaveAsync(ConsoleContext context, JourneyModel model, CancellationToken ct)
    {
        var journey = model.Journey;
        if (model.IsNew) journey = journey with { Id = ids.Next(), Slug = Slugs.Of(model.Definition.Name, "journey", [.. context.Entry!.Journeys.Select(j => j.Slug), "new"]) };
        // Shown and read back unchanged is no new version, even where the text would differ (PT24H and P1D).
        else if (model.Typed is null && JourneyText.Write(model.Definition) == JourneyText.Write(Open(context, journey, journey.Definition).Reading.Definition)) return journey.Slug;
        await stores.SaveJourneyAsync(journey with { Definition = model.Definition }, ct);
        await directory.RefreshAsync(ct); // this node at once, the others within a second
        return journey.Slug;
    }

    private static JourneyModel TakeJson(ConsoleContext context, Journey journey, string json, string asked, EditorChoices choices)
    {
        var (read, wrong) = JourneyText.Take(json);
        List<(string, string)> errors = [.. read is null ? wrong : JourneyPolicy.Check(read, choices.Names)];
        var draft = DraftWriting.Of(read ?? journey.Definition, context.Store.Currency, withPlaces: false);
        var reading = DraftReading.Of(draft, read ?? journey.Definition, choices.Names, context.Store.Currency, context.T);
        var model = new JourneyModel(journey, draft, reading, choices, JourneyFigures.None, [], IsChanged: true);
        // What reads is shown as steps also when it is not right yet, if the steps can say where.
        if (asked == "steps" && read is not null && (errors.Count == 0 || reading.Errors.Count > 0)) return model with { IsChecked = errors.Count > 0 };
        return model with { Json = json, JsonErrors = errors.Count == 0 ? null : errors, Typed = read };
    }

    // A template of another channel is none to choose: the first of the channel is.
    private static void Fit(JourneyDraft draft, string list, EditorChoices choices)
    {
        foreach (var step in draft.Items(list))
        {
            if (draft.Text(step + ".type") == "send" && choices.TemplatesOf(draft.Text(step + ".channel")) is { Count: > 0 } fitting)
                foreach (var field in draft.Items(step + ".variants").Prepend(step).Select(p => p + ".template"))
                    if (choices.Templates.Any(t => t.Name == draft.Text(field)) && !fitting.Contains(draft.Text(field))) draft.Set(field, fitting[0]);
            foreach (var way in draft.Items(step + ".ways").Select(w => w + ".steps").Append(step + ".then").Append(step + ".else")) Fit(draft, way, choices);
        }
    }

    private EditorChoices Choices(ConsoleContext context) =>
        new([.. TemplateUse.Channels(context.Entry!, renderer).Select(t => (t.Key, t.Value))], context.Entry!.Offers);
}
