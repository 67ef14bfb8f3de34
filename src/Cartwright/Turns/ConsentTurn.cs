using Cartwright.Journeys;
using Cartwright.Shoppers;
using Cartwright.Tracking;

namespace Cartwright.Turns;

/// <summary>A yes or a no to messages on a channel. What is said before there is an address to say it of waits for one: a box is often ticked before the number is typed.</summary>
internal static class ConsentTurn
{
    /// <summary>So many wait at most, the last of each channel and side.</summary>
    private const int MostEarly = 8;

    public static ShopperState Decide(ShopperState state, StorefrontEvent e, TurnContext context, List<Story> stories)
    {
        if (e.Consents is not { Count: > 0 } && state.Traits.EarlyConsents is null) return state;
        var early = new List<EarlyConsent>();
        foreach (var told in (state.Traits.EarlyConsents ?? []).Concat((e.Consents ?? []).Select(s => new EarlyConsent(s, e.Trust, e.AnonymousId, e.At, e.Imported))))
        {
            if ((told.Said.Channel == Channels.Email ? e.Personal?.Email ?? state.Personal.Email : e.Personal?.Phone ?? state.Personal.Phone) is { } address) state = Say(state, told, address, context, stories);
            else early.Add(told);
        }
        // Of the same channel and side the last word counts, of one moment the no; and of too many a no is the last to go.
        early = [.. early.GroupBy(c => (c.Said.Channel, c.Trust, c.Device)).Select(g => g.MaxBy(c => (c.At, !c.Said.Granted))!).OrderBy(c => !c.Said.Granted).TakeLast(MostEarly)];
        return early.SequenceEqual(state.Traits.EarlyConsents ?? []) ? state : state with { Traits = state.Traits with { EarlyConsents = early.Count == 0 ? null : early } };
    }

    private static ShopperState Say(ShopperState state, EarlyConsent told, string address, TurnContext context, List<Story> stories)
    {
        var said = told.Said;
        var hash = context.Hash(said.Channel == Channels.Email ? IdentityPolicy.Email : IdentityPolicy.Phone, address);
        var known = state.Permissions.FirstOrDefault(p => p.Channel == said.Channel && p.AddressHash == hash) ?? Permission.Unknown(said.Channel, hash);
        var next = ConsentPolicy.Apply(known, said, told.Trust, told.Device, told.At, told.Imported);
        if (ReferenceEquals(next, known)) return state;
        state = EventTurn.Put(state, next);
        if (next.Granted == known.Granted && next.Source == known.Source) return state;
        stories.Add(new Story(null, told.At, said.Granted ? "consent_given" : "consent_refused", said.Channel, told.Imported));
        return said.Granted ? state
            : TurnDecider.Stop(state, r => !IsOfOrder(r) && (state.Messages.Any(m => m.EnrollmentId == r.Id && m.IsOpen && m.Channel == said.Channel) || r.Status == EnrollmentStatus.Running), SkipReason.Refused, context.Now);

        // Who wants no advertising wants the confirmation of an order all the same: the way out of everything is the suppression.
        bool IsOfOrder(Enrollment run) => context.Version(run.JourneyId, run.JourneyVersion)?.Kind == JourneyKind.Transactional;
    }
}
