using System.Globalization;
using Cartwright.Journeys;
using Cartwright.Shoppers;
using Cartwright.Stores;
using Cartwright.Tracking;

namespace Cartwright.Tests.Turns;

/// <summary>
/// Journeys of chance, played through the turns and the last check of each message, around every change of the clock of a year in every zone this machine knows: nothing leaves
/// in quiet hours, nothing is lost, nothing leaves twice, and nothing later than it may. When is said by a walk over the minutes of the wall clock.
/// </summary>
public sealed class ZonesTests
{
    private const long Minute = 60_000, Hour = 60 * Minute, Day = 24 * Hour;
    private const int Year = 2026;

    // Of the numbers' country: texts go from 8 to 21.
    private const string Phone = "+4915112345678";

    [Fact]
    public void Around_the_changes_of_the_clock_in_some_zones_everything_leaves_once_and_when_it_may()
    {
        var chance = Seeds.Random();
        var zones = TimeZoneInfo.GetSystemTimeZones().ToArray();
        chance.Shuffle(zones);
        // Half an hour, two hours, changes at midnight, a summer time that is a winter time, and one that pauses.
        foreach (var zone in (string[])["Australia/Lord_Howe", "Antarctica/Troll", "Africa/Cairo", "Europe/Dublin", "Africa/Casablanca"]) Play(TimeZoneInfo.FindSystemTimeZoneById(zone), chance, 2);
        foreach (var zone in zones.Take(60)) Play(zone, chance, 2);
    }

    [LongFact]
    public void Around_the_changes_of_the_clock_in_all_zones_everything_leaves_once_and_when_it_may()
    {
        var chance = Seeds.Random();
        foreach (var zone in TimeZoneInfo.GetSystemTimeZones()) Play(zone, chance, 20);
    }

