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
    private static readonly Dictionary<string, (string Subject, string Banner, string Trial)> Words = new(StringComparer.Ordinal)
    {
        ["en"] = ("[Test] ", "Test mail: the store is in test mode. This would have gone to {0}. Its links change nothing.", "This is a test of the template {0}, on a cart of the shop or a sample. Its links lead to the shop and change nothing."),
        ["de"] = ("[Test] ", "Testmail: Der Shop ist im Testbetrieb. Diese Nachricht wäre an {0} gegangen. Ihre Links ändern nichts.", "Das ist ein Test der Vorlage {0} an einem Warenkorb des Shops oder einem Muster. Die Links führen zum Shop und ändern nichts."),
        ["bg"] = ("[Тест] ", "Пробен имейл: магазинът е в тестов режим. Това съобщение щеше да отиде до {0}. Връзките в него не променят нищо.", "Това е проба на шаблона {0} с количка от магазина или с примерна. Връзките водят към магазина и не променят нищо."),
        ["ja"] = ("[テスト] ", "テストメール：ショップはテストモードです。本来の宛先は {0} です。メール内のリンクは何も変更しません。", "テンプレート {0} のテストです。ショップのカートまたは見本を使っています。リンクはショップを開くだけで、何も変更しません。"),
        ["zh"] = ("[测试] ", "测试邮件：商店处于测试模式。这封邮件本应发给 {0}。邮件中的链接不会改动任何内容。", "这是模板 {0} 的测试，使用商店的一个购物车或示例。链接只通向商店，不会改动任何内容。"),
    };

    /// <param name="sandbox">The store's test address.</param>
    /// <param name="locale">The store's.</param>
    public static OutgoingMail Apply(OutgoingMail mail, string sandbox, string locale)
    {
        var (subject, banner, _) = WordsOf(locale);
        var hint = Address.Hint(mail.To.Address);
        var text = string.Format(System.Globalization.CultureInfo.InvariantCulture, banner, hint);
        return Marked(mail, subject, text) with
        {
            To = new MailAddress(sandbox),
            Headers = [.. (mail.Headers ?? []).Where(h => !h.Key.StartsWith("List-Unsubscribe", StringComparison.Ordinal)), new(Header, "instead-of=" + hint.Replace('•', '*'))],
        };
    }

    /// <summary>Marks a mail that shows a template to the shop's own people.</summary>
    public static OutgoingMail Trial(OutgoingMail mail, string template, string locale)
    {
        var (subject, _, trial) = WordsOf(locale);
        return Marked(mail, subject, string.Format(System.Globalization.CultureInfo.InvariantCulture, trial, template)) with { Headers = [.. mail.Headers ?? [], new(Header, "template=" + template)] };
    }

    private static (string Subject, string Banner, string Trial) WordsOf(string locale) => Words.GetValueOrDefault(locale.Split('-')[0].ToLowerInvariant(), Words["en"]);

    private static OutgoingMail Marked(OutgoingMail mail, string subject, string banner) => mail with
    {
        Subject = subject + mail.Subject,
        Html = mail.Html.Length == 0 ? "" : WithBanner(mail.Html, banner),
        Text = WrapPolicy.Wrap(banner) + "\n\n" + mail.Text,
    };

    private static string WithBanner(string html, string text)
    {
        var banner = $"<div role=\"note\" style=\"background:#fff3cd;color:#4d3b00;font:14px/1.5 Arial,sans-serif;padding:12px 16px;text-align:center;border-bottom:2px solid #b98500\">{WebUtility.HtmlEncode(text)}</div>";
        var body = html.IndexOf("<body", StringComparison.OrdinalIgnoreCase);
        var end = body < 0 ? -1 : html.IndexOf('>', body);
        return end < 0 ? banner + html : html.Insert(end + 1, banner);
    }
}
