using System.Globalization;
using Cartwright.Console.Carts;
using Cartwright.Console.Text;
using Cartwright.Messages.Templates;

namespace Cartwright.Console.Templates;

/// <summary>Templates in the reader's words.</summary>
internal static class TemplateWords
{
    private const int Kilobyte = 1024;

    // The order in which a shop meets them. What is not named is the store's own.
    private static readonly (string Purpose, string[] Templates)[] Purposes =
    [
        ("cart", ["cart-reminder", "cart-reminder-2", "cart-offer", "cart-sms"]),
        ("trouble", ["payment-failed", "payment-failed-sms", "technical-trouble", "hand-off", "hand-offs"]),
        ("order", ["unpaid-order", "unpaid-order-sms", "order-confirmation"]),
        ("after", ["second-purchase", "next-purchase", "first-order", "win-back"]),
        ("goods", ["browse-reminder", "back-in-stock", "price-drop"]),
    ];

    public const string Own = "own";

    public static IReadOnlyList<string> All { get; } = [Own, .. Purposes.Select(p => p.Purpose)];

    public static string Purpose(string template) => Purposes.FirstOrDefault(p => p.Templates.Contains(template)).Purpose ?? Own;

    public static int Place(string template) => Array.IndexOf([.. Purposes.SelectMany(p => p.Templates)], template);

    public static string Name(string template, Words words) => MessageLine.Name(template, words);

    /// <summary>A language in itself: "Deutsch"; a tag nobody knows stays one.</summary>
    public static string Language(string locale)
    {
        try
        {
            var culture = CultureInfo.GetCultureInfo(locale, predefinedOnly: true);
            return culture.TextInfo.ToTitleCase(culture.NativeName);
        }
        catch (CultureNotFoundException) { return locale; }
    }

    /// <summary>"Layout (MJML)"; the text of a text message is all there is of it.</summary>
    public static string Part(string part, bool isSms, Texts t) => t["write.part." + (isSms && part == TemplatePart.Text ? "sms" : part)];

    /// <summary>"Layout (MJML), line 12".</summary>
    public static string Where(TemplateFault fault, bool isSms, Texts t) =>
        fault.Line is { } line ? t["write.at_line", ("part", Part(fault.Part, isSms, t)), ("line", line)] : Part(fault.Part, isSms, t);

    /// <summary>How much of what mail programs and text messages take it uses.</summary>
    public static string Size(ShownTemplate shown, bool isSms, Texts t) => isSms
        ? t["write.segments", ("count", shown.Segments), ("letters", new StringInfo(shown.Text).LengthInTextElements)]
        : t[shown.Bytes > TemplatePolicy.GmailClips ? "write.size_clipped" : "write.size", ("size", (shown.Bytes + Kilobyte - 1) / Kilobyte), ("most", TemplatePolicy.GmailClips / Kilobyte)];

    public static string Tone(ShownTemplate shown) => shown.Bytes > TemplatePolicy.GmailClips || shown.Segments > 1 ? "risk" : "good";

    /// <summary>What of it is made up on a real cart: "The code is an example: this cart has none."</summary>
    public static string Examples(ShownTemplate shown, Texts t) => string.Join(' ', shown.Examples.Select(part => t["write.example." + part]));

    /// <summary>What it is not sent without, in a line: a choice that most who make it mean, so it is no warning.</summary>
    public static string Needs(IReadOnlyList<TemplateFault> faults, Texts t) => string.Join(' ', faults.Where(f => IsNeed(f, t)).Select(f => t["write.needs." + f.Needs]).Distinct(StringComparer.Ordinal));

    /// <summary>Without what stands in the line of <see cref="Needs"/>.</summary>
    public static IEnumerable<TemplateFault> Faults(IReadOnlyList<TemplateFault> faults, Texts t) => faults.Where(f => !IsNeed(f, t));

    private static bool IsNeed(TemplateFault fault, Texts t) => fault is { Warning: true, Needs: { } part } && t.Has("write.needs." + part);

    public static IReadOnlyList<FaultAnswer> Answers(IReadOnlyList<TemplateFault> faults, bool isSms, Texts t) => [.. Faults(faults, t).Select(f => new FaultAnswer(f.Part, f.Line, f.Column, Where(f, isSms, t), f.Says, f.Warning))];

    /// <summary>A cart to try it on, in a line.</summary>
    public static string Cart(PreviewCart cart, Words words)
    {
        if (cart.IsSample) return words.T.Has("write.sample." + cart.Id) ? words.T["write.sample." + cart.Id] : cart.Id;
        var goods = words.T["write.cart_lines", ("count", cart.Lines)];
        return string.Join(" · ", new[] { cart.LastActivityAt is { } at ? words.Relative(at) : null, cart.Who, goods, cart.Total is { } total ? words.Money(total.Minor, total.Currency) : null }.Where(p => p is not null));
    }
}
