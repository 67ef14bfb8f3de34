using Cartwright.Hosting;
using Cartwright.Hosting.Cli;
using Cartwright.Messages.Email;
using Cartwright.Messages.Sms;
using Cartwright.Storage;
using Cartwright.Stores;
using Cartwright.Tests.Support;

namespace Cartwright.Tests.Hosting;

public sealed class DoctorVerbTests
{
    [Fact]
    public async Task It_says_what_is_wrong_and_what_to_do()
    {
        using var folder = new TempFolder();
        await using var mail = SmtpSink.Start();
        var options = new ServerOptions { DataDir = folder.Path, Smtp = new SmtpOptions { Host = "127.0.0.1", Port = mail.Port, Security = SmtpSecurity.None } };
        await MakeStoreAsync(options, journeysLive: false);

        var report = await DoctorVerb.ExamineAsync(options with { Smtp = new SmtpOptions { Host = "127.0.0.1", Port = FreePort.Next(), Security = SmtpSecurity.None } }, TimeProvider.System, null, default);

        Assert.False(report.Ok);
        Assert.Equal(["mail server", "store shop"], report.Checks.Where(c => !c.Ok).Select(c => c.Check.StartsWith("mail server", StringComparison.Ordinal) ? "mail server" : c.Check).Order());
        Assert.All(report.Checks, c => Assert.Equal(c.Ok, c.Advice is null));

        File.Delete(folder.File("keys/master.key"));
        Assert.Contains((await DoctorVerb.ExamineAsync(options, TimeProvider.System, null, default)).Checks, c => c is { Check: "master key", Ok: false });
        Assert.False(File.Exists(folder.File("keys/master.key")));
    }

    [Fact]
    public async Task It_is_content_with_a_server_that_has_all_it_needs()
    {
        using var folder = new TempFolder();
        await using var mail = SmtpSink.Start();
        var options = new ServerOptions { DataDir = folder.Path, Smtp = new SmtpOptions { Host = "127.0.0.1", Port = mail.Port, Security = SmtpSecurity.None } };
        await MakeStoreAsync(options, journeysLive: true);

        var report = await DoctorVerb.ExamineAsync(options, TimeProvider.System, null, default);

        Assert.All(report.Checks.Where(c => c.Check != "disk"), c => Assert.True(c.Ok, $"{c.Check}: {c.Found}"));
    }

    [Fact]
    public async Task It_says_that_a_live_store_writes_to_nobody_but_its_test_address()
    {
        using var folder = new TempFolder();
        await using var mail = SmtpSink.Start();
        var options = new ServerOptions { DataDir = folder.Path, Smtp = new SmtpOptions { Host = "127.0.0.1", Port = mail.Port, Security = SmtpSecurity.None } };
        await MakeStoreAsync(options, journeysLive: true, new StoreSettings { SandboxTo = "merchant@shop.test" });

        var line = Assert.Single((await DoctorVerb.ExamineAsync(options, TimeProvider.System, null, default)).Checks, c => c.Check == "store shop");

        Assert.Equal((false, "test mode: every message goes to m•••@shop.test, none to a shopper"), (line.Ok, line.Found));
        Assert.Contains("sandboxTo", line.Advice, StringComparison.Ordinal);
    }

    [Theory, InlineData(null, 1), InlineData("service@shop.test", 0)]
    public async Task It_warns_of_hand_offs_that_nobody_gets(string? to, int warnings)
    {
        using var folder = new TempFolder();
        await using var mail = SmtpSink.Start();
        var options = new ServerOptions { DataDir = folder.Path, Smtp = new SmtpOptions { Host = "127.0.0.1", Port = mail.Port, Security = SmtpSecurity.None } };
        await MakeStoreAsync(options, journeysLive: true, new StoreSettings { HandoffTo = to });

        var lines = (await DoctorVerb.ExamineAsync(options, TimeProvider.System, null, default)).Checks.Where(c => c is { Ok: true, Advice: not null }).ToList();

        Assert.Equal(warnings, lines.Count);
        Assert.All(lines, l => Assert.Equal("hand-offs of store shop", l.Check));
        Assert.All(lines, l => Assert.Contains("high-value", l.Found, StringComparison.Ordinal));
        Assert.All(lines, l => Assert.Contains("handoffTo", l.Advice, StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_asks_the_text_message_account_without_sending()
    {
        using var folder = new TempFolder();
        await using var gateway = await ScriptedGateway.StartAsync();
        var options = new ServerOptions { DataDir = folder.Path, AllowPrivate = "127.0.0.1", Sms = new SmsOptions { BaseUrl = gateway.Url, AccountSid = "AC1", AuthToken = "secret", From = "+15005550006" } };
        async Task<DoctorLine> LineAsync(ServerOptions o) => Assert.Single((await DoctorVerb.ExamineAsync(o, TimeProvider.System, null, default)).Checks, c => c.Check == "text messages");

        gateway.Answer = ScriptedGateway.With(200, """{"status":"active"}""");
        Assert.Equal((true, $"the account is known at {new Uri(gateway.Url).Authority}, from +15005550006"), ((await LineAsync(options)).Ok, (await LineAsync(options)).Found));
        gateway.Answer = ScriptedGateway.With(401, """{"code":20003,"message":"Authenticate"}""");
        Assert.Equal((false, "401 20003 Authenticate"), ((await LineAsync(options)).Ok, (await LineAsync(options)).Found));
        Assert.All(gateway.Requests, r => Assert.Equal("GET", r.Method));

        Assert.True((await LineAsync(options with { Sms = new SmsOptions() })).Ok);
        Assert.Contains("belong together", (await LineAsync(options with { Sms = new SmsOptions { AccountSid = "AC1" } })).Found, StringComparison.Ordinal);
        Assert.Contains("no address", (await LineAsync(options with { Sms = new SmsOptions { Kind = SmsKind.Generic, BaseUrl = "gateway" } })).Found, StringComparison.Ordinal);
    }

    private static async Task MakeStoreAsync(ServerOptions options, bool journeysLive, StoreSettings? settings = null)
    {
        await using var database = Database.Open(options.DatabaseLocation);
        await Migrator.ApplyAsync(database, TimeProvider.System);
        var stores = new StoreStore(database, options.OpenSecrets(), Ids.Unpredictable(TimeProvider.System), TimeProvider.System);
        var (store, _) = await stores.CreateAsync("shop", "Shop", "https://shop.test", "EUR", "Europe/Berlin", "en", journeysLive);
        if (settings is not null) await stores.SaveSettingsAsync(store.Id, settings);
    }
}
