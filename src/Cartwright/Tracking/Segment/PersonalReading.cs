using System.Text.Json;
using Cartwright.Shoppers;

namespace Cartwright.Tracking.Segment;

/// <summary>What an event tells about the person: from properties, traits and context.traits, in the field names of Segment and ours.</summary>
internal static class PersonalReading
{
    // Canonical name, then the names it goes by.
    private static readonly (string Canonical, string[] Names)[] Fields =
    [
        ("first_name", ["first_name", "firstName", "firstname"]), ("last_name", ["last_name", "lastName", "lastname"]), ("company", ["company"]),
        ("address1", ["address1", "street"]), ("address2", ["address2"]), ("city", ["city"]), ("region", ["region", "state", "province"]),
        ("postal_code", ["postal_code", "postalCode", "zip"]), ("country", ["country"]),
    ];

    public static Personal? Read(EventKind kind, string? userId, JsonElement properties, JsonElement? traits, JsonElement? contextTraits, out string? country)
    {
        var typed = kind == EventKind.DetailsEntered;
        var email = Address.Email(properties.GetText("email"u8, 254)) ?? Address.Email(traits.GetText("email"u8, 254)) ?? Address.Email(contextTraits.GetText("email"u8, 254)) ?? Address.Email(userId);
        var rawPhone = properties.GetText("phone"u8, 40) ?? traits.GetText("phone"u8, 40) ?? contextTraits.GetText("phone"u8, 40);
        var phone = Address.Phone(rawPhone);
        var fields = new Dictionary<string, string>();
        foreach (var source in (JsonElement?[])[contextTraits, traits, typed ? properties : null])
        {
            if (source is not { ValueKind: JsonValueKind.Object } s) continue;
            Collect(s, fields);
            if (s.Get("address"u8) is { ValueKind: JsonValueKind.Object } address) Collect(address, fields);
        }
        country = fields.GetValueOrDefault("country") is { Length: 2 } code ? code.ToUpperInvariant() : null;
        if (typed)
        {
            if (email is not null) fields["email"] = email;
            if (rawPhone is not null) fields["phone"] = phone ?? rawPhone;
        }
        return email is null && phone is null && fields.Count == 0 ? null : new Personal { Email = email, Phone = phone, Fields = fields.Count == 0 ? null : fields };
    }

    /// <summary><c>consent: {email: true, sms: false, doubleOptIn: true, text: "…"}</c> in properties or traits; what is no object says nothing.</summary>
    /// <exception cref="BadFieldException">It is neither a yes nor a no: a no that was misread would be written to.</exception>
    public static IReadOnlyList<ConsentGiven>? Consents(JsonElement properties, JsonElement? traits)
    {
        if ((properties.Get("consent"u8) ?? traits?.Get("consent"u8)) is not { ValueKind: JsonValueKind.Object } consent) return null;
        var wording = consent.GetText("text"u8, 1000);
        var list = new List<ConsentGiven>(2);
        var twice = consent.GetBool("doubleOptIn"u8) == true;
        if (Said(consent, "email") is { } email) list.Add(new(Channels.Email, email, wording, twice));
        if (Said(consent, "sms") is { } sms) list.Add(new(Channels.Sms, sms, wording, twice));
        return list.Count == 0 ? null : list;
    }

    private static bool? Said(JsonElement consent, string channel)
    {
        if (consent.Get(System.Text.Encoding.UTF8.GetBytes(channel)) is not { ValueKind: not JsonValueKind.Null } value) return null;
        var said = value.ValueKind switch { JsonValueKind.True => "true", JsonValueKind.False => "false", JsonValueKind.String => JsonReading.Text(value)?.Trim().ToLowerInvariant(), _ => null };
        return said switch
        {
            "true" or "yes" or "1" => true,
            "false" or "no" or "0" => false,
            _ => throw new BadFieldException($"consent.{channel} must be true or false, not {JsonReading.Describe(value)}"),
        };
    }

    private static void Collect(JsonElement source, Dictionary<string, string> fields)
    {
        foreach (var (canonical, names) in Fields)
            foreach (var name in names)
                if (source.Get(System.Text.Encoding.UTF8.GetBytes(name)) is { ValueKind: JsonValueKind.String } && source.GetText(System.Text.Encoding.UTF8.GetBytes(name), 200) is { } text)
                {
                    fields[canonical] = text;
                    break;
                }
    }
}
