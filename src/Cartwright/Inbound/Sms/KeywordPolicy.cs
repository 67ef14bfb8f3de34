using System.Collections.Frozen;
using System.Text;

namespace Cartwright.Inbound.Sms;

internal enum Keyword { None, Stop, Start, Help }

/// <summary>
/// The words by which people leave, come back and ask for help: the whole message, in any case, without punctuation; for leaving also
/// a sentence that says nothing else (<see cref="StopSentencePolicy"/>). The English ones are those the
/// carriers act on themselves (CTIA; Twilio's advanced opt-out; AWS's list); the others are their like in the languages of the templates.
/// </summary>
internal static class KeywordPolicy
{
    private static readonly FrozenDictionary<string, (Keyword Word, string? Language)> Words = Table(
        (Keyword.Stop, null, "STOP STOPALL STOP-ALL UNSUBSCRIBE CANCEL END QUIT REVOKE OPTOUT OPT-OUT REMOVE ARRET ARRÊT TD STOP_ALL OPT_OUT"),
        (Keyword.Start, null, "START YES UNSTOP BEGIN SUBSCRIBE RESUME"),
        (Keyword.Help, null, "HELP INFO INFORMATION"),
        (Keyword.Stop, "de", "STOPP ABMELDEN ABBESTELLEN ABBRECHEN ENDE BEENDEN KÜNDIGEN KUENDIGEN AUS AUSTRAGEN"),
        (Keyword.Start, "de", "ANMELDEN WEITER JA FORTSETZEN"),
        (Keyword.Help, "de", "HILFE"),
        (Keyword.Stop, "bg", "СТОП ОТПИСВАНЕ ОТПИШИ ОТПИШИ_МЕ ОТКАЗ КРАЙ СПРИ СПРЕТЕ"),
        (Keyword.Start, "bg", "СТАРТ ДА ЗАПОЧНИ ПРОДЪЛЖИ"),
        (Keyword.Help, "bg", "ПОМОЩ ИНФО ИНФОРМАЦИЯ"),
        (Keyword.Stop, "ja", "ストップ 配信停止 解除 退会 登録解除 停止して 中止"),
        (Keyword.Start, "ja", "スタート 開始 再開 配信再開 はい"),
        (Keyword.Help, "ja", "ヘルプ 助けて 問い合わせ"),
        (Keyword.Stop, null, "停止"), // Japanese as well as Chinese
        (Keyword.Stop, "zh", "退订 退訂 取消 取消订阅 取消訂閱 拒收 TD退订 T"),
        (Keyword.Start, "zh", "开始 恢复 恢復 订阅 訂閱 是"),
        (Keyword.Help, "zh", "帮助 幫助 客服"));

    /// <summary>Language: of a word that only one of the languages has.</summary>
    public static (Keyword Word, string? Language) Read(string text) =>
        Words.TryGetValue(Plain(text), out var known) ? known : StopSentencePolicy.IsStop(text, out var language) ? (Keyword.Stop, language) : default;

    private static string Plain(string text)
    {
        if (text.Length > 60) return "";
        var plain = text.Normalize(NormalizationForm.FormKC).Trim().Trim('.', '!', '?', ',', '"', '\'', '„', '“', '”', '。', '!', '(', ')', '*', '#', ' ').ToUpperInvariant();
        return string.Join('_', plain.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static FrozenDictionary<string, (Keyword, string?)> Table(params (Keyword Word, string? Language, string Words)[] rows) =>
        rows.SelectMany(r => r.Words.Split(' ').Select(w => (w, (r.Word, r.Language)))).DistinctBy(p => p.w).ToFrozenDictionary(p => p.w, p => p.Item2, StringComparer.Ordinal);
}
