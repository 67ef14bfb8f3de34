using Cartwright.Carts;
using Cartwright.Journeys;
using Cartwright.Messages;
using Cartwright.Recovery;
using Cartwright.Shoppers;
using Cartwright.Stores;
using Cartwright.Tracking;

namespace Cartwright.Tests.Journeys;

/// <summary>Each rule of the gate, by country and channel: what it stops, what it lets pass, and that its answer says why.</summary>
public sealed class SendGatePolicyTests
{
    // A Wednesday, 12:00 UTC.
    private static readonly long Noon = new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private const long Hour = 3_600_000;

    [Theory]
    [InlineData("recovery", "given", null, null, 0, null)]
    [InlineData("recovery", "granted", null, null, 0, SkipReason.NoConsent)]
    [InlineData("recovery", "granted", null, true, 0, null)]
    [InlineData("recovery", "given", null, false, 0, SkipReason.Refused)]
    [InlineData("recovery", "law", "DE", null, 0, SkipReason.NoConsent)]
    [InlineData("recovery", "law", "DE", null, 1, null)] // a customer: soft opt-in
    [InlineData("recovery", "law", "US", null, 0, null)] // opt-out
    [InlineData("recovery", "law", "JP", null, 1, SkipReason.NoConsent)] // opt-in
    [InlineData("recovery", "law", null, null, 0, SkipReason.NoConsent)]
    [InlineData("marketing", "given", "DE", null, 0, SkipReason.NoConsent)]
    [InlineData("marketing", "given", "DE", null, 1, null)]
    [InlineData("marketing", "granted", "DE", null, 1, SkipReason.NoConsent)]
    [InlineData("marketing", "granted", "DE", true, 0, null)]
    [InlineData("transactional", "granted", "JP", null, 0, null)]
    [InlineData("transactional", "granted", "JP", false, 0, null)]
    public void A_mail_needs_what_the_kind_of_journey_the_store_and_the_country_ask_for(string kind, string permission, string? country, bool? granted, int orders, string? reason)
    {
        var answer = Ask(Channels.Email, kind, settings: new StoreSettings { EmailPermission = permission }, country: country, granted: granted, orders: orders);
        Assert.Equal(reason, answer.Reason);
        Assert.Equal(reason is null, answer.Rules.Single(r => r.Rule == "consent").Passed);
    }

    [Fact]
    public void Who_never_paid_what_the_shop_then_closed_is_no_customer()
    {
        Order Unpaid(long? closesAt, long? paidAt = null) => new() { Id = NewId(), ExternalId = "1", Currency = "EUR", Total = 100, PlacedAt = 0, Trust = Trust.Server, Confirmed = true, ClosesAt = closesAt, PaidAt = paidAt };
        string? Reason(Order order) => Ask(Channels.Email, "marketing", country: "DE", order: order).Reason;

        Assert.Equal(SkipReason.NoConsent, Reason(Unpaid(Noon - Hour)));
        Assert.Null(Reason(Unpaid(Noon - Hour, paidAt: Noon - 2 * Hour)));
        Assert.Null(Reason(Unpaid(Noon + Hour)));
        Assert.Null(Reason(Unpaid(null)));
    }

    [Theory]
    [InlineData("+4917012345678", null, false, SkipReason.NoConsent)]
    [InlineData("+4917012345678", true, false, null)]
    [InlineData("+12125550100", true, false, SkipReason.NotConfirmed)]
    [InlineData("+12125550100", true, true, null)]
    public void A_text_needs_an_agreement_and_in_the_United_States_one_that_was_confirmed(string phone, bool? granted, bool confirmed, string? reason) =>
        Assert.Equal(reason, Ask(Channels.Sms, phone: phone, granted: granted, confirmed: confirmed, zone: "UTC").Reason);

    [Fact]
    public void A_cart_in_the_United_States_gets_one_text_within_48_hours()
    {
        Message Text(MessageStatus status) => new() { Id = NewId(), EnrollmentId = NewId(), JourneyId = NewId(), CartId = CartId, Channel = Channels.Sms, Template = "t", Status = status, SentAt = Noon - 30 * Hour };

        Assert.Equal(SkipReason.OneText, Ask(Channels.Sms, phone: "+12125550100", granted: true, confirmed: true, zone: "UTC", messages: [Text(MessageStatus.Sent)]).Reason);
        Assert.Null(Ask(Channels.Sms, phone: "+12125550100", granted: true, confirmed: true, zone: "UTC", messages: [Text(MessageStatus.Skipped)]).Reason);
        Assert.Null(Ask(Channels.Sms, phone: "+4917012345678", granted: true, zone: "UTC", messages: [Text(MessageStatus.Sent)]).Reason);
        Assert.Equal(SkipReason.TooOld, Ask(Channels.Sms, phone: "+12125550100", granted: true, confirmed: true, zone: "UTC", leftAt: Noon - 49 * Hour).Reason);
        Assert.Null(Ask(Channels.Sms, phone: "+4917012345678", granted: true, zone: "UTC", leftAt: Noon - 49 * Hour).Reason);
    }

