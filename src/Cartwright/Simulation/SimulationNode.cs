using Cartwright.Hosting;
using Cartwright.Links;
using Cartwright.Offers;
using Cartwright.Products;
using Cartwright.Messages;
using Cartwright.Messages.Email;
using Cartwright.Messages.Sms;
using Cartwright.Shoppers;
using Cartwright.Storage;
using Cartwright.Stores;
using Cartwright.Turns;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Simulation;

/// <summary>A process of the server without HTTP: everything it remembers dies with it, the data stay.</summary>
internal sealed class SimulationNode : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private SimulationNode(ServiceProvider services, InterruptedDatabase database) => (_services, Database) = (services, database);

    public InterruptedDatabase Database { get; }
    public TurnLoop Turns => _services.GetRequiredService<TurnLoop>();
    public Outbox Outbox => _services.GetRequiredService<Outbox>();
    public TimerStore Timers => _services.GetRequiredService<TimerStore>();
    public LinkStore Links => _services.GetRequiredService<LinkStore>();
    public ShopperListStore Shoppers => _services.GetRequiredService<ShopperListStore>();
    public ProductNewsLoop News => _services.GetRequiredService<ProductNewsLoop>();
    public CouponStore Coupons => _services.GetRequiredService<CouponStore>();
    public StoreStore Stores => _services.GetRequiredService<StoreStore>();
    public StoreDirectory Directory => _services.GetRequiredService<StoreDirectory>();

    /// <param name="data">Stays open when the process dies.</param>
    /// <param name="ids">Go on where the process before stopped.</param>
    public static async Task<SimulationNode> StartAsync(Database data, SteppedClock clock, Secrets secrets, Ids ids, MessageRenderer renderer, IMailServer mails, ISmsGateway texts, HttpMessageHandler systems, string folder)
    {
        var database = new InterruptedDatabase(data);
        var services = new ServiceCollection();
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddCore(new ServerOptions { DataDir = folder, PublicUrl = "https://mail.test" }, database, new ProductClock(clock), secrets);
        services.AddSingleton(ids).AddSingleton(mails).AddSingleton(texts).AddSingleton(new OutgoingHttp(null, clock, way: systems)).AddSingleton(renderer).AddSingleton<CouponStore>().AddSingleton<ProductNewsStore>().AddSingleton<ProductNewsLoop>();
        var node = new SimulationNode(services.BuildServiceProvider(), database);
        await node.Directory.RefreshAsync();
        await node.Turns.StartAsync(CancellationToken.None);
        return node;
    }

    public async ValueTask DisposeAsync()
    {
        await Turns.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }
}
