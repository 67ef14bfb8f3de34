using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cartwright.Tracking.Platforms;

/// <summary>Something that sends cart mails. Plugins: folders of WordPress. Marks: pieces of a page's source, such as the host of its script.</summary>
internal sealed record CartMailer(string Id, string Name, IReadOnlyList<string> Plugins, IReadOnlyList<string> Marks)
{
    public const string Shopify = "shopify", WooCommerce = "woocommerce";

    /// <summary>The usual ones (cartMailers.json).</summary>
    public static IReadOnlyList<CartMailer> Usual { get; } = Load();

    private static IReadOnlyList<CartMailer> Load()
    {
        using var stream = typeof(CartMailer).Assembly.GetManifestResourceStream("Cartwright.Tracking.Platforms.cartMailers.json")!;
        return JsonSerializer.Deserialize(stream, CartMailerJson.Default.IReadOnlyListCartMailer)!;
    }
}

/// <summary>A plugin that is active in a shop: its folder, and the name it gives itself.</summary>
internal sealed record ShopPlugin(string Folder, string Name);

/// <summary>
/// What was seen of a shop. Page: the source of its front page, null when it could not be read. Plugins: null when they are not known.
/// CoreSends: WooCommerce's own abandoned cart mail is switched on. IsShopify: known without the page; null: it has to tell.
/// </summary>
internal sealed record ShopSight(string? Page, IReadOnlyList<ShopPlugin>? Plugins, bool CoreSends, bool? IsShopify);

/// <summary>One that was found. SeenBy: platform, plugin, page or setting.</summary>
internal sealed record FoundMailer(string Id, string Name, string SeenBy)
{
    public static string Write(IReadOnlyList<FoundMailer> found) => JsonSerializer.Serialize(found, CartMailerJson.Default.IReadOnlyListFoundMailer);

    public static IReadOnlyList<FoundMailer> Read(string json) => JsonSerializer.Deserialize(json, CartMailerJson.Default.IReadOnlyListFoundMailer)!;
}

/// <summary>A look at a shop, with what the merchant said since. Times in ms; the problems are <see cref="ShopProblem"/>s of what could not be looked at.</summary>
internal sealed record CartMailerLook(long LookedAt, IReadOnlyList<FoundMailer> Found, string? PageProblem, string? PluginsProblem, IReadOnlyDictionary<string, long> DoneAt)
{
    /// <summary>Shoppers may get a second mail from these.</summary>
    public IEnumerable<FoundMailer> Open => Found.Where(f => !DoneAt.ContainsKey(f.Id));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<CartMailer>))]
[JsonSerializable(typeof(IReadOnlyList<FoundMailer>))]
internal sealed partial class CartMailerJson : JsonSerializerContext;
