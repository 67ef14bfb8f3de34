using Cartwright.Tracking;

namespace Cartwright.Simulation;

/// <summary>A shopper of the simulated world, as the world knows them.</summary>
internal sealed record Person(int Number, int Store, Guid StoreId, string Currency, CartNaming Naming, string Zone, string Email, string? UserId, bool HasSecondDevice, bool Bounces)
{
    public const string DeadDomain = "gone.test", AgentsMail = "help@shop.test";

    /// <summary>Null: the person gives none.</summary>
    public string? Phone { get; init; }

    /// <summary>ISO 3166 code; null: nobody is told.</summary>
    public string? Country { get; init; }

    /// <summary>Whether the browser says in which zone it is, and in which country.</summary>
    public bool TellsZone { get; init; } = true;
    public bool TellsCountry { get; init; }

    /// <summary>Texts reach nobody under the number.</summary>
    public bool HasDeadPhone => Phone is not null && Number % 25 == 7;

    public string Device => $"d{Number}a";
    public string SecondDevice => $"d{Number}b";

    /// <summary>A friend to whom a mail is forwarded.</summary>
    public string FriendsDevice => $"d{Number}f";

    /// <summary>Whom a product, a device, an order or a mail belongs to: the number behind the first letter that stands for one; -1: nobody's.</summary>
    public static int NumberIn(ReadOnlySpan<char> text, char letter)
    {
        for (var i = 0; i + 1 < text.Length; i++)
        {
            if (text[i] != letter || !char.IsAsciiDigit(text[i + 1])) continue;
            var number = 0;
            for (i++; i < text.Length && char.IsAsciiDigit(text[i]); i++) number = number * 10 + (text[i] - '0');
            return number;
        }
        return -1;
    }

    /// <summary>What the shop calls this person's cart; null: the shop has no name for it.</summary>
    public string? CartId(int cart) => Naming switch { CartNaming.Number => $"{Number}-{cart}", CartNaming.Token => $"token-of-cart-{Number:D8}-{cart:D4}", _ => null };

    public StorefrontEvent Tells(int number, EventKind kind, string name, long at, string? device, Trust trust = Trust.Browser) => new()
    {
        StoreId = StoreId, MessageId = $"s{Number}-{number}", Kind = kind, Name = name, At = at, AnonymousId = device, Trust = trust, Currency = Currency,
        TimeZone = trust == Trust.Browser && TellsZone ? Zone : null, Country = trust == Trust.Browser && TellsCountry ? Country : null, Locale = trust == Trust.Browser ? Number % 3 == 0 ? "de-DE" : "en-IE" : null,
    };

    /// <summary>An address that was mistyped: nobody's, as far as anybody knows.</summary>
    public static string Slip(int number) => $"slip.s{number}@mail.test";

    public static bool IsSlip(string address) => address.StartsWith("slip.", StringComparison.Ordinal);

    /// <summary>The cart of the person's whose goods a message names first; -1: it names none.</summary>
    public int CartIn(string text)
    {
        var own = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"-s{Number}c");
        return text.IndexOf(own, StringComparison.Ordinal) is >= 0 and var at ? NumberIn(text.AsSpan(at), 'c') : -1;
    }

    /// <summary>Whose goods lie in the cart that a mail shows: a line with a name, and below it how many. -1: it shows none, or goods of others that are sold well.</summary>
    public static int OwnerIn(string text)
    {
        for (var at = text.IndexOf("Item-p", StringComparison.Ordinal); at >= 0; at = text.IndexOf("Item-p", at + 1, StringComparison.Ordinal))
            if (text.IndexOf('\n', at) is > 0 and var end && text.AsSpan(end + 1).TrimStart().TrimStart("0123456789").TrimStart().StartsWith("×", StringComparison.Ordinal)) return NumberIn(text.AsSpan(at), 's');
        return -1;
    }

    /// <summary>What a mail about several carts names, one of the goods of each.</summary>
    public static IEnumerable<string> NamedIn(string text)
    {
        for (var at = text.IndexOf("Item-p", StringComparison.Ordinal); at >= 0; at = text.IndexOf("Item-p", at + 1, StringComparison.Ordinal))
        {
            var name = text.AsSpan(at + 5);
            yield return name[..(name.IndexOfAny(' ', '\n', '\r') is >= 0 and var end ? end : name.Length)].ToString();
        }
    }

    /// <summary>The number of the person in the world, in the last eight digits.</summary>
    public static int NumberOf(string phone) => int.Parse(phone.AsSpan(phone.Length - 8), System.Globalization.CultureInfo.InvariantCulture);

    public Personal Typed(string email) => new() { Email = email, Fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["email"] = email, ["first_name"] = "Ada" } };
}
