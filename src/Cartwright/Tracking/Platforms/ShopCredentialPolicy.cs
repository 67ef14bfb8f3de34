namespace Cartwright.Tracking.Platforms;

/// <summary>Credentials as somebody typed them. Url: with or without https://.</summary>
internal sealed record ShopCredentials(string? Platform, string? Url, string? Token, string? Key, string? Secret)
{
    public override string ToString() => $"{Platform} {Url}";
}

/// <summary>Whether typed credentials can be right.</summary>
internal static class ShopCredentialPolicy
{
    public const string Shopify = "shopify", WooCommerce = "woocommerce";

    /// <param name="isAllowed">True for a host (and port) of the own network that the operator allowed: it may speak plain http.</param>
    /// <returns>The shop's address, and what is wrong by field.</returns>
    public static (Uri? Url, IReadOnlyList<(string Field, string Error)> Errors) Check(ShopCredentials given, Func<string, int, bool> isAllowed)
    {
        var errors = new List<(string, string)>();
        if (given.Platform is not (Shopify or WooCommerce)) errors.Add(("platform", "Use shopify or woocommerce."));
        var text = given.Url?.Trim() ?? "";
        if (!text.Contains("://", StringComparison.Ordinal)) text = "https://" + text;
        var isUrl = Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var url) && url.Scheme is "https" or "http" && url.UserInfo.Length == 0 && url.Query.Length == 0 && url.Fragment.Length == 0 && text.Length <= 300;
        if (!isUrl) errors.Add(("url", "Use the address of the shop, such as my-shop.myshopify.com or https://shop.example."));
        else if (!isAllowed(url!.Host, url.Port))
        {
            if (url.Scheme != "https") errors.Add(("url", "Use https: the key would be readable on the way."));
            else if (given.Platform == Shopify && !url.Host.EndsWith(".myshopify.com", StringComparison.OrdinalIgnoreCase)) errors.Add(("url", "Use the shop's own address at Shopify, which ends in .myshopify.com (Settings, Domains)."));
        }
        if (given.Platform == Shopify && !IsKey(given.Token)) errors.Add(("token", "Give the Admin API access token, which begins with shpat_."));
        if (given.Platform == WooCommerce && !IsKey(given.Key)) errors.Add(("key", "Give the consumer key, which begins with ck_."));
        if (given.Platform == WooCommerce && !IsKey(given.Secret)) errors.Add(("secret", "Give the consumer secret, which begins with cs_."));
        return (errors.Count == 0 ? url : null, errors);
    }

    private static bool IsKey(string? text) => text?.Trim() is { Length: >= 8 and <= 300 } key && key.All(c => c is > ' ' and < (char)127);
}
