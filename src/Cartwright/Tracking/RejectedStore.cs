using System.Text.RegularExpressions;
using Cartwright.Hosting;
using Cartwright.Storage;
using Cartwright.Turns;
using Dapper;

namespace Cartwright.Tracking;

/// <summary>An event that could not be taken: why, and what it looked like, without what tells who someone is.</summary>
internal sealed record RejectedEvent(Guid Id, long ReceivedAt, string Reason, string Sample);

/// <summary>The list of rejected events of each store: redacted when written, gone after <see cref="KeepDays"/>.</summary>
internal sealed partial class RejectedStore(Database database, Ids ids, TimeProvider clock)
{
    public const int KeepDays = 14, MaxSample = 1500;

    public Task AddAsync(Guid store, IReadOnlyList<(string Reason, string Raw)> rejected)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return database.WriteAsync(s => s.RunAsync(TurnStore.RejectedEvents, [.. rejected.Select(r => (object?[])[store, ids.Next(), now, r.Reason, Redact(r.Raw)])]));
    }

    public Task<List<RejectedEvent>> ListAsync(Guid store, Guid? before, int limit, CancellationToken ct = default) => database.ReadAsync(async c =>
        (await c.QueryAsync<Row>("select rejected_id, received_at, reason, sample from rejected_event where store_id = @store and (@all = 1 or rejected_id < @before) order by rejected_id desc limit @limit",
            new { store, all = before is null ? 1L : 0L, before = before ?? Guid.Empty, limit })).Select(r => new RejectedEvent(r.RejectedId, r.ReceivedAt, r.Reason, r.Sample)).ToList(), ct);

    public Task<int> ForgetOldAsync() => database.WriteAsync(s =>
        s.ExecuteAsync("delete from rejected_event where received_at < @limit", new { limit = clock.GetUtcNow().AddDays(-KeepDays).ToUnixTimeMilliseconds() }));

    /// <summary>Addresses and long numbers are covered, NUL is dropped, the rest is cut.</summary>
    public static string Redact(string raw)
    {
        var text = raw.Length > MaxSample ? Segment.JsonReading.Cut(raw, MaxSample) + "…" : raw;
        return LongNumbers().Replace(Emails().Replace(text.Replace("\0", "").Replace("\\u0000", ""), "•••@•••"), "•••");
    }

    [GeneratedRegex(@"[^\s""'<>:,;@\\]{1,64}@[^\s""'<>:,;@\\]{1,200}", RegexOptions.None, 1000)]
    private static partial Regex Emails();

    [GeneratedRegex(@"\+?\d[\d \-().]{8,20}\d", RegexOptions.None, 1000)]
    private static partial Regex LongNumbers();

    private sealed class Row
    {
        public Guid RejectedId { get; init; }
        public long ReceivedAt { get; init; }
        public string Reason { get; init; } = "";
        public string Sample { get; init; } = "";
    }
}
