using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Cartwright.Journeys;

/// <summary>
/// One place of a program. Step null: only a jump. <paramref name="Next"/>: where it goes on; <paramref name="Ways"/>: where a branch (then, else) or a split goes.
/// <paramref name="Depth"/>: how deep it stands in branches, for people; <paramref name="Path"/>: where it stands in the definition. Key: what it is
/// known by in other versions, its id or what it does and how many of the same come before it.
/// </summary>
internal sealed record JourneyOp(JourneyStep? Step, int Next, IReadOnlyList<int> Ways, int Depth, string Path)
{
    public string Key { get; init; } = "";
}

/// <summary>
/// A journey's steps as one list, in which a run stands at a number: branches and splits are jumps. Steps without branches keep their own
/// numbers. The end is the number after the last.
/// </summary>
internal static class JourneyProgram
{
    private static readonly ConditionalWeakTable<JourneyDefinition, IReadOnlyList<JourneyOp>> Known = [];

    public static IReadOnlyList<JourneyOp> Of(JourneyDefinition definition) => Known.GetValue(definition, d =>
    {
        var ops = new List<JourneyOp>();
        Add(ops, d.Steps, 0, "steps");
        var same = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < ops.Count; i++)
        {
            if (ops[i].Step is not { } step) continue;
            var does = step.Id is { } id ? "#" + id : Does(step);
            ops[i] = ops[i] with { Key = $"{does} {same[does] = same.GetValueOrDefault(does) + 1}" };
        }
        return ops;
    });

    // Without what lies in its branches, which may change without its being another.
    private static string Does(JourneyStep step) => step switch
    {
        SendStep send => $"send {send.Channel} {send.Template}",
        BranchStep branch => $"branch {JsonSerializer.Serialize(branch.When, JourneyJson.Default.Condition)}",
        SplitStep split => $"split {split.Name}",
        _ => JsonSerializer.Serialize(step, JourneyJson.Default.JourneyStep),
    };

    private static void Add(List<JourneyOp> ops, IReadOnlyList<JourneyStep> steps, int depth, string path)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            var at = ops.Count;
            var here = $"{path}[{i}]";
            ops.Add(new JourneyOp(steps[i], at + 1, [], depth, here));
            switch (steps[i])
            {
                case BranchStep branch:
                    Ways(ops, at, depth, [(branch.Then, here + ".then"), (branch.Else ?? [], here + ".else")]);
                    break;
                case SplitStep split:
                    Ways(ops, at, depth, [.. split.Ways.Select((w, n) => (w.Steps, $"{here}.ways[{n}].steps"))]);
                    break;
            }
        }
    }

    private static void Ways(List<JourneyOp> ops, int at, int depth, IReadOnlyList<(IReadOnlyList<JourneyStep> Steps, string Path)> ways)
    {
        var starts = new List<int>();
        var jumps = new List<int>();
        for (var w = 0; w < ways.Count; w++)
        {
            starts.Add(ops.Count);
            Add(ops, ways[w].Steps, depth + 1, ways[w].Path);
            if (w == ways.Count - 1) continue;
            jumps.Add(ops.Count);
            ops.Add(new JourneyOp(null, 0, [], depth + 1, ways[w].Path));
        }
        foreach (var jump in jumps) ops[jump] = ops[jump] with { Next = ops.Count };
        ops[at] = ops[at] with { Ways = starts, Next = ops.Count };
    }
}
