using System.Globalization;
using System.Text.Json.Serialization;
using Cartwright.Carts;
using Cartwright.Products;
using Cartwright.Stores;

namespace Cartwright.Links;

/// <summary>What the landing page gets: the goods always, what was typed only when <see cref="Personal"/>. Prices are decimal text in major units.</summary>
internal sealed record RestoreAnswer(RestoredCart Cart, IReadOnlyDictionary<string, string>? Details, bool Personal, IReadOnlyList<string> Changed);

internal sealed record RestoredLine(string ProductId, string? Sku, string? Variant, string? Name, int Quantity, string? Price, string? Url, string? ImageUrl);

internal sealed record RestoredCart(string Id, string Currency, string Stage, string StageUrl, IReadOnlyList<RestoredLine> Lines)
{
    public static RestoreAnswer Of(Store store, Cart cart, IReadOnlyDictionary<(string, string), Product> products, bool personal)
    {
        var facts = cart.Facts;
        var lines = CataloguePolicy.Overlay(facts.Lines, facts.Currency, products);
        var changed = lines.Zip(facts.Lines).SelectMany(x => Changes(x.First.Line, x.Second, x.First.Product)).ToList();
        // The shop's own id, so that its cart goes on being the one we know.
        var id = facts.Refs.FirstOrDefault(r => r.StartsWith("cart:", StringComparison.Ordinal))?["cart:".Length..] ?? cart.Id.ToString();
        return new RestoreAnswer(
            new RestoredCart(id, facts.Currency, facts.Stage.Name(), VisitorPolicy.Landing(store, facts, facts.Stage.Name()),
                [.. lines.Select(l => new RestoredLine(l.Line.ProductId, l.Line.Sku, l.Line.Variant, l.Line.Name, l.Line.Quantity,
                    l.Line.Unit is { } u ? new Money(u, facts.Currency).ToMajor().ToString(CultureInfo.InvariantCulture) : null, l.Line.Url, l.Line.Image))]),
            personal ? facts.Details : null, personal, changed);
    }

    private static IEnumerable<string> Changes(Line now, Line then, Product? product)
    {
        if (now.Unit is { } price && then.Unit is { } before && price != before) yield return $"price:{now.ProductId}";
        if (product?.Stock is { } stock && stock < now.Quantity) yield return stock <= 0 ? $"sold_out:{now.ProductId}" : $"low_stock:{now.ProductId}";
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RestoreAnswer))]
internal sealed partial class RestoreJson : JsonSerializerContext;
