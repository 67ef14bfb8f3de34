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

    /// <summary>The plugins that are active in a shop of WooCommerce.</summary>
    /// <exception cref="ShopException">They are not to be had.</exception>
    public async Task<IReadOnlyList<ShopPlugin>> PluginsAsync(ShopAccess shop, CancellationToken ct)
    {
        // The field alone: for the whole report WooCommerce asks other servers.
        using var answer = await GetAsync(shop, new Uri(shop.Url, "wp-json/wc/v3/system_status?_fields=active_plugins"), ct);
        if (answer.Json.RootElement.Get("active_plugins"u8) is not { ValueKind: JsonValueKind.Array } list) throw new ShopException(ShopProblem.NotUnderstood);
        var found = new List<ShopPlugin>();
        foreach (var plugin in list.EnumerateArray().Where(p => p.ValueKind == JsonValueKind.Object))
        {
            if (plugin.GetText("plugin"u8, 300) is not { } file) continue;
            var folder = file.Split('/')[0];
            found.Add(new ShopPlugin(folder, plugin.GetText("name"u8, 200) ?? folder));
        }
        return found;
    }

    /// <summary>Whether WooCommerce's own abandoned cart mail (since 10.9, off by default) leaves by itself. Without the feature there is no such group of settings.</summary>
    /// <exception cref="ShopException">It is not to be had.</exception>
    public async Task<bool> SendsCartMailsAsync(ShopAccess shop, CancellationToken ct)
    {
        using var answer = await GetAsync(shop, new Uri(shop.Url, "wp-json/wc/v3/settings/email_customer_abandoned_cart_recovery"), ct);
        if (answer.Json.RootElement is not { ValueKind: JsonValueKind.Array } list) throw new ShopException(ShopProblem.NotUnderstood);
        bool IsOn(string id) => list.EnumerateArray().Any(s => s.ValueKind == JsonValueKind.Object && s.GetText("id"u8, 100) == id && s.GetText("value"u8, 100) == "yes");
        return IsOn("enabled") && IsOn("automated");
    }

    /// <summary>The source of a page, as far as <see cref="CartMailerPolicy.MostOfPage"/>; bytes as characters, since only ASCII is looked for. Nothing in it is run.</summary>
    /// <exception cref="ShopException">It is not to be had.</exception>
    public async Task<string> FrontPageAsync(Uri url, CancellationToken ct)
    {
        var answer = await SendAsync(url, [("Accept", "text/html,application/xhtml+xml,*/*;q=0.5")], ct);
        return answer.Status switch
        {
            >= 200 and < 300 => Encoding.Latin1.GetString(answer.Body.AsSpan(0, Math.Min(answer.Body.Length, CartMailerPolicy.MostOfPage))),
            429 => throw new ShopException(ShopProblem.Busy),
            >= 500 => throw new ShopException(ShopProblem.ShopError),
            _ => throw new ShopException(ShopProblem.PageRefused),
        };
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
        var answer = await SendAsync(url, headers, ct);
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

    private async Task<OutgoingAnswer> SendAsync(Uri url, (string, string)[] headers, CancellationToken ct)
    {
        try { return await http.SendAsync(HttpMethod.Get, url, headers, null, ct); }
        catch (OutgoingException error)
        {
            throw new ShopException(error.Fault switch
            {
                OutgoingFault.PrivateAddress => ShopProblem.PrivateAddress, OutgoingFault.TimedOut => ShopProblem.TimedOut, OutgoingFault.TooLarge => ShopProblem.NotUnderstood,
                OutgoingFault.TooManyRedirects => ShopProblem.Moved, _ => ShopProblem.NotReachable,
            }, inner: error);
        }
    }

    private static JsonDocument? Parse(byte[] body)
    {
        try { return JsonDocument.Parse(body); }
        catch (JsonException) { return null; }
    }
}
