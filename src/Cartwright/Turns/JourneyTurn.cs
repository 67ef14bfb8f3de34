using System.Globalization;
using Cartwright.Journeys;
using Cartwright.Messages;
using Cartwright.Offers;
using Cartwright.Shoppers;

namespace Cartwright.Turns;

/// <summary>What journeys do with a shopper in a turn: who enters, what a run does next, what ends it.</summary>
internal static class JourneyTurn
{
    /// <summary>
    /// Every live journey that one of the occasions starts is asked. Of those that help with something begun, the shopper enters the one of the highest
    /// priority, which takes over from one of a lower that runs.
    /// </summary>
    public static ShopperState Enroll(ShopperState state, IReadOnlyList<Occasion> occasions, TurnContext context, List<Story> stories)
    {
        var fitting = from journey in context.Journeys
                      where journey.Status == "live"
                      from occasion in occasions
                      where occasion.Type == journey.Definition.Trigger.Type
                      orderby journey.Definition.Priority descending, journey.Slug
                      select (journey, occasion);
        Story? refused = null;
        var count = state.Enrollments.Count;
        foreach (var (journey, occasion) in fitting)
        {
            var about = occasion.Cart?.Id ?? occasion.Order?.CartId;
            if (JourneyDecider.WhyNot(journey, state, occasion, context.Store, context.Journey, context.Now, context.Categories) is { } why)
            {
                // What is told is why the most general of them was not entered; the special ones rarely are.
                refused = new Story(about, context.Now, "not_entered", $"{journey.Definition.Name}|{why}");
                continue;
            }
            stories.Add(new Story(about, context.Now, "entered", journey.Definition.Name));
            var entered = JourneyDecider.Enter(journey, state, occasion, context.Ids.At(context.Now), context.Now);
            // Whoever answered a message about this order is talking to a person, who lets the rest go on.
            if (entered.OrderId is { } order && state.Enrollments.Where(e => e.OrderId == order).Max(e => e.Memo.RepliedAt) is { } answered) entered = entered with { Memo = entered.Memo with { RepliedAt = answered } };
            (state, entered) = TakeOver(state, entered, journey, context, stories);
            state = state with { Enrollments = [.. state.Enrollments, entered] };
        }
        if (refused is not null && state.Enrollments.Count == count) stories.Add(refused);
        return state;
    }

    // What a less urgent journey has begun ends, with what it has queued, also when that is all that is left of it. Whom a person of the shop is talking to goes on waiting for that person.
    private static (ShopperState, Enrollment) TakeOver(ShopperState state, Enrollment entered, Journey journey, TurnContext context, List<Story> stories)
    {
        var lower = state.Enrollments.Where(e => JourneyDecider.GivesWay(e, journey, context.Journey) && (e.Status == EnrollmentStatus.Running || state.Messages.Any(m => m.EnrollmentId == e.Id && m.IsOpen))).ToList();
        if (lower.Count == 0) return (state, entered);
        foreach (var run in lower) stories.Add(new Story(run.CartId == Guid.Empty ? null : run.CartId, context.Now, "superseded", $"{context.Journey(run.JourneyId)!.Definition.Name}|{journey.Definition.Name}"));
        var replied = entered.CartId == Guid.Empty ? null : lower.Where(e => e.CartId == entered.CartId).Max(e => e.Memo.RepliedAt);
        return (TurnDecider.Stop(state, lower.Contains, SkipReason.Superseded, context.Now), replied is null ? entered : entered with { Memo = entered.Memo with { RepliedAt = replied } });
    }

    /// <summary>Ends the runs whose journey says that this ends them.</summary>
    public static ShopperState End(ShopperState state, string exit, string reason, TurnContext context, Func<Enrollment, bool> about) =>
        TurnDecider.Stop(Reach(state, exit, context, about), r => about(r) && (context.Version(r.JourneyId, r.JourneyVersion)?.ExitsInForce.Contains(exit) ?? true), reason, context.Now);

    /// <summary>Ends the runs that were to bring this about.</summary>
    public static ShopperState Reach(ShopperState state, string goal, TurnContext context, Func<Enrollment, bool> about) =>
        TurnDecider.Stop(state, r => r.Status == EnrollmentStatus.Running && about(r) && context.Version(r.JourneyId, r.JourneyVersion)?.Goal == goal, SkipReason.GoalReached, context.Now);

    /// <summary>Lets the runs go on that wait for this, also those that wait for one of these after another: one event may tell that an order was placed and paid.</summary>
    /// <param name="about">Whose event it is: that another cart came back, another mail was clicked or another order paid is not what a run waits for.</param>
    public static ShopperState Happened(ShopperState state, IReadOnlyList<string> what, TurnContext context, Func<Enrollment, JourneyDefinition, string, bool> about)
    {
        if (!state.Enrollments.Any(e => e.Memo.Waited == Waiting)) return state;
        return state with { Enrollments = [.. state.Enrollments.Select(e => e is { Status: EnrollmentStatus.Running, Memo.Waited: Waiting } ? GoOn(e, what, context, about) : e)] };
    }

