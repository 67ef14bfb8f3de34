namespace Cartwright.Messages.Sms;

/// <summary>
/// How a text message says how to get no more. A name as its sender cannot be answered: there a link stands in place of the sentence that asks for STOP.
/// It is changed in the finished text, since the merchants' own texts began as copies of ours.
/// </summary>
internal static class SmsStopPolicy
{
    // The sentence our texts end with (templates/words, "sms"), and what stands before the link, which ends at a blank or with the text.
    private static readonly (string Locale, string Answer, string Link)[] Words =
    [
        ("en", "Reply STOP to stop", "Stop: "),
        ("de", "Abmelden: STOP antworten", "Abmelden: "),
        ("bg", "Отказ: отговорете STOP", "Отказ: "),
        ("ja", "配信停止はSTOPと返信", "配信停止 "),
        ("zh", "退订请回复STOP", "退订 "),
    ];

    /// <summary>A number, or a messaging service of Twilio's, which sends from numbers; a name is neither.</summary>
    /// <param name="from">As in the settings; null or empty: not known, and what is sent says STOP.</param>
    public static bool CanBeAnswered(string? from) => string.IsNullOrEmpty(from) || !from.Any(char.IsAsciiLetter) || from.Length == 34 && from.StartsWith("MG", StringComparison.Ordinal);

    /// <summary>The way out of a message, beneath its way back.</summary>
    public static string LinkOf(string back) => back + "/u";

    /// <summary>The text as it may leave: it says how to get no more, in the way that its sender can be told.</summary>
    /// <param name="locale">The text's.</param>
    /// <param name="from">See <see cref="CanBeAnswered"/>.</param>
    /// <param name="back">The message's short link.</param>
    public static string Finished(string text, string locale, string? from, string back) =>
        !CanBeAnswered(from) ? WithLink(text, locale, LinkOf(back)) : SaysStop(text) ? text : $"{text} {Of(locale).Answer}";

    /// <summary>Carriers and laws ask for the word itself, in every language.</summary>
    public static bool SaysStop(string text) => text.Contains("STOP", StringComparison.Ordinal);

    /// <summary>The text with the link; one that holds it already stays as it is.</summary>
    /// <param name="locale">The text's.</param>
    public static string WithLink(string text, string locale, string link)
    {
        if (text.Contains(link, StringComparison.Ordinal)) return text;
        foreach (var (_, answer, before) in Words)
            if (text.EndsWith(answer, StringComparison.Ordinal)) return text[..^answer.Length] + before + link;
        return $"{text} {Of(locale).Link}{link}";
    }

    private static (string Locale, string Answer, string Link) Of(string locale)
    {
        var language = locale.Split('-', '_')[0].ToLowerInvariant();
        return Array.Find(Words, w => w.Locale == language) is { Locale: not null } known ? known : Words[0];
    }
}
