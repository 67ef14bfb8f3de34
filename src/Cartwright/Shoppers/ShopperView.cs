using System.Text.Json.Serialization;
using Cartwright.Hosting;

namespace Cartwright.Shoppers;

/// <summary>A person as the API shows them: what is known now, decrypted. All of it is null for one nothing is known of, or who was erased.</summary>
internal sealed record ShopperView(
    Guid Id, string? Email, string? Phone, string? FirstName, string? LastName, string? UserId, string? Locale, string? TimeZone, string? Country, string? Device, DateTime FirstSeenAt, DateTime LastSeenAt)
{
    public static ShopperView Of(Guid id, ShopperTraits traits, ShopperPersonal? personal, long firstSeenAt, long lastSeenAt) => new(
        id, personal?.Email, personal?.Phone, personal?.FirstName, personal?.LastName, traits.UserId, traits.Locale, traits.TimeZone, traits.Country, traits.Device,
        ApiInput.Time(firstSeenAt), ApiInput.Time(lastSeenAt));
}

/// <summary>One shopper with what hangs on them. Account: guest or registered; Buyer: none, first_order or returning. Merged: ids that were found to be the same person.</summary>
internal sealed record ShopperDetailView(ShopperView Shopper, string Account, string Buyer, IReadOnlyList<Guid> Merged, IReadOnlyList<Guid> Carts, IReadOnlyList<Guid> Messages, IReadOnlyList<string> Orders, IReadOnlyList<PermissionView> Permissions)
{
    public static ShopperDetailView Of(ShopperState s) => new(
        ShopperView.Of(s.Id, s.Traits, s.Personal, s.FirstSeenAt, s.LastSeenAt), s.Account, s.Buyer, s.Traits.Merged, [.. s.Carts.Select(c => c.Id)], [.. s.Messages.Select(m => m.Id)], [.. s.Orders.Select(o => o.ExternalId)],
        [.. s.Permissions.Select(PermissionView.Of)]);
}

/// <summary>Granted: null when nobody said yes or no. SuppressedFor: why nothing may be sent, whatever was granted.</summary>
internal sealed record PermissionView(string Channel, bool? Granted, DateTime? At, string? Source, string? Wording, string? SuppressedFor)
{
    public static PermissionView Of(Permission p) => new(p.Channel, p.Granted, ApiInput.Time(p.GrantedAt), p.Source, p.Wording, p.SuppressedFor);
}

/// <summary>An address nothing is sent to. The address itself is not kept, only enough to recognise it.</summary>
internal sealed record SuppressionView(string Id, string Channel, string Hint, string Reason, DateTime At);

/// <summary>An address on a channel (email, sms).</summary>
internal sealed record SuppressRequest(string? Address, string Channel = Channels.Email);

internal sealed record LiftRequest(string? Reason);

/// <summary>Whom to erase: by e-mail address or by id.</summary>
internal sealed record EraseRequest(string? Email, string? Shopper);

internal sealed record ErasedView(Guid Shopper);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ApiList<ShopperView>))]
[JsonSerializable(typeof(ShopperDetailView))]
[JsonSerializable(typeof(ApiList<SuppressionView>))]
[JsonSerializable(typeof(SuppressRequest))]
[JsonSerializable(typeof(LiftRequest))]
[JsonSerializable(typeof(EraseRequest))]
[JsonSerializable(typeof(ErasedView))]
internal sealed partial class ShopperViewJson : JsonSerializerContext;
