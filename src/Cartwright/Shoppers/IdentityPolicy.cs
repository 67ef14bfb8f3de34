using Cartwright.Tracking;

namespace Cartwright.Shoppers;

/// <summary>An identifier of a person: kind anon, user, email, phone, order (one the shop's server told), cart (a token) or import (a cart of a file); addresses as keyed hashes.</summary>
internal readonly record struct Identifier(string Kind, string Value);

/// <summary>
/// Whose an event is. <paramref name="Target"/> null: a new shopper. <paramref name="Merge"/>: shoppers that turned out to be the
/// same person and now point to the target. <paramref name="Write"/>: identifiers that from now on mean the target.
/// </summary>
internal sealed record Identification(Guid? Target, IReadOnlyList<Guid> Merge, IReadOnlyList<Identifier> Write);

/// <summary>
/// Joins identifiers into one shopper. A user id or an e-mail that was identified with is strong; a device or a typed e-mail is weak.
/// Two people on one device are not merged: when the device's shopper is strongly someone else, the device moves on to the new one.
/// </summary>
internal static class IdentityPolicy
{
    public const string Anon = "anon", User = "user", Email = "email", Phone = "phone", Order = "order", Cart = "cart", Imported = "import";

    /// <summary>So many shoppers are joined into one. A person has a few devices; an address that a shop's staff type in for everybody has thousands.</summary>
    public const int MostJoined = 100;

    /// <summary>So long an id of a cart or checkout is a token that nobody guesses: only its own device and the shop know it.</summary>
    public const int TokenLength = 20;

    public static bool IsToken(string? id) => id is { Length: >= TokenLength };

    /// <summary>The identifiers an event carries.</summary>
    /// <param name="hash">Of a kind and an address.</param>
    public static IReadOnlyList<Identifier> Of(StorefrontEvent e, Func<string, string, string> hash)
    {
        var ids = new List<Identifier>(4);
        if (e.AnonymousId is not null) ids.Add(new(Anon, e.AnonymousId));
        if (e.UserId is not null) ids.Add(new(User, e.UserId));
        if (e.Personal?.Email is { } email) ids.Add(new(Email, hash(Email, email)));
        if (e.Personal?.Phone is { } phone) ids.Add(new(Phone, hash(Phone, phone)));
        if (e is { OrderId: not null, Trust: > Trust.Browser } && EventKinds.IsOrder(e.Kind)) ids.Add(new(Order, e.OrderId));
        if (e is { Imported: true, CartId: { } filed }) ids.Add(new(Imported, filed));
        if (e.Trust == Trust.Server) return ids; // it says whose the cart is
        if (IsToken(e.CartId)) ids.Add(new(Cart, e.CartId!));
        if (IsToken(e.CheckoutId) && e.CheckoutId != e.CartId) ids.Add(new(Cart, e.CheckoutId!));
        return ids;
    }

