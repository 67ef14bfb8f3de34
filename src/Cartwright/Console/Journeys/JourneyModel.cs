using System.Text.Encodings.Web;
using System.Text.Json;
using Cartwright.Journeys;

namespace Cartwright.Console.Journeys;

internal sealed record JourneysModel(IReadOnlyList<(Journey Journey, JourneyFigures Figures)> Journeys);

/// <summary>What a new journey may begin with. Own: those of the store.</summary>
internal sealed record NewJourneyModel(IReadOnlyList<(string Slug, JourneyDefinition Definition)> Own, IReadOnlyList<(string Slug, JourneyDefinition Definition)> Ready);

/// <summary>
/// A journey and what is being made of it. Journey: as it is saved; one that is not has the version 0. IsChanged: the draft is not what is saved. IsChecked: what is
/// wrong is shown. Json: the draft as text, when that is what is edited, with <paramref name="JsonErrors"/>; Typed: what it says. Shown: the older version that is looked at.
/// </summary>
internal sealed record JourneyModel(
    Journey Journey, JourneyDraft Draft, DraftReading Reading, EditorChoices Choices, JourneyFigures Figures, IReadOnlyList<JourneyVersion> Versions, bool IsChanged = false, bool IsChecked = false,
    string? Notice = null, string? Json = null, IReadOnlyList<(string Field, string Error)>? JsonErrors = null, long? Shown = null, JourneyDefinition? Typed = null)
{
    private static readonly JsonSerializerOptions Indented = new(JourneyJson.Default.Options) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public JourneyDefinition Definition => Typed ?? Reading.Definition;

    public bool IsNew => Journey.Version == 0;

    public IReadOnlyDictionary<string, string> Errors => IsChecked ? Reading.Errors : NoErrors;

    private static readonly Dictionary<string, string> NoErrors = [];

    public static string ToJson(JourneyDefinition definition) => JsonSerializer.Serialize(definition, Indented);
}
