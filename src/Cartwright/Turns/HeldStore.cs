using Cartwright.Storage;
using Dapper;

namespace Cartwright.Turns;

/// <summary>Whose steps and messages a rule of the gate puts off.</summary>
internal sealed class HeldStore(Database database)
{
    /// <summary>The shoppers of a store for whom something is put off beyond now (ms). The texts are looked at as they are written: the turn reads them in earnest.</summary>
    public Task<List<Guid>> ShoppersAsync(Guid store, long now, CancellationToken ct) => database.ReadAsync(async c => (await c.QueryAsync<Guid>("""
        select shopper_id from enrollment where store_id = @store and status = 'running' and next_at > @now and memo like '%"held":%'
        union select shopper_id from message where store_id = @store and status in ('queued', 'claimed', 'sending') and status = 'queued' and due_at > @now and decision like '%"verdict":"Hold"%'
        """, new { store, now })).ToList(), ct);

    /// <summary>By store, the settings (<see cref="AskAgainLoop"/>) by which everything was asked about to its end.</summary>
    public Task<Dictionary<Guid, string>> AskedAsync(CancellationToken ct) => database.ReadAsync(async c =>
        (await c.QueryAsync<(Guid Store, string Settings)>("select store_id, settings from settings_asked")).ToDictionary(r => r.Store, r => r.Settings), ct);

    public Task SaveAskedAsync(IReadOnlyList<(Guid Store, string Settings)> asked, CancellationToken ct) => database.WriteAsync(async s =>
    {
        foreach (var (store, settings) in asked)
            await s.ExecuteAsync("insert into settings_asked (store_id, settings) values (@store, @settings) on conflict (store_id) do update set settings = excluded.settings", new { store, settings });
    }, ct);
}
