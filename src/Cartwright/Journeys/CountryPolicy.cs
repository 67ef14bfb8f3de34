using System.Collections.Frozen;
using Cartwright.Carts;
using Cartwright.Shoppers;
using Cartwright.Stores;

namespace Cartwright.Journeys;

/// <summary>On what an e-mail about a cart may rest in a country, once the store goes by the law: an agreement; an agreement or being a customer; nothing but the way out.</summary>
internal enum EmailBasis { OptIn, SoftOptIn, OptOut }

/// <summary>
/// The rules of a country as data. Hours are local, from after to: over midnight. DoubleOptIn: a text needs an agreement that was confirmed. OneCartText: one text a
/// cart, within 48 hours. Sunday: the hour on Sundays from which texts may go; 24: none. Source: where the rule stands; of mails <see cref="MailSource"/>.
/// </summary>
internal sealed record CountryRule(EmailBasis Email, int TextsFromHour, int TextsToHour, int SundayFromHour, bool DoubleOptIn, bool OneCartText, string Source)
{
    /// <summary>Where the rule of mails stands, when that of texts stands elsewhere.</summary>
    public string MailSource { get => field ?? Source; init; }

    /// <summary>Hours of Saturdays and Sundays, where they are others: from and to.</summary>
    public (int From, int To)? Weekend { get; init; }
}

/// <summary>Where a shopper is, as far as it is known, and what holds there. Not legal advice: the rules of thumb that carriers and regulators state.</summary>
internal static class CountryPolicy
{
    private const string EPrivacy = "Directive 2002/58/EC Art. 13", Ctia = "47 CFR 64.1200(c)(1), CTIA guidance on cart reminders";
    private static readonly CountryRule Eu = new(EmailBasis.SoftOptIn, 8, 21, 8, false, false, EPrivacy);

    /// <summary>What holds where nothing else is known: the hours that hold nearly everywhere.</summary>
    private static readonly CountryRule Other = Eu with { Source = "the common hours", MailSource = $"as in {EPrivacy}" };

