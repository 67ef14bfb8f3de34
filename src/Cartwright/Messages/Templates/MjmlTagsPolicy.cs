using System.Text.RegularExpressions;

namespace Cartwright.Messages.Templates;

/// <summary>Whether each of MJML's elements is closed by its own name. The compiler takes a slip of the keyboard for an element of another name, or for none, and leaves out what it cannot place.</summary>
internal static partial class MjmlTagsPolicy
{
    private const int MostFaults = 5;

    public static IReadOnlyList<TemplateFault> Check(string source)
    {
        var faults = new List<TemplateFault>();
        var open = new Stack<(string Name, int At)>();
        foreach (Match tag in Tag().Matches(source))
        {
            if (!tag.Groups["name"].Success) continue; // a comment
            var name = tag.Groups["name"].Value.ToLowerInvariant();
            if (!tag.Groups["closes"].Success)
            {
                if (!tag.Groups["single"].Success) open.Push((name, tag.Index));
                continue;
            }
            if (open.All(o => o.Name != name))
            {
                Fault(tag.Index, $"</{name}> closes nothing that is open here" + (open.TryPeek(out var last) ? $": the last element that was opened is <{last.Name}> in line {LineOf(last.At)}." : "."));
                continue;
            }
            while (open.Pop() is var top && top.Name != name) Fault(top.At, $"<{top.Name}> is not closed: write </{top.Name}> in front of the </{name}> in line {LineOf(tag.Index)}.");
        }
        while (open.TryPop(out var left)) Fault(left.At, $"<{left.Name}> is not closed: write </{left.Name}> behind what belongs in it.");
        return [.. faults.Take(MostFaults)];

        void Fault(int at, string says) => faults.Add(new(TemplatePart.Mjml, LineOf(at), ColumnOf(at), says));
        int LineOf(int at) => 1 + source.AsSpan(0, at).Count('\n');
        int ColumnOf(int at) => at - (at == 0 ? -1 : source.LastIndexOf('\n', at - 1));
    }

    [GeneratedRegex("""<!--.*?-->|\{\{!--.*?--\}\}|<(?<closes>/)?(?<name>mj[a-z0-9-]*)(?:"[^"]*"|'[^']*'|[^>"'/]|/(?!>))*(?<single>/)?>""", RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Tag();
}
