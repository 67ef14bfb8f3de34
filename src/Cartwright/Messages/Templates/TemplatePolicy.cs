namespace Cartwright.Messages.Templates;

/// <summary>What may be saved and used.</summary>
internal static class TemplatePolicy
{
    /// <summary>Bytes of HTML from which Gmail cuts a mail.</summary>
    public const int GmailClips = 102 * 1024;

    /// <summary>Longest sources, in characters.</summary>
    public const int MostSubject = 500, MostPreheader = 500, MostMjml = 200_000, MostHtml = 300_000, MostText = 50_000, MostSms = 2_000;

    /// <summary>Errors and warnings, in the order of the parts and lines.</summary>
    public static IReadOnlyList<TemplateFault> Check(TemplateSource source, IReadOnlyList<MessageModel> samples) => throw new NotSupportedException();

    /// <summary>A name of the store's own: letters a to z, digits, hyphens.</summary>
    public static bool IsName(string template) => template.Length is > 0 and <= 60 && template.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-') && template[0] != '-';

    /// <summary>For the list of what can be inserted: path in the model, kind (text, link, money, date, number, truth, object, color) and what it is.</summary>
    public static IReadOnlyList<(string Path, string Kind, string About)> Fields => MessageSchema.Fields;
}
