using Cartwright.Hosting;
using Cartwright.Journeys;
using Cartwright.Messages.Email;
using Cartwright.Simulation;
using Cartwright.Storage;
using Cartwright.Stores;
using Cartwright.Tracking;
using Cartwright.Turns;

namespace Cartwright.Tests.Simulation;

/// <summary>Ways to break each promise, from outside: what is handed in, what is written, what the mail server is told, what the merchant set. By what is broken; with the number of the promise, and whether faults are needed to see it.</summary>
internal static class Mutants
{
    /// <summary>What shows in few worlds: the first of them, so that the others need not be played each time.</summary>
    public static readonly IReadOnlyDictionary<string, int> Rare = new Dictionary<string, int>(StringComparer.Ordinal) { ["texts need no second yes"] = 12 };

    public static readonly IReadOnlyDictionary<string, (int Promise, bool Faults, Func<SimulationParts> Parts)> All = new Dictionary<string, (int, bool, Func<SimulationParts>)>(StringComparer.Ordinal)
    {
        ["a commit is reported that did not happen"] = (1, false, () => new() { Database = d => new LyingDatabase(d) }),
        ["late events are thrown away"] = (1, true, () => Signals(s => s is EventSignal e && e.Event.ReceivedAt - e.Event.At > 3_600_000 ? null : s)),
        ["a doubled event counts twice"] = (2, true, () =>
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            return Signals(s => s is EventSignal e && !seen.Add(e.Event.MessageId) ? new EventSignal(e.Event with { MessageId = e.Event.MessageId + "-again" }) : s);
        }),
        ["events count in the order they come"] = (2, true, () => Signals(s => s is EventSignal e ? new EventSignal(e.Event with { At = e.Event.ReceivedAt }) : s)),
        ["an order is stored and not understood"] = (3, false, () => Signals(s => s is EventSignal e && e.Event.Kind is EventKind.OrderPlaced or EventKind.OrderPaid ? new EventSignal(((EventSignal)s).Event with { Kind = EventKind.Other }) : s)),
        ["an opt-out is acknowledged and forgotten"] = (3, false, () => Signals(s => s is OptOutSignal ? null : s)),
        ["an emptied cart stays full"] = (2, false, () => Signals(s => s is EventSignal { Event: { Kind: EventKind.CartSnapshot, Lines.Count: 0 } } e ? new EventSignal(e.Event with { Kind = EventKind.Other }) : s)),
        ["the sender does not heed the last check"] = (3, true, () => new() { Mails = m => new HeedlessServer(m) }),
        ["a no is not heard"] = (3, false, () => Signals(s => s is EventSignal { Event.Consents: not null } e ? new EventSignal(e.Event with { Consents = [.. e.Event.Consents.Where(c => c.Granted)] }) : s)),
        ["a consent is not asked for"] = (4, false, () => Settings(s => s with { EmailPermission = "given" })),
        ["the cap is not kept"] = (4, false, () => Settings(s => s with { CapMessages = 99 })),
        ["quiet hours are not kept"] = (4, false, () => Settings(s => s with { QuietFromHour = 0, QuietToHour = 0 })),
        ["quiet hours are kept in another zone"] = (4, false, () => Signals(s => s is EventSignal { Event: { TimeZone: { } told } e } ? new EventSignal(e with { TimeZone = told == "UTC" ? "Asia/Tokyo" : "UTC" }) : s)),
        ["carts of any age are written about"] = (4, false, () => new() { Store = s => s with { Journeys = [.. s.Journeys.Select(j => (j.Slug, Slow(j.Definition)))] } }),
        ["a more urgent journey does not take over"] = (4, false, () => new() { Store = s => s with { Journeys = [.. s.Journeys.OrderByDescending(j => j.Definition.Priority).ThenBy(j => j.Slug, StringComparer.Ordinal).Select((j, n) => ($"{n:D2}", j.Definition with { Priority = 50 }))] } }),
        ["chance shares shoppers out by other weights"] = (4, false, () => new() { Store = s => s with { Journeys = [.. s.Journeys.Select(j => (j.Slug, j.Definition with { Steps = [.. j.Definition.Steps.Select(Turned)] }))] } }),
        ["an erased person is not forgotten"] = (4, false, () => Signals(s => s is EraseSignal ? null : s)),
        ["a dead address is tried again"] = (4, false, () => new() { Mails = m => new OtherAnswers(m, o => o is SmtpOutcome.Refused { EnhancedCode: "5.1.1" } r ? r with { EnhancedCode = "5.7.1", Text = "refused by policy" } : o) }),
        ["a time-out is taken for a no"] = (5, true, () => new() { Mails = m => new OtherAnswers(m, o => o is SmtpOutcome.Unknown ? new SmtpOutcome.NotReached("DATA", "time-out", "") : o) }),
        ["what was leaving at a crash is sent again"] = (5, true, () => new() { AfterDeath = d => d.WriteAsync(s => s.ExecuteAsync("update message set status = 'queued' where status = 'sending'")) }),
        ["the cool-down is not kept"] = (4, false, () => Settings(s => s with { CoolDownMinutes = 0 })),
        ["texts need no second yes"] = (4, false, () => Signals(s => s is EventSignal { Event: { Consents: [{ Channel: "sms" } said] } e } ? new EventSignal(e with { Trust = Trust.Server, Consents = [said with { Confirmed = true }] }) : s)),
        ["an order is not known to be paid"] = (3, false, () => Signals(s => s is EventSignal { Event: { Kind: EventKind.OrderPaid } e } ? new EventSignal(e with { Kind = EventKind.OrderPlaced }) : s)),
        ["an order does not use its code up"] = (9, false, () => Signals(s => s is EventSignal { Event: { Coupon: not null } e } ? new EventSignal(e with { Coupon = null }) : s)),
        ["a code ends at another time than it was given for"] = (9, false, () => Rows("coupon", ("expires_at", (ends, _) => (long)ends! + 3_600_000))),
        ["some timers never fire"] = (6, false, () => Signals(s => s is TimerSignal t && t.Shopper.ToByteArray()[^1] % 5 == 0 ? null : s)),
        ["the idle time is longer than the merchant's"] = (6, false, () => Settings(s => s with { IdleSeconds = s.IdleSeconds + 900 })),
        ["a message is skipped without a reason"] = (7, false, () => Rows("message", ("skip_reason", (_, _) => null))),
        ["why a cart entered no journey is not told"] = (7, false, () => Rows("story", ("kind", (kind, _) => kind is "not_entered" ? "left_out" : kind))),
        ["a GET counts as a return"] = (8, false, () => new() { OnLook = (store, shopper, message, device) => new ReturnSignal(store, shopper, message, device) }),
        ["a refund is not taken back"] = (9, false, () => Rows("purchase", ("refunded", (_, _) => 0L))),
        ["an order is worth a cent more"] = (9, false, () => Rows("purchase", ("total", (total, _) => (long)total! + 1))),
        ["an order is credited to whatever message"] = (9, false, () => Rows("purchase", ("credit", (_, _) => "cart"), ("credited_message", (_, row) => row[1]))),
    };

    private static SimulationParts Signals(Func<Signal, Signal?> change) => new() { Signals = change };

    private static SimulationParts Settings(Func<StoreSettings, StoreSettings> change) => new() { Store = s => s with { Settings = change(s.Settings) } };

    private static JourneyStep Turned(JourneyStep step) => step is SplitStep split ? split with { Ways = [.. split.Ways.Zip(split.Ways.Reverse(), (way, other) => way with { Weight = other.Weight })] } : step;

    // As if the age were no rule: the second step comes after days.
    private static JourneyDefinition Slow(JourneyDefinition journey) => journey with { MaxAgeHours = 2000, Steps = [.. journey.Steps.Select(s => s is WaitStep ? new WaitStep("P8D") : s)] };

    private static SimulationParts Rows(string table, params (string Column, Func<object?, object?[], object?> Change)[] changes) => new() { Database = d => new RewritingDatabase(d, table, changes) };
}

