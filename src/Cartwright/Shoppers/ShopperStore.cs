using System.Text.Json;
using Cartwright.Carts;
using Cartwright.Hosting;
using Cartwright.Journeys;
using Cartwright.Messages;
using Cartwright.Offers;
using Cartwright.Recovery;
using Cartwright.Storage;
using Cartwright.Tracking;
using Dapper;

namespace Cartwright.Shoppers;

/// <summary>Loads shoppers with everything a turn needs, many in one round of queries.</summary>
internal sealed class ShopperStore(Database database, Secrets secrets)
{
    /// <inheritdoc cref="LoadAsync"/>
    public Task<Dictionary<(Guid Store, Guid Id), ShopperState>> ReadAsync(IReadOnlyCollection<(Guid Store, Guid Id)> ids, CancellationToken ct = default) =>
        database.ReadAsync(c => LoadAsync(new Reading(c, database.Dialect), ids), ct);

    /// <summary>The stored events since then (ms), or null when there are more than <paramref name="most"/>.</summary>
    public async Task<List<StorefrontEvent>?> LogOrNullAsync(Session session, ShopperState shopper, long since, int most) =>
        await LogAsync(session, shopper, since, most + 1) is var log && log.Count > most ? null : log;

    /// <summary>The shoppers that the identifiers mean, as stored: not yet resolved to a survivor.</summary>
    public static async Task<Dictionary<(Guid Store, Identifier Id), Guid>> AliasesAsync(Reading reading, IReadOnlyCollection<(Guid Store, Identifier Id)> ids)
    {
        if (ids.Count == 0) return [];
        var rows = await reading.LookUpAsync<AliasRow>(
            $"select a.store_id, a.kind, a.value, a.shopper_id from {reading.Dialect.AliasKeys} shopper_alias a on a.store_id = k.store_id and a.kind = k.kind and a.value = k.value",
            new { keys = Json(ids.Select(i => (string[])[i.Store.ToString(), i.Id.Kind, i.Id.Value])) });
        return rows.ToDictionary(r => (r.StoreId, new Identifier(r.Kind, r.Value)), r => r.ShopperId);
    }

