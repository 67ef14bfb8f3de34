using System.Net;
using Cartwright.Carts;
using Cartwright.Console;
using Cartwright.Imports;
using Cartwright.Inbound;
using Cartwright.Inbound.Providers;
using Cartwright.Journeys;
using Cartwright.Links;
using Cartwright.Messages;
using Cartwright.Messages.Email;
using Cartwright.Messages.Email.Dkim;
using Cartwright.Messages.Email.Http;
using Cartwright.Messages.Sms;
using Cartwright.Messages.Templates;
using Cartwright.Messages.Webhooks;
using Cartwright.Offers;
using Cartwright.Products;
using Cartwright.Recovery;
using Cartwright.Reports;
using Cartwright.Shoppers;
using Cartwright.Storage;
using Cartwright.Stores;
using Cartwright.Tracking;
using Cartwright.Tracking.Platforms;
using Cartwright.Tracking.Segment;
using Cartwright.Tracking.Webhooks;
using Cartwright.Turns;

namespace Cartwright.Hosting;

/// <summary>Puts the server together from an opened database. What is registered here is the whole of it.</summary>
internal static class Server
{
    /// <summary>Services every verb works with: the database, keys, stores.</summary>
    public static void AddCore(this IServiceCollection services, ServerOptions options, Database database, ProductClock clock, Secrets secrets)
    {
        services.AddSingleton(options).AddSingleton(database).AddSingleton(clock).AddSingleton<TimeProvider>(clock).AddSingleton(secrets);
        services.AddSingleton(Ids.Unpredictable(clock));
        services.AddSingleton<StoreStore>().AddSingleton<StoreDirectory>().AddSingleton<UserStore>().AddSingleton<AdminVerbs>();
        services.AddSingleton<ShopperStore>().AddSingleton<TurnContexts>().AddSingleton<TurnLoop>();
        services.AddSingleton<RejectedStore>().AddSingleton<EventRetentionStore>().AddSingleton<TimerStore>().AddSingleton<HeldStore>().AddSingleton<DeliveryStore>().AddSingleton<ProductStore>().AddSingleton<ReviewStore>().AddSingleton<OfferStore>().AddSingleton<LinkStore>();
        services.AddSingleton<MessageRenderer>(_ => new MessageRenderer()).AddSingleton<MessageComposer>();
        services.AddSingleton(s => new SmtpPool(options.Smtp, clock.RealTime, s.GetRequiredService<ILogger<SmtpPool>>())).AddSingleton<DkimKeys>()
            .AddSingleton<IMailServer>(s => options.Mail.Provider == MailProvider.Smtp ? s.GetRequiredService<SmtpPool>() : new MailApi(options.Mail, s.GetRequiredService<OutgoingHttp>())).AddSingleton(new DomainPacing(options.Smtp, clock)).AddSingleton(new HandOffPacing(clock)).AddSingleton<Outbox>();
        services.AddSingleton<ISmsGateway>(s => new SmsChannel(options.Sms, s.GetRequiredService<OutgoingHttp>()));
        services.AddSingleton<BestsellerStore>().AddSingleton<Bestsellers>().AddSingleton<MessageSources>().AddSingleton<EmailDelivery>().AddSingleton<SmsDelivery>().AddSingleton<WebhookDelivery>().AddSingleton<Deliveries>();
        services.AddSingleton<TemplateStore>().AddSingleton<OwnTemplates>().AddSingleton<TemplateBreaks>().AddSingleton(_ => new TemplateDefaults()).AddSingleton<StoreTemplates>().AddSingleton<TemplateImports>();
        services.AddSingleton<RollupStore>().AddSingleton<ReportStore>();
        services.AddSingleton<ReturnLimits>().AddSingleton<LinkServices>().AddSingleton<TrackingServices>();
        services.AddSingleton(_ => new OutgoingHttp(options.AllowPrivate, clock.RealTime));
        services.AddSingleton<ShopConnectionStore>().AddSingleton<ShopChannel>().AddSingleton<ShopAsker>().AddSingleton<LinkHosts>().AddSingleton<ShopInspector>().AddSingleton<CartMailerStore>().AddSingleton<CartMailers>().AddSingleton<ShopConnections>();
        services.AddSingleton<AuditStore>().AddSingleton<ShopperListStore>().AddSingleton<Journeys.RefusalStore>().AddSingleton<OrderFeedStore>().AddSingleton<WebhookServices>();
        services.AddSingleton<JourneyImports>().AddSingleton<JourneyMoveStore>();
        services.AddSingleton<InboundStore>().AddSingleton<InboundIntake>().AddSingleton<InboundServices>().AddSingleton(s => SnsOver(s.GetRequiredService<OutgoingHttp>()));
        services.AddSingleton<ImportStore>().AddSingleton<ImportRun>();
    }

