using System.Globalization;
using System.Text.RegularExpressions;

namespace Cartwright.Stores;

/// <summary>What a store's settings may be. Each error names the field as the API does.</summary>
internal static partial class SettingsPolicy
{
    public const int MostPaymentMethods = 8, MostFaq = 6, MostLanguages = 20;
    public static readonly string[] Stages = ["cart", "contact", "address", "shipping", "payment"];

    public static readonly string[] Weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    public const int MostClosedDays = 60, MostPaymentDetails = 8;

    public static IReadOnlyList<(string Field, string Error)> Check(Store store, string name, StoreSettings s)
    {
        var errors = new List<(string, string)>();
        void Must(string field, bool right, string error) { if (!right) errors.Add((field, error)); }
        void Within(string field, int value, int least, int most) => Must("settings." + field, value >= least && value <= most, $"Use {least} to {most}.");
        void Line(string field, string? value, int longest) => Must("settings." + field, value is null || value.Length <= longest && !value.Any(char.IsControl), $"Use at most {longest} characters on one line.");
        void Mail(string field, string? value) => Must("settings." + field, value is null || Email().IsMatch(value), "Use an e-mail address.");
        void Words(string at, IReadOnlyList<FaqItem> faq, IReadOnlyList<PaymentMethod> methods, string? hours, string? shipping, string? survey)
        {
            Line(at + "contactHours", hours, 100);
            Line(at + "shippingNote", shipping, 160);
            Line(at + "surveyQuestion", survey, 160);
            Must($"settings.{at}faq", faq.Count <= MostFaq, $"At most {MostFaq} questions are shown.");
            for (var i = 0; i < faq.Count; i++)
                Must($"settings.{at}faq[{i}]", faq[i] is { Question.Length: > 0 and <= 200, Answer.Length: > 0 and <= 1000 }, "Use a question of at most 200 characters and an answer of at most 1000.");
            Must($"settings.{at}paymentMethods", methods.Count <= MostPaymentMethods, $"At most {MostPaymentMethods} ways to pay are named.");
            for (var i = 0; i < methods.Count; i++)
            {
                Must($"settings.{at}paymentMethods[{i}]", methods[i] is { Name: { Length: <= 60 } method, Note: null or { Length: <= 160 } } m && method.Trim().Length > 0 && !(method + m.Note).Any(char.IsControl), "Use a name of at most 60 characters and a note of at most 160, each on one line.");
                Must($"settings.{at}paymentMethods[{i}].details", methods[i]?.Details is not { } lines || lines.Count <= MostPaymentDetails && lines.All(l => l is { Length: > 0 and <= 100 } && !l.Any(char.IsControl)), $"Use at most {MostPaymentDetails} lines of at most 100 characters.");
            }
        }
        void Web(string field, string? value) => Must("settings." + field, value is null || IsWeb(value), "Use an address that begins with https:// or http://.");

        Must("name", name.Trim().Length is > 0 and <= 100 && !name.Any(char.IsControl), "Use 1 to 100 characters on one line.");
        Within("idleSeconds", s.IdleSeconds, 3, 7200);
        Within("lostAfterDays", s.LostAfterDays, 1, 365);
        Within("holdStockMinutes", s.HoldStockMinutes, 0, 43_200);
        Within("typedRetentionDays", s.TypedRetentionDays, 1, 365);
        Within("eventRetentionDays", s.EventRetentionDays, 14, 1000);
        Within("attributionDays", s.AttributionDays, 1, 90);
        Within("capMessages", s.CapMessages, 1, 100);
        Within("capHours", s.CapHours, 1, 720);
        Within("dailyLimit", s.DailyLimit, 0, 10_000_000);
        Within("coolDownMinutes", s.CoolDownMinutes, 0, 10_080);
        Within("quietFromHour", s.QuietFromHour, 0, 23);
        Within("quietToHour", s.QuietToHour, 0, 23);
        Must("settings.sandboxTo", s.SandboxTo is null || Email().IsMatch(s.SandboxTo), "Use one e-mail address, such as you@your-shop.com, or null to switch the test mode off.");
        Within("approveFirst", s.ApproveFirst, 0, 1000);
        Must("settings.emailPermission", s.EmailPermission is "given" or "granted" or "law", "Use given, granted or law.");
        Must("settings.accentColor", Color().IsMatch(s.AccentColor), "Use a colour such as #1f6f4a.");
        Must("settings.hosts", s.Hosts.Count <= 20 && s.Hosts.All(h => h is not null && Uri.TryCreate("https://" + h, UriKind.Absolute, out var u) && string.Equals(u.Authority, h, StringComparison.OrdinalIgnoreCase)), "Use at most 20 hosts, each as host or host:port.");
        Line("fromName", s.FromName, 100);
        Mail("fromAddress", s.FromAddress);
        Mail("replyTo", s.ReplyTo);
        Mail("contactEmail", s.ContactEmail);
        Line("contactPhone", s.ContactPhone, 40);
        Must("settings.contactPhone", s.ContactPhone is null || s.ContactPhone.Count(char.IsAsciiDigit) >= 3, "Use a phone number such as +49 40 1234567; when somebody answers has its place in contactHours.");
        Web("contactChat", s.ContactChat);
        Web("logoUrl", s.LogoUrl);
        Must("settings.postalAddress", s.PostalAddress is not { Length: > 400 }, "Use at most 400 characters.");
        Words("", s.Faq, s.PaymentMethods, s.ContactHours, s.ShippingNote, s.SurveyQuestion);
        Must("settings.words", s.Words.Count <= MostLanguages, $"Use at most {MostLanguages} further languages.");
        foreach (var (language, words) in s.Words)
        {
            var known = Locales.Normalize(language) == language;
            Must("settings.words", known, $"'{(language.Length > 40 ? language[..40] : language)}' is no language tag: use one such as de, pt-BR or zh-Hant.");
            if (known && words is not null) Words($"words.{language}.", words.Faq, words.PaymentMethods, words.ContactHours, words.ShippingNote, words.SurveyQuestion);
        }
        Must("settings.dispatchBy", s.DispatchBy is null || TimeOnly.TryParseExact(s.DispatchBy, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _), "Use a time such as 14:00, or null to promise nothing.");
        Must("settings.dispatchDays", s.DispatchDays.Count is > 0 and <= 7 && s.DispatchDays.All(Weekdays.Contains), "Use one or more of " + string.Join(", ", Weekdays) + ".");
        Must("settings.dispatchClosed", s.DispatchClosed.Count <= MostClosedDays && s.DispatchClosed.All(d => DateOnly.TryParseExact(d, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)), $"Use at most {MostClosedDays} days such as 2026-12-25.");
        Must("settings.smsFrom", s.SmsFrom is null || Sender().IsMatch(s.SmsFrom) && (s.SmsFrom.Length <= 11 || s.SmsFrom[0] == '+' || s.SmsFrom.Length == 34), "Use a number such as +4915112345678, a name of 1 to 11 letters and digits, or the id of a messaging service.");
        Must("settings.linkUrl", s.LinkUrl is null || IsOrigin(s.LinkUrl), "Use the address of a host, such as https://go.your-shop.com, or null for the server's own.");
        Mail("handoffTo", s.HandoffTo);
        Web("webhookUrl", s.WebhookUrl);
        foreach (var (stage, page) in s.StagePages)
        {
            Must($"settings.stagePages.{stage}", Stages.Contains(stage), $"There is no such stage: use {string.Join(", ", Stages)}.");
            Must($"settings.stagePages.{stage}", page is not null && (IsPath(page) || store.Owns(page)), "Use a path of the shop, such as /checkout, or an address on one of its hosts.");
        }
        return errors;
    }