    /// <summary>
    /// The shoppers with these ids, each followed to its survivor and with the rows of all that were merged into it.
    /// Returned by the id asked for; ids that are not there are left out.
    /// </summary>
    public async Task<Dictionary<(Guid Store, Guid Id), ShopperState>> LoadAsync(Reading reading, IReadOnlyCollection<(Guid Store, Guid Id)> ids)
    {
        if (ids.Count == 0) return [];
        var shoppers = new Dictionary<(Guid, Guid), ShopperRow>();
        var wanted = ids;
        while (wanted.Count > 0)
        {
            foreach (var row in await QueryAsync<ShopperRow>("""
                select s.store_id, s.shopper_id, s.version, s.merged_into, s.first_seen_at, s.last_seen_at, s.state, p.data_key, p.sealed, t.wake_at
                from {keys} shopper s on s.store_id = k.store_id and s.shopper_id = k.shopper_id
                left join shopper_personal p on p.store_id = s.store_id and p.shopper_id = s.shopper_id
                left join timer t on t.store_id = s.store_id and t.shopper_id = s.shopper_id
                """, wanted)) shoppers[(row.StoreId, row.ShopperId)] = row;
            wanted = shoppers.Values.Where(r => r.MergedInto is not null).Select(r => (r.StoreId, r.MergedInto!.Value)).Where(k => !shoppers.ContainsKey(k)).Distinct().ToList();
        }

        var survivors = shoppers.Values.Where(r => r.MergedInto is null).ToDictionary(r => (r.StoreId, r.ShopperId), r => JsonSerializer.Deserialize(r.State, ShopperJson.Default.ShopperTraits)!);
        var family = survivors.SelectMany(s => s.Value.Merged.Append(s.Key.ShopperId).Select(m => (Member: (s.Key.StoreId, m), Survivor: s.Key))).ToDictionary(x => x.Member, x => x.Survivor);
        if (family.Keys.Where(k => !shoppers.ContainsKey(k)).ToList() is { Count: > 0 } missing)
            foreach (var row in await QueryAsync<ShopperRow>("""
                select s.store_id, s.shopper_id, s.version, s.merged_into, s.first_seen_at, s.last_seen_at, s.state, p.data_key, p.sealed, null as wake_at
                from {keys} shopper s on s.store_id = k.store_id and s.shopper_id = k.shopper_id
                left join shopper_personal p on p.store_id = s.store_id and p.shopper_id = s.shopper_id
                """, missing)) shoppers[(row.StoreId, row.ShopperId)] = row;
        var dataKeys = shoppers.Where(s => s.Value.DataKey is not null).ToDictionary(s => s.Key, s => secrets.Unwrap(s.Key.Item1, s.Value.DataKey!));

        // Only what a shopper is marked to have is asked for: most have nothing but carts.
        IReadOnlyCollection<(Guid, Guid)> Having(char mark) => [.. family.Where(f => survivors[f.Value].Has.Contains(mark)).Select(f => f.Key)];
        var carts = Group(await QueryAsync<CartRow>("select c.store_id, c.shopper_id, c.state from {keys} cart c on c.store_id = k.store_id and c.shopper_id = k.shopper_id", family.Keys), r => (r.StoreId, r.ShopperId));
        var enrollments = Group(await QueryAsync<EnrollmentRow>("select e.* from {keys} enrollment e on e.store_id = k.store_id and e.shopper_id = k.shopper_id", Having('e')), r => (r.StoreId, r.ShopperId));
        var messages = Group(await QueryAsync<MessageRow>("""
            select m.*, c.shopper_id as sealed_by, c.sealed from {keys} message m on m.store_id = k.store_id and m.shopper_id = k.shopper_id
            left join message_content c on c.store_id = m.store_id and c.message_id = m.message_id
            """, Having('m')), r => (r.StoreId, r.ShopperId));
        var orders = Group(await QueryAsync<OrderRow>("select o.store_id, o.shopper_id, o.state from {keys} purchase o on o.store_id = k.store_id and o.shopper_id = k.shopper_id", Having('o')), r => (r.StoreId, r.ShopperId));
        var coupons = Group(await QueryAsync<CouponRow>("select c.store_id, c.shopper_id, c.state from {keys} coupon c on c.store_id = k.store_id and c.shopper_id = k.shopper_id", Having('c')), r => (r.StoreId, r.ShopperId));

        var last = Group(await QueryAsync<LastEventRow>("""
            select e.store_id, e.shopper_id, max(e.at) as at from {keys} event e on e.store_id = k.store_id and e.shopper_id = k.shopper_id
            group by e.store_id, e.shopper_id
            """, family.Keys), r => (r.StoreId, r.ShopperId));

        var states = new Dictionary<(Guid, Guid), ShopperState>();
        foreach (var ((store, id), traits) in survivors)
        {
            var row = shoppers[(store, id)];
            var members = traits.Merged.Append(id).Select(m => (store, m)).ToList();
            var personal = row.Sealed is not null ? JsonSerializer.Deserialize(Secrets.Open(dataKeys[(store, id)], row.Sealed), ShopperJson.Default.ShopperPersonal)! : new ShopperPersonal();
            IEnumerable<T> Of<T>(Dictionary<(Guid, Guid), List<T>> rows) => members.SelectMany(m => rows.GetValueOrDefault(m) ?? []);
            var ownCarts = Of(carts).Select(r => JsonSerializer.Deserialize(r.State, CartJson.Default.Cart)!).Where(c => !c.LetGo).OrderBy(c => c.Facts.StartedAt).ThenBy(c => c.Id).ToList();
            var lastEvents = Of(last).ToList();
            states[(store, id)] = new ShopperState
            {
                StoreId = store, Id = id, Version = row.Version, FirstSeenAt = row.FirstSeenAt, WakeAt = row.WakeAt,
                LastSeenAt = lastEvents.Select(e => e.At).Append(row.LastSeenAt).Max(), StoredSeenAt = row.LastSeenAt,
                LastStamp = lastEvents.Count == 0 ? "" : EventStamp.LastOf(lastEvents.Max(e => e.At)), Traits = traits, Personal = personal, DataKey = dataKeys.GetValueOrDefault((store, id)),
                Carts = [.. ownCarts.Select(c => personal.Details.TryGetValue(c.Id, out var details) ? c with { Facts = c.Facts with { Details = details } } : c)],
                Enrollments = [.. Of(enrollments).Select(r => r.Read()).OrderBy(e => e.Id)],
                Messages = [.. Of(messages).Select(r => r.Read(r.SealedBy is { } by ? dataKeys.GetValueOrDefault((store, by)) : null)).OrderBy(m => m.Id)],
                Orders = [.. Of(orders).Select(r => JsonSerializer.Deserialize(r.State, RecoveryJson.Default.Order)!).OrderBy(o => o.Id)],
                Coupons = [.. Of(coupons).Select(r => r.Read()).OrderBy(c => c.Id)],
            };
        }
        await PermissionsAsync(reading, states);
        return ids.Where(i => shoppers.ContainsKey(i)).Select(i => (Id: i, At: Survivor(i))).Where(x => states.ContainsKey(x.At)).ToDictionary(x => x.Id, x => states[x.At]);

        (Guid, Guid) Survivor((Guid Store, Guid Id) key)
        {
            while (shoppers[key].MergedInto is { } next) key = (key.Store, next);
            return key;
        }

        Task<IEnumerable<T>> QueryAsync<T>(string sql, IReadOnlyCollection<(Guid Store, Guid Id)> keys) => keys.Count == 0
            ? Task.FromResult<IEnumerable<T>>([])
            : reading.LookUpAsync<T>(sql.Replace("{keys}", reading.Dialect.ShopperKeys), new { keys = Json(keys.Select(k => (string[])[k.Store.ToString(), k.Id.ToString()])) });
    }