    private const string Waiting = "waiting";

    private static Enrollment GoOn(Enrollment run, IReadOnlyList<string> what, TurnContext context, Func<Enrollment, JourneyDefinition, string, bool> about)
    {
        if (context.Version(run.JourneyId, run.JourneyVersion) is not { } journey) return run;
        var ops = JourneyProgram.Of(journey);
        foreach (var happened in what)
            if (ops.ElementAtOrDefault(run.Position) is { Step: WaitStep { Event: { } awaited } } op && awaited == happened && about(run, journey, happened)) run = run with { Position = op.Next, NextAt = context.Now, Memo = run.Memo with { Waited = "happened" } };
        return run;
    }

    /// <summary>
    /// Does every step that is due. A step makes at most one message, ever: the position moves past it in the same turn. A held step stays where it is
    /// until the gate's time; a message that waits for approval is made, and the run waits behind it.
    /// </summary>
    public static ShopperState Advance(ShopperState state, Enrollment run, TurnContext context, List<Story> stories)
    {
        if (context.Version(run.JourneyId, run.JourneyVersion) is not { } journey || Subject.Of(state, run) is not { } subject)
            return TurnDecider.Stop(state, e => e.Id == run.Id, SkipReason.JourneyOff, context.Now);
        if (context.Halted(run.JourneyId) is { } status) return Halted(state, run, subject, journey, status, context);
        if (run.Memo.HaltedAt is not null) run = run with { Memo = run.Memo with { HaltedAt = null, Held = null } };

        var ops = JourneyProgram.Of(journey);
        while (run.Status == EnrollmentStatus.Running && run.NextAt <= context.Now)
        {
            if (run.Position >= ops.Count)
            {
                run = run with { Status = EnrollmentStatus.Done, EndedAt = context.Now, NextAt = null, ExitReason = "completed" };
                break;
            }
            var op = ops[run.Position];
            if (op.Step is SendStep or HandoffStep or WebhookStep)
            {
                if (MoveTurn.WasMade(state, run, op, context)) { run = run with { Position = op.Next, NextAt = context.Now }; continue; }
                (state, run) = Renewed(state, run, subject, context);
                var (channel, template) = Sends(op, state, run);
                var answer = SendGatePolicy.Decide(new(context.Store, journey, state, subject.Cart, channel, context.Hash, TurnDecider.Sends(state), context.Now) { Order = subject.Order, SentToday = context.SentToday, PausedUntil = InboundTurn.PausedUntil(run, subject, journey), WasSent = JourneyDecider.WasSent(state, run, journey, channel, template, context.Now) });
                if (answer.Verdict == Verdict.Hold && answer.Reason != SkipReason.Approval)
                {
                    run = run with { NextAt = Math.Max(answer.Until ?? context.Now, context.Now + 1000), Memo = run.Memo with { Held = answer.Rules[^1].Text, Waits = answer.Reason == SkipReason.Replied } };
                    stories.Add(new Story(subject.Cart?.Id, context.Now, "held", context.Now.ToString(CultureInfo.InvariantCulture)));
                    break;
                }
                if (answer.Verdict == Verdict.Send) state = CouponTurn.Begin(state, run, context);
                state = state with { Messages = [.. state.Messages, MessageOf(run, channel, template, answer, context)] };
                run = run with { Position = op.Next, NextAt = context.Now, Memo = run.Memo with { Held = null } };
                if (answer.Verdict == Verdict.Hold) break;
            }
            else (state, run) = Silent(state, run, op, subject, context, stories);
        }
        return Put(state, run);
    }

    // It stands where it is until the journey is live, or until what it is about, or its standing still, is too old.
    private static ShopperState Halted(ShopperState state, Enrollment run, Subject subject, JourneyDefinition journey, string status, TurnContext context)
    {
        var haltedAt = run.Memo.HaltedAt ?? context.Now;
        if (context.Now - (SendGatePolicy.Since(journey, subject.Order, subject.Cart) ?? haltedAt) > journey.MaxAgeHours * 3_600_000L) return TurnDecider.Stop(state, e => e.Id == run.Id, SkipReason.TooOld, context.Now);
        return Put(state, run with { NextAt = context.Now + SendGatePolicy.LiveAgain, Memo = run.Memo with { HaltedAt = haltedAt, Held = SendGatePolicy.HaltedText(status) } });
    }

