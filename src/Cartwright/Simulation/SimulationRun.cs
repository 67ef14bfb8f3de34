using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cartwright.Hosting;
using Cartwright.Links;
using Cartwright.Messages;
using Cartwright.Messages.Email;
using Cartwright.Messages.Sms;
using Cartwright.Offers;
using Cartwright.Products;
using Cartwright.Shoppers;
using Cartwright.Simulation.Oracle;
using Cartwright.Storage;
using Cartwright.Stores;
using Cartwright.Turns;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Simulation;

/// <summary>
/// One world from its first day to its last: what its shoppers do goes through the real turns, timers and deliveries on a real database,
/// and a judge looks on. Only the clock, chance, the mail server and the moments at which the process dies are not real.
/// </summary>
internal sealed partial class SimulationRun(SimulationOptions options, int world, SimulationParts parts) : IAsyncDisposable
{
    /// <summary>So many shoppers share a database; more are simulated in more worlds.</summary>
    public const int MostShoppers = 20_000;

    /// <summary>Whatever happens, the server hears of it, and looks at its timers, on the half minute (ms): what falls together is one batch, as under load.</summary>
    private const long Step = 30_000;

    /// <summary>A machine's clock is not set forward all the time (ms), however many shoppers there are.</summary>
    private const long BetweenJumps = 6 * 3_600_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("cartwright-simulation-").FullName;
    private readonly PriorityQueue<Act, (long, int, int)> _agenda = new();
    private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Dictionary<int, Person> _people = [];
    private readonly SteppedClock _clock = new(StoresPolicy.Start(options.Seed, world));
    private readonly Secrets _secrets = new(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"simulation {options.Seed} {world}"))));
    private readonly List<(Guid Id, SimulatedStore Store)> _stores = [];
    private Database _data = null!;
    private SimulationNode _node = null!;
    private SimulatedPost _post = null!;
    private IMailServer _mails = null!;
    private ISmsGateway _texts = null!;
    private Judge _judge = null!;
    private Ids _ids = null!;
    private MessageRenderer _renderer = null!;
    private readonly List<string> _story = [];
    private readonly Dictionary<Guid, int> _attempts = [];
    private bool _isQueued;
    private long? _nextDelivery;
    private int _rounds;
    private long _mayJumpAt;

    private long Now => _clock.Now.ToUnixTimeMilliseconds();

    /// <param name="renderer">Templates are made ready once for all worlds.</param>
    /// <param name="advanced">Called with the part of the days that is over, 0 to 1.</param>
    public async Task<SimulationResult> RunAsync(MessageRenderer renderer, Action<double>? advanced, CancellationToken ct)
    {
        _renderer = renderer;
        var start = Now;
        var end = start + options.Days * 86_400_000L;
        await OpenAsync();
        foreach (var number in options.Only is { } only ? [only] : Enumerable.Range(world * MostShoppers, Math.Min(MostShoppers, options.Shoppers - world * MostShoppers)))
        {
            var person = _people[number] = WorldPolicy.Person(options, _stores, number);
            foreach (var act in WorldPolicy.Script(options, person, start)) Expect(act);
        }
        while (await NextAsync() is { } next && next <= end)
        {
            ct.ThrowIfCancellationRequested();
            _clock.Now = DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(next, Now));
            await HearAsync();
            await FireAsync();
            if (_isQueued || _nextDelivery <= Now) await DeliverAsync(depth: 0);
            advanced?.Invoke((Now - start) / (double)(end - start));
        }
        var records = await new SimulationStore(_data).ReadAsync();
        FinalJudgement.Pass(_judge, records, end);
        foreach (var message in records.Messages) Digest($"{message.MessageId} {message.Status} {message.SkipReason} {message.Reply} {message.Decision}");
        foreach (var cart in records.Carts) Digest(cart.State);
        return new SimulationResult(_judge.Figures.GetValueOrDefault("events"), _judge.Figures.GetValueOrDefault("messages"), _judge.Violations, _judge.Figures, _judge.Lateness, _digest.GetHashAndReset(), _story);
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is not null) await _node.DisposeAsync();
        if (_data is not null) await _data.DisposeAsync();
        _digest.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task OpenAsync()
    {
        // No commit waits for the disk: a process is killed here and never a machine, and what was written stays in the system's memory.
        Database data = new SqliteDatabase(Path.Combine(_folder, "cartwright.db"), isDurable: false);
        await Migrator.ApplyAsync(data, _clock);
        _data = parts.Database?.Invoke(data) ?? data;
        _ids = parts.Ids?.Invoke(_clock) ?? new Ids(_clock, new Random(options.Seed * 31 + world));
        var meant = StoresPolicy.Of(options.Seed, world);
        var stores = new StoreStore(data, _secrets, _ids, _clock);
        var products = new ProductStore(data, new ProductClock(_clock), _ids);
        var shown = new Dictionary<(string, string), Guid>();
        foreach (var store in meant)
        {
            var real = parts.Store?.Invoke(store) ?? store;
            var (created, _) = await stores.CreateAsync(store.Slug, "Shop", "https://shop.test", store.Currency, real.TimeZone, "en", journeysLive: false);
            await stores.SaveSettingsAsync(created.Id, real.Settings);
            await stores.NewSigningSecretAsync(created.Id);
            var drafts = (await stores.LoadAsync()).ById[created.Id].Journeys;
            foreach (var (n, (slug, definition)) in real.Journeys.Index())
            {
                var id = drafts.FirstOrDefault(j => j.Slug == slug)?.Id ?? _ids.Next();
                await stores.SaveJourneyAsync(new Journeys.Journey(created.Id, id, slug, "live", 1, definition));
                shown[(store.Slug, store.Journeys[n].Slug)] = id;
            }
            await products.SaveAsync(created.Id, [.. Enumerable.Range(0, StoresPolicy.Products).Select(p => new Product($"v{p}", "", null, $"Item-v{p}", null, store.Currency, 2500, $"https://shop.test/v{p}", null, null))]);
            _stores.Add((created.Id, store));
        }
        _judge = new Judge([.. meant.Select(s => StoreRules.Read(s.TimeZone, System.Text.Json.JsonSerializer.Serialize(s.Settings, StoreJson.Default.StoreSettings), s.Journeys.Select(j => (shown[(s.Slug, j.Slug)], j.Slug, Journeys.JourneyText.Write(j.Definition))),
            ReadyOffers.Of(Guid.Empty).Select(o => (o.Slug, o.ValidFor))))], isCalm: !options.Faults, ShownAs);
        _post = new SimulatedPost(_judge, _clock) { Meanwhile = MeanwhileAsync, Taken = Took };
        _mails = parts.Mails?.Invoke(_post) ?? _post;
        _texts = parts.Texts?.Invoke(_post) ?? _post;
        await StartNodeAsync();
    }

    private async Task StartNodeAsync()
    {
        _node = await SimulationNode.StartAsync(_data, _clock, _secrets, _ids, _renderer, _mails, _texts, new SimulatedReceiver(_post), _folder);
        _node.Turns.MessagesQueued = () => _isQueued = true;
        _post.Database = _node.Database;
    }

    private void Expect(Act act) => _agenda.Enqueue(act, (act.HeardAt, act.Shopper, act.Number));

    /// <summary>The next half minute (ms) in which anything happens; null: nothing ever.</summary>
    private async Task<long?> NextAsync()
    {
        var next = await _node.Timers.NextAsync(CancellationToken.None) ?? long.MaxValue;
        if (_agenda.TryPeek(out _, out var act)) next = Math.Min(next, act.Item1);
        if (_nextDelivery is { } due) next = Math.Min(next, due);
        return next == long.MaxValue ? null : (Math.Max(next, Now + 1) + Step - 1) / Step * Step;
    }

    /// <summary>The process is dead: nothing of it is left, and a new one looks at what lies there.</summary>
    private async Task RestartAsync()
    {
        _judge.Count("deaths");
        await _node.DisposeAsync();
        if (parts.AfterDeath is { } after) await after(_data);
        await StartNodeAsync();
        await _node.Outbox.RecoverAsync();
        _isQueued = true;
    }

    private void Took(SunkMail mail, string subject)
    {
        Digest($"{mail.At} {mail.To} {mail.MessageId} {subject}");
        Digest(mail.Text);
        if (mail.Shopper == (options.Only ?? options.Told)) _story.Add(StoryPolicy.Tell(mail));
        if (!_people.TryGetValue(mail.Shopper, out var person)) return;
        foreach (var act in WorldPolicy.React(options, person, mail)) Expect(act);
    }

    private void Digest(string text) => _digest.AppendData(Encoding.UTF8.GetBytes(text));
}