    /// <summary>Consent and suppression as they stand now for addresses (kind email or phone with its hash).</summary>
    public static async Task<Dictionary<(Guid Store, string Channel, string Hash), Permission>> PermissionsAsync(
        Reading reading, IReadOnlyCollection<(Guid Store, string Channel, string Hash)> keys)
    {
        var found = new Dictionary<(Guid, string, string), Permission>();
        if (keys.Count == 0) return found;
        var parameters = new { keys = Json(keys.Select(k => (string[])[k.Store.ToString(), k.Channel, k.Hash])) };
        foreach (var c in await reading.LookUpAsync<ConsentRow>(
            $"select c.* from {reading.Dialect.AliasKeys} consent c on c.store_id = k.store_id and c.channel = k.kind and c.address_hash = k.value", parameters))
            found[(c.StoreId, c.Channel, c.AddressHash)] = new Permission(c.Channel, c.AddressHash, c.Granted != 0, c.At, c.Source, c.Wording, null) { Confirmed = c.Confirmed != 0 };
        foreach (var s in await reading.LookUpAsync<SuppressionRow>(
            $"select s.store_id, s.channel, s.address_hash, s.reason from {reading.Dialect.AliasKeys} suppression s on s.store_id = k.store_id and s.channel = k.kind and s.address_hash = k.value", parameters))
            found[(s.StoreId, s.Channel, s.AddressHash)] = (found.GetValueOrDefault((s.StoreId, s.Channel, s.AddressHash)) ?? Permission.Unknown(s.Channel, s.AddressHash)) with { SuppressedFor = s.Reason };
        return found;
    }

