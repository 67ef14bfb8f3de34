using System.Globalization;
using Cartwright.Messages;
using Cartwright.Stores;

namespace Cartwright.Inbound.Sms;

/// <summary>What a shopper is answered to STOP, START and HELP, once, in their language. {0}: the shop's name, {1}: how it is reached.</summary>
internal static class KeywordAnswers
{
    private static readonly Dictionary<(string, Keyword), string> Texts = new()
    {
        [("en", Keyword.Stop)] = "{0}: you will get no more text messages from us. Reply START to get them again.",
        [("en", Keyword.Start)] = "{0}: you may get text messages from us again. Reply STOP to get no more, HELP for help.",
        [("en", Keyword.Help)] = "{0}: {1}. Reply STOP to get no more text messages.",
        [("de", Keyword.Stop)] = "{0}: Sie bekommen keine SMS mehr von uns. Mit START bekommen Sie wieder welche.",
        [("de", Keyword.Start)] = "{0}: Sie bekommen wieder SMS von uns. Mit STOP bekommen Sie keine mehr, mit HILFE Hilfe.",
        [("de", Keyword.Help)] = "{0}: {1}. Mit STOP bekommen Sie keine SMS mehr.",
        [("bg", Keyword.Stop)] = "{0}: няма да получавате повече съобщения от нас. Изпратете СТАРТ, за да ги получавате отново.",
        [("bg", Keyword.Start)] = "{0}: отново ще получавате съобщения от нас. Изпратете СТОП за отказ, ПОМОЩ за помощ.",
        [("bg", Keyword.Help)] = "{0}: {1}. Изпратете СТОП, за да не получавате повече съобщения.",
        [("ja", Keyword.Stop)] = "{0}:今後SMSはお送りしません。再開するには「開始」と返信してください。",
        [("ja", Keyword.Start)] = "{0}:SMSの配信を再開します。停止するには「配信停止」、お困りの際は「ヘルプ」と返信してください。",
        [("ja", Keyword.Help)] = "{0}:{1}。SMSを停止するには「配信停止」と返信してください。",
        [("zh", Keyword.Stop)] = "{0}:您将不再收到我们的短信。回复“开始”可重新接收。",
        [("zh", Keyword.Start)] = "{0}:您将重新收到我们的短信。回复“退订”停止接收,回复“帮助”获取帮助。",
        [("zh", Keyword.Help)] = "{0}:{1}。回复“退订”停止接收短信。",
    };

    public static string Of(Keyword word, Store store, params ReadOnlySpan<string?> languages)
    {
        var language = "en";
        foreach (var candidate in languages)
            if (candidate?.Split('-')[0].ToLowerInvariant() is { } code && Texts.ContainsKey((code, word))) { language = code; break; }
        return string.Format(CultureInfo.InvariantCulture, Texts[(language, word)], store.Settings.FromName ?? store.Name, Contact(store, language));
    }

    private static string Contact(Store store, string language) =>
        string.Join(", ", ((string?[])[store.Settings.ContactPhone, store.Settings.ContactEmail, StoreWordsPolicy.In(store, language).ContactHours]).Where(c => !string.IsNullOrEmpty(c))) is { Length: > 0 } contact ? contact : store.Url;
}
