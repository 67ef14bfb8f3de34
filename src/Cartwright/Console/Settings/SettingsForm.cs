using System.Globalization;
using Cartwright.Stores;

namespace Cartwright.Console.Settings;

/// <summary>
/// The settings as the form shows them, and back. Texts are as typed, so that a mistake is shown as it was made. Errors: field name to
/// the key of what would be right.
/// </summary>
internal sealed class SettingsForm
{
    public const int MostFaq = SettingsPolicy.MostFaq;
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
            ["hold_minutes"] = Text(s.HoldStockMinutes), ["typed_days"] = Text(s.TypedRetentionDays), ["event_days"] = Text(s.EventRetentionDays),
            ["cap_messages"] = Text(s.CapMessages), ["cap_hours"] = Text(s.CapHours), ["quiet_from"] = Text(s.QuietFromHour), ["quiet_to"] = Text(s.QuietToHour),
            ["sandbox_to"] = s.SandboxTo ?? "", ["approve_first"] = Text(s.ApproveFirst),
            ["sms_from"] = s.SmsFrom ?? "", ["link_url"] = s.LinkUrl ?? "", ["handoff_to"] = s.HandoffTo ?? "", ["webhook_url"] = s.WebhookUrl ?? "",
            ["payment_methods"] = WordsForm.Text(s.PaymentMethods), ["daily_limit"] = Text(s.DailyLimit), ["cool_down_minutes"] = Text(s.CoolDownMinutes), ["quiet_drop"] = s.QuietDrop ? "on" : "",
            ["shipping_note"] = s.ShippingNote ?? "", ["survey_question"] = s.SurveyQuestion ?? "",
            ["dispatch_by"] = s.DispatchBy ?? "", ["dispatch_days"] = string.Join(',', s.DispatchDays), ["dispatch_closed"] = string.Join('\n', s.DispatchClosed),
            ["email_permission"] = s.EmailPermission, ["sending"] = s.Sending ? "on" : "", ["accept_browser_orders"] = s.AcceptBrowserOrders ? "on" : "",
        };
        WordsForm.Show(s.Words, values);
        foreach (var stage in SettingsPolicy.Stages) values["page_" + stage] = s.StagePages.GetValueOrDefault(stage, "");
        for (var i = 0; i < MostFaq; i++)
        {
            values[$"question_{i}"] = i < s.Faq.Count ? s.Faq[i].Question : "";
            values[$"answer_{i}"] = i < s.Faq.Count ? s.Faq[i].Answer : "";
        }
        return new SettingsForm(values);
    }

    public static SettingsForm Of(IFormCollection form) => new(form.ToDictionary(f => f.Key, f => f.Value.ToString().Replace("\r\n", "\n").Trim()));

    /// <summary>The name and settings that were typed, on top of the present ones. What is wrong with them is in <see cref="Errors"/> afterwards.</summary>
    public (string Name, StoreSettings Settings) Read(Store store)
    {
        var questions = Enumerable.Range(0, MostFaq).Where(i => this[$"question_{i}"].Length + this[$"answer_{i}"].Length > 0).ToList();
        var settings = store.Settings with
        {
            FromName = Text("from_name"), FromAddress = Text("from_address"), ReplyTo = Text("reply_to"),
            ContactEmail = Text("contact_email"), ContactPhone = Text("contact_phone"), ContactChat = Text("contact_chat"), ContactHours = Text("contact_hours"),
            PostalAddress = Text("postal_address"), LogoUrl = Text("logo_url"), AccentColor = this["accent_color"],
            Hosts = Lines("hosts"),
            IdleSeconds = Number("idle_minutes", 60), LostAfterDays = Number("lost_days"), AttributionDays = Number("attribution_days"),
            HoldStockMinutes = Number("hold_minutes"), TypedRetentionDays = Number("typed_days"), EventRetentionDays = Number("event_days"),
            CapMessages = Number("cap_messages"), CapHours = Number("cap_hours"), QuietFromHour = Number("quiet_from"), QuietToHour = Number("quiet_to"),
            SandboxTo = Text("sandbox_to"), ApproveFirst = this["approve_first"].Length == 0 ? 0 : Number("approve_first"),
            SmsFrom = Text("sms_from"), LinkUrl = Text("link_url"), HandoffTo = Text("handoff_to"), WebhookUrl = Text("webhook_url"),
            PaymentMethods = WordsForm.Methods(Lines("payment_methods")), Words = WordsForm.Read(_values, store.Settings.Words),
            DailyLimit = Number("daily_limit"), CoolDownMinutes = Number("cool_down_minutes"), QuietDrop = IsOn("quiet_drop"),
            ShippingNote = Text("shipping_note"), SurveyQuestion = Text("survey_question"),
            DispatchBy = Text("dispatch_by"), DispatchDays = this["dispatch_days"].Split(',', StringSplitOptions.RemoveEmptyEntries), DispatchClosed = Lines("dispatch_closed"),
            EmailPermission = this["email_permission"], Sending = IsOn("sending"), AcceptBrowserOrders = IsOn("accept_browser_orders"),
            StagePages = SettingsPolicy.Stages.Where(stage => this["page_" + stage].Length > 0).ToDictionary(stage => stage, stage => this["page_" + stage]),
            Faq = [.. questions.Select(i => new FaqItem(this[$"question_{i}"], this[$"answer_{i}"]))],
        };
        foreach (var (name, _) in SettingsPolicy.Check(store, this["name"], settings))
        {
            var field = FieldOf(name, questions);
            _errors.TryAdd(field, "settings.wrong." + (WordsForm.PartOf(field) ?? (field.StartsWith("page_", StringComparison.Ordinal) ? "page" : field.StartsWith("question_", StringComparison.Ordinal) ? "question" : field)));
        }
        return (this["name"], settings);
    }

    /// <summary>A field that is wrong for a reason outside the form.</summary>
    /// <param name="field">As the form names it.</param>
    /// <param name="error">Key of the text that says what would be right.</param>
    public void Refuse(string field, string error) => _errors[field] = error;

    // The policy speaks of settings as the API names them.
    private static string FieldOf(string name, List<int> questions)
    {
        var field = name.StartsWith("settings.", StringComparison.Ordinal) ? name["settings.".Length..] : name;
        return field switch
        {
            "idleSeconds" => "idle_minutes", "lostAfterDays" => "lost_days", "holdStockMinutes" => "hold_minutes", "typedRetentionDays" => "typed_days", "eventRetentionDays" => "event_days", "quietFromHour" => "quiet_from", "quietToHour" => "quiet_to",
            _ when field.StartsWith("words.", StringComparison.Ordinal) => WordsForm.FieldOf(field),
            _ when field.StartsWith("stagePages.", StringComparison.Ordinal) => "page_" + field["stagePages.".Length..],
            _ when field.StartsWith("paymentMethods[", StringComparison.Ordinal) => "payment_methods",
            _ when field.StartsWith("faq[", StringComparison.Ordinal) => $"question_{questions[int.Parse(field["faq[".Length..^1], CultureInfo.InvariantCulture)]}",
            _ => string.Concat(field.Select(c => char.IsAsciiLetterUpper(c) ? $"_{char.ToLowerInvariant(c)}" : $"{c}")),
        };
    }

    private string[] Lines(string field) => this[field].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private string? Text(string field) => this[field].Length == 0 ? null : this[field];

    // What is no number becomes one that no rule accepts.
    private int Number(string field, int times = 1) =>
        decimal.TryParse(this[field], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n) && n < 100_000 && (times > 1 || n == Math.Floor(n)) ? (int)Math.Round(n * times) : -1;

    // A colour field takes six digits only.
    private static string Long(string color) => color.Length == 4 ? string.Concat("#", string.Concat(color.Skip(1).Select(c => $"{c}{c}"))) : color;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