    // A message that was held beyond the end of its code gets a new one: what it says of the end is true.
    private static (ShopperState, Enrollment) Renewed(ShopperState state, Enrollment run, Subject subject, TurnContext context)
    {
        if (run.Memo.Coupon is not { } code || state.Coupons.FirstOrDefault(c => c.Code == code) is not { } coupon || CouponPolicy.AsOf(coupon, context.Now).Status != CouponStatus.Expired || context.Offer(run.Memo.Offer ?? coupon.Offer) is not { } offer) return (state, run);
        return CouponTurn.Give(state, run, offer, subject.Cart?.Id, context);
    }

    private static (string Channel, string Template) Sends(JourneyOp op, ShopperState state, Enrollment run) => op.Step switch
    {
        SendStep { Variants: { Count: > 0 } variants } send => (send.Channel, JourneyDecider.Way(state.Id, run.JourneyId, op.Path, [1, .. variants.Select(v => v.Weight)]) is var way && way == 0 ? send.Template : variants[way - 1].Template),
        SendStep send => (send.Channel, send.Template),
        HandoffStep handoff => (Channels.Handoff, handoff.Template),
        WebhookStep webhook => (Channels.Webhook, webhook.Event),
        _ => throw new ArgumentOutOfRangeException(nameof(op), op.Path, "This step sends nothing."),
    };

    private static Message MessageOf(Enrollment run, string channel, string template, GateAnswer answer, TurnContext context) => new()
    {
        Id = context.Ids.At(context.Now), EnrollmentId = run.Id, JourneyId = run.JourneyId, JourneyVersion = run.JourneyVersion, CartId = run.CartId, Step = run.Position,
        Channel = channel, Template = template, Decision = answer, SkipReason = answer.Verdict == Verdict.Skip ? answer.Reason : null,
        Status = answer.Verdict switch { Verdict.Send => MessageStatus.Queued, Verdict.Hold => MessageStatus.Held, _ => MessageStatus.Skipped },
        QueuedAt = context.Now, DueAt = context.Now,
    };

    // Steps that send nothing.
    private static (ShopperState, Enrollment) Silent(ShopperState state, Enrollment run, JourneyOp op, Subject subject, TurnContext context, List<Story> stories)
    {
        switch (op.Step)
        {
            case WaitStep { Event: not null } when run.Memo.Waited == Waiting:
                return (state, run with { Position = op.Next, Memo = run.Memo with { Waited = "timed_out" } });
            case WaitStep { Event: JourneyExit.Paid } when subject.Order?.PaidAt is not null && JourneyDecider.AwaitsOwnMoney(context.Version(run.JourneyId, run.JourneyVersion)!):
                return (state, run with { Position = op.Next, Memo = run.Memo with { Waited = "happened" } });
            case WaitStep { BeforeClose: not null } when subject.Order?.ClosesAt is null:
                // What would come now instead of shortly before the end would be said at a wrong time.
                return (state, run with { Status = EnrollmentStatus.Done, EndedAt = context.Now, NextAt = null, ExitReason = SkipReason.NoDeadline });
            case WaitStep wait:
                var country = CountryPolicy.CountryOf(state, subject.Cart);
                var until = JourneyDecider.WaitsUntil(wait, run.NextAt!.Value, CountryPolicy.ZonesOf(state, country, context.Store)[0], subject.Order?.ClosesAt);
                return wait.Event is null ? (state, run with { Position = op.Next, NextAt = until }) : (state, run with { NextAt = until, Memo = run.Memo with { Waited = Waiting } });
            case BranchStep branch:
                var facts = new ConditionFacts(context.Store, state, subject.Cart, subject.Order, run.Memo.Waited, context.Now) { Categories = context.Categories };
                return (state, run with { Position = op.Ways[ConditionPolicy.Holds(branch.When, facts) ? 0 : 1] });
            case SplitStep split:
                return (state, run with { Position = op.Ways[JourneyDecider.Way(state.Id, run.JourneyId, split.Name, [.. split.Ways.Select(w => w.Weight)])] });
            case OfferStep step when context.Offer(step.Offer) is { } offer:
                (state, run) = CouponTurn.Give(state, run with { Position = op.Next }, offer, subject.Cart?.Id, context);
                if (run.Memo.Coupon is { } code) stories.Add(new Story(subject.Cart?.Id, context.Now, "coupon_issued", code));
                return (state, run);
            case TagStep tag:
                var tags = state.Traits.Tags.Where(t => t != tag.Tag).ToList();
                if (!tag.Remove) tags.Add(tag.Tag);
                return (state with { Traits = state.Traits with { Tags = [.. tags.TakeLast(ShopperTraits.MostTags)] } }, run with { Position = op.Next });
            case StopStep:
                return (state, run with { Status = EnrollmentStatus.Done, EndedAt = context.Now, NextAt = null, ExitReason = "completed" });
            default: // a jump; an offer that is paused gives nothing
                return (state, run with { Position = op.Next });
        }
    }

    private static ShopperState Put(ShopperState state, Enrollment run) => state with { Enrollments = [.. state.Enrollments.Select(e => e.Id == run.Id ? run : e)] };
}
