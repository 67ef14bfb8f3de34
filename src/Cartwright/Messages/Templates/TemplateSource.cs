namespace Cartwright.Messages.Templates;

/// <summary>What a merchant edits: one template in one language, a default's name or a name of the store's own.</summary>
/// <param name="Channel">email, sms or handoff. A text message has a text and nothing else.</param>
/// <param name="Mjml">The layout; empty when only <paramref name="Html"/> was given.</param>
/// <param name="Html">What the layout compiles to, made where the merchant works: the server has no compiler of it.</param>
internal sealed record TemplateSource(string Template, string Locale, string Channel, string Subject, string Preheader, string Mjml, string Html, string Text);

/// <summary>Something to mend, or (Warning) to know.</summary>
/// <param name="Part">One of <see cref="TemplatePart"/>.</param>
/// <param name="Line">In that part, from 1, as <paramref name="Column"/>; null: the part as a whole.</param>
/// <param name="Needs">Part of the model that the message is not made without, where it says that.</param>
internal sealed record TemplateFault(string Part, int? Line, int? Column, string Says, bool Warning = false, string? Needs = null);

internal static class TemplatePart
{
    public const string Template = "template", Locale = "locale", Channel = "channel", Subject = "subject", Preheader = "preheader", Mjml = "mjml", Html = "html", Text = "text";
}
