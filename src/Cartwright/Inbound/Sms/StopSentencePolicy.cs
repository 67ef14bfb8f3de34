using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Cartwright.Inbound.Sms;

/// <summary>
/// "Please stop texting me": a no in a sentence of one's own, which counts like the word itself (47 CFR 64.1200(a)(10): by any reasonable means).
/// Only where every word of it is about that: whoever wants an order stopped, or has a question, is answered by a person.
/// </summary>
internal static partial class StopSentencePolicy
{
    private const int Longest = 120;

    /// <param name="Strong">A verb that says it alone.</param>
    /// <param name="Weak">One that says it with an object: "cancel these texts", not "cancel please".</param>
    /// <param name="Objects">What is to end; with a negation they say it too: "no more texts", "don't write".</param>
    private sealed record Grammar(string? Language, FrozenSet<string> Strong, FrozenSet<string> Weak, FrozenSet<string> Objects, FrozenSet<string> Negations, FrozenSet<string> Fillers, string[] Phrases)
    {
        public bool Knows(string word) => Strong.Contains(word) || Weak.Contains(word) || Objects.Contains(word) || Negations.Contains(word) || Fillers.Contains(word);
    }

    private static readonly Grammar[] Grammars =
    [
        new(null, Set("STOP UNSUBSCRIBE STOPALL OPTOUT"), Set("CANCEL END QUIT REMOVE DELETE REVOKE"),
            Set("TEXT TEXTS TEXTING MESSAGE MESSAGES MESSAGING MSG MSGS SMS SPAM SPAMMING SEND SENDING CONTACT CONTACTING WRITE WRITING BOTHER BOTHERING NUMBER LIST SUBSCRIPTION"),
            Set("DONT NEVER NOMORE"),
            Set("NO PLEASE PLS PLZ KINDLY HI HELLO HEY THANKS THANK YOU U I WE WANT WOULD LIKE TO JUST NOW ALREADY EVER ME MY FROM OFF YOUR THE THESE THIS THOSE ALL ANY AND OF IT IN FUTURE AGAIN IMMEDIATELY MORE ANYMORE OUT TAKE LEAVE ALONE CAN COULD"),
            ["LEAVE ME ALONE", "TAKE ME OFF", "REMOVE ME"]),
        new("de", Set("STOPP STOP ABMELDEN ABBESTELLEN AUSTRAGEN"), Set("LÖSCHEN BEENDEN KÜNDIGEN"),
            Set("SMS NACHRICHT NACHRICHTEN TEXTE WERBUNG SCHREIBEN SCHREIBT SENDEN SENDET SCHICKEN SCHICKT NUMMER"),
            Set("KEINE KEIN KEINERLEI NICHT NIE"),
            Set("NEIN BITTE DANKE HALLO ICH MÖCHTE MOECHTE WILL WÜNSCHE MICH MIR SIE IHR IHRE IHREN VON AUS DER DEM DIE DEN DAS DIESE MEINE VERTEILER LISTE SOFORT JETZT ENDLICH ZU AUF MIT MEHR WEITERE WEITEREN ERHALTEN BEKOMMEN HABEN WERDEN HÖREN HÖR HÖRT LASSEN LASST LASS IN RUHE"),
            ["HÖREN SIE AUF", "HÖR AUF", "HÖRT AUF", "MICH IN RUHE"]),
        new("bg", Set("СТОП СПРЕТЕ СПРИ СПИРАЙТЕ ОТПИШЕТЕ ОТПИШИ"), Set("ПРЕМАХНЕТЕ ИЗТРИЙТЕ ПРЕКРАТЕТЕ"),
            Set("СЪОБЩЕНИЕ СЪОБЩЕНИЯ СЪОБЩЕНИЯТА СМС SMS ЕСЕМЕСИ РЕКЛАМИ РЕКЛАМА ПИШЕТЕ ПИШИ ПРАЩАЙТЕ ПРАЩАТЕ ПРАЩАЙ ИЗПРАЩАЙТЕ ИЗПРАЩАТЕ БЕЗПОКОЙТЕ НОМЕРА"),
            Set("НЕ БЕЗ НИКАКВИ НЕДЕЙТЕ"),
            Set("МОЛЯ ВИ БЛАГОДАРЯ ЗДРАВЕЙТЕ ДА МИ МЕ АЗ ИСКАМ ЖЕЛАЯ ОТ СПИСЪКА ВАШИЯ ПОВЕЧЕ ВЕДНАГА ВЕЧЕ С ТЕЗИ ТОВА МОЯ"),
            ["ОСТАВЕТЕ МЕ НА МИРА"]),
    ];

    /// <summary>Language: of the words, null of English ones.</summary>
    public static bool IsStop(string text, out string? language)
    {
        language = null;
        if (text.Length > Longest) return false;
        var plain = text.Normalize(NormalizationForm.FormKC).ToUpper(CultureInfo.InvariantCulture).Replace("'", "", StringComparison.Ordinal).Replace("’", "", StringComparison.Ordinal);
        var words = Word().Matches(plain).Select(m => m.Value).ToArray();
        var sentence = string.Join(' ', words);
        if (Japanese().IsMatch(string.Concat(words))) { language = "ja"; return true; }
        if (Chinese().IsMatch(string.Concat(words))) { language = "zh"; return true; }
        foreach (var grammar in Grammars)
        {
            if (!Says(grammar, Joined(sentence))) continue;
            language = grammar.Language;
            return true;
        }
        return false;
    }

    // What is one word to us: "do not" negates, "no more" too; "no" alone is an answer to something.
    private static string Joined(string sentence) =>
        sentence.Replace("DO NOT", "DONT", StringComparison.Ordinal).Replace("NO MORE", "NOMORE", StringComparison.Ordinal).Replace("OPT OUT", "OPTOUT", StringComparison.Ordinal).Replace("STOP ALL", "STOPALL", StringComparison.Ordinal);

    private static bool Says(Grammar grammar, string sentence)
    {
        var words = sentence.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (grammar.Phrases.Contains(sentence, StringComparer.Ordinal)) return true;
        if (words.Length < 2 || !words.All(grammar.Knows)) return false;
        var (strong, objects, negated) = (words.Any(grammar.Strong.Contains), words.Any(grammar.Objects.Contains), words.Any(grammar.Negations.Contains));
        if (strong) return !negated; // "do not stop"
        return Array.Exists(grammar.Phrases, p => sentence.Contains(p, StringComparison.Ordinal)) || objects && (negated || words.Any(grammar.Weak.Contains));
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    [GeneratedRegex(@"\p{L}+", RegexOptions.NonBacktracking)]
    private static partial Regex Word();

    [GeneratedRegex("^(もう|これ以上)?(メッセージ|メール|SMS|ショートメッセージ|配信|送信|連絡)?(の配信|の送信)?(を|は)?((もう)?送らないで|(もう)?送ってこないで|停止して|中止して|解除して|止めて|とめて|やめて)(下さい|ください|ほしい|欲しい|お願いします|もらえますか)?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Japanese();

    [GeneratedRegex("^(请|請|麻烦|拜托)?(你们|你們|您)?((不要|别|別|勿)再?(给我|給我|向我)?(发|發|发送|發送|推送|骚扰|騷擾)(我|短信|简讯|簡訊|消息|信息|广告|廣告|了|给我|給我)*|(停止|取消)(给我|給我|向我)?(发送|發送|推送|短信|简讯|簡訊|消息|信息|广告|廣告|订阅|訂閱)+|(帮我|幫我|给我|給我)?(退订|退訂)(短信|谢谢|吧)*)$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Chinese();
}
