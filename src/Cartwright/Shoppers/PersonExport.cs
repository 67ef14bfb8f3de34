using System.Text.Json.Serialization;
using Cartwright.Carts;
using Cartwright.Hosting;
using Cartwright.Tracking;

namespace Cartwright.Shoppers;

/// <summary>Everything kept about a person, for them to have. Amounts are in minor units.</summary>
internal sealed record PersonExport(
    ShopperView Shopper, IReadOnlyList<PermissionView> Permissions, IReadOnlyList<ExportedCart> Carts, IReadOnlyList<ExportedOrder> Orders, IReadOnlyList<ExportedCode> Codes, IReadOnlyList<ExportedMessage> Messages, IReadOnlyList<ExportedReply> Replies, IReadOnlyList<ExportedEvent> Events)
{
    public static PersonExport Of(ShopperState s, IReadOnlyList<StorefrontEvent> log, IReadOnlyList<ExportedReply> replies) => new(
        ShopperView.Of(s.Id, s.Traits, s.Personal, s.FirstSeenAt, s.LastSeenAt),
        [.. s.Permissions.Select(PermissionView.Of)],
        [.. s.Carts.Select(c => new ExportedCart(c.Id, c.Status.Name(), ApiInput.Time(c.Facts.StartedAt), ApiInput.Time(c.Facts.LastActivityAt), c.Facts.Currency, c.Facts.Total,
            [.. c.Facts.Lines.Select(l => new ExportedLine(l.ProductId, l.Variant, l.Name, l.Quantity, l.Unit))], c.Facts.Details))],
        [.. s.Orders.Select(o => new ExportedOrder(o.ExternalId, o.Status, o.Currency, o.Total, ApiInput.Time(o.PlacedAt)))],
        [.. s.Coupons.Select(c => new ExportedCode(c.Code, c.Offer, ApiInput.Time(c.IssuedAt), ApiInput.Time(c.ExpiresAt), c.HeldBy))],
        [.. s.Messages.Select(m => new ExportedMessage(m.Id, m.Channel, m.Template, m.Content?.To, m.Content?.Subject, Enum.GetName(m.Status)!.ToLowerInvariant(), ApiInput.Time(m.SentAt)))],
        replies,
        [.. log.OrderBy(e => e.At).Select(e => new ExportedEvent(ApiInput.Time(e.At), e.Name ?? Enum.GetName(e.Kind)!, e.PageUrl, e.Device, e.Personal))]);
}

internal sealed record ExportedCart(Guid Id, string Status, DateTime StartedAt, DateTime LastActivityAt, string Currency, long Total, IReadOnlyList<ExportedLine> Lines, IReadOnlyDictionary<string, string> Details);

internal sealed record ExportedLine(string ProductId, string? Variant, string? Name, int Quantity, long? Unit);

internal sealed record ExportedOrder(string Id, string Status, string Currency, long Total, DateTime PlacedAt);

internal sealed record ExportedCode(string Code, string Offer, DateTime IssuedAt, DateTime ExpiresAt, string? Order);

internal sealed record ExportedMessage(Guid Id, string Channel, string Template, string? To, string? Subject, string Status, DateTime? SentAt);

internal sealed record ExportedReply(DateTime At, string Channel, string From, string? Subject, string Text);

internal sealed record ExportedEvent(DateTime At, string Name, string? Page, string? Device, Personal? Personal);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PersonExport))]
internal sealed partial class ExportJson : JsonSerializerContext;
