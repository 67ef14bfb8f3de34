using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Cartwright.Messages.Templates;

/// <summary>What may not stand in a mail: mail programs remove it, count it as an attack, or both.</summary>
internal static class MarkupPolicy
{
    private const int MostFaults = 20;
    private static readonly HashSet<string> Forbidden = new(["script", "iframe", "frame", "frameset", "object", "embed", "applet", "form", "base"], StringComparer.Ordinal);
    private static readonly string[] Addresses = ["href", "src", "url", "background", "action", "data", "poster", "cite", "ping"];
    private static readonly string[] Schemes = ["javascript:", "vbscript:", "data:text", "data:application"];

    /// <param name="source">MJML or HTML, with or without Handlebars in it.</param>
    public static IReadOnlyList<TemplateFault> Check(string part, string source)
    {
        var document = new HtmlParser(new HtmlParserOptions { IsKeepingSourceReferences = true, IsScripting = false }).ParseDocument(source);
        return [.. document.All.SelectMany(element => Of(element).Select(says => At(part, element, says))).Take(MostFaults)];
    }

    private static IEnumerable<(string Says, bool Warning)> Of(IElement element)
    {
        var name = element.LocalName;
        if (Forbidden.Contains(name)) yield return ($"<{name}> may not stand in a mail: mail programs remove it or refuse the mail. Take it out.", false);
        if (name == "meta" && string.Equals(element.GetAttribute("http-equiv"), "refresh", StringComparison.OrdinalIgnoreCase)) yield return ("A mail cannot lead elsewhere by itself: take the <meta http-equiv=\"refresh\"> out.", false);
        if (name == "mj-include") yield return ("Other files cannot be read from here: write what they say in the place of <mj-include>.", false);
        foreach (var attribute in element.Attributes)
        {
            if (attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase)) yield return ($"{Cut(attribute.Name)}=… would run a script: take it out.", false);
            else if (RunsScript(attribute)) yield return ($"{Cut(attribute.Name)}=\"{Cut(Bare(attribute.Value))}\" would run a script: link to an http or https address.", false);
        }
        if (name is "img" or "mj-image" && !element.HasAttribute("alt")) yield return ("This picture has no alt=\"…\": who sees no pictures learns nothing of it.", true);
    }

    private static bool RunsScript(IAttr attribute)
    {
        var value = Bare(attribute.Value);
        return (IsAddress(attribute.Name) && Schemes.Any(scheme => value.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)))
            || (attribute.Name == "style" && (value.Contains("javascript:", StringComparison.OrdinalIgnoreCase) || value.Contains("expression(", StringComparison.OrdinalIgnoreCase)));
    }

    // Of HTML (href, src, srcset, xlink:href, background, action …) and of MJML (background-url, navbar's base-url).
    private static bool IsAddress(string attribute) => Addresses.Any(word => attribute.Contains(word, StringComparison.OrdinalIgnoreCase));

    // Browsers skip blanks and control characters in front of and inside of a scheme.
    private static string Bare(string value) => string.Concat(value.Where(letter => !char.IsWhiteSpace(letter) && !char.IsControl(letter)));

    private static TemplateFault At(string part, IElement element, (string Says, bool Warning) fault) =>
        new(part, element.SourceReference?.Position.Line, element.SourceReference?.Position.Column, fault.Says, fault.Warning);

    private static string Cut(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
