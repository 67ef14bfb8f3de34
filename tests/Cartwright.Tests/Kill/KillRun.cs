using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Cartwright.Hosting;
using Cartwright.Journeys;
using Cartwright.Storage;
using Cartwright.Stores;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Cartwright.Tests.Kill;

/// <summary>
/// A shop under load whose server is killed again and again, and a ledger of what it had acknowledged. A batch that was not answered
/// is sent again to the next server, as any sender would.
/// </summary>
internal sealed class KillRun : IAsyncDisposable
{
    private const int Senders = 6, ShoppersABatch = 10, EventsAShopper = 10;
    private readonly TempFolder _folder = new();
    private readonly SmtpSink _sink;
    private readonly Random _draw;
    private readonly IReadOnlyDictionary<string, bool>? _switches;
    private readonly ConcurrentDictionary<string, byte> _acknowledged = new();
    private readonly ConcurrentDictionary<string, long> _orderedAt = new();
    private readonly ConcurrentQueue<(SunkMail Mail, long At)> _mails = new();
    private readonly ConcurrentQueue<Batch> _again = new();
    private readonly ConcurrentQueue<int> _mayOrder = new();
    private CreatedStore _store = null!;
    private int _shoppers;

    private KillRun(IReadOnlyDictionary<string, bool>? switches, Random draw)
    {
        (_switches, _draw) = (switches, draw);
        _sink = SmtpSink.Start(new SmtpSinkOptions { Verdict = mail => { _mails.Enqueue((mail, Now)); return "250 2.0.0 Ok"; } });
    }

    private sealed record Batch(string Key, string Json, IReadOnlyList<string> Ids, IReadOnlyList<int> Orders);

    public int Acknowledged => _acknowledged.Count;
    public int Mails => _mails.Count;
    public int Orders => _orderedAt.Count;

    /// <summary>Time under load, without the starts.</summary>
    public TimeSpan Load { get; private set; }

    private string File => Path.Combine(_folder.Path, "cartwright.db");
    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    public static async Task<KillRun> StartAsync(Random draw, IReadOnlyDictionary<string, bool>? switches = null)
    {
        var run = new KillRun(switches, draw);
        run._store = await ServerProcess.CreateStoreAsync(run._folder.Path);
        await using var database = Database.Open(run.File);
        var ids = Ids.Unpredictable(TimeProvider.System);
        var stores = new StoreStore(database, Secrets.FromFile(Path.Combine(run._folder.Path, "keys", "master.key")), ids, TimeProvider.System);
        await stores.SaveSettingsAsync(run._store.Id, new StoreSettings { IdleSeconds = 1 });
        var all = (await stores.LoadAsync()).ById[run._store.Id].Journeys;
        foreach (var other in all.Where(j => j.Slug != "abandoned-cart")) await stores.SaveJourneyAsync(other with { Status = "draft" });
        var journey = all.Single(j => j.Slug == "abandoned-cart");
        await stores.SaveJourneyAsync(journey with { Definition = journey.Definition with { Steps = [new SendStep("email", "cart-reminder"), new WaitStep("PT1S"), new SendStep("email", "cart-reminder-2")] } });
        return run;
    }