    private static readonly FrozenDictionary<string, CountryRule> Rules = new Dictionary<string, CountryRule>(StringComparer.Ordinal)
    {
        ["US"] = new(EmailBasis.OptOut, 8, 21, 8, true, true, Ctia) { MailSource = "15 U.S.C. § 7704 (CAN-SPAM)" },
        ["CA"] = new(EmailBasis.OptIn, 9, 21, 10, false, false, "CASL; CRTC telemarketing hours") { MailSource = "CASL", Weekend = (10, 18) },
        ["DE"] = Eu with { Email = EmailBasis.SoftOptIn, Source = "§ 7 UWG" },
        ["FR"] = Eu with { TextsFromHour = 8, TextsToHour = 20, SundayFromHour = 24, Source = "Article L34-5 CPCE; no texts on Sundays and at night", MailSource = "Article L34-5 CPCE" },
        ["GB"] = Eu with { Source = "PECR regulation 22" },
        ["AU"] = Eu with { Email = EmailBasis.OptIn, Source = "Spam Act 2003" },
        ["JP"] = Eu with { Email = EmailBasis.OptIn, Source = "Act on Regulation of Transmission of Specified Electronic Mail" },
        ["CN"] = Eu with { Email = EmailBasis.OptIn, Source = "Measures for the Administration of Internet E-mail Services" },
        ["CH"] = Eu with { Source = "UWG Art. 3 (1) o" },
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // States that leave texts fewer hours than the country does. From, to and on Sundays from, local; 24: none on Sundays. By the guides of two text gateways and the statutes named.
    private const string OfTheState = "the state's telephone solicitation law";
    private static readonly FrozenDictionary<string, (string Name, int From, int To, int Sunday, string Source)> States = new Dictionary<string, (string, int, int, int, string)>(StringComparer.Ordinal)
    {
        ["AL"] = ("ALABAMA", 8, 20, 24, OfTheState), ["CT"] = ("CONNECTICUT", 9, 20, 9, "Conn. Gen. Stat. § 42-288a"), ["FL"] = ("FLORIDA", 8, 20, 8, "Fla. Stat. § 501.616"), ["LA"] = ("LOUISIANA", 8, 20, 24, OfTheState),
        ["MD"] = ("MARYLAND", 8, 20, 8, OfTheState), ["MA"] = ("MASSACHUSETTS", 8, 20, 8, "201 CMR 12"), ["MS"] = ("MISSISSIPPI", 8, 20, 24, OfTheState), ["OK"] = ("OKLAHOMA", 8, 20, 8, "15 O.S. § 775C.4"),
        ["RI"] = ("RHODE ISLAND", 10, 17, 10, OfTheState), ["TX"] = ("TEXAS", 9, 21, 12, "Tex. Bus. & Com. Code § 301.051"), ["WA"] = ("WASHINGTON", 8, 20, 8, "RCW 80.36.390"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // Area codes of these states (NANPA): who has such a number may be there, whatever address was typed; Florida's law presumes it.
    private static readonly FrozenDictionary<string, string> StateOfAreaCode = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["AL"] = "205 251 256 334 659 938", ["CT"] = "203 475 860 959", ["LA"] = "225 318 337 457 504 985", ["MD"] = "227 240 301 410 443 667", ["MA"] = "339 351 413 508 617 774 781 857 978",
        ["FL"] = "239 305 321 324 352 386 407 448 561 645 656 689 727 728 754 772 786 813 850 863 904 941 954", ["MS"] = "228 471 601 662 769", ["OK"] = "405 539 572 580 918", ["RI"] = "401",
        ["TX"] = "210 214 254 281 325 346 361 409 430 432 469 512 621 682 713 726 737 806 817 830 832 903 915 936 940 945 956 972 979", ["WA"] = "206 253 360 425 509 564",
    }.SelectMany(s => s.Value.Split(' '), (s, code) => (code, s.Key)).ToFrozenDictionary(s => s.code, s => s.Key, StringComparer.Ordinal);

    // Zones a country's people live in; a shopper of whom no more is known may be in any of them.
    private static readonly FrozenDictionary<string, string[]> Zones = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["US"] = ["America/New_York", "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu"], ["CA"] = ["America/St_Johns", "America/Vancouver"],
        ["DE"] = ["Europe/Berlin"], ["AT"] = ["Europe/Vienna"], ["CH"] = ["Europe/Zurich"], ["FR"] = ["Europe/Paris"], ["GB"] = ["Europe/London"], ["IE"] = ["Europe/Dublin"],
        ["NL"] = ["Europe/Amsterdam"], ["BE"] = ["Europe/Brussels"], ["LU"] = ["Europe/Luxembourg"], ["ES"] = ["Europe/Madrid", "Atlantic/Canary"], ["PT"] = ["Europe/Lisbon", "Atlantic/Azores"],
        ["IT"] = ["Europe/Rome"], ["PL"] = ["Europe/Warsaw"], ["CZ"] = ["Europe/Prague"], ["SK"] = ["Europe/Bratislava"], ["HU"] = ["Europe/Budapest"], ["RO"] = ["Europe/Bucharest"], ["BG"] = ["Europe/Sofia"],
        ["GR"] = ["Europe/Athens"], ["DK"] = ["Europe/Copenhagen"], ["SE"] = ["Europe/Stockholm"], ["NO"] = ["Europe/Oslo"], ["FI"] = ["Europe/Helsinki"], ["EE"] = ["Europe/Tallinn"], ["LV"] = ["Europe/Riga"],
        ["LT"] = ["Europe/Vilnius"], ["UA"] = ["Europe/Kyiv"], ["TR"] = ["Europe/Istanbul"], ["JP"] = ["Asia/Tokyo"], ["CN"] = ["Asia/Shanghai"], ["KR"] = ["Asia/Seoul"], ["IN"] = ["Asia/Kolkata"],
        ["SG"] = ["Asia/Singapore"], ["HK"] = ["Asia/Hong_Kong"], ["AU"] = ["Australia/Sydney", "Australia/Perth"], ["NZ"] = ["Pacific/Auckland"], ["BR"] = ["America/Sao_Paulo", "America/Manaus"],
        ["MX"] = ["America/Mexico_City", "America/Tijuana"], ["ZA"] = ["Africa/Johannesburg"], ["IL"] = ["Asia/Jerusalem"], ["AE"] = ["Asia/Dubai"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // ITU-T E.164 country codes; longer ones first.
    private static readonly (string Prefix, string Country)[] Prefixes =
    [
        ("+352", "LU"), ("+353", "IE"), ("+351", "PT"), ("+358", "FI"), ("+359", "BG"), ("+370", "LT"), ("+371", "LV"), ("+372", "EE"), ("+380", "UA"), ("+420", "CZ"), ("+421", "SK"), ("+852", "HK"), ("+971", "AE"), ("+972", "IL"),
        ("+30", "GR"), ("+31", "NL"), ("+32", "BE"), ("+33", "FR"), ("+34", "ES"), ("+36", "HU"), ("+39", "IT"), ("+40", "RO"), ("+41", "CH"), ("+43", "AT"), ("+44", "GB"), ("+45", "DK"), ("+46", "SE"), ("+47", "NO"),
        ("+48", "PL"), ("+49", "DE"), ("+52", "MX"), ("+55", "BR"), ("+61", "AU"), ("+64", "NZ"), ("+65", "SG"), ("+81", "JP"), ("+82", "KR"), ("+86", "CN"), ("+90", "TR"), ("+91", "IN"), ("+27", "ZA"), ("+1", "US"),
    ];

    // Area codes of Canada, which shares its country code with the United States (CNAC).
    private static readonly FrozenSet<string> Canadian =
    [
        "204", "226", "236", "249", "250", "257", "263", "289", "306", "343", "354", "365", "367", "368", "382", "403", "416", "418", "428", "431", "437", "438", "450", "460", "468", "474", "506", "514", "519", "537", "548", "568", "579", "581",
        "584", "587", "604", "613", "639", "647", "672", "683", "705", "709", "742", "753", "778", "780", "782", "807", "819", "825", "867", "873", "879", "902", "905", "942",
    ];

    /// <summary>The rule of the country, with the hours of the state where that has its own. Number and address may name two: then what is an hour of both.</summary>
    /// <param name="region">As it was typed, of an address in that country: FL or Florida.</param>
    /// <param name="phone">The number a text would go to.</param>
    public static CountryRule RuleOf(string? country, string? region, string? phone)
    {
        var rule = RuleOf(country);
        if (country != "US") return rule;
        var typed = region?.Trim().ToUpperInvariant() ?? "";
        var ofAddress = States.ContainsKey(typed) ? typed : States.FirstOrDefault(s => s.Value.Name == typed).Key;
        var ofNumber = phone is ['+', '1', _, _, _, ..] ? StateOfAreaCode.GetValueOrDefault(phone.Substring(2, 3)) : null;
        var source = "";
        foreach (var state in new[] { ofAddress, ofNumber }.OfType<string>().Distinct(StringComparer.Ordinal).Select(code => States[code]))
        {
            source = source.Length == 0 || source == state.Source ? state.Source : $"{source}; {state.Source}";
            rule = rule with { TextsFromHour = Math.Max(rule.TextsFromHour, state.From), TextsToHour = Math.Min(rule.TextsToHour, state.To), SundayFromHour = Math.Max(rule.SundayFromHour, state.Sunday), Source = source };
        }
        return rule;
    }

    public static CountryRule RuleOf(string? country) => country is not null && Rules.TryGetValue(country, out var rule) ? rule : country is not null && Zones.ContainsKey(country) ? Eu : Other;

    /// <summary>ISO 3166 code: of the number a text would go to, of the address that was typed, of what the browser or the shop said; null: not known.</summary>
    public static string? CountryOf(ShopperState shopper, Cart? cart, string? phone = null)
    {
        if (OfNumber(phone) is { } byNumber) return byNumber;
        var typed = cart?.Facts.Details.GetValueOrDefault("country")?.Trim().ToUpperInvariant();
        return typed is { Length: 2 } ? typed : shopper.Traits.Country?.ToUpperInvariant();
    }

    private static string? OfNumber(string? phone) => phone is null ? null
        : phone.StartsWith("+1", StringComparison.Ordinal) && phone.Length >= 5 && Canadian.Contains(phone.Substring(2, 3)) ? "CA"
        : Array.Find(Prefixes, p => phone.StartsWith(p.Prefix, StringComparison.Ordinal)).Country;

    /// <summary>The zones the shopper may be in: the one the browser told; those of the country, or of the number's; the store's.</summary>
    public static IReadOnlyList<TimeZoneInfo> ZonesOf(ShopperState shopper, string? country, Store store)
    {
        if (shopper.Traits.TimeZone is { } told && TimeZoneInfo.TryFindSystemTimeZoneById(told, out var zone)) return [zone];
        country ??= OfNumber(shopper.Personal.Phone);
        return country is not null && Zones.TryGetValue(country, out var names) ? [.. names.Select(TimeZoneInfo.FindSystemTimeZoneById)] : [store.Zone];
    }
}
