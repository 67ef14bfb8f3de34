using System.Text;

namespace Cartwright.Imports;

/// <summary>Which cell of a row means what. Columns: our name of each cell, empty for one that is not read; Ignored: the file's own names of those.</summary>
internal sealed record ImportHeader(IReadOnlyList<string> Columns, IReadOnlyList<string> Ignored, string? Error);

/// <summary>Reads the first line of a file.</summary>
internal static class ImportHeaderPolicy
{
    public static ImportHeader Read(string kind, IReadOnlyList<string> header)
    {
        var names = header.Select(Plain).ToList();
        var columns = Enumerable.Repeat("", header.Count).ToArray();
        var known = ImportColumns.Of(kind);
        foreach (var column in known)
        {
            var at = column.Names.Select(name => Enumerable.Range(0, names.Count).FirstOrDefault(i => names[i] == name && columns[i].Length == 0, -1)).FirstOrDefault(i => i >= 0, -1);
            if (at >= 0) columns[at] = column.Name;
        }
        var missing = known.Where(c => c.Need is not null).GroupBy(c => c.Need).FirstOrDefault(need => !need.Any(c => columns.Contains(c.Name, StringComparer.Ordinal)));
        var ignored = Enumerable.Range(0, header.Count).Where(i => columns[i].Length == 0 && names[i] != ImportColumns.Reason).Select(i => header[i].Trim()).Where(name => name.Length > 0).ToList();
        return new ImportHeader(columns, ignored, missing is null ? null
            : $"The column {missing.First().Name} is missing. Name a column of the first line {string.Join(" or ", missing.SelectMany(c => c.Names))}. It has: {Cut(string.Join(", ", header))}.");
    }

    /// <summary>"Lineitem quantity", "lineitem-quantity" and "LINEITEM_QUANTITY" are one name; so are "Body (HTML)" and "body_html".</summary>
    public static string Plain(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            if (char.IsLetterOrDigit(c)) plain.Append(char.ToLowerInvariant(c));
            else if (plain.Length > 0 && plain[^1] != '_') plain.Append('_');
        }
        return plain.ToString().TrimEnd('_');
    }

    /// <summary>Of comma, semicolon and tab the one that stands most often outside quotation marks; a comma when none does.</summary>
    public static char DelimiterOf(string firstLine)
    {
        Span<int> count = [0, 0, 0];
        var quoted = false;
        foreach (var c in firstLine)
        {
            if (c == '"') quoted = !quoted;
            else if (!quoted && ",;\t".IndexOf(c) is >= 0 and var at) count[at]++;
        }
        return count[0] >= count[1] && count[0] >= count[2] ? ',' : count[1] >= count[2] ? ';' : '\t';
    }

    private static string Cut(string text) => text.Length <= 300 ? text : text[..300] + "…";
}
