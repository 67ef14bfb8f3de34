using Cartwright.Storage;
using Dapper;

namespace Cartwright.Tracking.Platforms;

/// <summary>What was seen of the shops' own cart mails, and which of it the merchant has taken care of.</summary>
internal sealed class CartMailerStore(Database database, TimeProvider clock)
{
    /// <summary>Null: the shop was not looked at yet.</summary>
    public Task<CartMailerLook?> FindAsync(Guid store, CancellationToken ct = default) => database.ReadAsync(async c =>
    {
        if (await c.QuerySingleOrDefaultAsync<Row>("select looked_at, found, page_problem, plugins_problem from cart_mailer_look where store_id = @store", new { store }) is not { } row) return null;
        var done = await c.QueryAsync<(string Mailer, long At)>("select mailer, done_at from cart_mailer_done where store_id = @store", new { store });
        return new CartMailerLook(row.LookedAt, FoundMailer.Read(row.Found), row.PageProblem, row.PluginsProblem, done.ToDictionary(d => d.Mailer, d => d.At));
    }, ct);

    /// <summary>Keeps a look; one that began earlier than what is kept changes nothing.</summary>
    public Task SaveAsync(Guid store, CartMailerLook look) => database.WriteAsync(session => session.ExecuteAsync("""
        insert into cart_mailer_look (store_id, looked_at, found, page_problem, plugins_problem) values (@store, @LookedAt, @found, @PageProblem, @PluginsProblem)
        on conflict (store_id) do update set looked_at = excluded.looked_at, found = excluded.found, page_problem = excluded.page_problem, plugins_problem = excluded.plugins_problem
            where cart_mailer_look.looked_at <= excluded.looked_at
        """, new { store, look.LookedAt, found = FoundMailer.Write(look.Found), look.PageProblem, look.PluginsProblem }));

    /// <returns>False when it was so before.</returns>
    public Task<bool> SetDoneAsync(Guid store, string mailer, bool done) => database.WriteAsync(async session => await session.ExecuteAsync(
        done ? "insert into cart_mailer_done (store_id, mailer, done_at) values (@store, @mailer, @now) on conflict (store_id, mailer) do nothing" : "delete from cart_mailer_done where store_id = @store and mailer = @mailer",
        new { store, mailer, now = clock.GetUtcNow().ToUnixTimeMilliseconds() }) == 1);

    private sealed class Row
    {
        public long LookedAt { get; init; }
        public string Found { get; init; } = "";
        public string? PageProblem { get; init; }
        public string? PluginsProblem { get; init; }
    }
}
