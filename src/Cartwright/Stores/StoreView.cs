using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Cartwright.Hosting;

namespace Cartwright.Stores;

/// <summary>A store as the API shows it. Only the public write key can be read. OrderFeedSilentSince: the platform is no longer heard; reminders wait.</summary>
internal sealed record StoreView(Guid Id, string Slug, string Name, string Url, string Currency, string TimeZone, string Locale, string? WriteKey, StoreSettings Settings, DateTime CreatedAt, DateTime? OrderFeedSilentSince)
{
    public static StoreView Of(StoreEntry entry) => new(
        entry.Store.Id, entry.Store.Slug, entry.Store.Name, entry.Store.Url, entry.Store.Currency, entry.Store.TimeZone, entry.Store.Locale, entry.WriteKey, entry.Store.Settings, ApiInput.Time(entry.Store.CreatedAt), ApiInput.Time(entry.Store.OrderFeedSilentSince));
}

/// <summary>What to change: a new name, and of the settings those that are named.</summary>
internal sealed record StorePatch(string? Name, JsonObject? Settings);

/// <summary>What webhooks are signed with: the platform's, or ours.</summary>
internal sealed record WebhookSecret(string Secret);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ApiList<StoreView>))]
[JsonSerializable(typeof(StorePatch))]
[JsonSerializable(typeof(WebhookSecret))]
[JsonSerializable(typeof(NewDkimKey))]
[JsonSerializable(typeof(ApiList<DkimKeyView>))]
internal sealed partial class StoreViewJson : JsonSerializerContext
{
    private static StoreViewJson? s_plain;

    /// <summary>For what is copied out of a terminal into a DNS zone or a setting: + stays +. It is no page's script.</summary>
    public static StoreViewJson Plain => s_plain ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
