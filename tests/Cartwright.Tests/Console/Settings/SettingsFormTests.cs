using Cartwright.Console.Settings;
using Cartwright.Console.Text;
using Cartwright.Stores;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Cartwright.Tests.Console.Settings;

public sealed class SettingsFormTests
{
    private static readonly StoreSettings Settings = new()
    {
        IdleSeconds = 90, CapMessages = 3, QuietFromHour = 22, QuietToHour = 7, EmailPermission = "granted", AcceptBrowserOrders = true, SandboxTo = "me@shop.test", ApproveFirst = 5, FromName = "Hollow & Fern", ReplyTo = "hello@shop.test",
        AccentColor = "#abc", PostalAddress = "Mill Lane 4\n20095 Hamburg", Hosts = ["cdn.shop.test", "img.shop.test:8443"], Faq = [new FaqItem("When?", "Tomorrow.")],
        StagePages = new Dictionary<string, string> { ["payment"] = "/checkout/pay" },
        PaymentMethods = [new PaymentMethod("PayPal", "no card: none at all"), new PaymentMethod("Bank transfer", null, ["IBAN: DE02", "BIC: BYLA"]), new PaymentMethod("Invoice")], ShippingNote = "€4.90: free from €60", SurveyQuestion = "What kept you?",
        DispatchBy = "14:00", DispatchDays = ["mon", "sat"], DispatchClosed = ["2026-12-25", "2027-01-01"], SmsFrom = "+4915112345678", HandoffTo = "service@shop.test", WebhookUrl = "https://crm.shop.test/hook",
        DailyLimit = 500, CoolDownMinutes = 90, QuietDrop = true,
        Words = new Dictionary<string, StoreWords>
        {
            ["de"] = new() { ContactHours = "Mo–Fr 9–17", SurveyQuestion = "Was fehlte?", Faq = [new FaqItem("Wann?", "Morgen.\nSpätestens."), new FaqItem("Wie?", "Gut.")], PaymentMethods = [new PaymentMethod("Überweisung", "ohne Konto", ["IBAN: DE02"])] },
            ["fr"] = new() { ShippingNote = "4,90 €" },
        },
    };

    private static readonly Store Store = new(Guid.Parse("0191a000-0000-7000-8000-000000000001"), "shop", "Shop", "https://shop.test", "EUR", "UTC", "en", Settings, 0);

    [Fact]
    public void A_form_sent_back_as_it_is_changes_nothing_but_the_length_of_a_colour()
    {
        var (name, settings) = Sent([]).Read(Store);

        Assert.Equal("Shop", name);
        Assert.Equivalent(Settings with { AccentColor = "#aabbcc" }, settings, strict: true);
    }

    [Theory]
    [InlineData("name", "", "name")]
    [InlineData("from_address", "nobody", "from_address")]
    [InlineData("idle_minutes", "soon", "idle_minutes")]
    [InlineData("idle_minutes", "121", "idle_minutes")]
    [InlineData("idle_minutes", "0", "idle_minutes")]
    [InlineData("lost_days", "2.5", "lost_days")]
    [InlineData("cap_messages", "0", "cap_messages")]
    [InlineData("cap_hours", "99999999999999999999", "cap_hours")]
    [InlineData("quiet_from", "24", "quiet_from")]
    [InlineData("accent_color", "red", "accent_color")]
    [InlineData("logo_url", "javascript:alert(1)", "logo_url")]
    [InlineData("contact_chat", "chat", "contact_chat")]
    [InlineData("email_permission", "everyone", "email_permission")]
    [InlineData("hosts", "https://cdn.shop.test/", "hosts")]
    [InlineData("page_cart", "https://evil.test/cart", "page_cart")]
    [InlineData("page_cart", "//evil.test", "page_cart")]
    [InlineData("sandbox_to", "me@shop.test, you@shop.test", "sandbox_to")]
    [InlineData("approve_first", "some", "approve_first")]
    [InlineData("approve_first", "1001", "approve_first")]
    [InlineData("sms_from", "12", "sms_from")]
    [InlineData("sms_from", "A name too long", "sms_from")]
    [InlineData("sms_from", "<script>", "sms_from")]
    [InlineData("handoff_to", "service", "handoff_to")]
    [InlineData("webhook_url", "ftp://crm.shop.test", "webhook_url")]
    [InlineData("daily_limit", "none", "daily_limit")]
    [InlineData("cool_down_minutes", "10081", "cool_down_minutes")]
    [InlineData("words_de_faq", "Only a question", "words_de_faq")]
    [InlineData("words_zh_payment_methods", "1\n2\n3\n4\n5\n6\n7\n8\n9", "words_zh_payment_methods")]
    [InlineData("payment_methods", "1\n2\n3\n4\n5\n6\n7\n8\n9", "payment_methods")]
    [InlineData("payment_methods", ": nothing before it", "payment_methods")]
    [InlineData("dispatch_by", "2 pm", "dispatch_by")]
    [InlineData("dispatch_days", "", "dispatch_days")]
    [InlineData("dispatch_days", "mon,noday", "dispatch_days")]
    [InlineData("dispatch_closed", "2026-02-30", "dispatch_closed")]
    [InlineData("payment_methods", "Bank\n- 1\n- 2\n- 3\n- 4\n- 5\n- 6\n- 7\n- 8\n- 9", "payment_methods")]
    [InlineData("question_3", "Only a question", "question_3")]
    public void What_is_wrong_is_said_beside_its_field_and_shown_as_it_was_typed(string field, string value, string wrong)
    {
        var form = Sent([(field, value)]);
        form.Read(Store);

        var error = Assert.Single(form.Errors);
        Assert.Equal((wrong, value), (error.Key, form[field]));
        Assert.True(Texts.For("en", null).Has(error.Value), error.Value);
    }

