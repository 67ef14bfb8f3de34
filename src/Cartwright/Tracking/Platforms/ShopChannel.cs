using System.Globalization;
using System.Text;
using System.Text.Json;
using Cartwright.Hosting;
using Cartwright.Tracking.Segment;

namespace Cartwright.Tracking.Platforms;

/// <summary>An order as the shop's interface tells it: the body its webhook would have. Times in ms.</summary>
internal sealed record FetchedOrder(string Id, long ChangedAt, long CreatedAt, byte[] Body);

/// <summary>Next: the following page, null at the end.</summary>
internal sealed record OrderPage(IReadOnlyList<FetchedOrder> Orders, Uri? Next);

/// <summary>
/// Asks a shop: Shopify's REST Admin API, whose orders have the very form of its webhooks, and WooCommerce's REST API v3. Everything that
/// goes wrong is a <see cref="ShopException"/> with the reason.
/// </summary>
internal sealed class ShopChannel(OutgoingHttp http)
{
    /// <summary>Supported for a year from its date; Shopify then answers with the oldest version it supports.</summary>
    private const string Version = "2026-07";

    /// <summary>Each is read whole and committed; orders of Shopify have up to some ten KB.</summary>
    public const int PageSize = 50;

    private const int MaxWebhookPages = 20;

    /// <exception cref="ShopException">What is missing.</exception>
    public async Task TestAsync(ShopAccess shop, CancellationToken ct)
    {
        if (shop.IsShopify)
        {
            using var scopes = await GetAsync(shop, new Uri(shop.Url, "admin/oauth/access_scopes.json"), ct);
            if (scopes.Json.RootElement.Get("access_scopes"u8) is not { ValueKind: JsonValueKind.Array } list) throw new ShopException(ShopProblem.NotUnderstood);
            if (!list.EnumerateArray().Any(s => s.GetText("handle"u8) is "read_orders" or "write_orders")) throw new ShopException(ShopProblem.MissingScope);
        }
        await OrdersAsync(shop, long.MaxValue, null, ct);
    }

    /// <summary>Orders changed at <paramref name="from"/> (ms) or later, the longest unchanged first.</summary>
    /// <param name="next">A page of an earlier answer.</param>
    /// <exception cref="ShopException">It could not be asked.</exception>
    public async Task<OrderPage> OrdersAsync(ShopAccess shop, long from, Uri? next, CancellationToken ct)
    {
        var since = (from == long.MaxValue ? new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero) : DateTimeOffset.FromUnixTimeMilliseconds(from)).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
        var url = next ?? (shop.IsShopify
            ? new Uri(shop.Url, $"admin/api/{Version}/orders.json?status=any&limit={PageSize}&order=updated_at%20asc&updated_at_min={since}Z")
            : new Uri(shop.Url, $"wp-json/wc/v3/orders?status=any&per_page={PageSize}&orderby=modified&order=asc&dates_are_gmt=true&modified_after={since}"));
        using var answer = await GetAsync(shop, url, ct);
        var root = answer.Json.RootElement;
        if ((shop.IsShopify ? root.Get("orders"u8) : root) is not { ValueKind: JsonValueKind.Array } list) throw new ShopException(ShopProblem.NotUnderstood);
        try { return new OrderPage([.. list.EnumerateArray().Select(o => Read(shop, o))], answer.Next); }
        catch (BadFieldException bad) { throw new ShopException(ShopProblem.NotUnderstood, inner: bad); }
    }

    /// <summary>The shop's webhooks: of Shopify those of the key's own app, of WooCommerce all.</summary>
    /// <exception cref="ShopException">They are not to be had.</exception>
    public async Task<IReadOnlyList<ListedWebhook>> WebhooksAsync(ShopAccess shop, CancellationToken ct)
    {
        var found = new List<ListedWebhook>();
        var url = new Uri(shop.Url, shop.IsShopify ? $"admin/api/{Version}/webhooks.json?limit=250" : "wp-json/wc/v3/webhooks?per_page=100");
        for (var pages = 0; pages < MaxWebhookPages; pages++)
        {
            using var answer = await GetAsync(shop, url, ct);
            var root = answer.Json.RootElement;
            if ((shop.IsShopify ? root.Get("webhooks"u8) : root) is not { ValueKind: JsonValueKind.Array } list) throw new ShopException(ShopProblem.NotUnderstood);
            foreach (var webhook in list.EnumerateArray().Where(w => w.ValueKind == JsonValueKind.Object))
            {
                if (webhook.GetText("topic"u8, 100) is not { } topic || (shop.IsShopify ? webhook.GetText("address"u8, 2048) : webhook.GetText("delivery_url"u8, 2048)) is not { } address) continue;
                found.Add(new ListedWebhook(topic, address, shop.IsShopify ? "active" : webhook.GetText("status"u8, 40) ?? ""));
            }
            if (answer.Next is not { } next) break;
            url = next;
        }
        return found;
    }

    private static FetchedOrder Read(ShopAccess shop, JsonElement order)
    {
        var id = order.GetId("id"u8, "id") ?? throw new BadFieldException("id is missing");
        var created = (shop.IsShopify ? order.GetTime("created_at"u8) : order.GetTime("date_created_gmt"u8)) ?? 0;
        var changed = (shop.IsShopify ? order.GetTime("updated_at"u8) : order.GetTime("date_modified_gmt"u8)) ?? created;
        return new FetchedOrder(id, changed, created, Encoding.UTF8.GetBytes(order.Raw()));
    }

    private sealed record Answer(JsonDocument Json, Uri? Next) : IDisposable
    {
        public void Dispose() => Json.Dispose();
    }

    private async Task<Answer> GetAsync(ShopAccess shop, Uri url, CancellationToken ct)
    {
        (string, string)[] headers = shop.IsShopify
            ? [("X-Shopify-Access-Token", shop.Key)]
            : [("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{shop.Key}:{shop.Secret}")))];
        OutgoingAnswer answer;
        try { answer = await http.SendAsync(HttpMethod.Get, url, headers, null, ct); }
        catch (OutgoingException error)
        {
            throw new ShopException(error.Fault switch
            {
                OutgoingFault.PrivateAddress => ShopProblem.PrivateAddress, OutgoingFault.TimedOut => ShopProblem.TimedOut, OutgoingFault.TooLarge => ShopProblem.NotUnderstood,
                OutgoingFault.TooManyRedirects => ShopProblem.Moved, _ => ShopProblem.NotReachable,
            }, inner: error);
        }
        if (answer.From.Authority != url.Authority || answer.From.Scheme != url.Scheme) throw new ShopException(ShopProblem.Moved);
        var json = Parse(answer.Body);
        if (answer.Status is >= 200 and < 300 && json is not null) return new Answer(json, answer.Next);
        using (json)
        {
            throw new ShopException(answer.Status switch
            {
                // WordPress says 401 also where it saw no key at all.
                401 when json?.RootElement.GetText("code"u8) == "woocommerce_rest_cannot_view" => ShopProblem.KeyNotSeen,
                401 => ShopProblem.WrongKey,
                403 => ShopProblem.MissingScope,
                404 or 402 or 423 => ShopProblem.NotAShop,
                429 or 430 => ShopProblem.Busy,
                >= 500 => ShopProblem.ShopError,
                >= 200 and < 300 => ShopProblem.NotUnderstood,
                _ => ShopProblem.NotUnderstood,
            }, answer.RetryAfter);
        }
    }

    private static JsonDocument? Parse(byte[] body)
    {
        try { return JsonDocument.Parse(body); }
        catch (JsonException) { return null; }
    }
}