    // Noon in Greenwich is night where the shopper is: by the zone the browser told, by the number, by the country's westernmost zone.
    [Theory]
    [InlineData("+819012345678", "Asia/Tokyo", 23)] // 21:00 there: until 8:00, which is 23:00 UTC
    [InlineData("+819012345678", null, 23)]
    [InlineData("+12125550100", null, 18)] // 8:00 in Honolulu
    [InlineData("+12125550100", "America/New_York", 13)] // 7:00 there
    public void A_text_waits_for_the_morning_where_the_shopper_is(string phone, string? zone, int opensUtc)
    {
        var answer = Ask(Channels.Sms, phone: phone, granted: true, confirmed: true, zone: zone);
        Assert.Equal((Verdict.Hold, SkipReason.Quiet, Noon + (opensUtc - 12) * Hour), (answer.Verdict, answer.Reason, answer.Until));
    }

    [Fact]
    public void Texts_to_France_wait_over_the_Sunday()
    {
        var sunday = new DateTimeOffset(2026, 3, 8, 9, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        var answer = Ask(Channels.Sms, phone: "+33612345678", granted: true, now: sunday);
        Assert.Equal((SkipReason.Quiet, new DateTimeOffset(2026, 3, 9, 7, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds()), (answer.Reason, answer.Until));
    }

    // 13:30 UTC: half past eight in New York, where 9:00 is early enough for Texas only.
    [Theory]
    [InlineData("FL", "America/New_York", 13.5, null)]
    [InlineData("TX", "America/New_York", 13.5, 14.0)]
    [InlineData("Texas", "America/New_York", 13.5, 14.0)]
    [InlineData("NY", "America/New_York", 25.5, null)] // half past eight in the evening
    [InlineData("Florida", "America/New_York", 25.5, 37.0)] // so until 8:00
    [InlineData(" ", "America/New_York", 25.5, null)]
    public void A_state_may_leave_texts_fewer_hours_than_the_country(string region, string zone, double utc, double? opens)
    {
        var midnight = Noon - 12 * Hour;
        var answer = Ask(Channels.Sms, phone: "+12125550100", granted: true, confirmed: true, zone: zone, region: region, now: midnight + (long)(utc * Hour));
        Assert.Equal(opens is null ? null : midnight + (long)(opens * Hour), answer.Until);
    }

    // 813 is in Florida, 214 in Texas, 212 in New York. The clock is New York's.
    [Theory]
    [InlineData("+18135550100", null, 25.5, 37.0)]
    [InlineData("+12145550100", null, 13.5, 14.0)]
    [InlineData("+12125550100", null, 13.5, null)]
    [InlineData("+18135550100", "TX", 13.5, 14.0)] // what is an hour of both
    [InlineData("+12145550100", "FL", 25.5, 38.0)]
    public void A_number_of_a_state_has_its_hours_whatever_address_was_typed(string phone, string? region, double utc, double? opens)
    {
        var midnight = Noon - 12 * Hour;
        var answer = Ask(Channels.Sms, phone: phone, granted: true, confirmed: true, zone: "America/New_York", region: region, now: midnight + (long)(utc * Hour));
        Assert.Equal(opens is null ? null : midnight + (long)(opens * Hour), answer.Until);
    }

    [Fact]
    public void A_number_in_Canada_is_not_one_in_the_United_States()
    {
        // No second agreement is asked for there, and texts begin at nine.
        var answer = Ask(Channels.Sms, phone: "+14165550100", granted: true, zone: "America/Toronto", now: Noon + Hour + Hour / 2);
        Assert.Equal((SkipReason.Quiet, Noon + 2 * Hour), (answer.Reason, answer.Until));
    }

    [Fact]
    public void Where_neither_browser_nor_address_tell_the_zone_the_number_does()
    {
        var settings = new StoreSettings { QuietFromHour = 21, QuietToHour = 8 };
        Assert.Equal(Verdict.Hold, Ask(Channels.Email, settings: settings, phone: "+819012345678").Verdict);
        Assert.Equal(Verdict.Send, Ask(Channels.Email, settings: settings, phone: "+819012345678", country: "GB").Verdict);
        Assert.Equal(Verdict.Send, Ask(Channels.Email, settings: settings).Verdict);
    }

    [Theory]
    [InlineData(9, "2026-03-29T22:00:00Z", false)] // the night to summer time has an hour less: the day of Berlin begins at 22:00 UTC
    [InlineData(10, null, true)]
    public void The_daily_limit_holds_until_the_stores_next_day_whatever_the_clock_does(int limit, string? until, bool sends)
    {
        var now = new DateTimeOffset(2026, 3, 29, 20, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        foreach (var kind in JourneyKind.All)
        {
            var answer = Ask(Channels.Email, kind, new StoreSettings { DailyLimit = limit }, granted: true, now: now, storeZone: "Europe/Berlin", sentToday: 9);
            Assert.Equal(sends || kind == "transactional" ? Verdict.Send : Verdict.Hold, answer.Verdict);
            if (answer.Verdict == Verdict.Hold) Assert.Equal(DateTimeOffset.Parse(until!, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds(), answer.Until);
        }
        Assert.Equal(Verdict.Send, Ask(Channels.Email, settings: new StoreSettings { DailyLimit = limit }, now: now).Verdict); // not known here
        Assert.Equal(Verdict.Send, Ask(Channels.Handoff, settings: new StoreSettings { DailyLimit = limit }, now: now, sentToday: 99).Verdict);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Quiet_hours_hold_or_drop_in_the_zone_of_the_shopper_and_not_of_the_store(bool drop)
    {
        var verdict = drop ? Verdict.Skip : Verdict.Hold;
        var settings = new StoreSettings { QuietFromHour = 21, QuietToHour = 8, QuietDrop = drop };
        Assert.Equal(verdict, Ask(Channels.Email, settings: settings, zone: "Asia/Tokyo").Verdict);
        Assert.Equal(Verdict.Send, Ask(Channels.Email, settings: settings, zone: "Europe/London").Verdict);
    }

    [Fact]
    public void Nobody_is_written_to_before_the_cool_down_is_over()
    {
        var settings = new StoreSettings { CoolDownMinutes = 60 };
        var answer = Ask(Channels.Email, settings: settings, sends: [Noon - 20 * 60_000]);
        Assert.Equal((Verdict.Hold, SkipReason.CoolDown, Noon + 40 * 60_000), (answer.Verdict, answer.Reason, answer.Until));
        Assert.Equal(Verdict.Send, Ask(Channels.Email, settings: settings, sends: [Noon - 60 * 60_000]).Verdict);
    }

    // The limit was lowered while messages left, or the last of them left at once on several nodes: more than it are out.
    [Fact]
    public void A_full_day_says_the_limit_and_how_many_left()
    {
        Assert.Equal("the store's limit of 1 message a day is reached: 17 left today", Ask(Channels.Email, settings: new StoreSettings { DailyLimit = 1 }, sentToday: 17).Rules[^1].Text);
        Assert.Equal("the cap of 2 messages in 24 h is reached: 3 left", Ask(Channels.Email, settings: new StoreSettings { CapMessages = 2, CapHours = 24 }, sends: [Noon - Hour, Noon - 2 * Hour, Noon - 3 * Hour]).Rules[^1].Text);
    }

    [Theory]
    [InlineData("US", "15 U.S.C. § 7704 (CAN-SPAM)", "47 CFR")]
    [InlineData("CA", "CASL", "telemarketing")]
    [InlineData("FR", "Article L34-5 CPCE", "Sundays")]
    [InlineData("DE", "§ 7 UWG", "47 CFR")]
    [InlineData(null, "Directive 2002/58/EC Art. 13", "hours")]
    public void What_a_mail_rests_on_is_a_rule_of_mails(string? country, string source, string ofTexts)
    {
        var text = Ask(Channels.Email, settings: new StoreSettings { EmailPermission = "law" }, country: country).Rules.Single(r => r.Rule == "consent").Text;

        Assert.Contains(source, text, StringComparison.Ordinal);
        Assert.DoesNotContain(ofTexts, text, StringComparison.Ordinal);
    }

    [Theory, InlineData("crawler@storebotmail.joonix.net"), InlineData("noreply@shop.test"), InlineData("abuse@shop.test"), InlineData("ada@-shop-.test"), InlineData("ada@1.2.3.4")]
    public void An_address_that_nobody_reads_gets_nothing(string email) => Assert.Equal(SkipReason.Implausible, Ask(Channels.Email, email: email).Reason);

    // CRTC: 10:00 to 18:00 on Saturdays and Sundays. 6 June 2026 is a Saturday; Toronto is four hours behind.
    [Theory, InlineData(6, 13, false), InlineData(6, 14, true), InlineData(6, 21, true), InlineData(6, 22, false), InlineData(7, 22, false), InlineData(8, 22, true), InlineData(8, 13, true)]
    public void Texts_to_Canada_end_earlier_on_weekends(int day, int hour, bool goes)
    {
        var now = new DateTimeOffset(2026, 6, day, hour, 30, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        Assert.Equal(goes ? Verdict.Send : Verdict.Hold, Ask(Channels.Sms, country: "CA", zone: "America/Toronto", phone: "+14165550100", granted: true, confirmed: true, now: now, leftAt: now - Hour).Verdict);
    }

    [Fact]
    public void What_is_sold_out_is_not_offered() => Assert.Equal(SkipReason.SoldOut, Ask(Channels.Email, soldOut: true).Reason);

    [Fact]
    public void A_suppressed_address_gets_nothing_whatever_the_kind()
    {
        foreach (var kind in JourneyKind.All) Assert.Equal(SkipReason.Suppressed, Ask(Channels.Email, kind, suppressed: SuppressionReason.Bounced).Reason);
    }

    private static readonly Guid CartId = new(9, 0, 0, new byte[8]);

    [Fact]
    public void Of_an_address_that_was_erased_not_even_the_shops_own_people_and_systems_are_told()
    {
        foreach (var (channel, kind) in from c in (string[])[Channels.Email, Channels.Handoff, Channels.Webhook] from k in JourneyKind.All select (c, k))
            Assert.Equal((Verdict.Skip, SkipReason.Erased), Ask(channel, kind, suppressed: SuppressionReason.Erased) is var answer ? (answer.Verdict, answer.Reason) : default);
        Assert.Equal(Verdict.Send, Ask(Channels.Webhook, suppressed: SuppressionReason.Unsubscribed).Verdict);
    }

    private static GateAnswer Ask(
        string channel, string kind = "recovery", StoreSettings? settings = null, string? country = null, string? zone = null, bool? granted = null, bool confirmed = false, int orders = 0, string? phone = null,
        string email = "ada@mail.test", long? leftAt = null, long? now = null, IReadOnlyList<Message>? messages = null, IReadOnlyList<long>? sends = null, bool soldOut = false, string? suppressed = null,
        string? region = null, string storeZone = "UTC", long? sentToday = null, Order? order = null)
    {
        var at = now ?? Noon;
        var store = new Store(NewId(), "shop", "Shop", "https://shop.test", "EUR", storeZone, "en", settings ?? new StoreSettings(), 0);
        var journey = new JourneyDefinition { Name = "n", Kind = kind, Trigger = new JourneyTrigger(TriggerType.CartAbandoned), Steps = [new SendStep(channel, "t")] };
        var cart = new Cart { Id = CartId, AbandonedAt = at, Facts = new CartFacts { Key = "k", Currency = "EUR", Lines = [new Line("p", null, null, "Tea", 1, 100, null, null)], StartedAt = 1, LastActivityAt = leftAt ?? at - Hour, Details = region is null ? CartFacts.NoDetails : new Dictionary<string, string> { ["region"] = region } } };
        var shopper = new ShopperState
        {
            StoreId = store.Id, Id = NewId(), Carts = [cart], Messages = messages ?? [], Traits = new ShopperTraits { Country = country, TimeZone = zone },
            Personal = new ShopperPersonal { Email = email, Phone = phone },
            Permissions = granted is null && suppressed is null ? [] : [new Permission(channel, "h", granted, granted is null ? null : 1, "server", null, suppressed) { Confirmed = confirmed }],
            Orders = order is not null ? [order] : [.. Enumerable.Range(0, orders).Select(n => new Order { Id = NewId(), ExternalId = $"{n}", Currency = "EUR", Total = 100, PlacedAt = 0, Trust = Trust.Server, Confirmed = true })],
        };
        return SendGatePolicy.Decide(new SendGatePolicy.Facts(store, journey, shopper, cart, channel, (_, _) => "h", sends ?? [], at) { IsSoldOut = soldOut, SentToday = sentToday });
    }

    private static int s_made;

    private static Guid NewId() => new(Interlocked.Increment(ref s_made), 0, 0, new byte[8]);
}
