using Cartwright.Simulation.Oracle;
using Cartwright.Storage;
using Dapper;

namespace Cartwright.Simulation;

/// <summary>What a simulation asks the data besides the product's own stores: when a message is due again, and at the end what is there to be judged.</summary>
internal sealed class SimulationStore(Database database)
{
    /// <summary>When (ms) the next message is due; null: none waits.</summary>
    public Task<long?> NextDeliveryAsync() => database.ReadAsync(c => c.ExecuteScalarAsync<long?>(
        "select min(due_at) from message where status in ('queued', 'claimed', 'sending') and status <> 'sending'"));

    public Task<Records> ReadAsync() => database.ReadAsync(async c => new Records(
        (await c.QueryAsync<string>("select message_id from event")).ToHashSet(StringComparer.Ordinal),
        (await c.QueryAsync<CartRecord>("select status, state from cart")).ToList(),
        (await c.QueryAsync<OrderRecord>("select external_id, confirmed, currency, total, refunded, placed_at, credit, credited_message from purchase")).ToList(),
        (await c.QueryAsync<MessageRecord>("select message_id, status, skip_reason, decision, reply from message order by message_id")).ToList(),
        (await c.QueryAsync<CouponRecord>("select shopper_id, code, status, expires_at from coupon")).ToList(),
        await c.ExecuteScalarAsync<long>("""
            select count(*) from cart c where c.abandoned_at is not null and c.status <> 'merged'
            and not exists (select 1 from story s where s.store_id = c.store_id and s.cart_id = c.cart_id and s.kind in ('entered', 'not_entered'))
            """)));
}