    private static bool IsPath(string page) => page.StartsWith('/') && !page.StartsWith("//", StringComparison.Ordinal) && !page.Contains('\\') && !page.Any(char.IsControl) && page.Length <= 2000;

    private static bool IsWeb(string url) => url.Length <= 2000 && Uri.TryCreate(url, UriKind.Absolute, out var u) && u.Scheme is "https" or "http";

    // Short, since it stands in text messages.
    private static bool IsOrigin(string url) => url.Length <= 100 && IsWeb(url) && new Uri(url) is { PathAndQuery: "/", Fragment: "", UserInfo: "" };

    [GeneratedRegex("^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Color();

    // E.164; a name as GSM 03.40 has room for, with a letter in it; a messaging service of Twilio's.
    [GeneratedRegex("^([+][1-9][0-9]{6,14}|[0-9]{3,8}|[A-Za-z0-9 &._+-]{0,10}[A-Za-z][A-Za-z0-9 &._+-]{0,10}|MG[0-9a-f]{32})$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Sender();

    // Rough, as only the mail server knows: one @, a domain, nothing that could break a header.
    [GeneratedRegex("""^[^\s@<>(),;:"\\\[\]\p{C}]{1,64}@[^\s@<>(),;:"\\\[\]\p{C}]{1,180}$""", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Email();
}