    /// <param name="ids">The event's identifiers.</param>
    /// <param name="found">Shoppers (survivors) that the identifiers mean today.</param>
    /// <param name="referred">The shopper by whose link this visit came, when the landing was confirmed or an order carries the reference.</param>
    public static Identification Resolve(IReadOnlyList<Identifier> ids, IReadOnlyDictionary<Identifier, ShopperState> found, StorefrontEvent e, ShopperState? referred = null)
    {
        // Most events: a device that is known, and nothing that could be somebody else's.
        if (e.UserId is null && e.Personal?.Email is null && referred is null && Device(found) is { } only)
            return new Identification(only.Id, [], found.Count == ids.Count ? [] : [.. ids.Where(i => !found.ContainsKey(i))]);

        ShopperState? Of(string kind) => ids.Where(i => i.Kind == kind).Select(i => found.GetValueOrDefault(i)).FirstOrDefault(s => s is not null);

        // The shop's server named this order (or its file this cart) before: it is that person's, whatever else the event carries. Unless it named nobody with
        // it (a refund that came before its order): then whose it is is told now.
        var ordered = Of(Order) ?? Of(Imported);
        var nobody = ordered is { Traits.UserId: null, Personal: { Email: null, Phone: null } } ? ordered : null;
        var user = nobody is null ? ordered ?? Of(User) : Of(User);
        var email = Of(Email);
        var device = Of(Anon);
        var target = user;
        var merge = new List<Guid>();

        if (email is not null && email.Id != target?.Id)
        {
            if (target is null) target = email;
            else if (email.Traits.UserId is null) merge.Add(email.Id);
        }
        if (target is not null && user is null && e.UserId is not null && target.Traits.UserId is { } other && other != e.UserId)
            target = null; // the address is another user's: a new person with this user id

        if (referred is not null && target is null && (device is null || IsWeak(device, e))) target = referred;

        if (device is not null && device.Id != target?.Id)
        {
            if (target is null) target = IsSomeoneElse(device, e) ? null : device;
            else if (IsWeak(device, e) && !IsSomeoneElse(device, e)) merge.Add(device.Id);
        }
        // The token of a cart is known to the browser that fills it and to the shop: what the one says and what the other says is one person's.
        foreach (var holder in ids.Where(i => i.Kind == Cart).Select(i => found.GetValueOrDefault(i)).OfType<ShopperState>())
        {
            if (holder.Id == target?.Id || merge.Contains(holder.Id) || IsSomeoneElse(holder, e)) continue;
            if (e.Trust == Trust.Browser && holder.Carts.Any(c => c.Facts.Devices.Count > 0)) continue; // another device's: the key is public
            if (target is null) target = holder;
            else if (IsWeak(holder, e)) merge.Add(holder.Id);
            else if (device?.Id == target.Id && IsWeak(target, e))
            {
                // The device's own shopper is the weak one: it becomes part of the one the shop knows.
                merge.Add(target.Id);
                target = holder;
            }
        }
        // The shop itself says whose number this is: who typed it first, and told no address, is that person. What a checkout holds anybody may have typed.
        if (target is not null && (e.Trust == Trust.Server || e.Trust == Trust.Platform && EventKinds.IsOrder(e.Kind)) && Of(Phone) is { Personal.Email: null } caller && caller.Id != target.Id && !merge.Contains(caller.Id) && IsWeak(caller, e) && !IsSomeoneElse(caller, e)) merge.Add(caller.Id);
        if (nobody is not null && target is null) target = nobody;
        else if (nobody is not null && nobody.Id != target!.Id && !merge.Contains(nobody.Id)) merge.Add(nobody.Id);
        // A family has one number and several addresses.
        var called = Of(Phone) is { } known && !IsSomeoneElse(known, e) ? known : null;
        target ??= ids.Any(i => i.Kind is User or Email or Anon or Cart) && (user ?? email ?? device ?? Of(Cart)) is not null ? null : called;

        // Past that, devices still move to it with what they do from now on, and leave behind what they did.
        var joined = found.Values.Append(referred).OfType<ShopperState>().DistinctBy(s => s.Id).ToDictionary(s => s.Id, s => s.Traits.Merged.Count + 1);
        var room = MostJoined - (target is null ? 0 : joined.GetValueOrDefault(target.Id));
        merge.RemoveAll(m => (room -= joined[m]) < 0);

        var write = ids.Where(i => found.GetValueOrDefault(i) is not { } owner || i.Kind == Anon && owner.Id != target?.Id && !IsBefore(e, owner)).ToList();
        return new Identification(target?.Id, merge, write);
    }

    // The shopper of the device, when every other identifier that is known means the same one.
    private static ShopperState? Device(IReadOnlyDictionary<Identifier, ShopperState> found)
    {
        ShopperState? device = null, any = null;
        foreach (var (id, shopper) in found)
        {
            if (any is not null && any.Id != shopper.Id) return null;
            any = shopper;
            if (id.Kind == Anon) device = shopper;
        }
        return device;
    }

    // No strong tie of its own: nothing is lost when it becomes part of another.
    private static bool IsWeak(ShopperState shopper, StorefrontEvent e) =>
        shopper.Traits.UserId is null && (shopper.Personal.Email is null || shopper.Traits.TypedOnly || shopper.Personal.Email == e.Personal?.Email);

    // Told late, and the device's shopper has said since who they are: whoever typed this is not at the device any more.
    private static bool IsBefore(StorefrontEvent e, ShopperState owner) =>
        !owner.Traits.TypedOnly && owner.Personal.EmailStamp is { } said && string.CompareOrdinal(EventStamp.Of(e), said) < 0;

    private static bool IsSomeoneElse(ShopperState shopper, StorefrontEvent e) =>
        e.UserId is not null && shopper.Traits.UserId is { } user && user != e.UserId
        || e.Personal?.Email is { } email && shopper.Personal.Email is { } known && known != email && !shopper.Traits.TypedOnly;
}