    /// <summary>The stored events of a shopper and of those merged into it, in no order.</summary>
    public async Task<List<StorefrontEvent>> LogAsync(Reading reading, ShopperState shopper, long since = 0, int most = int.MaxValue)
    {
        var keys = Json(shopper.Traits.Merged.Append(shopper.Id).Select(m => (string[])[shopper.StoreId.ToString(), m.ToString()]));
        var rows = await reading.LookUpAsync<EventRow>($"""
            select e.shopper_id, e.at, e.message_id, e.received_at, e.body, e.personal, p.data_key
            from {reading.Dialect.ShopperKeys} event e on e.store_id = k.store_id and e.shopper_id = k.shopper_id
            left join shopper_personal p on p.store_id = e.store_id and p.shopper_id = e.shopper_id and e.personal is not null
            where e.at >= @since limit @most
            """, new { keys, since, most });
        return [.. rows.Select(r => r.Read(shopper.StoreId, secrets))];
    }

    /// <summary>What the shopper answered, oldest first.</summary>
    public async Task<List<ExportedReply>> RepliesAsync(Reading reading, ShopperState shopper)
    {
        var keys = Json(shopper.Traits.Merged.Append(shopper.Id).Select(m => (string[])[shopper.StoreId.ToString(), m.ToString()]));
        var rows = await reading.LookUpAsync<ReplyRow>($"""
            select r.at, r.channel, r.sealed, p.data_key from {reading.Dialect.ShopperKeys} reply r on r.store_id = k.store_id and r.shopper_id = k.shopper_id
            join shopper_personal p on p.store_id = r.store_id and p.shopper_id = r.shopper_id
            """, new { keys });
        return [.. rows.OrderBy(r => r.At).Select(r => (Row: r, Content: JsonSerializer.Deserialize(Secrets.Open(secrets.Unwrap(shopper.StoreId, r.DataKey), r.Sealed), ReplyJson.Default.ReplyContent)!))
            .Select(r => new ExportedReply(ApiInput.Time(r.Row.At), r.Row.Channel, r.Content.From, r.Content.Subject, r.Content.Text))];
    }

    /// <summary>The hashes under which this shopper's addresses are on the lists.</summary>
    public IReadOnlyList<(Guid Store, string Channel, string Hash)> AddressKeys(ShopperState shopper)
    {
        var keys = new List<(Guid, string, string)>(2);
        void Add(string channel, string kind, string? address)
        {
            if (address is not null) keys.Add((shopper.StoreId, channel, secrets.Hash(shopper.StoreId, kind, address)));
        }
        Add(Channels.Email, IdentityPolicy.Email, shopper.Personal.Email);
        Add(Channels.Sms, IdentityPolicy.Phone, shopper.Personal.Phone);
        foreach (var cart in shopper.Carts)
        {
            if (Address.Email(cart.Facts.Details.GetValueOrDefault("email")) is { } email && email != shopper.Personal.Email) Add(Channels.Email, IdentityPolicy.Email, email);
            if (Address.Phone(cart.Facts.Details.GetValueOrDefault("phone")) is { } phone && phone != shopper.Personal.Phone) Add(Channels.Sms, IdentityPolicy.Phone, phone);
        }
        return keys;
    }

    private async Task PermissionsAsync(Reading reading, Dictionary<(Guid, Guid), ShopperState> states)
    {
        var addresses = states.ToDictionary(s => s.Key, s => AddressKeys(s.Value));
        var found = await PermissionsAsync(reading, [.. addresses.Values.SelectMany(a => a).Distinct()]);
        foreach (var (key, keys) in addresses)
            if (keys.Count > 0) states[key] = states[key] with { Permissions = [.. keys.Select(k => found.GetValueOrDefault(k)).OfType<Permission>()] };
    }

    private static Dictionary<(Guid, Guid), List<T>> Group<T>(IEnumerable<T> rows, Func<T, (Guid, Guid)> key) => rows.GroupBy(key).ToDictionary(g => g.Key, g => g.ToList());

    internal static string Json(IEnumerable<string[]> keys) => JsonSerializer.Serialize(keys, KeysJson.Default.IEnumerableStringArray);
}

[System.Text.Json.Serialization.JsonSerializable(typeof(IEnumerable<string[]>))]
internal sealed partial class KeysJson : System.Text.Json.Serialization.JsonSerializerContext;
