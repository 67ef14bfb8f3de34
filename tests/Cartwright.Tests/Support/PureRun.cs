using System.Globalization;
using Cartwright.Hosting;
using Cartwright.Journeys;
using Cartwright.Messages;
using Cartwright.Shoppers;
using Cartwright.Stores;
using Cartwright.Tracking;
using Cartwright.Turns;

namespace Cartwright.Tests.Support;

/// <summary>
/// One shopper through the very decisions of the server, on a clock that stands still between them: no database, no mail. Whatever is queued is delivered
/// at once (or as much later as <see cref="Slowness"/> says), after the last check.
/// </summary>
internal sealed class PureRun
{
    private readonly Ids _ids = new(new TestClock(), new Random(1));
    private readonly Dictionary<(Guid, long), JourneyDefinition> _versions;
    private int _events;

    public PureRun(IReadOnlyList<(string Slug, JourneyDefinition Definition)> journeys, StoreSettings? settings = null, string zone = "Europe/Berlin", long? start = null)
    {
        Store = new Store(new Guid(1, 0, 0, new byte[8]), "shop", "Shop", "https://shop.test", "EUR", zone, "en", settings ?? new StoreSettings(), 0);
        Journeys = [.. journeys.Select((j, i) => new Journey(Store.Id, new Guid(2, (short)i, 0, new byte[8]), j.Slug, "live", 1, j.Definition))];
        _versions = Journeys.ToDictionary(j => (j.Id, j.Version), j => j.Definition);
        State = new ShopperState { StoreId = Store.Id, Id = new Guid(3, 0, 0, new byte[8]) };
        Now = start ?? new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        Start = Now;
    }

    public Store Store { get; }
    public IReadOnlyList<Journey> Journeys { get; set; }
    public ShopperState State { get; private set; }
    public long Start { get; }

    /// <summary>What is delivered is sold out by then.</summary>
    public bool IsSoldOut { get; set; }

    /// <summary>How long (ms) after it was made a message is first tried.</summary>
    public long Slowness { get; init; }
    public long Now { get; private set; }

    /// <summary>What left, in order: template, channel, when (ms).</summary>
    public List<(string Template, string Channel, long At)> Sent { get; } = [];
    public List<(long At, string Text)> Log { get; } = [];
    public Journey? JourneyOf(Enrollment run) => Journeys.FirstOrDefault(j => j.Id == run.JourneyId);

    public PureRun Tell(StorefrontEvent e, string? says = null)
    {
        if (says is not null) Log.Add((Now, says));
        Decide(new EventSignal(e with { StoreId = Store.Id, MessageId = $"m{_events++:D5}", At = e.At == 0 ? Now : e.At, ReceivedAt = Now }));
        return this;
    }

    public PureRun Tell(Signal signal)
    {
        Decide(signal);
        return this;
    }

    public PureRun News(string product, string kind, string variant = "")
    {
        foreach (var cart in State.Carts) Decide(new ProductSignal(Store.Id, State.Id, cart.Id, product, kind, variant));
        return this;
    }

    public PureRun OptOut(string email)
    {
        Decide(new OptOutSignal(Store.Id, State.Id, Channels.Email, $"email:{email}", "", SuppressionReason.Unsubscribed));
        return this;
    }

    /// <summary>Lets the clock run on, firing every timer on the way.</summary>
    public PureRun RunFor(TimeSpan time)
    {
        var end = Now + (long)time.TotalMilliseconds;
        for (var turns = 0; Next() is { } next && next <= end; turns++)
        {
            Assert.True(turns < 5000, "the timer does not go to sleep");
            Now = Math.Max(next, Now);
            Decide(State.WakeAt <= Now ? new TimerSignal(Store.Id, State.Id) : null);
            if (State.WakeAt <= Now) Now++;
        }
        Now = end;
        return this;
    }

    /// <summary>The server stands still: nothing is looked at, whatever is due.</summary>
    public PureRun StandFor(TimeSpan time)
    {
        Now += (long)time.TotalMilliseconds;
        return this;
    }

    private long? Next() => State.Messages.Where(m => m.Status == MessageStatus.Queued).Select(TriedAt).Append(State.WakeAt).Min();

    private long? TriedAt(Message message) => message.DueAt + (message.Attempt == 0 ? Slowness : 0);

    private void Decide(Signal? signal)
    {
        var before = State;
        if (signal is not null) Apply(signal);
        foreach (var message in State.Messages.Where(m => m.Status == MessageStatus.Queued && TriedAt(m) <= Now).ToList()) Deliver(message);
        Compare(before);
    }

    private SignalResult Apply(Signal signal)
    {
        var turn = TurnDecider.Decide(State, signal, new TurnContext(Store, Journeys, (id, version) => _versions.GetValueOrDefault((id, version)), (kind, value) => $"{kind}:{value}", _ids, Now));
        State = turn.State;
        return turn.Result;
    }

    private void Deliver(Message message)
    {
        var to = SendGatePolicy.AddressOf(State, State.Cart(message.CartId), message.Channel) ?? "";
        State = State with { Messages = [.. State.Messages.Select(m => m.Id == message.Id ? m with { Status = MessageStatus.Claimed, Attempt = 1 } : m)] };
        if (Apply(new BeginSendSignal(Store.Id, State.Id, message.Id, 1, new SentContent(to, "", "en", "{}")) { IsSoldOut = IsSoldOut }) is not BeginSendResult { Go: true }) return;
        Sent.Add((message.Template, message.Channel, Now));
        Apply(new OutcomeSignal(Store.Id, State.Id, message.Id, 1, MessageStatus.Sent, "250 ok", null, false));
    }

    private void Compare(ShopperState before)
    {
        foreach (var run in State.Enrollments)
        {
            var old = before.Enrollments.FirstOrDefault(e => e.Id == run.Id);
            if (old is null) Log.Add((Now, $"enters “{JourneyOf(run)?.Definition.Name}”"));
            foreach (var message in State.Messages.Where(m => m.EnrollmentId == run.Id && before.Messages.FirstOrDefault(b => b.Id == m.Id)?.Status != m.Status))
                Log.Add((Now, message.Status switch
                {
                    MessageStatus.Sent => $"“{message.Template}” leaves by {message.Channel}",
                    MessageStatus.Skipped or MessageStatus.Withdrawn => $"“{message.Template}” does not leave: {message.Decision?.Rules.LastOrDefault(r => !r.Passed)?.Text ?? message.SkipReason}",
                    _ => $"“{message.Template}” is {message.Status}",
                }));
            if (run.Status != EnrollmentStatus.Running && old?.Status != run.Status) Log.Add((Now, $"“{JourneyOf(run)?.Definition.Name}” ends: {run.ExitReason?.Replace('_', ' ')}"));
        }
    }

    /// <summary>The day of the run and the time on it, as the store's calendar and wall clock show them: a day of the calendar is not always 24 hours long.</summary>
    public string When(long at)
    {
        DateTimeOffset Local(long ms) => TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(ms), Store.Zone);
        var local = Local(at);
        var day = DateOnly.FromDateTime(local.DateTime).DayNumber - DateOnly.FromDateTime(Local(Start).DateTime).DayNumber;
        return string.Create(CultureInfo.InvariantCulture, $"day {day}, {local:HH:mm:ss}");
    }
}
