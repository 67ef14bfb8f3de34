using System.Text.Json.Serialization;
using Cartwright.Hosting;

namespace Cartwright.Messages.Templates;

/// <summary>
/// A template in one language, for lists. Default: there is one of that name and language. Live: the store's own version that is used; null: the default, or nothing.
/// Latest: the newest version; 0: none. Journeys: slugs of those that name it. Broken: the live version could not be written for a cart, and the last good one went.
/// </summary>
internal sealed record TemplateItemView(string Template, string Locale, string Channel, bool Default, long? Live, long Latest, string? By, DateTime? At, IReadOnlyList<string> Journeys, TemplateBreakView? Broken)
{
    public static TemplateItemView Of(TemplateEntry e) => new(e.Template, e.Locale, e.Channel, e.HasDefault, e.Own?.Live, e.Own?.Latest ?? 0, e.Own?.By, ApiInput.Time(e.Own?.At), e.Journeys, TemplateBreakView.Of(e.Own?.Break));
}

/// <summary>Cart and message are null when it was about none.</summary>
internal sealed record TemplateBreakView(DateTime At, Guid? Cart, Guid? Message, string Error)
{
    public static TemplateBreakView? Of(TemplateBreak? b) => b is null ? null : new(ApiInput.Time(b.At), b.CartId == Guid.Empty ? null : b.CartId, b.MessageId == Guid.Empty ? null : b.MessageId, b.Error);
}

/// <summary>A template with its sources. Version: 0 for the default. Live, Latest: as in the list; hand Latest back as expected.</summary>
internal sealed record TemplateView(string Template, string Locale, string Channel, string Subject, string Preheader, string Mjml, string Html, string Text, long Version, long? Live, long Latest)
{
    public static TemplateView Of(TemplateSource s, long version, long? live, long latest) => new(s.Template, s.Locale, s.Channel, s.Subject, s.Preheader, s.Mjml, s.Html, s.Text, version, live, latest);
}

/// <summary>LiveAt: when it was first used; null: a draft. Live: it is used now.</summary>
internal sealed record TemplateVersionView(long Version, bool Live, string By, DateTime At, DateTime? LiveAt, TemplateBreakView? Broken);

/// <summary>
/// What is not given stays as it is. Mjml comes with the html it was compiled to; html alone takes the layout away. Live: use it from now on; otherwise it is kept as a draft.
/// Expected: the latest version that the caller knows (0: none): refused with 409 when there is a newer one. Channel: for a new name (email, sms, handoff).
/// </summary>
internal sealed record TemplateInput(string? Subject = null, string? Preheader = null, string? Mjml = null, string? Html = null, string? Text = null, bool Live = false, long? Expected = null, string? Channel = null);

/// <summary>Line and Column count from 1, in what was sent; null: the part as a whole.</summary>
internal sealed record TemplateWarningView(string Part, int? Line, int? Column, string Says);

/// <summary>Warnings: what to know all the same.</summary>
internal sealed record TemplateSavedView(string Template, string Locale, long Version, bool Live, IReadOnlyList<TemplateWarningView> Warnings);

internal sealed record TemplateRestoreInput(long Version);

/// <summary>On: a cart's id, or ordinary, one-line, many, bare, payment or empty; by default the most recent cart. Dark: as in dark mode. The rest as when saving; what is not given is the newest version's.</summary>
internal sealed record TemplatePreviewInput(string? On = null, bool Dark = false, string? Subject = null, string? Preheader = null, string? Mjml = null, string? Html = null, string? Text = null, string? Channel = null);

/// <summary>Rendered: false when an error stands among the faults. Bytes: of the html. Segments: of a text message. Examples: parts that the template needs, the cart has none of, and that are made up.</summary>
internal sealed record TemplatePreviewView(bool Rendered, string Subject, string Preheader, string Html, string Text, int Bytes, int Segments, IReadOnlyList<TemplateFaultView> Faults, IReadOnlyList<string> Examples);

/// <summary>Warning: it can be used all the same.</summary>
internal sealed record TemplateFaultView(string Part, int? Line, int? Column, string Says, bool Warning);

/// <summary>To: one address, of the shop's own people.</summary>
internal sealed record TemplateTestInput(string To, string? On = null, string? Subject = null, string? Preheader = null, string? Mjml = null, string? Html = null, string? Text = null, string? Channel = null);

/// <summary>Reply: of the mail server.</summary>
internal sealed record TemplateTestView(string To, string Reply);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ApiList<TemplateItemView>))]
[JsonSerializable(typeof(ApiList<TemplateVersionView>))]
[JsonSerializable(typeof(TemplateView))]
[JsonSerializable(typeof(TemplateInput))]
[JsonSerializable(typeof(TemplateSavedView))]
[JsonSerializable(typeof(TemplateRestoreInput))]
[JsonSerializable(typeof(TemplatePreviewInput))]
[JsonSerializable(typeof(TemplatePreviewView))]
[JsonSerializable(typeof(TemplateTestInput))]
[JsonSerializable(typeof(TemplateTestView))]
internal sealed partial class TemplateViewJson : JsonSerializerContext;
