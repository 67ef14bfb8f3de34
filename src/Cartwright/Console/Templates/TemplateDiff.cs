using Cartwright.Messages.Templates;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace Cartwright.Console.Templates;

/// <summary>Words of a line. Changed: they are not so in its other version.</summary>
internal readonly record struct DiffWords(string Text, bool Changed);

/// <summary>A line of a part, with what became of it. Skipped: so many lines that stayed are left out here.</summary>
internal sealed record DiffLine(char Sign, IReadOnlyList<DiffWords> Words, int Skipped = 0);

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

    private static List<DiffLine> Lines(string before, string after)
    {
        var sides = SideBySideDiffBuilder.Diff(before, after, ignoreWhiteSpace: false);
        var (old, now) = (sides.OldText.Lines, sides.NewText.Lines);
        var all = new List<DiffLine>();
        for (var i = 0; i < now.Count;)
        {
            if (now[i].Type == ChangeType.Unchanged) { all.Add(new DiffLine(' ', [new(now[i++].Text, false)])); continue; }
            // What changed together: first all of it as it was, then as it is.
            var end = i;
            while (end < now.Count && now[end].Type != ChangeType.Unchanged) end++;
            all.AddRange(old[i..end].Where(l => l.Type != ChangeType.Imaginary).Select(l => new DiffLine('-', Words(l))));
            all.AddRange(now[i..end].Where(l => l.Type != ChangeType.Imaginary).Select(l => new DiffLine('+', Words(l))));
            i = end;
        }
        var near = new bool[all.Count];
        for (var i = 0; i < all.Count; i++)
            if (all[i].Sign != ' ')
                for (var j = Math.Max(0, i - Around); j <= Math.Min(all.Count - 1, i + Around); j++) near[j] = true;
        var lines = new List<DiffLine>();
        for (var i = 0; i < all.Count; i++)
        {
            if (near[i]) lines.Add(all[i]);
            else if (lines.Count > 0 && lines[^1].Skipped > 0) lines[^1] = lines[^1] with { Skipped = lines[^1].Skipped + 1 };
            else lines.Add(new DiffLine(' ', [], 1));
        }
        return lines;
    }

    // A line that is there on one side only is changed as a whole, and no word of it more than another.
    private static List<DiffWords> Words(DiffPiece line)
    {
        if (line.Type != ChangeType.Modified) return [new(line.Text, false)];
        var words = new List<DiffWords>();
        foreach (var piece in line.SubPieces.Where(p => p.Text is not null))
        {
            var changed = piece.Type != ChangeType.Unchanged;
            if (words.Count > 0 && words[^1].Changed == changed) words[^1] = words[^1] with { Text = words[^1].Text + piece.Text };
            else words.Add(new(piece.Text, changed));
        }
        return words;
    }
}
