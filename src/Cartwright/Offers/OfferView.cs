using System.Text.Json.Serialization;
using Cartwright.Hosting;

namespace Cartwright.Offers;

/// <summary>
/// An offer as the API shows and takes it. Value: the percentage (12.5) of kinds percent and next_purchase, minor units of the currency of
/// kind amount, null of free_shipping. MinTotal: minor units; null: any order. ValidFor: how long a code lives, ISO 8601.
/// </summary>
internal sealed record OfferView(string Slug, string Name, string Kind, decimal? Value, string? Currency, long? MinTotal, string ValidFor, string CodePrefix, string Status)
{
    public static OfferView Of(Offer o) => new(o.Slug, o.Name, o.Kind, ValueOf(o.Kind, o.Value), o.Currency, o.MinTotal, o.ValidFor, o.CodePrefix, o.Status);

    public static decimal? ValueOf(string kind, long value) => kind == OfferKind.FreeShipping ? null : OfferKind.IsPercentage(kind) ? value / 100m : value;
}

/// <summary>An offer to be saved, in the units of <see cref="OfferView"/>. Of one that is there, what is left out stays; minTotal 0 takes the minimum away.</summary>
internal sealed record OfferInput(string? Slug, string? Name, string? Kind, decimal? Value, string? Currency, long? MinTotal, string? ValidFor, string? CodePrefix, string? Status);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ApiList<OfferView>))]
[JsonSerializable(typeof(OfferInput))]
internal sealed partial class OfferJson : JsonSerializerContext;
