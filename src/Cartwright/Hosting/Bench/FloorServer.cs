using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Cartwright.Storage;
using Cartwright.Turns;

namespace Cartwright.Hosting.Bench;

/// <summary>
/// The bare web server the product is compared with: parses, writes, answers after the commit, decides nothing.
/// <c>append</c> adds the same bytes to one table; <c>rows</c> writes the rows the product writes for an event (event, de-duplication, cart).
/// </summary>
internal static class FloorServer
{
    private static readonly BatchStatement Append = new("floor_append", 1, "", Column.Text("id"), Column.Text("body"));

    // As long as the product's rows are on average for this mix (read from its database): what is compared is deciding, not the size of
    // the text. One event in eight carries something personal, sealed.
    private const int EventBytes = 452, SealedBytes = 134, CartBytes = 795;

    private sealed record Item(string MessageId, string Shopper, string Cart, string Body);

    private sealed record Request(List<Item> Items, TaskCompletionSource Done);

    public static async Task<int> RunAsync(string mode, string data, string? databaseUrl, int port, CancellationToken ct)
    {
        await using var database = Database.Open(databaseUrl ?? Path.Combine(data, "floor.db"));
        await Migrator.ApplyAsync(database, TimeProvider.System, ct);
        await BenchStore.PrepareFloorAsync(database, ct);
        var queue = Channel.CreateUnbounded<Request>(new UnboundedChannelOptions { SingleReader = true });
        var writer = Task.Run(() => WriteAsync(mode, database, queue.Reader), ct);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => { k.ListenLocalhost(port); k.AddServerHeader = false; });
        await using var app = builder.Build();
        app.MapGet("/healthz", (RequestDelegate)(http => http.Response.WriteAsync("ok")));
        foreach (var path in (string[])["/v1/track", "/v1/batch"])
            app.MapPost(path, (RequestDelegate)(async http =>
            {
                var body = new byte[(int)http.Request.ContentLength!];
                await http.Request.Body.ReadExactlyAsync(body);
                using var document = JsonDocument.Parse(body);
                var request = new Request([], new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                if (document.RootElement.TryGetProperty("batch"u8, out var batch)) foreach (var e in batch.EnumerateArray()) request.Items.Add(Read(e));
                else request.Items.Add(Read(document.RootElement));
                queue.Writer.TryWrite(request);
                await request.Done.Task;
                http.Response.ContentType = "application/json";
                http.Response.ContentLength = 16;
                await http.Response.Body.WriteAsync("{\"success\":true}"u8.ToArray());
            }));
        await app.RunAsync(ct);
        queue.Writer.Complete();
        await writer;
        return 0;
    }

    private static Item Read(JsonElement e) => new(e.GetProperty("messageId"u8).GetString()!, e.GetProperty("anonymousId"u8).GetString()!, e.GetProperty("properties"u8).GetProperty("cart_id"u8).GetString()!, e.GetRawText());

    private static async Task WriteAsync(string mode, Database database, ChannelReader<Request> queue)
    {
        var ids = new Ids(TimeProvider.System, new Random(1));
        var store = ids.Next();
        // Ids in the order of arrival, as the product gives them to shoppers and their carts: random ones would cost the floor its place in the pages.
        var known = new Dictionary<string, Guid>(StringComparer.Ordinal);
        Guid IdOf(string name) => known.TryGetValue(name, out var id) ? id : known[name] = ids.Next();
        var requests = new List<Request>();
        var n = 0L;
        while (await queue.WaitToReadAsync())
        {
            requests.Clear();
            var items = new List<Item>();
            while (items.Count < 1000 && queue.TryRead(out var request)) { requests.Add(request); items.AddRange(request.Items); }
            try
            {
                if (mode == "append") await database.WriteAsync(s => s.RunAsync(Append, [.. items.Select(i => (object?[])[$"{n++}", i.Body])]));
                else await database.WriteAsync(s => RowsAsync(s, store, items, IdOf));
                foreach (var r in requests) r.Done.SetResult();
            }
            catch (Exception error)
            {
                await System.Console.Error.WriteLineAsync(error.Message);
                foreach (var r in requests) r.Done.TrySetException(error);
            }
        }
    }

    private static async Task RowsAsync(Session session, Guid store, List<Item> items, Func<string, Guid> idOf)
    {
        var fresh = items.DistinctBy(i => i.MessageId).ToList();
        var took = await session.RunAsync(TurnStore.Seen, [.. fresh.Select(i => (object?[])[store, i.MessageId, 1L])]);
        var rows = fresh.Where((_, i) => took[i]).Select(i => (Item: i, Shopper: idOf(i.Shopper), Cart: idOf(i.Cart))).ToList();
        await session.RunAsync(TurnStore.Event, [.. rows.Select(r => (object?[])
            [store, r.Shopper, 1_790_000_000_000L, r.Item.MessageId, 1_790_000_000_000L, 1L, Cut(r.Item.Body, EventBytes), r.Item.Body.Contains("@mail.test", StringComparison.Ordinal) ? new byte[SealedBytes] : null])]);
        await session.RunAsync(TurnStore.Cart, [.. rows.DistinctBy(r => r.Cart).Select(r => (object?[])
            [store, r.Cart, r.Shopper, "active", "contact", "none", "EUR", 3798L, 2L, 1L, 1_790_000_000_000L, 1_790_000_000_000L, null, null, "Monopoly: 3rd Edition", Cut(r.Item.Body, CartBytes)])]);
    }

    private static string Cut(string text, int length) => text.Length >= length ? text[..length] : text.PadRight(length);
}