/// <summary>Says of one transaction in some that it was committed, and rolls it back.</summary>
internal sealed class LyingDatabase(Database inner) : OtherDatabase(inner)
{
    private int _writes;

    public override async Task<T> WriteAsync<T>(Func<Session, Task<T>> write, CancellationToken ct = default)
    {
        if (++_writes % 29 != 0 || _writes < 60) return await Inner.WriteAsync(write, ct);
        T result = default!;
        try
        {
            await Inner.WriteAsync(async session =>
            {
                result = await write(session);
                throw new OperationCanceledException("rolled back");
            }, ct);
        }
        catch (OperationCanceledException) { /* and nobody is told */ }
        return result;
    }
}

/// <summary>Writes something else into columns of a table.</summary>
internal sealed class RewritingDatabase(Database inner, string table, (string Column, Func<object?, object?[], object?> Change)[] changes) : OtherDatabase(inner)
{
    public override Task<T> WriteAsync<T>(Func<Session, Task<T>> write, CancellationToken ct = default) => Inner.WriteAsync(session => write(new RewritingSession(session, table, changes)), ct);

    private sealed class RewritingSession(Session inner, string table, (string Column, Func<object?, object?[], object?> Change)[] changes) : Session(inner.Connection, inner.Transaction, inner.Dialect)
    {
        public override Task<bool[]> RunAsync(BatchStatement statement, IReadOnlyList<object?[]> rows)
        {
            if (!statement.Sqlite.StartsWith($"insert into {table} (", StringComparison.Ordinal)) return inner.RunAsync(statement, rows);
            var columns = statement.Columns.Select(c => c.Name).ToList();
            foreach (var row in rows)
                foreach (var (column, change) in changes) row[columns.IndexOf(column)] = change(row[columns.IndexOf(column)], row);
            return inner.RunAsync(statement, rows);
        }

        public override Task<IEnumerable<T>> LookUpAsync<T>(string sql, object parameters) => inner.LookUpAsync<T>(sql, parameters);
    }
}

internal abstract class OtherDatabase(Database inner) : Database
{
    protected Database Inner => inner;
    public override Dialect Dialect => inner.Dialect;
    public override bool IsShared => inner.IsShared;
    public override Task<T> ReadAsync<T>(Func<System.Data.Common.DbConnection, Task<T>> read, CancellationToken ct = default) => inner.ReadAsync(read, ct);
    public override bool IsTransient(Exception error) => inner.IsTransient(error);
    public override ValueTask DisposeAsync() => inner.DisposeAsync();
}

/// <summary>Asks for leave to send, and sends whatever the answer.</summary>
internal sealed class HeedlessServer(IMailServer inner) : IMailServer
{
    public Task<SmtpOutcome> SendAsync(OutgoingMail mail, Func<CancellationToken, ValueTask<bool>> commit, CancellationToken ct) => inner.SendAsync(mail, async c =>
    {
        await commit(c);
        return true;
    }, ct);
}

/// <summary>Reports another end than there was.</summary>
internal sealed class OtherAnswers(IMailServer inner, Func<SmtpOutcome, SmtpOutcome> change) : IMailServer
{
    public async Task<SmtpOutcome> SendAsync(OutgoingMail mail, Func<CancellationToken, ValueTask<bool>> commit, CancellationToken ct) => change(await inner.SendAsync(mail, commit, ct));
}
