using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using Cartwright.Hosting;
using Cartwright.Links;
using Cartwright.Stores;
using Cartwright.Tracking.Segment;
using Cartwright.Tracking.Shopify;
using Cartwright.Turns;

namespace Cartwright.Tracking;

/// <summary>
/// Segment's HTTP Tracking API at /v1. A 200 means the events are durably committed. Limits as Segment states them: 32 KB an event,
/// 500 KB and 2,500 events a batch.
/// </summary>
internal static class TrackingEndpoints
{
    public const int MaxBody = 500 * 1024, MaxEvent = 32 * 1024, MaxEvents = 2500;
    private static readonly byte[] Success = "{\"success\":true}"u8.ToArray();
    private static readonly JsonDocumentOptions Lenient = new() { MaxDepth = 256 }; // no event is nested so deep; parsing takes time by the square of the depth
    private static readonly Meter Meter = new("Cartwright");
    private static readonly Counter<long> Accepted = Meter.CreateCounter<long>("cartwright_events_accepted", description: "Events committed or known already");
    private static readonly Counter<long> Refused = Meter.CreateCounter<long>("cartwright_events_rejected", description: "Events set aside with a reason");

    /// <summary>What one event of a request says; empty when it carries nothing for us.</summary>
    private delegate IReadOnlyList<StorefrontEvent> Reader(JsonElement item, Envelope envelope);

    public static void MapTracking(this IEndpointRouteBuilder app)
    {
        foreach (var (path, type) in (IEnumerable<(string, string?)>)
            [("track", "track"), ("identify", "identify"), ("page", "page"), ("screen", "screen"), ("group", "group"), ("alias", "alias"), ("batch", null),
             ("t", "track"), ("i", "identify"), ("p", "page"), ("s", "screen"), ("g", "group"), ("a", "alias"), ("b", null)])
        {
            Reader? single = type is null ? null : (item, envelope) => [SegmentTranslator.Translate(item, type, envelope)];
            app.MapPost("/v1/" + path, (RequestDelegate)(context => HandleAsync(context, single)));
            app.MapMethods("/v1/" + path, ["OPTIONS"], (RequestDelegate)PreflightAsync);
        }
        // RudderStack's browser library with useBeacon: the key in the address, since a beacon carries no header.
        app.MapPost("/beacon/v1/batch", (RequestDelegate)(context => HandleAsync(context, null)));
        app.MapMethods("/beacon/v1/batch", ["OPTIONS"], (RequestDelegate)PreflightAsync);
        // Shopify runs its pixels in a frame without an origin ("null"), or in a worker with another: any page may read that it worked.
        app.MapPost("/v1/shopify-pixel", (RequestDelegate)(context => HandleAsync(Open(context), ShopifyPixel.Translate, ShopifyPixel.MaxEvent)));
        app.MapMethods("/v1/shopify-pixel", ["OPTIONS"], (RequestDelegate)(context => PreflightAsync(Open(context))));
    }

