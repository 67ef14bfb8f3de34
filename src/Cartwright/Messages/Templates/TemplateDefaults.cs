namespace Cartwright.Messages.Templates;

/// <summary>The defaults as a merchant begins to edit them: one MJML source each, includes and words filled in.</summary>
internal sealed class TemplateDefaults
{
    /// <summary>Null: there is no default of that name in that language.</summary>
    public TemplateSource? Source(string template, string locale) => throw new NotSupportedException();

    /// <summary>Template, language and channel of all of them.</summary>
    public IReadOnlyList<(string Template, string Locale, string Channel)> All => throw new NotSupportedException();
}
