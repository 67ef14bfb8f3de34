using Cartwright.Journeys;
using Cartwright.Shoppers;
using Cartwright.Storage;
using Dapper;

namespace Cartwright.Console.Journeys;

/// <summary>What a step of a journey did. Waiting: shoppers who stand before it now.</summary>
internal sealed record StepFigures(long Sent, long Clicked, long NotSent, long Trouble, long Orders, long Revenue, long Waiting)
{
    public static readonly StepFigures None = new(0, 0, 0, 0, 0, 0, 0);

    public bool IsNothing => this == None;

    public StepFigures Plus(StepFigures other) =>
        new(Sent + other.Sent, Clicked + other.Clicked, NotSent + other.NotSent, Trouble + other.Trouble, Orders + other.Orders, Revenue + other.Revenue, Waiting + other.Waiting);
}

/// <summary>
/// What a journey did. Messages: of a step by what it sent, since the same number may have been another step in an older version. Waiting: by version and
/// position. Ended: how often for which reason, the most frequent first.
/// </summary>
internal sealed record JourneyFigures(
    long Entered, long Running, IReadOnlyDictionary<(int Step, string Channel, string Template), StepFigures> Messages, IReadOnlyDictionary<(long Version, int Position), long> Waiting,
    IReadOnlyList<(string Reason, long Runs)> Ended)
{
    public static readonly JourneyFigures None = new(0, 0, new Dictionary<(int, string, string), StepFigures>(), new Dictionary<(long, int), long>(), []);

    public StepFigures All => field ??= Messages.Values.Aggregate(StepFigures.None, (sum, m) => sum.Plus(m));

    public long RunningOlder(long version) => Waiting.Where(w => w.Key.Version != version).Sum(w => w.Value);

    /// <summary>Of a step that stands at a number of the program of a version.</summary>
    public StepFigures Of(JourneyStep step, int index, long version) =>
        Messages.Where(m => m.Key.Step == index && IsOf(step, m.Key.Channel, m.Key.Template)).Aggregate(StepFigures.None, (sum, m) => sum.Plus(m.Value)) with { Waiting = Waiting.GetValueOrDefault((version, index)) };

    private static bool IsOf(JourneyStep step, string channel, string template) => step switch
    {
        SendStep send => send.Channel == channel && (send.Template == template || send.Variants?.Any(v => v.Template == template) == true),
        HandoffStep => channel == Channels.Handoff,
        WebhookStep => channel == Channels.Webhook,
        _ => false,
    };
}

/// <summary>The figures of all journeys of a store, of messages and runs begun since a time.</summary>
internal sealed class JourneyFiguresStore(Database database)
{
    /// <param name="since">ms.</param>
    /// <param name="currency">Revenue in others is not added up.</param>
    public Task<Dictionary<Guid, JourneyFigures>> LoadAsync(Guid store, long since, string currency, CancellationToken ct = default) => database.ReadAsync(async c =>
    {
        var parameters = new { store, since, lo = IdRange.From(since), currency };
        var messages = (await c.QueryAsync<MessageCount>("""
            select journey_id, step, channel, template, status, count(*) as messages, cast(sum(case when clicks > 0 then 1 else 0 end) as bigint) as clicked
            from message where store_id = @store and message_id >= @lo and sandbox = 0 group by journey_id, step, channel, template, status
            """, parameters)).ToList();
        var orders = (await c.QueryAsync<OrderCount>("""
            select m.journey_id, m.step, m.channel, m.template, count(*) as orders, cast(sum(case when p.currency = @currency then p.total - p.refunded else 0 end) as bigint) as revenue
            from purchase p join message m on m.store_id = p.store_id and m.message_id = p.credited_message
            where p.store_id = @store and p.placed_at >= @since and p.cancelled_at is null and p.confirmed = 1
            group by m.journey_id, m.step, m.channel, m.template
            """, parameters)).ToList();
        var runs = (await c.QueryAsync<RunCount>("""
            select journey_id, journey_version, status, position, coalesce(exit_reason, 'completed') as reason, count(*) as runs
            from enrollment where store_id = @store and enrollment_id >= @lo group by journey_id, journey_version, status, position, coalesce(exit_reason, 'completed')
            """, parameters)).ToList();

        return messages.Select(m => m.JourneyId).Concat(runs.Select(r => r.JourneyId)).Concat(orders.Select(o => o.JourneyId)).Distinct().ToDictionary(j => j, j =>
        {
            var steps = messages.Where(m => m.JourneyId == j).Select(m => (m.Step, m.Channel, m.Template, Figures: Of(m)))
                .Concat(orders.Where(o => o.JourneyId == j).Select(o => (o.Step, o.Channel, o.Template, Figures: StepFigures.None with { Orders = o.Orders, Revenue = o.Revenue })));
            return new JourneyFigures(
                runs.Where(r => r.JourneyId == j).Sum(r => r.Runs),
                runs.Where(r => r.JourneyId == j && r.Status == "running").Sum(r => r.Runs),
                steps.GroupBy(s => ((int)s.Step, s.Channel, s.Template)).ToDictionary(g => g.Key, g => g.Aggregate(StepFigures.None, (sum, s) => sum.Plus(s.Figures))),
                runs.Where(r => r.JourneyId == j && r.Status == "running").GroupBy(r => (r.JourneyVersion, (int)r.Position)).ToDictionary(g => g.Key, g => g.Sum(r => r.Runs)),
                [.. runs.Where(r => r.JourneyId == j && r.Status != "running").GroupBy(r => r.Reason).Select(g => (g.Key, g.Sum(r => r.Runs))).OrderByDescending(e => e.Item2).ThenBy(e => e.Key, StringComparer.Ordinal)]);
        });
    }, ct);

    private static StepFigures Of(MessageCount m) => new(
        m.Status is "sent" or "bounced" or "complained" ? m.Messages : 0, m.Clicked, m.Status is "skipped" or "withdrawn" ? m.Messages : 0,
        m.Status is "failed" or "unknown" or "bounced" or "complained" ? m.Messages : 0, 0, 0, 0);

    private sealed class MessageCount { public Guid JourneyId { get; init; } public long Step { get; init; } public string Channel { get; init; } = ""; public string Template { get; init; } = ""; public string Status { get; init; } = ""; public long Messages { get; init; } public long Clicked { get; init; } }

    private sealed class OrderCount { public Guid JourneyId { get; init; } public long Step { get; init; } public string Channel { get; init; } = ""; public string Template { get; init; } = ""; public long Orders { get; init; } public long Revenue { get; init; } }

    private sealed class RunCount { public Guid JourneyId { get; init; } public long JourneyVersion { get; init; } public string Status { get; init; } = ""; public long Position { get; init; } public string Reason { get; init; } = ""; public long Runs { get; init; } }
}
