using Cartwright.Hosting;
using Cartwright.Storage;
using Cartwright.Turns;

namespace Cartwright.Stores;

/// <summary>Who did what to a store, and why; without personal data, kept as long as the store.</summary>
internal sealed class AuditStore(Database database, Ids ids, TimeProvider clock)
{
    /// <param name="target">What it was done to, e.g. <c>shopper:…</c>.</param>
    public Task AddAsync(Guid store, string who, string action, string target, string reason) => database.WriteAsync(s =>
        s.RunAsync(TurnStore.Audit, [[store, ids.Next(), clock.GetUtcNow().ToUnixTimeMilliseconds(), who, action, target, reason]]));
}
