using Cartwright.Hosting;
using Cartwright.Products;
using Cartwright.Stores;

namespace Cartwright.Demo;

/// <summary>What <c>cartwright demo</c> adds to a server: a store with goods, a mailbox that takes every mail, and pages to look at both.</summary>
internal sealed class DemoRun(ServerOptions options, bool openBrowser)
{
    /// <summary>Short, so that nobody has to wait; the pages say so.</summary>
    public const int IdleSeconds = 20;
    public const string Slug = "demo", UserEmail = "owner@demo.test";
    private readonly MailboxServer _mailbox = new(TimeProvider.System, LoggerFactory.Create(b => b.AddConsole()).CreateLogger<MailboxServer>());
    private DemoStore? _store;
    private string _password = "";

    private string Base => options.Urls[0].TrimEnd('/');

    /// <summary>Every mail goes to the demo's own mailbox.</summary>
    public void Configure(ref ServerOptions server)
    {
        _mailbox.Start();
        server = server with { Smtp = new() { Host = "127.0.0.1", Port = _mailbox.Port }, MailFrom = null };
    }

    public void AddServices(IServiceCollection services)
    {
        services.AddSingleton(_ => _store ?? throw new InvalidOperationException("The demo store is not made yet."));
        services.AddSingleton(new DemoGuide("/console", "/demo/mailbox", $"In this demo the first reminder leaves {IdleSeconds} seconds after the last activity; a real store waits four minutes."));
        services.AddSingleton<DemoReportChannel>().AddSingleton<DemoKeysStore>();
    }

    public void Map(WebApplication app)
    {
        app.MapDemoShop();
        app.MapMailbox(() => _mailbox.List());
    }

    public async Task PrepareAsync(IServiceProvider services, CancellationToken ct)
    {
        var directory = services.GetRequiredService<StoreDirectory>();
        var kept = services.GetRequiredService<DemoKeysStore>();
        if (await kept.ReadAsync() is { } known && directory.Find(Slug) is not null)
        {
            (_store, _password) = (new DemoStore(Slug, known.WriteKey, known.SecretKey), known.Password);
            return;
        }
        var stores = services.GetRequiredService<StoreStore>();
        var (store, keys) = await stores.CreateAsync(Slug, "Hollow & Fern", Base + "/demo/shop", "EUR", "Europe/Berlin", "en-IE", journeysLive: true, ct);
        await stores.SaveSettingsAsync(store.Id, Settings with { IdleSeconds = 240 }, ct: ct);
        _store = new DemoStore(Slug, keys.WriteKey, keys.SecretKey);
        _password = StoreKey.Generate().WriteKey[3..15];
        await kept.SaveAsync(new DemoKeys(keys.WriteKey, keys.SecretKey, _password));
        await services.GetRequiredService<ProductStore>().SaveAsync(store.Id, [.. DemoCatalogue.Goods.Products.Select(p => new Product(
            p.Id, "", p.Sku, p.Name, p.Description, DemoCatalogue.Goods.Currency, p.Price, $"{Base}/demo/shop/p/{p.Handle}", $"{Base}/demo/shop/files/{p.Image}", p.Stock))], ct);
        await services.GetRequiredService<UserStore>().CreateAsync(UserEmail, _password, store.Id, Roles.Owner, ct);
        await directory.RefreshAsync(ct);
        await System.Console.Error.WriteLineAsync("Writing a month of history …");
        await ActivatorUtilities.CreateInstance<DemoHistory>(services).SeedAsync(directory.Find(Slug)!.Store, services.GetRequiredService<ProductClock>().GetUtcNow(), ct);
        await stores.SaveSettingsAsync(store.Id, Settings, ct: ct);
        await directory.RefreshAsync(ct);
    }

    public Task StartedAsync(IServiceProvider services, CancellationToken ct)
    {
        System.Console.WriteLine($"""

              Sample shop   {Base}/demo/shop/
              Mailbox       {Base}/demo/mailbox/
              Console       {Base}/console      {UserEmail}  ·  {_password}

            Fill a cart, type an e-mail address, close the tab: the reminder is in the mailbox {IdleSeconds} seconds later.
            """);
        if (openBrowser) OpenBrowser($"{Base}/demo/shop/");
        return Task.CompletedTask;
    }

    // Only where there is a desktop to open it on; the addresses are printed either way.
    private static void OpenBrowser(string url)
    {
        if (System.Console.IsOutputRedirected || OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("DISPLAY") is null && Environment.GetEnvironmentVariable("WAYLAND_DISPLAY") is null) return;
        try { System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(url) { UseShellExecute = true })?.Dispose(); }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or PlatformNotSupportedException) { System.Console.WriteLine($"(No browser could be opened: {e.Message})"); }
    }

    private static StoreSettings Settings => new()
    {
        IdleSeconds = IdleSeconds, FromName = "Hollow & Fern", FromAddress = "hello@hollowfern.test", ReplyTo = "hello@hollowfern.test", AccentColor = "#2f5d46",
        PostalAddress = "Hollow & Fern, Mill Lane 4, 20095 Hamburg", ContactEmail = "hello@hollowfern.test", ContactPhone = "+49 40 5550199", ContactHours = "Mon–Fri 9–17",
        Faq = [new FaqItem("Can I send something back?", "Yes, within 30 days, and we pay for the parcel."), new FaqItem("When does it leave?", "Orders placed before 14:00 leave the same working day.")],
        Words = new Dictionary<string, StoreWords>
        {
            ["de"] = new()
            {
                ContactHours = "Mo–Fr 9–17 Uhr",
                Faq = [new FaqItem("Kann ich etwas zurückschicken?", "Ja, 30 Tage lang, und wir zahlen das Paket."), new FaqItem("Wann geht es los?", "Was bis 14 Uhr bestellt ist, geht am selben Werktag hinaus.")],
            },
        },
    };
}
