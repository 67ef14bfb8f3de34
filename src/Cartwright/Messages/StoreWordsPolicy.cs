using Cartwright.Stores;

namespace Cartwright.Messages;

/// <summary>In which words a shop speaks to a shopper.</summary>
internal static class StoreWordsPolicy
{
    /// <summary>The settings with the words of the shopper's language where the shop has them: de-AT, then de; English before what is in neither's language.</summary>
    /// <param name="locale">The shopper's.</param>
    public static StoreSettings In(Store store, string locale)
    {
        var settings = store.Settings;
        if (settings.Words.Count == 0) return settings;
        var own = LocalePolicy.Chain(store.Locale);
        foreach (var language in LocalePolicy.Chain(locale))
        {
            if (settings.Words.TryGetValue(language, out var words)) return With(settings, words);
            if (own[0] == language || own[0].StartsWith(language + "-", StringComparison.Ordinal)) return settings;
        }
        return settings;
    }

    private static StoreSettings With(StoreSettings own, StoreWords words) => own with
    {
        ContactHours = words.ContactHours ?? own.ContactHours, ShippingNote = words.ShippingNote ?? own.ShippingNote, SurveyQuestion = words.SurveyQuestion ?? own.SurveyQuestion,
        Faq = words.Faq.Count > 0 ? words.Faq : own.Faq, PaymentMethods = words.PaymentMethods.Count > 0 ? words.PaymentMethods : own.PaymentMethods,
    };
}
