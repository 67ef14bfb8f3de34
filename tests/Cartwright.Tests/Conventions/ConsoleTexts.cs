using System.Text.RegularExpressions;

namespace Cartwright.Tests.Conventions;

/// <summary>What people read in the console comes from the catalogue, so that another language is one more file.</summary>
internal static partial class ConsoleTexts
{
    /// <summary>Words that stand in a page itself: between tags, alone on a line, or in an attribute that is read out or shown.</summary>
    public static IEnumerable<string> LiteralsIn(string path, string razor)
    {
        var markup = Command().Replace(Code().Replace(Comment().Replace(razor, ""), ""), "");
        var number = 0;
        foreach (var line in markup.Split('\n'))
        {
            number++;
            if (Directive().IsMatch(line)) continue;
            var plain = WithoutExpressions(line);
            foreach (Match match in Between().Matches(plain).Concat(Attribute().Matches(plain)).Concat(Alone().Matches(plain)))
                yield return $"{path}:{number} says \"{match.Groups["text"].Value.Trim()}\"";
        }
    }

    /// <summary>Keys looked up by their whole name.</summary>
    public static IEnumerable<string> KeysIn(string source) => WholeKey().Matches(source).Select(m => m.Groups["key"].Value);

    /// <summary>Whether some source names the key, or the beginning of it that a code is put behind.</summary>
    public static bool IsUsed(string key, IReadOnlySet<string> literals)
    {
        if (literals.Contains(key)) return true;
        for (var dot = key.LastIndexOf('.'); dot > 0; dot = key.LastIndexOf('.', dot - 1))
            if (literals.Contains(key[..(dot + 1)])) return true;
        return false;
    }

    /// <summary>Every quoted piece of a source that could be a key or the beginning of one.</summary>
    public static IEnumerable<string> LiteralKeysIn(string source) => Quoted().Matches(source).Select(m => m.Groups["text"].Value);

    // An expression is a name with what is called on it, or anything in brackets.
    private static string WithoutExpressions(string line)
    {
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] != '@') { text.Append(line[i]); continue; }
            i++;
            while (i < line.Length && (char.IsLetterOrDigit(line[i]) || line[i] is '_' or '.' or '!')) i++;
            while (i < line.Length && line[i] is '(' or '[')
            {
                i = AfterBracket(line, i);
                while (i < line.Length && (line[i] == '.' || char.IsLetter(line[i]) && line[i - 1] == '.')) i++;
                while (i < line.Length && i > 0 && line[i - 1] != ')' && line[i - 1] != ']' && char.IsLetterOrDigit(line[i])) i++;
            }
            i--;
            text.Append('\u00b7');
        }
        return text.ToString();
    }

    private static int AfterBracket(string line, int at)
    {
        var depth = 0;
        for (var quoted = false; at < line.Length; at++)
        {
            if (line[at] == '"') quoted = !quoted;
            if (quoted) continue;
            if (line[at] is '(' or '[' or '{') depth++;
            if (line[at] is ')' or ']' or '}' && --depth == 0) return at + 1;
        }
        return at;
    }

    [GeneratedRegex(@"@\*[\s\S]*?\*@", RegexOptions.None, 1000)]
    private static partial Regex Comment();

    // What is typed into a shell is the same in every language.
    [GeneratedRegex("<code>[^<]*</code>", RegexOptions.None, 1000)]
    private static partial Regex Command();

    [GeneratedRegex(@"^@code \{[\s\S]*", RegexOptions.Multiline, 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"^\s*@(using|inherits|inject|namespace|typeparam|attribute|layout)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Directive();

    [GeneratedRegex(@"(?<!=)>(?<text>[^<>]*\p{L}{2}[^<>]*)</?\w", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Between();

    [GeneratedRegex("""\s(title|alt|placeholder|aria-label|Title|Label|What|Hint)="(?<text>[^"/]*\p{L}{2}[^"]*)["]""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Attribute();

    // Prose has no brackets, no semicolons and more than one word; "else" and "break;" are no prose.
    [GeneratedRegex(@"^\s*(?<text>\p{L}[\p{L}’']*([ ,][ ]?[\p{L}\d’'·]+)+[.!?…]?)\s*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Alone();

    [GeneratedRegex("""\bT\["(?<key>[\w.]+)"(?! \+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WholeKey();

    [GeneratedRegex("""["](?<text>[a-z][\w .-]*\.?)(?=["{])""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();
}
