using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Cartwright.Messages.Templates;

/// <summary>What may not stand in a mail: mail programs remove it, count it as an attack, or both.</summary>
internal static partial class MarkupPolicy
{
    private const int MostFaults = 20;
    private static readonly HashSet<string> Forbidden = new(["script", "iframe", "frame", "frameset", "object", "embed", "applet", "form", "base"], StringComparer.Ordinal);
    private static readonly string[] Addresses = ["href", "src", "url", "background", "action", "data", "poster", "cite", "ping"];
    private static readonly string[] Schemes = ["javascript:", "vbscript:", "data:text", "data:application"];

    /// <param name="source">MJML or HTML, with or without Handlebars in it.</param>
    public static IReadOnlyList<TemplateFault> Check(string part, string source)
    {
        var document = new HtmlParser(new HtmlParserOptions { IsKeepingSourceReferences = true, IsScripting = false }).ParseDocument(source);
        return [.. Unquoted(part, source).Concat(document.All.SelectMany(element => Of(element).Select(says => At(part, element, says)))).Take(MostFaults)];
    }

    // Escaping keeps what is typed inside of quotation marks; without them a blank ends the value, and what follows is an attribute more.
    private static IEnumerable<TemplateFault> Unquoted(string part, string source)
    {
        foreach (Match tag in Tag().Matches(source))
        {
            if (!UnquotedValue().IsMatch(Quoted().Replace(tag.Value, "\"\""))) continue;
            yield return new TemplateFault(part, source.AsSpan(0, tag.Index).Count('\n') + 1, tag.Index - source.AsSpan(0, tag.Index).LastIndexOf('\n'), "What shoppers typed could become an attribute here: put quotation marks around each value with {{…}} in it.");
        }
    }

    [GeneratedRegex("<[A-Za-z](\"[^\"]*\"|'[^']*'|[^<>\"'])*>", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Tag();

    [GeneratedRegex("\"[^\"]*\"|'[^']*'", RegexOptions.NonBacktracking)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"=\s*[^\s""'>{]*\{\{", RegexOptions.NonBacktracking)]
    private static partial Regex UnquotedValue();

    // Colours of the shop alone: anything else could end a declaration and begin another.
    [GeneratedRegex(@"\{\{~?(?<name>[^#/{}~!][^{}~]*)~?\}\}", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Written();

    private static bool IsColor(string name) => MessageSchema.Fields.Any(f => f.Path == name && f.Kind == "color");

    private static IEnumerable<(string Says, bool Warning)> Of(IElement element)
    {
        var name = element.LocalName;
        if (Forbidden.Contains(name)) yield return ($"<{name}> may not stand in a mail: mail programs remove it or refuse the mail. Take it out.", false);
        if (name == "meta" && string.Equals(element.GetAttribute("http-equiv"), "refresh", StringComparison.OrdinalIgnoreCase)) yield return ("A mail cannot lead elsewhere by itself: take the <meta http-equiv=\"refresh\"> out.", false);
        if (name is "style" or "mj-style" && Written().Matches(element.TextContent).Select(m => m.Groups["name"].Value.Trim()).FirstOrDefault(n => n != "else" && !IsColor(n)) is { } written)
            yield return ($"{{{{{Cut(written)}}}}} could be anything, and a style sheet is no place for that: only colours such as store.accent can stand there.", false);
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
