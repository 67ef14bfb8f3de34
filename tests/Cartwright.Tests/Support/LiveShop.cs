using System.Text.Json.Nodes;
using Cartwright.Hosting;
using Cartwright.Products;
using Cartwright.Storage;
using Cartwright.Stores;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Cartwright.Tests.Support;

/// <summary>
/// The real server with two stores and a mailbox, for tests that talk HTTP: "open" helps with every cart whose address is known,
/// "strict" only with a consent. A cart counts as left after two seconds.
/// </summary>
public sealed class LiveShop : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private int _people;

    internal SmtpSink Mailbox { get; } = SmtpSink.Start(new SmtpSinkOptions
    {
        Verdict = mail => mail.To.StartsWith("nobody", StringComparison.Ordinal) ? $"550 5.1.1 <{mail.To}>: no such mailbox" : "250 2.0.0 Ok",
    });
    internal ServerProcess Server { get; private set; } = null!;
    internal CreatedStore Open { get; private set; } = null!;
    internal CreatedStore Strict { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Open = await ServerProcess.CreateStoreAsync(_folder.Path, "open");
        Strict = await ServerProcess.CreateStoreAsync(_folder.Path, "strict");
        await using (var database = Database.Open(_folder.File("cartwright.db")))
        {
            var stores = new StoreStore(database, Secrets.FromFile(Path.Combine(_folder.Path, "keys", "master.key")), Ids.Unpredictable(TimeProvider.System), TimeProvider.System);
            await stores.SaveSettingsAsync(Open.Id, new StoreSettings { IdleSeconds = 2 });
            await stores.SaveSettingsAsync(Strict.Id, new StoreSettings { IdleSeconds = 2, EmailPermission = "granted" });
            await new ProductStore(database, new ProductClock(TimeProvider.System), Ids.Unpredictable(TimeProvider.System)).SaveAsync(Open.Id, [new Product("known", "", null, "The real lamp", null, "EUR", 4200, null, "http://shop.test/lamp.png", null)]);
        }
        Server = await ServerProcess.StartAsync(_folder.Path, Mailbox.Port);
    }

    /// <summary>A number nobody else has, to make devices and addresses of.</summary>
    internal string Someone() => $"p{Interlocked.Increment(ref _people)}x";

    internal Task<HttpResponseMessage> TrackAsync(string key, string name, string identity, string properties = "{}", string more = "") =>
        Server.PostAsync("/v1/track", $$"""{"type":"track","event":"{{name}}",{{identity}},"properties":{{properties}}{{more}} }""", key);

    internal async Task SendAsync(string key, string name, string identity, string properties = "{}", string more = "")
    {
        using var answer = await TrackAsync(key, name, identity, properties, more);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Somebody fills a cart and types an address.</summary>
    internal async Task LeaveCartAsync(string who, string product = "p1", CreatedStore? store = null, string cart = "", string more = "")
    {
        var key = (store ?? Open).WriteKey;
        var id = cart.Length == 0 ? "" : $$""","cart_id":"{{cart}}" """;
        await SendAsync(key, "Product Added", Device(who), $$"""{"product_id":"{{product}}","name":"Thing {{product}}","price":19.90,"currency":"EUR"{{id}}{{more}} }""");
        await SendAsync(key, "Checkout Details Entered", Device(who), $$"""{"email":"{{who}}@example.test","city":"Bern"{{id}} }""");
    }

    internal static string Device(string who) => $"\"anonymousId\":\"{who}\"";

    internal Task<SunkMail> MailToAsync(string who) => Eventually.GetAsync($"a mail came to {who}", () => MailsTo(who).FirstOrDefault());

    internal List<SunkMail> MailsTo(string who) => [.. Mailbox.Mails.Where(m => m.To == $"{who}@example.test")];

    /// <summary>Waits until somebody who left a cart now has got a mail: whoever left one before would have got one, too.</summary>
    internal async Task UntilOthersGotMailAsync(CreatedStore? store = null)
    {
        var control = Someone();
        if (store is not null) await SendAsync(store.SecretKey, "Consent", Device(control), """{"consent":{"email":true}}""", $$""","context":{"traits":{"email":"{{control}}@example.test"} }""");
        await LeaveCartAsync(control, store: store);
        await MailToAsync(control);
    }

    /// <summary>The stored state of the cart that a device filled first.</summary>
    internal async Task<JsonNode> CartAsync(string device) =>
        JsonNode.Parse(Assert.Single(await RowsAsync("select state from cart where state like @like", new { like = $"%\"devices\":[\"{device}\"%" }))["state"]!.GetValue<string>())!;

    internal async Task<List<JsonObject>> RowsAsync(string sql, object? parameters = null)
    {
        await using var connection = new SqliteConnection($"Data Source={_folder.File("cartwright.db")};Mode=ReadOnly;Pooling=False;Default Timeout=30");
        return [.. (await connection.QueryAsync(sql, parameters)).Cast<IDictionary<string, object?>>().Select(r => new JsonObject(r.Select(c => KeyValuePair.Create(c.Key, c.Value switch { null => null, long n => (JsonNode?)JsonValue.Create(n), var other => JsonValue.Create(other.ToString()) }))))];
    }

    internal Task<List<JsonObject>> MessagesOfAsync(string device) =>
        RowsAsync("select m.status, m.skip_reason from message m join shopper_alias a on a.shopper_id = m.shopper_id where a.kind = 'anon' and a.value = @device", new { device });

    /// <summary>The token in a mail's link back.</summary>
    internal static string TokenIn(SunkMail mail)
    {
        var text = mail.Content.Text;
        var at = text.IndexOf("/r/", StringComparison.Ordinal) + 3;
        return new string([.. text[at..].TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')]);
    }

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        await Mailbox.DisposeAsync();
        _folder.Dispose();
    }
}

[CollectionDefinition("A live shop")]
public sealed class LiveShopCollection : ICollectionFixture<LiveShop>;