    /// <summary>One life of the server: started, checked against the ledger, put under load, killed right behind an acknowledgement.</summary>
    /// <returns>What does not agree with the ledger.</returns>
    public async Task<List<string>> RoundAsync()
    {
        await using var server = await ServerProcess.StartAsync(_folder.Path, _sink.Port, _switches);
        var violations = await CheckEventsAsync();
        var (events, mails) = (_acknowledged.Count + _draw.Next(1000, 4000), Mails + _draw.Next(80, 160));
        var killed = new TaskCompletionSource();
        var started = Stopwatch.GetTimestamp();

        async Task SendAsync()
        {
            while (!killed.Task.IsCompleted)
            {
                var batch = _again.TryDequeue(out var unanswered) ? unanswered : NextBatch();
                if (!await AcknowledgedAsync(server, batch)) _again.Enqueue(batch);
                else if (_acknowledged.Count >= events && (Mails >= mails || Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(6)) && killed.TrySetResult()) server.Kill();
            }
        }

        await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(SendAsync)));
        Load += Stopwatch.GetElapsedTime(started);
        await server.ExitAsync();
        return violations;
    }

    /// <summary>Starts it a last time and compares everything.</summary>
    public async Task<List<string>> FinishAsync()
    {
        await using var server = await ServerProcess.StartAsync(_folder.Path, _sink.Port, _switches);
        while (_again.TryDequeue(out var batch)) Assert.True(await AcknowledgedAsync(server, batch), "a server that nobody kills takes every batch");
        var more = Mails + 40;
        await Eventually.HoldsAsync("the last server sent mails, too", () => Mails >= more);
        return [.. await CheckEventsAsync(), .. await CheckMailsAsync()];
    }

    public async ValueTask DisposeAsync()
    {
        await _sink.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    private async Task<bool> AcknowledgedAsync(ServerProcess server, Batch batch)
    {
        try
        {
            using var answer = await server.PostAsync("/v1/batch", batch.Json, batch.Key);
            if (!answer.IsSuccessStatusCode) return false;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
        {
            return false; // killed before it could answer: it may have the batch or not
        }
        foreach (var id in batch.Ids) _acknowledged[id] = 0;
        foreach (var shopper in batch.Orders) _orderedAt.TryAdd(Email(shopper), Now);
        if (batch.Orders.Count == 0 && batch.Ids.Count > 0) _mayOrder.Enqueue(int.Parse(batch.Ids[0].Split('-')[1], CultureInfo.InvariantCulture));
        return true;
    }

    // Every third batch is orders, by the shop's server, of shoppers whose carts were acknowledged a moment ago; one in two orders.
    private Batch NextBatch()
    {
        if (_mayOrder.Count > 4 && _mayOrder.TryDequeue(out var first))
        {
            var shoppers = Enumerable.Range(first, ShoppersABatch).Where(s => s % 2 == 0).ToList();
            return Of(_store.SecretKey, [.. shoppers.Select(s => ($"order-{s}", $$"""{"type":"track","event":"Order Completed","anonymousId":"device-{{s}}","messageId":"order-{{s}}","properties":{"order_id":"o{{s}}","total":39.80,"currency":"EUR"} }"""))], shoppers);
        }
        var start = Interlocked.Add(ref _shoppers, ShoppersABatch) - ShoppersABatch;
        return Of(_store.WriteKey, [.. Enumerable.Range(start, ShoppersABatch).SelectMany(Visit)], []);
    }

    private static IEnumerable<(string, string)> Visit(int shopper) => Enumerable.Range(0, EventsAShopper).Select(n =>
    {
        var id = $"s-{shopper}-{n}";
        var body = n switch
        {
            0 or 1 => $$"""{"event":"Product Added","properties":{"product_id":"p{{n}}","name":"Lamp","price":19.90,"quantity":1,"currency":"EUR"} }""",
            2 => $$"""{"event":"Checkout Details Entered","properties":{"email":"{{Email(shopper)}}","first_name":"Ada"} }""",
            _ => """{"event":"Product Viewed","properties":{"product_id":"p9"} }""",
        };
        return (id, $$"""{"type":"track","anonymousId":"device-{{shopper}}","messageId":"{{id}}",{{body[1..]}}""");
    });

    private static Batch Of(string key, IReadOnlyList<(string Id, string Json)> events, IReadOnlyList<int> orders) =>
        new(key, $$"""{"batch":[{{string.Join(',', events.Select(e => e.Json))}}] }""", [.. events.Select(e => e.Id)], orders);

    private static string Email(int shopper) => $"shopper{shopper}@example.test";

    private async Task<List<string>> CheckEventsAsync()
    {
        await using var connection = Read();
        var stored = (await connection.QueryAsync<(string, long)>("select message_id, count(*) from event group by message_id")).ToDictionary(r => r.Item1, r => r.Item2);
        return
        [
            .. _acknowledged.Keys.Where(id => !stored.ContainsKey(id)).Select(id => $"lost: event {id} was acknowledged"),
            .. stored.Where(s => s.Value > 1).Select(s => $"doubled: event {s.Key} is stored {s.Value} times"),
        ];
    }

    /// <remarks>
    /// A mail may arrive after the order of its shopper was acknowledged only when its last check had been committed before: that is
    /// at most one a shopper (the next step waits), and its row says when.
    /// </remarks>
    private async Task<List<string>> CheckMailsAsync()
    {
        // The mails first, the rows after: the last server is still sending, and what arrives between the two is no violation.
        var mails = _mails.Select(m => (m.Mail.To, m.At, Id: Header(m.Mail, "Message-ID").Trim('<').Split('@')[0], Template: Header(m.Mail, "Feedback-ID").Split(':')[0])).ToList();
        await using var connection = Read();
        var sending = (await connection.QueryAsync<(string, long?)>("select replace(message_id, '-', ''), sending_at from message")).ToDictionary(r => r.Item1, r => r.Item2);
        var violations = new List<string>();
        violations.AddRange(mails.GroupBy(m => (m.To, m.Template)).Where(g => g.Count() > 1).Select(g => $"twice: {g.Key.Template} came {g.Count()} times to {g.Key.To}"));
        foreach (var mail in mails)
        {
            if (sending.GetValueOrDefault(mail.Id) is not { } at) violations.Add($"uncommitted: mail {mail.Id} left without a committed check");
            else if (_orderedAt.TryGetValue(mail.To, out var ordered) && at > ordered) violations.Add($"after the order: {mail.Template} to {mail.To} was allowed {at - ordered} ms after the order was acknowledged");
        }
        violations.AddRange(mails.Where(m => _orderedAt.TryGetValue(m.To, out var ordered) && m.At > ordered).GroupBy(m => m.To).Where(g => g.Count() > 1).Select(g => $"after the order: {g.Count()} mails to {g.Key}"));
        return violations;
    }

    private static string Header(SunkMail mail, string name) =>
        Encoding.UTF8.GetString(mail.Raw).Split("\r\n").First(l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))[(name.Length + 1)..].Trim();

    private SqliteConnection Read()
    {
        var connection = new SqliteConnection($"Data Source={File};Mode=ReadOnly;Pooling=False;Default Timeout=30");
        connection.Open();
        return connection;
    }
}
