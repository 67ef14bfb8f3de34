namespace Cartwright.Simulation.Oracle;

/// <summary>
/// What holds for messages in the countries the simulated shoppers live in, written down a second time from its sources: TCPA and CTIA (US), CASL and CRTC (CA),
/// § 7 UWG (DE), L34-5 CPCE (FR), PECR (GB), the Japanese act on specified electronic mail, Directive 2002/58/EC (the rest).
/// </summary>
/// <param name="Mail">none: mails need no agreement; customer: that of a customer is enough; agreed: only a yes.</param>
/// <param name="From">Texts go from this hour to the other.</param>
/// <param name="Sunday">On Sundays from this hour; 24: none.</param>
internal sealed record CountryRules(string Mail, int From, int To, int Sunday, bool IsTwiceAsked, bool IsOneText, IReadOnlyList<TimeZoneInfo> Zones)
{
    /// <summary>The hours of Saturdays and Sundays, where they are shorter.</summary>
    public int WeekendTo { get; init; } = 24;
    public int Saturday { get; init; }

    public static readonly CountryRules Unknown = new("customer", 8, 21, 8, false, false, []);

    private static readonly Dictionary<string, CountryRules> Known = new(StringComparer.Ordinal)
    {
        ["US"] = new("none", 8, 21, 8, true, true, In("America/New_York", "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu")),
        ["CA"] = new("agreed", 9, 21, 10, false, false, In("America/St_Johns", "America/Vancouver")) { WeekendTo = 18, Saturday = 10 },
        ["DE"] = Unknown with { Zones = In("Europe/Berlin") },
        ["FR"] = new("customer", 8, 20, 24, false, false, In("Europe/Paris")),
        ["GB"] = Unknown with { Zones = In("Europe/London") },
        ["BG"] = Unknown with { Zones = In("Europe/Sofia") },
        ["JP"] = Unknown with { Mail = "agreed", Zones = In("Asia/Tokyo") },
    };

    // Of the states whose area codes (NANPA) the numbers here begin with: CT (203), AL (205), WA (206).
    private static readonly Dictionary<string, (int From, int To, int Sunday)> States = new(StringComparer.Ordinal) { ["+1203"] = (9, 20, 9), ["+1205"] = (8, 20, 24), ["+1206"] = (8, 20, 8) };

    public static CountryRules Of(string? country) => country is not null && Known.TryGetValue(country, out var rules) ? rules : Unknown;

    /// <summary>What holds for texts to a number.</summary>
    public static CountryRules OfText(string? country, string? phone) =>
        country == "US" && phone is { Length: > 5 } && States.TryGetValue(phone[..5], out var state) ? Of(country) with { From = state.From, To = state.To, Sunday = state.Sunday } : Of(country);

    /// <summary>The country a number belongs to, as far as the shoppers here have numbers.</summary>
    public static string? OfNumber(string? phone) => phone is null ? null
        : phone.StartsWith("+1", StringComparison.Ordinal) ? "US" : phone.StartsWith("+49", StringComparison.Ordinal) ? "DE" : phone.StartsWith("+33", StringComparison.Ordinal) ? "FR"
        : phone.StartsWith("+44", StringComparison.Ordinal) ? "GB" : phone.StartsWith("+359", StringComparison.Ordinal) ? "BG" : phone.StartsWith("+81", StringComparison.Ordinal) ? "JP" : null;

    private static IReadOnlyList<TimeZoneInfo> In(params string[] zones) => [.. zones.Select(TimeZoneInfo.FindSystemTimeZoneById)];
}
