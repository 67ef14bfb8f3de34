using System.Text.Json.Serialization;
using Cartwright.Carts;
using Cartwright.Shoppers;

namespace Cartwright.Messages.Webhooks;

/// <summary>What a step tells a system of the shop's. Type: the step's template, a word such as cart.abandoned. Timestamp: when the step was due.</summary>
internal sealed record WebhookBody(string Type, DateTime Timestamp, WebhookData Data)
{
    public static WebhookBody Of(Delivery delivery)
    {
        var (message, shopper, parts) = (delivery.Message, delivery.Shopper, delivery.Parts);
        var journey = delivery.Entry.Journeys.FirstOrDefault(j => j.Id == message.JourneyId)?.Slug;
        return new WebhookBody(message.Template, DateTimeOffset.FromUnixTimeMilliseconds(message.QueuedAt).UtcDateTime, new WebhookData(
            delivery.Store.Slug, message.Id, journey, message.Step, shopper.Id, MessageComposer.AddressOf(shopper, parts.Cart, Channels.Email), MessageComposer.AddressOf(shopper, parts.Cart, Channels.Sms),
            shopper.Personal.FirstName, shopper.Personal.LastName, shopper.Traits.Locale,
            parts.Cart is { Facts: var facts } cart ? new WebhookCart(cart.Id, facts.Stage.Name(), facts.Currency, facts.Total, [.. facts.Lines.Take(100).Select(l => new WebhookLine(l.ProductId, l.Variant, l.Name, l.Quantity, l.Unit))], [.. facts.Troubles.Select(t => t.Kind).Distinct()], ReasonPolicy.Of(facts)?.Code) : null,
            parts.Order is { } order ? new WebhookOrder(order.ExternalId, order.Status, order.Currency, order.Total) : null,
            parts.Offer is { } offer ? new WebhookOffer(offer.Code, offer.Kind, offer.EndsAt?.UtcDateTime) : null));
    }
}

/// <summary>Amounts are minor units of the currency beside them, as in the API.</summary>
internal sealed record WebhookData(
    string Store, Guid Message, string? Journey, int Step, Guid Shopper, string? Email, string? Phone, string? FirstName, string? LastName, string? Locale, WebhookCart? Cart, WebhookOrder? Order, WebhookOffer? Offer);

internal sealed record WebhookCart(Guid Id, string Stage, string Currency, long Total, IReadOnlyList<WebhookLine> Lines, IReadOnlyList<string> Troubles, string? Reason);

internal sealed record WebhookLine(string ProductId, string? Variant, string? Name, int Quantity, long? UnitPrice);

internal sealed record WebhookOrder(string Id, string Status, string Currency, long Total);

internal sealed record WebhookOffer(string Code, string Kind, DateTime? EndsAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WebhookBody))]
internal sealed partial class WebhookJson : JsonSerializerContext;
