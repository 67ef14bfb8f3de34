using System.Globalization;
using System.Text;

namespace Cartwright.Hosting.Bench;

/// <summary>
/// The fixed mix: 100,000 shoppers on the shop at once, in an order that jumps, each somewhere in a cart of 8 events of about 1 KB;
/// one event in twenty is sent again, one in twenty is late. Deterministic: the same number gives the same event.
/// </summary>
internal sealed class BenchEvents(long startedAt)
{
    public const int Shoppers = 100_000;
    private const int PerCart = 8;

    private const string Context = """
        "context":{"library":{"name":"analytics.js","version":"next-1.84.3"},"page":{"path":"/product/path","referrer":"https://search.test/","search":"?utm_source=news","title":"Monopoly - shop.test","url":"https://shop.test/product/path?utm_source=news"},"userAgent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36","locale":"en-GB","timezone":"Europe/Berlin","campaign":{"source":"news","medium":"mail","name":"spring"}}
        """;

    public string Event(long n)
    {
        // Every twentieth is the one before it, once more.
        var doubled = n % 20 == 19;
        if (doubled) n--;
        // A multiplier ending in 3 has no common factor with the number of shoppers: each comes once a round, in another order each round.
        var round = n / Shoppers;
        var shopper = n % Shoppers * (10 * (6180 + 37 * round) + 3) % Shoppers;
        var (cartNumber, step) = ((round + shopper) / PerCart, (round + shopper) % PerCart);
        var late = n % 20 == 9 ? 90_000 : 0;
        var at = DateTimeOffset.FromUnixTimeMilliseconds(startedAt + n / 10 - late).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        var cart = $"cart-{shopper}-{cartNumber}";
        var (name, properties) = step switch
        {
            0 => ("Product Viewed", Product(1)),
            1 => ("Product Added", Product(1)),
            2 => ("Product Added", Product(2)),
            3 => ("Cart Viewed", $"\"products\":[{{{Product(1)}}},{{{Product(2)}}}]"),
            4 => ("Checkout Started", $"\"value\":51.98,\"products\":[{{{Product(1)}}},{{{Product(2)}}}]"),
            5 => ("Checkout Details Entered", $"\"email\":\"ada{shopper}@mail.test\",\"first_name\":\"Ada\",\"city\":\"Hamburg\",\"stage\":\"contact\""),
            6 => ("Checkout Step Viewed", "\"step\":3,\"shipping_method\":\"standard\",\"shipping\":4.90"),
            _ => ("Payment Info Entered", "\"payment_method\":\"card\""),
        };
        return $"{{\"messageId\":\"bench-{startedAt}-{n}\",\"type\":\"track\",\"event\":\"{name}\",\"anonymousId\":\"anon-{shopper}\",\"timestamp\":\"{at}\",\"properties\":{{\"cart_id\":\"{cart}\",\"currency\":\"EUR\",{properties}}},{Context}}}";
    }

    public byte[] Body(long first, int count)
    {
        if (count == 1) return Encoding.UTF8.GetBytes(Event(first));
        var text = new StringBuilder("{\"batch\":[");
        for (var i = 0; i < count; i++) text.Append(i == 0 ? "" : ",").Append(Event(first + i));
        return Encoding.UTF8.GetBytes(text.Append("]}").ToString());
    }

    private static string Product(int i) =>
        $"\"product_id\":\"507f1f77bcf86cd79943901{i}\",\"sku\":\"G-3{i}\",\"category\":\"Games\",\"name\":\"Monopoly: {i}rd Edition\",\"brand\":\"Hasbro\",\"variant\":\"200 pieces\",\"price\":18.99,\"quantity\":1,\"coupon\":\"MAYDEALS\",\"position\":3,\"url\":\"https://shop.test/product/path\",\"image_url\":\"https://shop.test/product/path.jpg\"";
}
