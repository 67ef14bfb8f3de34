using Cartwright.Messages.Templates;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace Cartwright.Console.Templates;

/// <summary>A line of a part, with what became of it. Skipped: so many lines that stayed are left out here.</summary>
internal sealed record DiffLine(char Sign, string Text, int Skipped = 0);

/// <summary>What differs between two versions, part by part, with a few lines around it.</summary>
internal static class TemplateDiff
{
    private const int Around = 2;

    public static IReadOnlyList<(string Part, IReadOnlyList<DiffLine> Lines)> Of(TemplateSource before, TemplateSource after)
    {
        List<(string, string, string)> parts =
        [
            (TemplatePart.Subject, before.Subject, after.Subject), (TemplatePart.Preheader, before.Preheader, after.Preheader),
            (TemplatePart.Mjml, before.Mjml, after.Mjml), (TemplatePart.Text, before.Text, after.Text),
        ];
        // What a layout compiles to says nothing that the layout does not say.
        if (before.Mjml == after.Mjml && before.Html != after.Html) parts.Add((TemplatePart.Html, before.Html, after.Html));
        return [.. parts.Where(p => p.Item2 != p.Item3).Select(p => (p.Item1, Lines(p.Item2, p.Item3)))];
    }

    private static IReadOnlyList<DiffLine> Lines(string before, string after)
    {
        var all = InlineDiffBuilder.Diff(before, after, ignoreWhiteSpace: false).Lines;
        var near = new bool[all.Count];
        for (var i = 0; i < all.Count; i++)
            if (all[i].Type != ChangeType.Unchanged)
                for (var j = Math.Max(0, i - Around); j <= Math.Min(all.Count - 1, i + Around); j++) near[j] = true;
        var lines = new List<DiffLine>();
        for (var i = 0; i < all.Count; i++)
        {
            if (near[i]) lines.Add(new DiffLine(all[i].Type switch { ChangeType.Inserted => '+', ChangeType.Deleted => '-', _ => ' ' }, all[i].Text));
            else if (lines.Count > 0 && lines[^1].Skipped > 0) lines[^1] = lines[^1] with { Skipped = lines[^1].Skipped + 1 };
            else lines.Add(new DiffLine(' ', "", 1));
        }
        return lines;
    }
}
