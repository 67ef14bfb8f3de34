namespace Cartwright.Messages.Templates;

/// <summary>One {{…}} of a template, cut into its words.</summary>
/// <param name="Open">Place of its first brace in the source.</param>
/// <param name="Length">From the first brace to the last.</param>
/// <param name="Words">Without braces and ~; quoted ones with their quotes. Empty for a comment.</param>
/// <param name="Wrong">What is wrong with it as such, in words; null: nothing.</param>
internal sealed record HandlebarsTag(int Open, int Length, IReadOnlyList<string> Words, bool TrimsBefore, bool TrimsAfter, string? Wrong = null)
{
    /// <summary>Longest, so that one brace too many does not swallow a template.</summary>
    private const int Longest = 400;

    private const string NotClosed = "This {{ is never closed with }}.";

    /// <summary>The tag that opens at a place.</summary>
    public static HandlebarsTag At(string source, int open)
    {
        var at = open + 2;
        if (Letter(source, at) is '{') return Bad(source, open, "Three braces would write what shoppers and shops typed as markup: use two.");
        var trims = Letter(source, at) == '~';
        if (trims) at++;
        if (Letter(source, at) == '!') return Comment(source, open, at, trims);
        var words = new List<string>();
        while (true)
        {
            while (char.IsWhiteSpace(Letter(source, at))) at++;
            if (at - open > Longest || at >= source.Length) return Bad(source, open, NotClosed);
            if (source[at] == '}' || (source[at] == '~' && Letter(source, at + 1) == '}'))
            {
                var after = source[at] == '~';
                if (after) at++;
                if (Letter(source, at + 1) != '}') return Bad(source, open, "A single } stands in it: close it with }}.");
                return new HandlebarsTag(open, at + 2 - open, words, trims, after, words.Count == 0 ? "There is nothing in it." : null);
            }
            var end = End(source, at);
            if (end < 0) return Bad(source, open, "A quotation mark in it is not closed.");
            words.Add(source[at..end]);
            at = end;
        }
    }

    /// <summary>As the engine is given it: nothing in it that was not understood here.</summary>
    public string Write() => Words.Count == 0 ? "" : $"{{{{{(TrimsBefore ? "~" : "")}{string.Join(' ', Words)}{(TrimsAfter ? "~" : "")}}}}}";

    private static HandlebarsTag Comment(string source, int open, int bang, bool trims)
    {
        var isLong = string.CompareOrdinal(source, bang, "!--", 0, 3) == 0;
        var end = source.IndexOf(isLong ? "--" : "}}", bang + (isLong ? 3 : 1), StringComparison.Ordinal);
        if (end < 0) return Bad(source, open, "This comment is never closed.");
        if (isLong) end = source.IndexOf("}}", end, StringComparison.Ordinal);
        return end < 0 ? Bad(source, open, "This comment is never closed.") : new HandlebarsTag(open, end + 2 - open, [], trims, source[end - 1] == '~');
    }

    // A word ends at a blank or a closing brace; a quoted one at its quotation mark.
    private static int End(string source, int at)
    {
        if (source[at] is '"' or '\'')
        {
            var close = source.IndexOf(source[at], at + 1);
            return close < 0 || close - at > Longest ? -1 : close + 1;
        }
        // "#", "/", "^", ">" and the like stand before a name, together or apart.
        var end = at;
        while (end < source.Length && !char.IsWhiteSpace(source[end]) && source[end] is not ('}' or '~' or '"' or '\'' or '{')) end++;
        return end == at ? at + 1 : end;
    }

    private static char Letter(string source, int at) => at < source.Length ? source[at] : '\0';

    private static HandlebarsTag Bad(string source, int open, string wrong) => new(open, Math.Min(2, source.Length - open), [], false, false, wrong);
}
