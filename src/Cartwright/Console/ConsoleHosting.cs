using Cartwright.Console.Accounts;
using Cartwright.Console.Carts;
using Cartwright.Console.Events;
using Cartwright.Console.Journeys;
using Cartwright.Console.Messages;
using Cartwright.Console.Offers;
using Cartwright.Console.Overview;
using Cartwright.Console.Settings;
using Cartwright.Console.Shell;
using Cartwright.Console.Shoppers;
using Cartwright.Console.Templates;
using Cartwright.Stores;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace Cartwright.Console;

/// <summary>The merchant's console: what it needs, and its pages.</summary>
internal static class ConsoleHosting
{
    public const string Scheme = "console", SignInPath = "/console/sign-in";
    private static readonly TimeSpan SessionLength = TimeSpan.FromHours(12);

    public static IServiceCollection AddConsole(this IServiceCollection services)
    {
        services.AddSingleton<DataProtectionKeyStore>();
        services.AddDataProtection().SetApplicationName("cartwright");
        services.AddOptions<KeyManagementOptions>().Configure<DataProtectionKeyStore>((options, keys) =>
        {
            options.XmlRepository = keys;
            options.XmlEncryptor = new Microsoft.AspNetCore.DataProtection.XmlEncryption.NullXmlEncryptor(); // the store seals them
        });
        services.AddAuthentication(Scheme).AddCookie(Scheme, options =>
        {
            options.Cookie.Name = "cartwright";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.ExpireTimeSpan = SessionLength;
            options.SlidingExpiration = true;
            options.LoginPath = SignInPath;
            options.ReturnUrlParameter = SignInEndpoints.ReturnTo;
            options.TimeProvider = TimeProvider.System; // a session is a real person's, also when the product's clock is scaled
            // A page that looks for news by itself does not keep a session alive that nobody uses.
            options.Events.OnCheckSlidingExpiration = context =>
            {
                if (context.Request.Headers.ContainsKey("X-Live")) context.ShouldRenew = false;
                return Task.CompletedTask;
            };
        });
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "cartwright.form";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.FormFieldName = "form";
            options.SuppressXFrameOptionsHeader = true; // frame-ancestors says it
        });
        services.AddRazorComponents();
        services.AddSingleton<ConsoleAssets>().AddSingleton<SignInLimits>().AddScoped<ConsoleContext>();
        services.AddSingleton<OverviewStore>().AddSingleton<CartListStore>().AddSingleton<CartPageStore>().AddSingleton<CartDesk>().AddSingleton<EventListStore>().AddSingleton<MessageListStore>().AddSingleton<JourneyFiguresStore>().AddSingleton<JourneyVersionStore>().AddSingleton<JourneyEditor>().AddSingleton<CodeListStore>().AddSingleton<MessagePreview>().AddSingleton<MessageDrafts>().AddSingleton<TemplateDesk>();
        return services;
    }

    public static void MapConsole(this WebApplication app)
    {
        app.Services.GetRequiredService<ConsoleAssets>().Map(app);
        var console = app.MapGroup("/console").AddEndpointFilter<ConsoleGate>().ExcludeFromDescription();
        console.MapSignIn();
        console.MapOverview();
        console.MapCarts();
        console.MapShoppers();
        console.MapMessages();
        console.MapTemplates();
        console.MapJourneys();
        console.MapMoves();
        console.MapOffers();
        console.MapSettings();
        console.MapEvents();
        console.MapShopPage();
        console.MapInboundPage();
        // Not MapFallback: request delegates are generated, and the generator forgets its pattern.
        console.Map("{**path}", (ConsoleContext context) => context.Page<NotFoundPage>(status: StatusCodes.Status404NotFound)).WithOrder(int.MaxValue).Open();
    }
}
