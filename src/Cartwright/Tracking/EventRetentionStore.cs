using Cartwright.Storage;
using Dapper;

namespace Cartwright.Tracking;

/// <summary>Drops events that were kept long enough, oldest first, in steps so small that no turn waits for one.</summary>
internal sealed class EventRetentionStore(Database database)
{
    private const int Step = 500;

    /// <param name="store">Whose.</param>
    /// <param name="receivedBefore">Time (ms); what came in before it goes. From then on the same message id is a new event.</param>
    /// <param name="ct">Stops between two steps.</param>
    public async Task<int> ForgetAsync(Guid store, long receivedBefore, CancellationToken ct = default)
    {
        for (var total = 0; ; )
        {
            var gone = await database.WriteAsync(async s =>
            {
                var ids = (await s.QueryAsync<string>("""
                    delete from event where store_id = @store and (shopper_id, at, message_id) in
                    (select e.shopper_id, e.at, e.message_id from event e where e.store_id = @store and e.received_at < @receivedBefore order by e.received_at limit @step)
                    returning message_id
                    """, new { store, receivedBefore, step = Step })).ToList();
                foreach (var id in ids) await s.ExecuteAsync("delete from event_seen where store_id = @store and message_id = @id", new { store, id });
                return ids.Count;
            }, ct);
            total += gone;
            if (gone < Step) return total;
        }
    }
}