    [Fact]
    public void A_wait_for_the_day_it_is_is_over_also_in_the_hour_that_comes_twice()
    {
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var second = new DateTimeOffset(Year, 10, 25, 1, 30, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(); // a Sunday, half past two for the second time
        Assert.Equal(second, JourneyDecider.WaitsUntil(new WaitStep(Weekdays: ["sun"]), second, berlin, null));
    }

    [Fact]
    public void The_zone_that_counts_is_where_the_shopper_was_last_whatever_comes_first()
    {
        var run = new PureRun([]);
        run.Tell(Some.Added(run.Now) with { TimeZone = "America/New_York" }).Tell(Some.Added(run.Now + 2 * Hour) with { TimeZone = "Europe/Berlin" }).Tell(Some.Added(run.Now + Hour) with { TimeZone = "America/New_York" });
        Assert.Equal("Europe/Berlin", run.State.Traits.TimeZone);
    }

    private static void Play(TimeZoneInfo zone, Random chance, int times)
    {
        foreach (var change in Changes(zone))
            for (var i = 0; i < times; i++)
            {
                var seed = chance.Next();
                try { Play(zone, change, new Random(seed)); }
                catch (Exception e) when (e is not OutOfMemoryException) { throw new Xunit.Sdk.XunitException($"{zone.Id}, {DateTimeOffset.FromUnixTimeMilliseconds(change):u}, {seed}: {e.Message}\n{Seeds.Hint}", e); }
            }
    }

    private static void Play(TimeZoneInfo zone, long change, Random chance)
    {
        var from = chance.Next(24);
        var settings = new StoreSettings { QuietFromHour = from, QuietToHour = (from + chance.Next(14)) % 24, CapMessages = 99, LostAfterDays = 365, TypedRetentionDays = 365 };
        var told = chance.Next(2) == 0;
        var steps = new List<JourneyStep>();
        for (var n = chance.Next(2, 5); n > 0; n--)
        {
            for (var waits = chance.Next(0, 3); waits > 0; waits--) steps.Add(Wait(chance));
            // Where nobody told the zone, a text's is that of its number.
            steps.Add(new SendStep(told && chance.Next(4) == 0 ? Channels.Sms : Channels.Email, $"t{n}"));
        }
        var run = new PureRun([("j", new JourneyDefinition { Name = "n", Trigger = new JourneyTrigger(TriggerType.CartAbandoned), MaxAgeHours = 5000, Steps = steps })], settings, told ? "Asia/Tokyo" : zone.Id,
            change - (long)(chance.NextDouble() * 4 * Day)) { Slowness = chance.Next(2) * chance.Next((int)(9 * Hour)) };
        var where = told ? zone.Id : null;
        ConsentGiven[] yes = [new(Channels.Email, true, "yes"), new(Channels.Sms, true, "yes")];
        run.Tell(Some.Event(EventKind.Identified, run.Now, device: null, trust: Trust.Server) with { UserId = "u", TimeZone = where, Country = told ? null : "XX", Personal = new Personal { Email = "ada@mail.test", Phone = Phone }, Consents = yes });
        run.Tell(Some.Added(run.Now) with { UserId = "u", TimeZone = where });
        run.RunFor(TimeSpan.FromDays(80));

        var due = Due(zone, steps, settings, run.Start + settings.IdleSeconds * 1000L, run.Slowness).ToList();
        Assert.Equal(due, run.Sent.OrderByDescending(s => s.Template, StringComparer.Ordinal).Select(s => $"{s.Template} {Say(s.At, zone)}"));
        foreach (var sent in run.Sent) Assert.False(IsQuiet(sent.At, sent.Channel, zone, settings), $"{sent.Template} left in quiet hours at {Say(sent.At, zone)}");
    }

    private static WaitStep Wait(Random chance)
    {
        var until = string.Create(CultureInfo.InvariantCulture, $"{chance.Next(24):D2}:{chance.Next(4) * 15:D2}");
        string[] days = [.. new[] { "mon", "tue", "wed", "thu", "fri", "sat", "sun" }.Where(_ => chance.Next(3) == 0).DefaultIfEmpty("sun")];
        return chance.Next(4) switch
        {
            0 => new WaitStep(string.Create(CultureInfo.InvariantCulture, $"PT{chance.Next(1, 3000)}M")),
            1 => new WaitStep(Until: until),
            2 => new WaitStep(Until: until, Weekdays: days),
            _ => new WaitStep(Weekdays: days),
        };
    }

    // What leaves, and when, by the minutes of the wall clock alone.
    private static IEnumerable<string> Due(TimeZoneInfo zone, List<JourneyStep> steps, StoreSettings settings, long at, long slowness)
    {
        foreach (var step in steps)
        {
            if (step is WaitStep { For: { } time }) at += (long)System.Xml.XmlConvert.ToTimeSpan(time).TotalMilliseconds;
            else if (step is WaitStep wait) at = First(at, wait, zone);
            else if (step is SendStep send)
            {
                at = Open(at, send.Channel, zone, settings);
                yield return $"{send.Template} {Say(Open(at + slowness, send.Channel, zone, settings), zone)}";
            }
        }
    }

    private static long Open(long at, string channel, TimeZoneInfo zone, StoreSettings settings)
    {
        var opens = at;
        while (IsQuiet(opens, channel, zone, settings)) opens = (opens / Minute + 1) * Minute;
        return opens == at ? at : Math.Max(opens, at + 1000); // looked at again after a second at the earliest
    }

    // Per day the first minute in which the wall clock has come to the time, or has left the day without; of days that are asked for.
    private static long First(long from, WaitStep wait, TimeZoneInfo zone)
    {
        var start = Local(from, zone);
        bool IsAsked(DateTime day) => wait.Weekdays is not { } days || days.Contains(day.ToString("ddd", CultureInfo.InvariantCulture).ToLowerInvariant());
        if (wait.Until is null && IsAsked(start.Date)) return from;
        var time = wait.Until is { } until ? TimeSpan.Parse(until, CultureInfo.InvariantCulture) : start.TimeOfDay;
        // From a day before, to see whether the time has come already on the day it is.
        var at = from - Day - (wait.Until is null ? 0 : from % Minute);
        var (day, hasCome) = (Local(at, zone).Date, Local(at, zone).TimeOfDay >= time);
        for (; ; at += Minute)
        {
            var local = Local(at, zone);
            var (isOver, isNow) = (local.Date > day && !hasCome, local.TimeOfDay >= time);
            if (isOver && at >= from && IsAsked(day)) return at;
            if (local.Date > day) (day, hasCome) = (local.Date, false);
            if (hasCome || !isNow) continue;
            hasCome = true;
            if (at >= from && IsAsked(day)) return at;
        }
    }

    private static bool IsQuiet(long at, string channel, TimeZoneInfo zone, StoreSettings settings)
    {
        var hour = Local(at, zone).Hour;
        for (var quiet = settings.QuietFromHour; quiet != settings.QuietToHour; quiet = (quiet + 1) % 24)
            if (quiet == hour) return true;
        return channel == Channels.Sms && (hour < 8 || hour >= 21);
    }

    private static DateTimeOffset Local(long at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(at), zone);

    private static string Say(long at, TimeZoneInfo zone) => string.Create(CultureInfo.InvariantCulture, $"{Local(at, zone):ddd yyyy-MM-dd HH:mm:ss.fff zzz}");

    // Of a zone that changes nothing, some day.
    private static IEnumerable<long> Changes(TimeZoneInfo zone)
    {
        var changes = new List<long>();
        for (var at = new DateTimeOffset(Year, 1, 1, 0, 0, 0, TimeSpan.Zero); at.Year == Year; at = at.AddHours(1))
            if (zone.GetUtcOffset(at) != zone.GetUtcOffset(at.AddHours(1))) changes.Add(at.ToUnixTimeMilliseconds());
        return changes.Count > 0 ? changes : [new DateTimeOffset(Year, 5, 17, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds()];
    }
}
