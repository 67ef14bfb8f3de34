using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Cartwright.Hosting;
using Cartwright.Messages.Email;
using Cartwright.Storage;
using Cartwright.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartwright.Tests.Support;

/// <summary>The whole server inside the test, on a port of its own, with one store whose journeys are live and a mail server that keeps what it gets.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly TestDatabase _data;
    private readonly TempFolder _folder = new();
    private readonly SmtpSink _mail;
    private WebApplication _app = null!;

    private ApiServer(TestDatabase data, SmtpSinkOptions? mail) => (_data, _mail) = (data, SmtpSink.Start(mail));

    public Store Store { get; private set; } = null!;
    public NewStoreKeys Keys { get; private set; } = null!;
    public SmtpSink Mail => _mail;
    public IServiceProvider Services => _app.Services;

    /// <summary>Sends the secret key with each request.</summary>
    public HttpClient Api { get; private set; } = null!;

    /// <summary>Sends no key.</summary>
    public HttpClient Stranger { get; private set; } = null!;

    /// <param name="scale">How many times faster the product's clock runs.</param>
    public static async Task<ApiServer> StartAsync(Engine engine, SmtpSinkOptions? mail = null, Func<ServerOptions, ServerOptions>? with = null, double scale = 1)
    {
        var server = new ApiServer(await TestDatabase.MigratedAsync(engine), mail);
        var options = new ServerOptions
        {
            DataDir = server._folder.Path, DatabaseUrl = server._data.Location, Urls = ["http://127.0.0.1:0"], AllowPrivate = "127.0.0.1",
            Smtp = new SmtpOptions { Host = "127.0.0.1", Port = server._mail.Port, Security = SmtpSecurity.None },
        };
        if (with is not null) options = with(options);
        var database = Database.Open(server._data.Location);
        await Migrator.ApplyAsync(database, TimeProvider.System);
        var builder = Server.CreateBuilder(options, null);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddCore(options, database, new ProductClock(TimeProvider.System, scale), Secrets.FromText(Convert.ToBase64String(new byte[32])));
        builder.Services.AddServer();
        server._app = builder.Build();
        server._app.MapServer();
        var stores = server.Services.GetRequiredService<StoreStore>();
        (server.Store, server.Keys) = await stores.CreateAsync("shop", "Shop", "https://shop.test", "EUR", "Europe/Berlin", "en", journeysLive: true);
        await server.Services.GetRequiredService<StoreDirectory>().RefreshAsync();
        await server._app.StartAsync();
        server.Stranger = new HttpClient { BaseAddress = new Uri(server._app.Urls.First()) };
        server.Api = server.Client(server.Keys.SecretKey);
        return server;
    }

    public HttpClient Client(string key) => new() { BaseAddress = new Uri(_app.Urls.First()), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };

    public async Task<JsonElement> GetAsync(string path) => await ReadAsync(await Api.GetAsync(path), HttpStatusCode.OK);

    /// <summary>Waits for the cart that is so.</summary>
    public async Task<JsonElement> CartAsync(string what, Func<JsonElement, bool> isIt) => (JsonElement)await Eventually.GetAsync(what, async () =>
        (await GetAsync("/api/carts")).GetProperty("items").EnumerateArray().Where(isIt).Cast<object>().FirstOrDefault());

    /// <summary>Sends JSON text and reads the answer, which must have the status.</summary>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, string? json, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        return await ReadAsync(await Api.SendAsync(request), expected);
    }

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.PathAndQuery}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Hands events in as the shop's pages do.</summary>
    public async Task TrackAsync(params object[] events)
    {
        var answer = await Stranger.PostAsJsonAsync("/v1/batch", new { writeKey = Keys.WriteKey, batch = events });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>A cart with two products whose shopper typed an address, left long enough ago to be abandoned at once.</summary>
    public Task AbandonCartAsync(string device, string email, string cart, int minutesAgo = 30)
    {
        var at = TimeProvider.System.GetUtcNow().AddMinutes(-minutesAgo);
        return TrackAsync(
            Event("Product Added", at, new { cart_id = cart, product_id = "tea", name = "Tea", price = 7.90, quantity = 2, currency = "EUR" }),
            Event("Checkout Details Entered", at.AddSeconds(5), new { cart_id = cart, stage = "contact", email, fields = new { email } }));

        object Event(string name, DateTimeOffset when, object properties) =>
            new { type = "track", @event = name, anonymousId = device, messageId = $"{device}-{cart}-{name}", timestamp = when.ToString("O"), properties };
    }

    /// <summary>A cart of somebody who has told nothing of themselves.</summary>
    public Task AddToCartAsync(string device, string cart) => TrackAsync(new
    {
        type = "track", @event = "Product Added", anonymousId = device, messageId = $"{device}-{cart}", timestamp = TimeProvider.System.GetUtcNow().ToString("O"), properties = new { cart_id = cart, product_id = "tea", name = "Tea", price = 7.90, quantity = 1, currency = "EUR" },
    });

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        Stranger.Dispose();
        await _app.StopAsync();
        var database = _app.Services.GetRequiredService<Database>();
        await _app.DisposeAsync();
        await database.DisposeAsync();
        await _mail.DisposeAsync();
        await _data.DisposeAsync();
        _folder.Dispose();
    }
}
