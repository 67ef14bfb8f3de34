using System.Net;
using Cartwright.Messages.Email;
using Cartwright.Shoppers;

namespace Cartwright.Messages;

/// <summary>
/// Turns a mail to a shopper into a test mail to the store's own address: it says at the top, in the subject and in a header that it is
/// one, and for whom it was made, as far as the console shows that to everyone. Nothing in it unsubscribes anybody.
/// </summary>
internal static class SandboxPolicy
{
    public const string Header = "X-Cartwright-Sandbox";

    // Whoever reads it works in the shop: the store's language, not the shopper's.
    private static readonly Dictionary<string, (string Subject, string Banner)> Words = new(StringComparer.Ordinal)
    {
        ["en"] = ("[Test] ", "Test mail: the store is in test mode. This would have gone to {0}. Its links change nothing."),
        ["de"] = ("[Test] ", "Testmail: Der Shop ist im Testbetrieb. Diese Nachricht wäre an {0} gegangen. Ihre Links ändern nichts."),
        ["bg"] = ("[Тест] ", "Пробен имейл: магазинът е в тестов режим. Това съобщение щеше да отиде до {0}. Връзките в него не променят нищо."),
        ["ja"] = ("[テスト] ", "テストメール：ショップはテストモードです。本来の宛先は {0} です。メール内のリンクは何も変更しません。"),
        ["zh"] = ("[测试] ", "测试邮件：商店处于测试模式。这封邮件本应发给 {0}。邮件中的链接不会改动任何内容。"),
    };

    /// <param name="sandbox">The store's test address.</param>
    /// <param name="locale">The store's.</param>
    public static OutgoingMail Apply(OutgoingMail mail, string sandbox, string locale)
    {
        var (subject, banner) = Words.GetValueOrDefault(locale.Split('-')[0].ToLowerInvariant(), Words["en"]);
        var hint = Address.Hint(mail.To.Address);
        var text = string.Format(System.Globalization.CultureInfo.InvariantCulture, banner, hint);
        return mail with
        {
            To = new MailAddress(sandbox),
            Subject = subject + mail.Subject,
            Html = mail.Html.Length == 0 ? "" : WithBanner(mail.Html, text),
            Text = WrapPolicy.Wrap(text) + "\n\n" + mail.Text,
            Headers = [.. (mail.Headers ?? []).Where(h => !h.Key.StartsWith("List-Unsubscribe", StringComparison.Ordinal)), new(Header, "instead-of=" + hint.Replace('•', '*'))],
        };
    }

    private static string WithBanner(string html, string text)
    {
        var banner = $"<div role=\"note\" style=\"background:#fff3cd;color:#4d3b00;font:14px/1.5 Arial,sans-serif;padding:12px 16px;text-align:center;border-bottom:2px solid #b98500\">{WebUtility.HtmlEncode(text)}</div>";
        var body = html.IndexOf("<body", StringComparison.OrdinalIgnoreCase);
        var end = body < 0 ? -1 : html.IndexOf('>', body);
        return end < 0 ? banner + html : html.Insert(end + 1, banner);
    }
}
