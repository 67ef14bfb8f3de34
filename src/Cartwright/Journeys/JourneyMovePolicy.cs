namespace Cartwright.Journeys;

/// <summary>Where a run that stands at a step of one version goes on in another: what it did is done, what it would do next is looked for.</summary>
internal static class JourneyMovePolicy
{
    /// <returns>The place in the program of <paramref name="to"/>; null: what the run would do next is no longer there.</returns>
    public static int? PlaceIn(JourneyDefinition to, JourneyDefinition from, int position)
    {
        var (old, ops) = (JourneyProgram.Of(from), JourneyProgram.Of(to));
        while (old.ElementAtOrDefault(position) is { Step: null } jump) position = jump.Next;
        if (position >= old.Count) return ops.Count;
        var at = Find(ops, o => o.Key == old[position].Key && IsLike(o, old[position]));
        // Nothing does the same: it was changed where it stands. A step that has a name is only found by it.
        return at >= 0 ? at : Find(ops, o => o.Path == old[position].Path && o.Step?.Id is null && old[position].Step!.Id is null && IsLike(o, old[position])) is var changed and >= 0 ? changed : null;
    }

    // A run stands at a wait only while it waits for an event.
    private static bool IsLike(JourneyOp a, JourneyOp b) => a.Step?.GetType() == b.Step!.GetType() && (a.Step is not WaitStep wait || wait.Event is null == ((WaitStep)b.Step).Event is null);

    private static int Find(IReadOnlyList<JourneyOp> ops, Func<JourneyOp, bool> isIt)
    {
        for (var i = 0; i < ops.Count; i++)
            if (ops[i].Step is not null && isIt(ops[i])) return i;
        return -1;
    }
}