    [Fact]
    public void A_box_that_is_not_ticked_is_off_and_an_empty_field_is_none()
    {
        var values = Values([("reply_to", ""), ("contact_hours", "  ")]);
        values.Remove("accept_browser_orders");
        values.Remove("sending");

        var (_, settings) = SettingsForm.Of(new FormCollection(values)).Read(Store);

        Assert.Equal((false, false, null, null), (settings.AcceptBrowserOrders, settings.Sending, settings.ReplyTo, settings.ContactHours));
    }

    [Fact]
    public void A_language_emptied_is_gone_one_not_shown_stays_and_the_own_is_not_asked_for()
    {
        var values = Values([.. WordsForm.Parts.Select(p => (WordsForm.Field("de", p), ""))]);
        foreach (var part in WordsForm.Parts) values.Remove(WordsForm.Field("fr", part));

        var (_, settings) = SettingsForm.Of(new FormCollection(values)).Read(Store);

        Assert.Equal("fr", Assert.Single(settings.Words).Key);
        Assert.Equal(["en", "bg", "ja", "zh", "fr"], WordsForm.LanguagesOf(Store with { Locale = "de-AT" }).Except(["de"]));
        Assert.DoesNotContain("de", WordsForm.LanguagesOf(Store with { Locale = "de-AT" }));
    }

    [Fact]
    public void The_form_offers_the_languages_that_messages_speak() =>
        Assert.Equal(new Cartwright.Messages.MessageRenderer().Available.Select(a => a.Locale).Distinct().Order(), WordsForm.Languages.Order());

    private static SettingsForm Sent((string Name, string Value)[] changed) => SettingsForm.Of(new FormCollection(Values(changed)));

    private static Dictionary<string, StringValues> Values((string Name, string Value)[] changed)
    {
        var shown = SettingsForm.Of(Store);
        string[] names = ["name", "from_name", "from_address", "reply_to", "contact_email", "contact_phone", "contact_chat", "contact_hours", "postal_address", "logo_url", "accent_color", "hosts",
            "idle_minutes", "lost_days", "attribution_days", "cap_messages", "cap_hours", "quiet_from", "quiet_to", "email_permission", "sending", "accept_browser_orders", "sandbox_to", "approve_first", "sms_from", "handoff_to", "webhook_url", "payment_methods", "shipping_note", "survey_question", "dispatch_by", "dispatch_days", "dispatch_closed", "typed_days", "event_days", "hold_minutes", "daily_limit", "cool_down_minutes", "quiet_drop", .. WordsForm.LanguagesOf(Store).SelectMany(l => WordsForm.Parts.Select(p => WordsForm.Field(l, p))),
            .. SettingsPolicy.Stages.Select(s => "page_" + s), .. Enumerable.Range(0, SettingsForm.MostFaq).SelectMany(i => (string[])[$"question_{i}", $"answer_{i}"])];
        var values = names.ToDictionary(n => n, n => new StringValues(shown[n].Replace("\n", "\r\n")));
        foreach (var (name, value) in changed) values[name] = value;
        return values;
    }
}
