using Cartwright.Storage;
using Dapper;

namespace Cartwright.Console.Journeys;

/// <summary>What a step of a journey did. Waiting: shoppers who stand before it now.</summary>
internal sealed record StepFigures(long Sent, long Clicked, long NotSent, long Trouble, long Orders, long Revenue, long Waiting)
{
    public static readonly StepFigures None = new(0, 0, 0, 0, 0, 0, 0);
}

/// <summary>What a journey did.</summary>
internal sealed record JourneyFigures(long Entered, long Running, IReadOnlyDictionary<int, StepFigures> Steps)
{
    public static readonly JourneyFigures None = new(0, 0, new Dictionary<int, StepFigures>());

    public StepFigures Step(int index) => Steps.GetValueOrDefault(index) ?? StepFigures.None;
}

/// <summary>The figures on the steps of all journeys of a store, of messages and runs begun since a time.</summary>
internal sealed class JourneyFiguresStore(Database database)
{
    /// <param name="since">ms.</param>
    /// <param name="currency">Revenue in others is not added up.</param>
    public Task<Dictionary<Guid, JourneyFigures>> LoadAsync(Guid store, long since, string currency, CancellationToken ct = default) => database.ReadAsync(async c =>
    {
        var parameters = new { store, since, lo = IdRange.From(since), currency };
        var messages = (await c.QueryAsync<MessageCount>("""
            select journey_id, step, status, count(*) as messages, cast(sum(case when clicks > 0 then 1 else 0 end) as bigint) as clicked
            from message where store_id = @store and message_id >= @lo and sandbox = 0 group by journey_id, step, status
            """, parameters)).ToList();
        var orders = (await c.QueryAsync<OrderCount>("""
            select m.journey_id, m.step, count(*) as orders, cast(sum(case when p.currency = @currency then p.total - p.refunded else 0 end) as bigint) as revenue
            from purchase p join message m on m.store_id = p.store_id and m.message_id = p.credited_message
            where p.store_id = @store and p.placed_at >= @since and p.cancelled_at is null and p.confirmed = 1
            group by m.journey_id, m.step
            """, parameters)).ToList();
        var runs = (await c.QueryAsync<RunCount>("""
            select journey_id, status, position, count(*) as runs from enrollment where store_id = @store and enrollment_id >= @lo group by journey_id, status, position
            """, parameters)).ToList();

        return messages.Select(m => m.JourneyId).Concat(runs.Select(r => r.JourneyId)).Concat(orders.Select(o => o.JourneyId)).Distinct().ToDictionary(j => j, j =>
        {
            long Count(int step, params ReadOnlySpan<string> statuses)
            {
                long count = 0;
                foreach (var m in messages)
                    if (m.JourneyId == j && m.Step == step && statuses.Contains(m.Status)) count += m.Messages;
                return count;
            }
            var steps = messages.Where(m => m.JourneyId == j).Select(m => (int)m.Step).Concat(runs.Where(r => r.JourneyId == j).Select(r => (int)r.Position)).Distinct();
            return new JourneyFigures(
                runs.Where(r => r.JourneyId == j).Sum(r => r.Runs),
                runs.Where(r => r.JourneyId == j && r.Status == "running").Sum(r => r.Runs),
                steps.ToDictionary(s => s, s => new StepFigures(
                    Count(s, "sent", "bounced", "complained"), messages.Where(m => m.JourneyId == j && m.Step == s).Sum(m => m.Clicked),
                    Count(s, "skipped", "withdrawn"), Count(s, "failed", "unknown", "bounced", "complained"),
                    orders.Where(o => o.JourneyId == j && o.Step == s).Sum(o => o.Orders), orders.Where(o => o.JourneyId == j && o.Step == s).Sum(o => o.Revenue),
                    runs.Where(r => r.JourneyId == j && r.Position == s && r.Status == "running").Sum(r => r.Runs))));
        });
    }, ct);

    private sealed class MessageCount { public Guid JourneyId { get; init; } public long Step { get; init; } public string Status { get; init; } = ""; public long Messages { get; init; } public long Clicked { get; init; } }

    private sealed class OrderCount { public Guid JourneyId { get; init; } public long Step { get; init; } public long Orders { get; init; } public long Revenue { get; init; } }

    private sealed class RunCount { public Guid JourneyId { get; init; } public string Status { get; init; } = ""; public long Position { get; init; } public long Runs { get; init; } }
}
