using System.Globalization;
using Cartwright.Hosting.Cli;
using Cartwright.Storage;
using Cartwright.Stores;
using Cartwright.Tracking;
using Cartwright.Turns;
using Dapper;

namespace Cartwright.Hosting.Bench;

/// <summary>
/// A store in the middle of its life: so many shoppers with a cart, enrolled, their next message hours away. One goes the real way; the others are its
/// rows under other ids. SQLite only.
/// </summary>
internal static class ArmedStore
{
    private const int Chunk = 50_000;
    private static readonly string[] Tables = ["shopper", "shopper_personal", "shopper_alias", "cart", "enrollment", "timer"];

    public static async Task CreateAsync(Opened opened, int count, CancellationToken ct)
    {
        if (count == 0) return;
        var clock = new SteppedClock(TimeProvider.System.GetUtcNow().AddMinutes(-10));
        await using (var node = await TimersBench.NodeAsync(opened, clock))
        {
            var store = node.GetRequiredService<StoreDirectory>().Snapshot.ById.Keys.First();
            var turns = node.GetRequiredService<TurnLoop>();
            await turns.SubmitAsync(new EventSignal(TimersBench.Cart(store, "armed", 0, clock.Now.ToUnixTimeMilliseconds())));
            clock.Now += TimeSpan.FromSeconds(new StoreSettings().IdleSeconds + 5);
            foreach (var due in await node.GetRequiredService<TimerStore>().DueAsync(clock.Now.ToUnixTimeMilliseconds(), 10, ct)) await turns.SubmitAsync(new TimerSignal(due.StoreId, due.ShopperId));
            await turns.StopAsync(ct);
        }
        // Its first message is of no interest, and would be the first to be sent.
        await opened.Database.WriteAsync(s => s.ExecuteAsync("delete from message"), ct);
        foreach (var table in Tables)
        {
            var (columns, values) = await opened.Database.ReadAsync(async c =>
            {
                var names = (await c.QueryAsync<string>($"select name from pragma_table_info('{table}')")).ToList();
                return (string.Join(", ", names), string.Join(", ", names.Select(Value)));
            }, ct);
            for (var first = 1; first <= count; first += Chunk)
            {
                var sql = string.Create(CultureInfo.InvariantCulture, $"with recursive n(i) as (select {first} union all select i + 1 from n where i < {Math.Min(first + Chunk - 1, count)}), o as materialized (select * from {table} limit 1) insert into {table} ({columns}) select {values} from n, o");
                await opened.Database.WriteAsync(s => s.ExecuteAsync(sql), ct);
            }
        }
    }

    private static string Value(string column) => column switch
    {
        "shopper_id" or "cart_id" or "enrollment_id" => "printf('01900000-%04x-7000-8000-%012x', i / 65536, i)",
        "subject" => $"replace(subject, cart_id, {Value("cart_id")})",
        "value" => "'armed-' || i",
        "next_at" or "wake_at" => column + " + i",
        _ => column,
    };
}
