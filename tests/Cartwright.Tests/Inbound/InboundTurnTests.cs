using Cartwright.Journeys;
using Cartwright.Messages;
using Cartwright.Shoppers;
using Cartwright.Tracking;
using Cartwright.Turns;
using Dapper;

namespace Cartwright.Tests.Inbound;

/// <summary>What reports, answers and choices change, on both databases.</summary>
public sealed class InboundTurnTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_hard_bounce_suppresses_at_once_and_a_second_one_changes_nothing(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        var message = await SentAsync(core, "d1");
        for (var i = 0; i < 2; i++) await ReportAsync(core, "d1", message.Id, MessageReport.HardBounce);

        var after = await core.MessageAsync("d1");
        Assert.Equal((MessageStatus.Bounced, "hard", "5.1.1 unknown"), (after.Status, after.Bounce, after.Reply));
        Assert.Equal("bounced", await core.ScalarAsync<string>("select reason from suppression"));
        Assert.All((await core.ShopperAsync("d1"))!.Enrollments, e => Assert.NotEqual(EnrollmentStatus.Running, e.Status));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_complaint_suppresses_and_what_was_delivered_is_told(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        var message = await SentAsync(core, "d1");
        await ReportAsync(core, "d1", message.Id, MessageReport.Delivered);
        Assert.NotNull((await core.MessageAsync("d1")).DeliveredAt);
        await ReportAsync(core, "d1", message.Id, MessageReport.Complained);

        Assert.Equal(MessageStatus.Complained, (await core.MessageAsync("d1")).Status);
        Assert.Equal("complained", await core.ScalarAsync<string>("select reason from suppression"));
    }

    [Fact]
    public async Task A_soft_bounce_suppresses_only_after_four_in_a_row_over_three_days()
    {
        await using var core = await CoreHarness.StartAsync(Engine.Sqlite);
        var state = (await SentStateAsync(core))!;
        var first = state.Messages[0];
        Message At(int day, MessageStatus status = MessageStatus.Sent) => first with { Id = Guid.Parse($"0193c1d2-0000-7000-8000-{day:D12}"), Status = status, Bounce = status == MessageStatus.Bounced ? "soft" : null, SentAt = first.SentAt + day * 86_400_000L };
        Turn Bounce(params Message[] messages) => TurnDecider.Decide(state with { Messages = messages }, new ReportSignal(state.StoreId, state.Id, messages[^1].Id, MessageReport.SoftBounce, "full", core.Now), Context(core));
        bool Suppresses(Turn turn) => turn.State.Permissions.Any(p => p.SuppressedFor == SuppressionReason.Bounced);
        const MessageStatus bounced = MessageStatus.Bounced;

        Assert.False(Suppresses(Bounce(At(0))));
        Assert.False(Suppresses(Bounce(At(0, bounced), At(1, bounced), At(2))));
        Assert.True(Suppresses(Bounce(At(0, bounced), At(1, bounced), At(2, bounced), At(3))));
        Assert.False(Suppresses(Bounce(At(0, bounced), At(0, bounced) with { Id = Guid.Parse("0193c1d2-0000-7000-8000-999999999999") }, At(1, bounced), At(2))));
        Assert.False(Suppresses(Bounce(At(0, bounced), At(1), At(2, bounced), At(3, bounced), At(4))));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_answer_is_kept_sealed_holds_the_rest_back_and_a_person_lets_it_go_on(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        var message = await SentAsync(core, "d1");
        var shopper = (await core.ShopperAsync("d1"))!;
        for (var i = 0; i < 2; i++) await core.Node.Turns.SubmitAsync(new ReplySignal(core.StoreId, shopper.Id, message.Id, Channels.Email, new ReplyContent("d1@shop.test", "Re", "Is it blue?"), "mail:1")).InTime();

        Assert.Equal(1, await core.ScalarAsync<long>("select count(*) from reply"));
        Assert.Equal(1, await core.ScalarAsync<long>("select count(*) from story where kind = 'replied'"));
        var store = new Cartwright.Inbound.InboundStore(core.Node.Database, core.Secrets, core.Product);
        Assert.Equal("Is it blue?", (await store.OfCartAsync(core.StoreId, message.CartId, default)).Single().Content!.Text);

        await core.RunForAsync(TimeSpan.FromDays(3));
        shopper = (await core.ShopperAsync("d1"))!;
        Assert.Equal([message.Id], shopper.Messages.Select(m => m.Id));
        Assert.Equal(EnrollmentStatus.Running, shopper.Enrollments.Single().Status);

        await core.Node.Turns.SubmitAsync(new ResumeSignal(core.StoreId, shopper.Id, message.CartId, "owner@shop.test")).InTime();
        await core.FireTimersAsync();
        Assert.Equal(2, (await core.ShopperAsync("d1"))!.Messages.Count(m => m.Status is MessageStatus.Queued or MessageStatus.Sent));

        await core.Node.Turns.SubmitAsync(new EraseSignal(core.StoreId, shopper.Id)).InTime();
        Assert.Null((await store.OfCartAsync(core.StoreId, message.CartId, default)).Single().Content);
    }

    [Fact]
    public async Task Who_asks_for_no_more_and_writes_again_holds_nothing_back_and_may_ask_for_messages_again()
    {
        await using var core = await CoreHarness.StartAsync(Engine.Sqlite);
        var message = await SentAsync(core, "d1");
        var shopper = (await core.ShopperAsync("d1"))!;
        var hash = core.Secrets.Hash(core.StoreId, IdentityPolicy.Email, shopper.Personal.Email!);
        await core.Node.Turns.SubmitAsync(new OptOutSignal(core.StoreId, shopper.Id, Channels.Email, hash, "•••", SuppressionReason.Unsubscribed)).InTime();
        await core.Node.Turns.SubmitAsync(new ReplySignal(core.StoreId, shopper.Id, message.Id, Channels.Email, new ReplyContent("d1@shop.test", null, "Are you there?"), "mail:1")).InTime();
        for (var i = 0; i < 2; i++) await core.Node.Turns.SubmitAsync(new LiftSignal(core.StoreId, Channels.Email, hash, "shopper", "wrote START")).InTime();

        Assert.Equal(1, await core.ScalarAsync<long>("select count(*) from story where kind = 'replied' and detail = 'email|nothing_waits'"));
        Assert.Equal(1, await core.ScalarAsync<long>("select count(*) from story where kind = 'opted_in' and detail = 'shopper'"));
    }

    [Fact]
    public async Task What_nobody_lets_go_on_ends_with_the_journeys_time()
    {
        await using var core = await CoreHarness.StartAsync(Engine.Sqlite);
        var message = await SentAsync(core, "d1");
        var shopper = (await core.ShopperAsync("d1"))!;
        await core.Node.Turns.SubmitAsync(new ReplySignal(core.StoreId, shopper.Id, message.Id, Channels.Email, new ReplyContent("d1@shop.test", null, "Hm"), "mail:1")).InTime();
        await core.RunForAsync(TimeSpan.FromDays(12));

        shopper = (await core.ShopperAsync("d1"))!;
        Assert.NotEqual(EnrollmentStatus.Running, shopper.Enrollments.Single().Status);
        Assert.Equal(1, shopper.Messages.Count(m => m.Status == MessageStatus.Sent));
    }

    [Fact]
    public void An_answer_to_mail_about_no_cart_holds_the_next_one_back_for_its_journeys_time_and_is_let_go_on_from_the_page_it_is_shown_on()
    {
        foreach (var resumes in (bool[])[false, true])
        {
            var run = new PureRun([.. ReadyJourneys.All.Where(j => j.Slug == "win-back")]);
            var order = Some.Ordered(run.Now, device: null, trust: Trust.Server) with { UserId = "u1", Personal = new Personal { Email = "ada@mail.test" } };
            run.Tell(order).RunFor(TimeSpan.FromDays(92));
            var sent = Assert.Single(run.State.Messages, m => m.Status == MessageStatus.Sent);
            run.Tell(new ReplySignal(run.Store.Id, run.State.Id, sent.Id, Channels.Email, new ReplyContent("ada@mail.test", null, "Who are you?"), "mail:1")).RunFor(TimeSpan.FromDays(10));
            Assert.Single(run.Sent);

            if (resumes) run.Tell(new ResumeSignal(run.Store.Id, run.State.Id, new Guid(9, 0, 0, new byte[8]), "owner@shop.test"));
            run.RunFor(TimeSpan.FromDays(40));
            Assert.Equal(resumes ? 2 : 1, run.Sent.Count);
            Assert.Equal(EnrollmentStatus.Done, Assert.Single(run.State.Enrollments).Status);
        }
    }

    [Fact]
    public void Who_answers_the_confirmation_of_an_order_is_not_asked_for_its_money_until_a_person_lets_that_go_on()
    {
        foreach (var resumes in (bool[])[false, true])
        {
            var run = new PureRun([.. ReadyJourneys.All.Where(j => j.Slug is "order-confirmation" or "unpaid-order")]);
            run.Tell(Some.Ordered(run.Now, device: null, trust: Trust.Server) with { Kind = EventKind.OrderPlaced, UserId = "u1", Personal = new Personal { Email = "ada@mail.test" } }).RunFor(TimeSpan.FromMinutes(1));
            var sent = Assert.Single(run.State.Messages, m => m.Status == MessageStatus.Sent);
            run.Tell(new ReplySignal(run.Store.Id, run.State.Id, sent.Id, Channels.Email, new ReplyContent("ada@mail.test", null, "I paid by bank transfer"), "mail:1")).RunFor(TimeSpan.FromDays(1));
            Assert.Equal("order-confirmation", Assert.Single(run.Sent).Template);

            if (resumes) run.Tell(new ResumeSignal(run.Store.Id, run.State.Id, Guid.Empty, "owner@shop.test"));
            run.RunFor(TimeSpan.FromHours(1));
            Assert.Equal(resumes, run.Sent.Any(m => m.Template == "unpaid-order"));
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_topic_that_is_off_is_not_written_about_and_the_choice_is_logged(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        await core.LeaveCartAsync("d1");
        var shopper = (await core.ShopperAsync("d1"))!;
        await core.Node.Turns.SubmitAsync(new PreferenceSignal(core.StoreId, shopper.Id, [Topic.Recovery])).InTime();
        await core.RunForAsync(TimeSpan.FromMinutes(10));

        Assert.Equal((MessageStatus.Skipped, SkipReason.TopicOff), ((await core.MessageAsync("d1")).Status, (await core.MessageAsync("d1")).SkipReason));
        Assert.Equal(0, await core.ScalarAsync<long>("select granted from consent_log where channel = 'topic:recovery'"));
        await core.Node.Turns.SubmitAsync(new PreferenceSignal(core.StoreId, shopper.Id, [])).InTime();
        Assert.Equal(2, await core.ScalarAsync<long>("select count(*) from consent_log where channel = 'topic:recovery'"));
    }

    private static TurnContext Context(CoreHarness core) =>
        new(core.Store, core.Node.Directory.Find(core.StoreId)!.Journeys, (id, version) => core.Node.Directory.Find(core.StoreId)!.Version(id, version), (kind, value) => core.Secrets.Hash(core.StoreId, kind, value), Cartwright.Hosting.Ids.Unpredictable(core.Product), core.Now);

    private static async Task<ShopperState?> SentStateAsync(CoreHarness core)
    {
        await SentAsync(core, "d1");
        return await core.ShopperAsync("d1");
    }

    private static async Task<Message> SentAsync(CoreHarness core, string device)
    {
        await core.LeaveCartAsync(device);
        await core.RunForAsync(TimeSpan.FromMinutes(5));
        var claim = (await core.ClaimAsync()).Single();
        Assert.True(await core.Node.BeginSendAsync(claim, CoreHarness.Mail(device)));
        await core.Node.EndAsync(claim, MessageStatus.Sent);
        return await core.MessageAsync(device);
    }

    private static async Task ReportAsync(CoreHarness core, string device, Guid message, MessageReport report) =>
        await core.Node.Turns.SubmitAsync(new ReportSignal(core.StoreId, (await core.ShopperAsync(device))!.Id, message, report, "5.1.1 unknown", core.Now)).InTime();
}
