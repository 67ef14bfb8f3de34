using System.Text.Json.Serialization;
using Cartwright.Messages.Templates;

namespace Cartwright.Console.Templates;

/// <summary>Templates of one name in all its languages, for the list.</summary>
internal sealed record TemplateRow(string Template, string Channel, IReadOnlyList<TemplateEntry> Languages, IReadOnlyList<(string Slug, string Name)> Journeys)
{
    public bool IsBroken => Languages.Any(l => l.Own is { Live: not null, Break: not null });
}

internal sealed record TemplatesModel(IReadOnlyList<(string Purpose, IReadOnlyList<TemplateRow> Rows)> Groups, string? Notice)
{
    public IEnumerable<TemplateRow> Rows => Groups.SelectMany(g => g.Rows);
}

/// <summary>What a new template begins with. Ready: all there is, by name. Wrong: the field that cannot be taken.</summary>
internal sealed record NewTemplateModel(string From, string Name, string Locale, IReadOnlyList<(string Value, string Label)> Ready, IReadOnlyList<string> Locales, string? Wrong)
{
    /// <summary>Beginnings that are no template.</summary>
    public const string Mail = "mail", TextMessage = "text";
}

/// <param name="Blocks">A JSON object: parts of a mail by name, in MJML.</param>
internal sealed record DrawModel(string Blocks);

/// <summary>
/// A template in one language and what is being made of it. Expected: the version it is based on, 0 for none. Shown: as it looks now. Looked: the version that is
/// looked at. Theirs: what somebody else saved meanwhile. Detail: what a notice says further.
/// </summary>
internal sealed record TemplateModel(TemplateEntry Entry, TemplateSource Source, long Expected, ShownTemplate Shown, IReadOnlyList<PreviewCart> Carts, string? On)
{
    public long? Live { get; init; }
    public IReadOnlyList<TemplateVersion> Versions { get; init; } = [];
    public IReadOnlyList<string> Languages { get; init; } = [];
    public IReadOnlyList<TemplateFault> Faults { get; init; } = [];
    public string? Notice { get; init; }
    public string Detail { get; init; } = "";
    public TemplateVersion? Looked { get; init; }
    public TemplateVersion? Theirs { get; init; }

    /// <summary>What a template that is not saved yet was made from.</summary>
    public string? From { get; init; }
    public bool IsChanged { get; init; }
    public bool Dark { get; init; }

    public bool IsSms => Entry.Channel == Cartwright.Shoppers.Channels.Sms;

    /// <summary>The part that is written in the code editor: the layout, or the HTML of a template that came without one.</summary>
    public string Code => Source.Mjml.Length > 0 || Source.Html.Length == 0 ? TemplatePart.Mjml : TemplatePart.Html;

    /// <summary>What the page tells: of what was to be saved, else of what is shown.</summary>
    public IReadOnlyList<TemplateFault> AllFaults => Faults.Count > 0 ? Faults : Shown.Faults;

    public TemplateVersion? Version(long number) => Versions.FirstOrDefault(v => v.Number == number);

    /// <summary>The template of that name and language that comes with the product.</summary>
    public TemplateSource? Ready { get; init; }

    /// <summary>What a version was made from: the one before it, the first from the ready one.</summary>
    public TemplateSource? Before(TemplateVersion version) => version.Number == 1 ? Ready : Version(version.Number - 1)?.Source;

    public TemplateBreak? Break => Live is { } live ? Entry.Own?.Break ?? Version(live)?.Break : null;
}

/// <summary>What the page's script is told of a template while it is written; sentences, ready to be shown.</summary>
/// <param name="Html">Empty: there is nothing to show, or it is a text message.</param>
/// <param name="Tone">Of the size: good or risk.</param>
/// <param name="Examples">What of it is made up on a real cart; empty: nothing.</param>
/// <param name="Needs">What it is not sent without; empty: nothing.</param>
internal sealed record TemplateAnswer(string Subject, string Preheader, string Html, string Text, string Size, string Tone, bool Rendered, IReadOnlyList<FaultAnswer> Faults, string Examples, string Needs);

/// <param name="Where">"Layout, line 12".</param>
internal sealed record FaultAnswer(string Part, int? Line, int? Column, string Where, string Says, bool Warning);

/// <summary>What became of a test mail.</summary>
internal sealed record TestAnswer(bool Sent, string Says, IReadOnlyList<FaultAnswer> Faults);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TemplateAnswer)), JsonSerializable(typeof(TestAnswer)), JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class TemplateAnswerJson : JsonSerializerContext;