    private static async Task HandleAsync(HttpContext http, Reader? single, int maxEvent = MaxEvent)
    {
        var services = http.RequestServices.GetRequiredService<TrackingServices>();
        Cors(http, services.Stores);
        try
        {
            var body = await RequestBody.ReadAsync(http.Request, MaxBody, http.RequestAborted);
            using var document = Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) { await AnswerAsync(http, 400, $"The body must be a JSON object, not {JsonReading.Describe(root)}."); return; }
            if (Authenticate(http, root, services.Stores) is not { } sender) { await AnswerAsync(http, 401, "The key is missing or not known. Send the store's write key as the user name of HTTP Basic, or as writeKey in the body."); return; }

            var envelope = new Envelope(sender.Store.Store, StoreKey.TrustOf(sender.Kind), services.Now, root.GetTime("sentAt"u8), root.Get("context"u8), services.Clock.IsScaled,
                text => LinkToken.Read(text, LinkPurpose.Restore, services.Secrets, services.Clock.GetUtcNow()), () => "srv-" + services.Ids.Next().ToString("N"), http.Request.Headers.UserAgent.ToString());
            if (single is null) await BatchAsync(http, root, envelope, services);
            else if (body.Length > maxEvent) await AnswerAsync(http, 413, $"The event is larger than {maxEvent / 1024} KB.");
            else await SingleAsync(http, root, single, envelope, services);
        }
        catch (BodyTooLargeException e) { await AnswerAsync(http, 413, e.Message); }
        catch (BadFieldException e) { await AnswerAsync(http, 400, e.Message + "."); }
        catch (JsonException e) { await AnswerAsync(http, 400, $"The body is not valid JSON: {Short(e.Message)}"); }
        catch (InvalidDataException) { await AnswerAsync(http, 400, "The body looks like gzip but cannot be unpacked."); }
        catch (IntakeFullException e)
        {
            http.Response.Headers.RetryAfter = "1";
            await AnswerAsync(http, e.WholeServer ? 503 : 429, e.Message + " Send the events again after a second.");
        }
        catch (NotCommittedException)
        {
            http.Response.Headers.RetryAfter = "2";
            await AnswerAsync(http, 503, "The events could not be stored just now. Send them again; nothing of them was kept.");
        }
    }

    private static async Task SingleAsync(HttpContext http, JsonElement item, Reader read, Envelope envelope, TrackingServices services)
    {
        IReadOnlyList<StorefrontEvent> events;
        try { events = read(item, envelope); }
        catch (CrawlerException crawler)
        {
            await services.FilteredAsync(envelope.Store.Id, crawler.Name, item.Raw());
            await SuccessAsync(http);
            return;
        }
        catch (BadFieldException bad)
        {
            Refused.Add(1);
            await services.Rejected.AddAsync(envelope.Store.Id, [(bad.Message, item.Raw())]);
            await AnswerAsync(http, 400, bad.Message + ".");
            return;
        }
        await services.Turns.SubmitAsync([.. events.Select(e => new EventSignal(e))]);
        Accepted.Add(events.Count);
        await SuccessAsync(http);
    }

    private static async Task BatchAsync(HttpContext http, JsonElement root, Envelope envelope, TrackingServices services)
    {
        if (root.Get("batch"u8) is not { } batch) { await AnswerAsync(http, 400, "batch is missing: it is the list of events."); return; }
        if (batch.ValueKind != JsonValueKind.Array) { await AnswerAsync(http, 400, $"batch must be a list, not {JsonReading.Describe(batch)}."); return; }
        var count = batch.GetArrayLength();
        if (count == 0) { await AnswerAsync(http, 400, "batch is empty."); return; }
        if (count > MaxEvents) { await AnswerAsync(http, 413, $"batch has {count} events; at most {MaxEvents} are allowed."); return; }

        // One clock for a batch: a library that stamps each event when it queued it would otherwise have them in the order of its haste.
        if (envelope.SentAt is null) envelope = envelope with { SentAt = batch.EnumerateArray().Max(i => i.GetTime("sentAt"u8)) };
        var signals = new List<Signal>(count);
        var rejected = new List<(string, string)>();
        foreach (var item in batch.EnumerateArray())
        {
            try
            {
                if (count > 10 && item.ValueKind == JsonValueKind.Object && JsonSize(item) > MaxEvent) throw new BadFieldException($"the event is larger than {MaxEvent / 1024} KB");
                signals.Add(new EventSignal(SegmentTranslator.Translate(item, null, envelope)));
            }
            catch (CrawlerException crawler) { await services.FilteredAsync(envelope.Store.Id, crawler.Name, item.Raw()); }
            catch (BadFieldException bad) { rejected.Add((bad.Message, item.Raw())); }
        }
        if (rejected.Count > 0)
        {
            Refused.Add(rejected.Count);
            await services.Rejected.AddAsync(envelope.Store.Id, rejected);
        }
        await services.Turns.SubmitAsync(signals);
        Accepted.Add(signals.Count);
        await SuccessAsync(http);
    }

    private static int JsonSize(JsonElement item) => System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(item).Length;

    private static JsonDocument Parse(ReadOnlyMemory<byte> body) => JsonDocument.Parse(body, Lenient);

    private static (StoreEntry Store, string Kind)? Authenticate(HttpContext http, JsonElement root, StoreDirectory stores)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (BasicUser(header) is { } user && stores.ByKey(user) is { Kind: StoreKey.Write or StoreKey.Secret } found) return found;
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && stores.ByKey(header[7..].Trim()) is { Kind: StoreKey.Secret } bearer) return bearer;
        if (http.Request.Query.TryGetValue("writeKey", out var query) && stores.ByKey(query.ToString()) is { Kind: StoreKey.Write } byQuery) return byQuery;
        return root.GetText("writeKey"u8, 200) is { } key && stores.ByKey(key) is { Kind: StoreKey.Write } byBody ? byBody : null;
    }

    /// <summary>The user name of a Basic authorization header; null when it is none.</summary>
    public static string? BasicUser(string header)
    {
        Span<byte> plain = stackalloc byte[512];
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) || header.Length >= 600 || !Convert.TryFromBase64Chars(header.AsSpan(6).Trim(), plain, out var n)) return null;
        var text = Encoding.UTF8.GetString(plain[..n]);
        return text.IndexOf(':') is >= 0 and var colon ? text[..colon] : text;
    }

    public static Task PreflightAsync(HttpContext http)
    {
        Cors(http, http.RequestServices.GetRequiredService<TrackingServices>().Stores);
        http.Response.Headers.AccessControlAllowMethods = "GET, POST";
        http.Response.Headers.AccessControlAllowHeaders = "authorization, content-type, x-retry-count, anonymousid, sentat";
        http.Response.Headers.AccessControlMaxAge = "7200";
        http.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    /// <summary>Pages of a store may read the answers; other pages may not.</summary>
    public static void Cors(HttpContext http, StoreDirectory stores)
    {
        var origin = http.Request.Headers.Origin.ToString();
        if (origin.Length == 0) return;
        http.Response.Headers.Vary = "Origin";
        if (stores.Snapshot.ById.Values.Any(s => s.Store.Owns(origin))) http.Response.Headers.AccessControlAllowOrigin = origin;
    }

    private static HttpContext Open(HttpContext http)
    {
        http.Response.Headers.AccessControlAllowOrigin = "*";
        return http;
    }

    public static Task AnswerAsync(HttpContext http, int status, string message)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(JsonSerializer.Serialize(new Answer(false, message), AnswerJson.Default.Answer), http.RequestAborted);
    }

    private static Task SuccessAsync(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = Success.Length;
        return http.Response.Body.WriteAsync(Success, 0, Success.Length);
    }

    private static string Short(string message) => message.Length <= 200 ? message : message[..200];
}

