using System.Text.RegularExpressions;

namespace Cartwright.Inbound.Mail;

/// <summary>What a person wrote themself, without what their program quotes of our mail beneath it.</summary>
internal static partial class ReplyTextPolicy
{
    public const int Longest = 8000;

    public static string Own(string text)
    {
        text = text.ReplaceLineEndings("\n");
        var end = Quote().Match(text) is { Success: true } quote ? quote.Index : text.Length;
        var own = string.Join('\n', text[..end].Split('\n').Where(l => !l.StartsWith('>'))).Trim();
        // Who answers between the lines has quoted first: then everything is theirs.
        if (own.Length == 0) own = string.Join('\n', text.Split('\n').Where(l => !l.StartsWith('>'))).Trim();
        if (own.Length == 0) own = text.Trim();
        return own.Length > Longest ? own[..Longest] + "…" : own;
    }

    [GeneratedRegex(@"^(-{2,} ?(original|forwarded|ursprüngliche|weitergeleitete|оригинално|препратено|原始|元の).*|_{8,}|on .{6,200} wrote:|am .{6,200} schrieb.{0,100}:|le .{6,200} a écrit ?:|на .{6,200} (написа|пише):?|.{6,200} (написа|пише):|\d{4}年.{4,120}[::]|.{2,80}(のメッセージ|さんは書きました|写道|寫道)[::]?|(from|von|от|差出人|发件人): .{3,200}\n(sent|gesendet|date|datum|изпратено|日期|发送时间|送信日時).*)$",
        RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Quote();
}
