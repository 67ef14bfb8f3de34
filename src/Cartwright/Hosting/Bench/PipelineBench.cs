using System.Text.Json.Nodes;
using Cartwright.Stores;

namespace Cartwright.Hosting.Bench;

/// <summary>From the abandoned cart to the mail server's 250, the whole product in one process: carts a second.</summary>
internal static class PipelineBench
{
    private const int Carts = 12000, IdleSeconds = 20, Connections = 40;

    public static async Task<JsonObject> RunAsync(string? databaseUrl, CancellationToken ct)
    {
        await using var sink = await SmtpSinkProcess.StartAsync(ct);
        using var folder = new BenchFolder();
        var keys = await BenchStore.CreateAsync(folder.Path, databaseUrl, new StoreSettings { IdleSeconds = IdleSeconds }, journeysLive: true, ct);
        var port = BenchProcess.FreePort();
        await using var server = await BenchProcess.StartAsync(port, ["serve", "--data", folder.Path, "--urls", $"http://127.0.0.1:{port}", .. databaseUrl is null ? (string[])[] : ["--database", databaseUrl]], ct,
            ("Cartwright__Smtp__Host", "127.0.0.1"), ("Cartwright__Smtp__Port", $"{sink.Port}"), ("Cartwright__Smtp__Security", "None"), ("Cartwright__Smtp__MaxMailsPerConnection", "10000"), ("Cartwright__Smtp__MaxConnections", $"{Connections}"));
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(keys.WriteKey + ":")));
        for (var first = 0; first < Carts; first += 200)
        {
            var batch = string.Join(',', Enumerable.Range(first, 200).Select(Cart));
            using var answer = await client.PostAsync("/v1/batch", new StringContent($"{{\"batch\":[{batch}]}}"), ct);
            answer.EnsureSuccessStatusCode();
        }
        await using var database = Storage.Database.Open(databaseUrl ?? Path.Combine(folder.Path, "cartwright.db"));
        for (var tries = 0; tries < 300; tries++)
        {
            // Only this is asked meanwhile: what is measured has the machine to itself.
            if (await BenchStore.SentAsync(database, ct) >= Carts)
            {
                var row = await BenchStore.ProgressAsync(database, ct);
                var seconds = (row.Last!.Value - row.First!.Value) / 1000.0;
                return new JsonObject { ["cartsPerSecond"] = Math.Round(Carts / seconds), ["carts"] = Carts, ["connections"] = Connections, ["seconds"] = Math.Round(seconds, 2), ["database"] = databaseUrl is null ? "sqlite" : "postgres" };
            }
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, ct);
        }
        throw new CannotStartException("Not all mails left within five minutes; see the server's log.");
    }

    private static string Cart(int n) =>
        $$$"""{"type":"track","messageId":"p{{{n}}}a","anonymousId":"p{{{n}}}","event":"Cart Updated","properties":{"cart_id":"p{{{n}}}","currency":"EUR","products":[{"product_id":"a","name":"Enamel mug","price":16.5,"quantity":2,"url":"https://shop.test/a","image_url":"https://shop.test/a.png"},{"product_id":"b","name":"Wool throw","price":89,"quantity":1}]}},{"type":"track","messageId":"p{{{n}}}b","anonymousId":"p{{{n}}}","event":"Checkout Details Entered","properties":{"stage":"contact","email":"shopper{{{n}}}@inbox.test","first_name":"Ada"}}""";
}