internal sealed record Answer(bool Success, string Error);

[System.Text.Json.Serialization.JsonSourceGenerationOptions(PropertyNamingPolicy = System.Text.Json.Serialization.JsonKnownNamingPolicy.CamelCase)]
[System.Text.Json.Serialization.JsonSerializable(typeof(Answer))]
internal sealed partial class AnswerJson : System.Text.Json.Serialization.JsonSerializerContext;

/// <summary>What the endpoints of this slice work with.</summary>
internal sealed record TrackingServices(StoreDirectory Stores, TurnLoop Turns, RejectedStore Rejected, Secrets Secrets, Ids Ids, ProductClock Clock)
{
    private static readonly Counter<long> Filtered = new Meter("Cartwright").CreateCounter<long>("cartwright_events_filtered", description: "Events of crawlers, by the name they give themselves");
    private readonly System.Collections.Concurrent.ConcurrentDictionary<(Guid Store, string Crawler), long> _shown = new();

    public long Now => Clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Counts an event of a crawler; one a minute and crawler is kept in the rejected list, to be seen there.</summary>
    public async Task FilteredAsync(Guid store, string crawler, string raw)
    {
        Filtered.Add(1, new KeyValuePair<string, object?>("crawler", crawler));
        var now = Now;
        if (_shown.TryGetValue((store, crawler), out var last) && now - last < 60_000) return;
        if (_shown.Count > 10_000) _shown.Clear();
        _shown[(store, crawler)] = now;
        await Rejected.AddAsync(store, [($"filtered: sent by a program that visits pages on its own ({crawler}); no shopper and no cart are made of it", raw)]);
    }
}