    /// <summary>What only a running server has: loops, pages, measurements.</summary>
    public static void AddServer(this IServiceCollection services)
    {
        services.AddHostedService(s => s.GetRequiredService<StoreDirectory>());
        services.AddHostedService(s => s.GetRequiredService<TurnLoop>());
        services.AddHostedService<DueTimersLoop>();
        services.AddHostedService<DeliveryLoop>();
        services.AddHostedService<ApprovalLoop>();
        services.AddHostedService<AskAgainLoop>();
        services.AddHostedService<OrderFeedLoop>();
        services.AddHostedService<ShopLoop>();
        services.AddSingleton<ProductNewsStore>().AddHostedService<ProductNewsLoop>();
        services.AddHostedService<ShopInspectionLoop>();
        services.AddHostedService<JourneyMoveLoop>();
        services.AddSingleton<RollupLoop>().AddHostedService(s => s.GetRequiredService<RollupLoop>());
        services.AddHostedService<MaintenanceLoop>();
        services.AddHostedService<SpoolLoop>();
        services.AddHostedService<ReplyLoop>();
        services.AddSingleton<CartStore>().AddSingleton<SuppressionStore>().AddSingleton<OrderStore>()
            .AddSingleton<CouponStore>().AddSingleton<EnrollmentStore>().AddSingleton<MessageStore>().AddSingleton<ApprovalStore>().AddSingleton<Approvals>().AddSingleton<TemplatePreview>().AddSingleton<TemplateTests>();
        services.AddMetricsText(Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT"));
        services.AddApiDocument();
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true); // so that the API can say which field
        services.AddConsole();
        services.ConfigureHttpJsonOptions(o => o.SerializerOptions.TypeInfoResolverChain.Insert(0, AdminJson.Default));
        services.ConfigureHttpJsonOptions(o => o.SerializerOptions.TypeInfoResolverChain.Insert(0, ImportJson.Default));
    }

    /// <summary>Every address the server answers, a line a slice.</summary>
    public static void MapServer(this WebApplication app)
    {
        app.UseForwardedHeaders(new Microsoft.AspNetCore.Builder.ForwardedHeadersOptions
        {
            ForwardedHeaders = Microsoft.AspNetCore.HttpOverrides.ForwardedHeaders.XForwardedFor | Microsoft.AspNetCore.HttpOverrides.ForwardedHeaders.XForwardedProto,
        });
        app.UseApi();
        app.UseBindingFailures();
        app.MapOpenApi("/openapi/{documentName}.json").ExcludeFromDescription();
        app.MapAdmin();
        app.MapHealth();
        app.MapMetrics();
        app.MapStores();
        app.MapShops();
        app.MapTracking();
        app.MapSdks();
        app.MapWebhooks();
        app.MapRejected();
        app.MapSnippet();
        app.MapShoppers();
        app.MapSuppressions();
        app.MapPrivacy();
        app.MapProducts();
        app.MapReviews();
        app.MapCarts();
        app.MapOffers();
        app.MapDkim();
        app.MapCoupons();
        app.MapJourneys();
        app.MapMessages();
        app.MapTemplates();
        app.MapInbound();
        app.MapReplies();
        app.MapLinks();
        app.MapLinkHosts();
        app.MapOrders();
        app.MapReports();
        app.MapConsole();
    }

    public static WebApplicationBuilder CreateBuilder(ServerOptions options, DataOwner? owner)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders().AddSimpleConsole(c => { c.SingleLine = true; c.TimestampFormat = "HH:mm:ss "; }).SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(c => c.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 5 * 1024 * 1024;
            foreach (var url in options.Urls) Listen(kestrel, url);
            if (owner is null) return;
            File.Delete(options.AdminSocket);
            kestrel.ListenUnixSocket(options.AdminSocket, listen => listen.Use(next => connection =>
            {
                connection.Items[AdminEndpoints.Mark] = true;
                return next(connection);
            }));
        });
        builder.Services.Configure<HostOptions>(h => h.ShutdownTimeout = TimeSpan.FromSeconds(30));
        return builder;
    }

    private static SnsChannel SnsOver(OutgoingHttp http) => new(async (url, ct) =>
    {
        try { return await http.SendAsync(HttpMethod.Get, url, [], null, ct) is { Status: 200 } answer ? answer.Body : null; }
        catch (OutgoingException) { return null; } // the sender is told to come again
    });

    private static void Listen(Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions kestrel, string url)
    {
        if (!Uri.TryCreate(url.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var u) || u.Scheme != "http")
            throw new CannotStartException($"'{url}' is not an address to listen on. Use http://HOST:PORT; put a proxy with a certificate in front for https.");
        if (u.Host == "localhost") kestrel.ListenLocalhost(u.Port);
        else if (IPAddress.TryParse(u.Host.Trim('[', ']'), out var ip)) kestrel.Listen(ip, u.Port);
        else throw new CannotStartException($"'{url}' names a host. Give an IP address, localhost or * to listen on.");
    }
}
