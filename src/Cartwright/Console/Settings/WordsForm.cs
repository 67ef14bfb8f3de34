using Cartwright.Stores;

namespace Cartwright.Console.Settings;

/// <summary>What the shop says in further languages, as the form shows it, and back: a field <c>words_de_faq</c> for each language and part.</summary>
internal static class WordsForm
{
    /// <summary>Those the default messages speak.</summary>
    public static readonly string[] Languages = ["en", "de", "bg", "ja", "zh"];
    public static readonly string[] Parts = ["contact_hours", "shipping_note", "survey_question", "payment_methods", "faq"];

    /// <summary>The languages the form offers, the store's own apart: those of the messages, and those the store has words in.</summary>
    public static IEnumerable<string> LanguagesOf(Store store) =>
        Languages.Concat(store.Settings.Words.Keys).Distinct(StringComparer.Ordinal).Where(l => l != store.Locale && l != Locales.Parent(Locales.Normalize(store.Locale)));

    public static string Field(string language, string part) => $"words_{language}_{part}";

    public static void Show(IReadOnlyDictionary<string, StoreWords> words, Dictionary<string, string> values)
    {
        foreach (var (language, w) in words)
        {
            values[Field(language, "contact_hours")] = w.ContactHours ?? "";
            values[Field(language, "shipping_note")] = w.ShippingNote ?? "";
            values[Field(language, "survey_question")] = w.SurveyQuestion ?? "";
            values[Field(language, "payment_methods")] = Text(w.PaymentMethods);
            values[Field(language, "faq")] = string.Join("\n\n", w.Faq.Select(f => $"{f.Question}\n{f.Answer}"));
        }
    }

    /// <summary>A language whose fields are not in the form keeps what it has.</summary>
    public static IReadOnlyDictionary<string, StoreWords> Read(IReadOnlyDictionary<string, string> values, IReadOnlyDictionary<string, StoreWords> present)
    {
        var all = present.ToDictionary(StringComparer.Ordinal);
        foreach (var language in values.Keys.Where(k => k.StartsWith("words_", StringComparison.Ordinal)).Select(k => k.Split('_', 3)[1]).Distinct(StringComparer.Ordinal).Take(SettingsPolicy.MostLanguages + 1))
        {
            string Of(string part) => values.GetValueOrDefault(Field(language, part), "");
            string? TextOf(string part) => Of(part) is { Length: > 0 } text ? text : null;
            var words = new StoreWords
            {
                ContactHours = TextOf("contact_hours"), ShippingNote = TextOf("shipping_note"), SurveyQuestion = TextOf("survey_question"),
                PaymentMethods = Methods(Of("payment_methods").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
                Faq = [.. Of("faq").Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Question)],
            };
            if (Parts.All(part => Of(part).Length == 0)) all.Remove(language);
            else all[language] = words;
        }
        return all;
    }

    /// <summary>words.de.faq[1] is words_de_faq, as the form calls it.</summary>
    public static string FieldOf(string setting) => setting.Split('.') is [_, var language, var part, ..] && part.Split('[')[0] switch
    {
        "contactHours" => "contact_hours", "shippingNote" => "shipping_note", "surveyQuestion" => "survey_question", "paymentMethods" => "payment_methods", var other => other,
    } is var name ? Field(language, name) : setting;

    /// <summary>The part a field of a language is about; null for another field.</summary>
    public static string? PartOf(string field) => field.Split('_', 3) is ["words", _, var part] ? part : null;

    public static string Text(IReadOnlyList<PaymentMethod> methods) =>
        string.Join('\n', methods.SelectMany(m => (string[])[m.Note is null ? m.Name : $"{m.Name}: {m.Note}", .. (m.Details ?? []).Select(d => "- " + d)]));

    // "- IBAN: …" belongs to the way to pay above it.
    public static List<PaymentMethod> Methods(string[] lines)
    {
        var methods = new List<PaymentMethod>();
        foreach (var line in lines)
        {
            if (methods.Count > 0 && line.StartsWith("- ", StringComparison.Ordinal)) methods[^1] = methods[^1] with { Details = [.. methods[^1].Details ?? [], line[2..].Trim()] };
            else methods.Add(line.Split(':', 2, StringSplitOptions.TrimEntries) is [var name, { Length: > 0 } note] ? new(name, note) : new(line.TrimEnd(':', ' ')));
        }
        return methods;
    }

    private static FaqItem Question(string block) => block.Split('\n', 2, StringSplitOptions.TrimEntries) is [var question, var answer] ? new(question, answer) : new(block, "");
}
