using System.Globalization;
using System.Text.RegularExpressions;
using Cartwright.Stores;

namespace Cartwright.Console.Settings;

/// <summary>
/// The settings as the form shows them, and back. Texts are as typed, so that a mistake is shown as it was made. Errors: field name to
/// the key of what would be right.
/// </summary>
internal sealed partial class SettingsForm
{
    public const int MostFaq = 6;
    public static IReadOnlyList<string> Stages { get; } = ["cart", "contact", "address", "shipping", "payment"];
    private readonly Dictionary<string, string> _values;
    private readonly Dictionary<string, string> _errors = [];

    private SettingsForm(Dictionary<string, string> values) => _values = values;

    public IReadOnlyDictionary<string, string> Errors => _errors;

    public string this[string field] => _values.GetValueOrDefault(field, "");

    public bool IsOn(string field) => this[field] == "on";

    public static SettingsForm Of(Store store)
    {
        var s = store.Settings;
        var values = new Dictionary<string, string>
        {
            ["name"] = store.Name, ["from_name"] = s.FromName ?? "", ["from_address"] = s.FromAddress ?? "", ["reply_to"] = s.ReplyTo ?? "",
            ["contact_email"] = s.ContactEmail ?? "", ["contact_phone"] = s.ContactPhone ?? "", ["contact_chat"] = s.ContactChat ?? "", ["contact_hours"] = s.ContactHours ?? "",
            ["postal_address"] = s.PostalAddress ?? "", ["logo_url"] = s.LogoUrl ?? "", ["accent_color"] = Long(s.AccentColor), ["hosts"] = string.Join('\n', s.Hosts),
            ["idle_minutes"] = (s.IdleSeconds / 60m).ToString("0.###", CultureInfo.InvariantCulture), ["lost_days"] = Text(s.LostAfterDays), ["attribution_days"] = Text(s.AttributionDays),
            ["cap_messages"] = Text(s.CapMessages), ["cap_hours"] = Text(s.CapHours), ["quiet_from"] = Text(s.QuietFromHour), ["quiet_to"] = Text(s.QuietToHour),
            ["email_permission"] = s.EmailPermission, ["sending"] = s.Sending ? "on" : "", ["accept_browser_orders"] = s.AcceptBrowserOrders ? "on" : "",
        };
        foreach (var stage in Stages) values["page_" + stage] = s.StagePages.GetValueOrDefault(stage, "");
        for (var i = 0; i < MostFaq; i++)
        {
            values[$"question_{i}"] = i < s.Faq.Count ? s.Faq[i].Question : "";
            values[$"answer_{i}"] = i < s.Faq.Count ? s.Faq[i].Answer : "";
        }
        return new SettingsForm(values);
    }

    public static SettingsForm Of(IFormCollection form) => new(form.ToDictionary(f => f.Key, f => f.Value.ToString().Replace("\r\n", "\n").Trim()));

    /// <summary>The name and settings that were typed, on top of the present ones; wrong fields keep their present value and are in <see cref="Errors"/>.</summary>
    public (string Name, StoreSettings Settings) Read(Store store)
    {
        var s = store.Settings;
        var settings = s with
        {
            FromName = Line("from_name", 100),
            FromAddress = Email("from_address"),
            ReplyTo = Email("reply_to"),
            ContactEmail = Email("contact_email"),
            ContactPhone = Line("contact_phone", 40),
            ContactChat = Web("contact_chat"),
            ContactHours = Line("contact_hours", 100),
            PostalAddress = Optional("postal_address", 400),
            LogoUrl = Web("logo_url"),
            AccentColor = Check("accent_color", Color().IsMatch(this["accent_color"])) ? this["accent_color"] : s.AccentColor,
            Hosts = Hosts(),
            IdleSeconds = (int)Math.Round(Number("idle_minutes", 0.05m, 120, s.IdleSeconds / 60m) * 60),
            LostAfterDays = Whole("lost_days", 1, 365, s.LostAfterDays),
            AttributionDays = Whole("attribution_days", 1, 90, s.AttributionDays),
            CapMessages = Whole("cap_messages", 1, 100, s.CapMessages),
            CapHours = Whole("cap_hours", 1, 720, s.CapHours),
            QuietFromHour = Whole("quiet_from", 0, 23, s.QuietFromHour),
            QuietToHour = Whole("quiet_to", 0, 23, s.QuietToHour),
            EmailPermission = Check("email_permission", this["email_permission"] is "given" or "granted") ? this["email_permission"] : s.EmailPermission,
            Sending = IsOn("sending"),
            AcceptBrowserOrders = IsOn("accept_browser_orders"),
            StagePages = Stages.Where(stage => this["page_" + stage].Length > 0 && Check("page_" + stage, IsPage(this["page_" + stage], store))).ToDictionary(stage => stage, stage => this["page_" + stage]),
            Faq = Faq(),
        };
        return (Check("name", this["name"].Length is > 0 and <= 100 && !this["name"].Any(char.IsControl)) ? this["name"] : store.Name, settings);
    }

    private List<FaqItem> Faq()
    {
        var items = new List<FaqItem>(MostFaq);
        for (var i = 0; i < MostFaq; i++)
        {
            var (question, answer) = (this[$"question_{i}"], this[$"answer_{i}"]);
            if (question.Length == 0 && answer.Length == 0) continue;
            Check($"question_{i}", question.Length is > 0 and <= 200);
            Check($"answer_{i}", answer.Length is > 0 and <= 1000);
            items.Add(new FaqItem(question, answer));
        }
        return items;
    }

    private List<string> Hosts()
    {
        var hosts = this["hosts"].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToList();
        Check("hosts", hosts.Count <= 20 && hosts.TrueForAll(h => Uri.TryCreate("https://" + h, UriKind.Absolute, out var u) && string.Equals(u.Authority, h, StringComparison.OrdinalIgnoreCase)));
        return hosts;
    }

    private static bool IsPage(string page, Store store) =>
        page.StartsWith('/') && !page.StartsWith("//", StringComparison.Ordinal) && !page.Contains('\\') && !page.Any(char.IsControl) || store.Owns(page);

    private string? Optional(string field, int longest)
    {
        Check(field, this[field].Length <= longest);
        return this[field].Length == 0 ? null : this[field];
    }

    private string? Line(string field, int longest)
    {
        Check(field, !this[field].Any(char.IsControl));
        return Optional(field, longest);
    }

    private string? Email(string field)
    {
        if (this[field].Length == 0) return null;
        var email = Shoppers.Address.Email(this[field]);
        Check(field, email is not null);
        return email;
    }

    private string? Web(string field)
    {
        if (this[field].Length == 0) return null;
        Check(field, this[field].Length <= 2000 && Uri.TryCreate(this[field], UriKind.Absolute, out var u) && u.Scheme is "https" or "http");
        return this[field];
    }

    private int Whole(string field, int least, int most, int present) =>
        Check(field, int.TryParse(this[field], NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= least && n <= most) ? n : present;

    private decimal Number(string field, decimal least, decimal most, decimal present) =>
        Check(field, decimal.TryParse(this[field], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n) && n >= least && n <= most) ? n : present;

    private bool Check(string field, bool right)
    {
        if (!right) _errors[field] = "settings.wrong." + (field.Contains('_') && char.IsAsciiDigit(field[^1]) ? field[..field.LastIndexOf('_')] : field.StartsWith("page_", StringComparison.Ordinal) ? "page" : field);
        return right;
    }

    // A colour field takes six digits only.
    private static string Long(string color) => color.Length == 4 ? string.Concat("#", string.Concat(color.Skip(1).Select(c => $"{c}{c}"))) : color;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Color();
}
