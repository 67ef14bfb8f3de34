using Cartwright.Hosting;
using Cartwright.Messages;
using Cartwright.Messages.Templates;
using Cartwright.Storage;
using Cartwright.Stores;
using Cartwright.Tests.Messages.Templates;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Contracts;

public sealed class TemplateContract
{
    private static readonly TemplateSource First = SomeTemplates.Mail(words: "First"), Second = SomeTemplates.Mail(words: "Second"), Third = SomeTemplates.Mail(words: "Third");

    [Theory, OnSqlite, OnPostgres]
    public async Task Versions_are_kept_one_is_used_and_nobody_s_work_is_lost(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        var templates = Templates(core);

        Assert.Equal([1], (await Save(First, 0, live: false))!);
        Assert.Empty(await Live());
        Assert.Equal([2], (await Save(Second, 1, live: true))!);
        Assert.Equal([new LiveTemplate("cart-reminder", "en", "email", 2)], await Live());
        Assert.Equal([2], (await Save(Second, 2, live: true))!); // the same again is no version more
        Assert.Equal([3], (await Save(Third, null, live: false))!);

        var late = await templates.SaveAsync(core.StoreId, [(First, 2)], live: true, "bob", "");
        Assert.Null(late.Numbers);
        Assert.Equal((3L, Third, "ada", (long?)null), (late.Newest!.Number, late.Newest.Source, late.Newest.By, late.Newest.LiveAt));
        var both = await templates.SaveAsync(core.StoreId, [(SomeTemplates.Mail("spring"), 0), (First, 2)], live: true, "bob", "");
        Assert.Null(both.Numbers);
        Assert.Equal([new LiveTemplate("cart-reminder", "en", "email", 2)], await Live());

        Assert.Equal([(3L, Third), (2L, Second), (1L, First)], (await templates.VersionsAsync(core.StoreId, "cart-reminder", "en")).Select(v => (v.Number, v.Source)));
        Assert.Equal((2L, 3L, "ada"), (await templates.ListAsync(core.StoreId)).Select(t => (t.Live!.Value, t.Latest, t.By)).Single());
        Assert.Equal(Third, (await templates.FindAsync(core.StoreId, "cart-reminder", "en", null))!.Source);
        Assert.Null(await templates.FindAsync(Guid.Empty, "cart-reminder", "en", null));

        async Task<IReadOnlyList<long>?> Save(TemplateSource source, long? expected, bool live) => (await templates.SaveAsync(core.StoreId, [(source, expected)], live, "ada", "")).Numbers;
        async Task<IReadOnlyList<LiveTemplate>> Live()
        {
            await core.Node.Directory.RefreshAsync();
            return core.Node.Directory.Find(core.StoreId)!.Templates.GetValueOrDefault("cart-reminder") ?? [];
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Of_two_who_save_at_once_on_the_same_version_one_is_told(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        var templates = Templates(core);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => templates.SaveAsync(core.StoreId, [(SomeTemplates.Mail(words: $"Of {i}"), 0)], live: true, "ada", "")))).InTime();

        Assert.Single(answers, a => a.Numbers is not null);
        Assert.All(answers.Where(a => a.Numbers is null), a => Assert.Equal(1, a.Newest!.Number));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_used_comes_before_the_last_that_never_broke_and_is_kept_when_it_is_removed(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        var templates = Templates(core);
        foreach (var (source, live) in ((TemplateSource, bool)[])[(First, true), (Second, true), (SomeTemplates.Mail(words: "Draft"), false), (Third, true)])
            await templates.SaveAsync(core.StoreId, [(source, null)], live, "ada", "");
        Assert.Equal([4L, 2L], await Usable());

        Assert.True(await Break(2, "first"));
        Assert.False(await Break(2, "again"));
        Assert.True(await Break(4, "at last"));
        Assert.Equal([4L, 1L], await Usable());
        Assert.Equal("at last", (await templates.ListAsync(core.StoreId)).Single().Break!.Error);
        Assert.Equal(("first", 7L), (await templates.FindAsync(core.StoreId, "cart-reminder", "en", 2))!.Break is { } b ? (b.Error, b.At) : default);

        Assert.True(await templates.RemoveAsync(core.StoreId, "cart-reminder", "en", "ada"));
        Assert.False(await templates.RemoveAsync(core.StoreId, "cart-reminder", "en", "ada"));
        Assert.Empty(await templates.ListAsync(core.StoreId));
        Assert.Equal([4L], await Usable()); // for runs that still name it, where there is no default
        Assert.Equal([5L], (await templates.SaveAsync(core.StoreId, [(First, 4)], live: true, "ada", "")).Numbers!);
        Assert.Null((await templates.ListAsync(core.StoreId)).Single().Break);
        Assert.Equal(6, await core.ScalarAsync<long>("select count(*) from audit where action like 'template_%' and target = 'template:cart-reminder.en'"));

        async Task<IEnumerable<long>> Usable() => (await templates.UsableAsync(core.StoreId, "cart-reminder")).Select(v => v.Number);
        Task<bool> Break(long version, string why) => templates.BreakAsync(core.StoreId, "cart-reminder", "en", version, new TemplateBreak(7, Guid.Empty, Guid.Empty, why));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_claimed_after_a_version_was_saved_on_another_node_is_sent_by_it(Engine engine)
    {
        await using var core = await CoreHarness.StartAsync(engine);
        await core.LeaveCartAsync("d1");
        await core.RunForAsync(TimeSpan.FromMinutes(5));
        await using var database = Database.Open(core.Location);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddCore(new ServerOptions { DataDir = "" }, database, core.Product, core.Secrets);
        await using var other = services.BuildServiceProvider();
        var directory = other.GetRequiredService<StoreDirectory>();
        await directory.RefreshAsync();
        await Templates(core).SaveAsync(core.StoreId, [(First, 0)], live: true, "ada", "");
        Assert.Empty(directory.Find(core.StoreId)!.Templates);

        Assert.Single(await other.GetRequiredService<Outbox>().ClaimAsync(10));

        Assert.Equal(1, Assert.Single(directory.Find(core.StoreId)!.Templates["cart-reminder"]).Version);
    }

    private static TemplateStore Templates(CoreHarness core) => new(core.Node.Database, Ids.Unpredictable(core.Product), core.Product);
}
