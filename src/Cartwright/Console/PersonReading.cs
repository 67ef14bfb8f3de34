using System.Text.Json;
using Cartwright.Hosting;
using Cartwright.Shoppers;

namespace Cartwright.Console;

/// <summary>Who a row of a list belongs to, as far as the reader may see it.</summary>
internal static class PersonReading
{
    /// <summary>What is personal of a shopper; of an erased or unknown one nothing.</summary>
    public static ShopperPersonal? Open(Secrets secrets, Guid store, byte[]? dataKey, byte[]? box) =>
        dataKey is null || box is null ? null : JsonSerializer.Deserialize(Secrets.Open(secrets.Unwrap(store, dataKey), box), ShopperJson.Default.ShopperPersonal);

    /// <summary>The address a message for this cart would go to: what was typed into its checkout wins.</summary>
    public static string? Email(ShopperPersonal? personal, Guid cart) =>
        personal is null ? null : Address.Email(personal.Details.GetValueOrDefault(cart)?.GetValueOrDefault("email")) ?? personal.Email;

    /// <summary>The address a message on a channel would go to; null where it goes to no shopper.</summary>
    public static string? Of(string channel, ShopperPersonal? personal, Guid cart) => channel switch
    {
        Channels.Email => Email(personal, cart),
        Channels.Sms => personal is null ? null : Address.Phone(personal.Details.GetValueOrDefault(cart)?.GetValueOrDefault("phone")) ?? personal.Phone,
        _ => null,
    };

    /// <summary>The whole address for those who may see it, else enough to tell two shoppers apart.</summary>
    public static string? Shown(string? address, bool whole) => address is null || whole ? address : Address.Hint(address);
}
