using System.Text.Json.Nodes;
using Cartwright.Stores;

namespace Cartwright.Hosting.Bench;

/// <summary>From the abandoned cart to the mail server's 250, the whole product in one process: carts a second, beside <see cref="SendBench"/> before and after, which only sends. As there, some go before that do not count: the program is compiled and its memory taken.</summary>
internal static class PipelineBench
{
    // As many as postfix takes if nobody tells it otherwise (default_process_limit).
    private const int Before = 4000, Carts = 12000, IdleSeconds = 20, Connections = 100;

    public static async Task<JsonObject> RunAsync(string? databaseUrl, CancellationToken ct)
    {
        await using var sink = await SmtpSinkProcess.StartAsync(ct);
        var before = await SendBench.OursAsync(sink.Port, [], ct);
        var seconds = await SecondsAsync(sink.Port, databaseUrl, ct);
        var send = (before + await SendBench.OursAsync(sink.Port, [], ct)) / 2;
        return new JsonObject
        {
            ["cartsPerSecond"] = Math.Round(Carts / seconds), ["sendPerSecond"] = Math.Round(send), ["ratioToSend"] = Math.Round(Carts / seconds / send, 3),
            ["carts"] = Carts, ["connections"] = Connections, ["seconds"] = Math.Round(seconds, 2), ["database"] = databaseUrl is null ? "sqlite" : "postgres",
        };
    }

    private static async Task<double> SecondsAsync(int sink, string? databaseUrl, CancellationToken ct)
    {
        using var folder = new BenchFolder();
        var keys = await BenchStore.CreateAsync(folder.Path, databaseUrl, new StoreSettings { IdleSeconds = IdleSeconds }, journeysLive: true, ct);
        var port = BenchProcess.FreePort();
        await using var server = await BenchProcess.StartAsync(port, ["serve", "--data", folder.Path, "--urls", $"http://127.0.0.1:{port}", .. databaseUrl is null ? (string[])[] : ["--database", databaseUrl]], ct,
            ("Cartwright__Smtp__Host", "127.0.0.1"), ("Cartwright__Smtp__Port", $"{sink}"), ("Cartwright__Smtp__Security", "None"), ("Cartwright__Smtp__MaxMailsPerConnection", "10000"), ("Cartwright__Smtp__MaxConnections", $"{Connections}"));
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(keys.WriteKey + ":")));
        await using var database = Storage.Database.Open(databaseUrl ?? Path.Combine(folder.Path, "cartwright.db"));
        await SendAsync(0, Before);
        var from = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        await SendAsync(Before, Before + Carts);
        var row = await BenchStore.ProgressAsync(database, from, ct);
        return (row.Last!.Value - row.First!.Value) / 1000.0;

        async Task SendAsync(int start, int end)
        {
            for (var first = start; first < end; first += 200)
            {
                var batch = string.Join(',', Enumerable.Range(first, 200).Select(Cart));
                using var answer = await client.PostAsync("/v1/batch", new StringContent($"{{\"batch\":[{batch}]}}"), ct);
                answer.EnsureSuccessStatusCode();
            }
            for (var tries = 0; tries < 300; tries++)
            {
                // Only this is asked meanwhile: what is measured has the machine to itself.
                if (await BenchStore.SentAsync(database, ct) >= end) return;
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, ct);
            }
            throw new CannotStartException("Not all mails left within five minutes; see the server's log.");
        }
    }

    private static string Cart(int n) =>
        $$$"""{"type":"track","messageId":"p{{{n}}}a","anonymousId":"p{{{n}}}","event":"Cart Updated","properties":{"cart_id":"p{{{n}}}","currency":"EUR","products":[{"product_id":"a","name":"Enamel mug","price":16.5,"quantity":2,"url":"https://shop.test/a","image_url":"https://shop.test/a.png"},{"product_id":"b","name":"Wool throw","price":89,"quantity":1}]}},{"type":"track","messageId":"p{{{n}}}b","anonymousId":"p{{{n}}}","event":"Checkout Details Entered","properties":{"stage":"contact","email":"shopper{{{n}}}@inbox.test","first_name":"Ada"}}""";
}
