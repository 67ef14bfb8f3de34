using System.Diagnostics;
using System.Runtime;
using System.Text;
using Cartwright.Messages;

namespace Cartwright.Hosting.Bench;

/// <param name="RendersPerSecond">Whole messages (subject, preheader, HTML, text) a second on one thread: the median of ten slices of the budget.</param>
/// <param name="PerCpuSecond">Messages a second of processor time of the whole process, garbage collection included: what a
/// core would do with nothing else to do. Above the median when the machine had other work.</param>
/// <param name="HtmlBytes">Size of the HTML part in UTF-8.</param>
/// <param name="TextBytes">Size of the text part in UTF-8.</param>
internal sealed record RenderFigures(double RendersPerSecond, double PerCpuSecond, long Renders, int HtmlBytes, int TextBytes);

/// <summary>How many cart mails one core renders a second: an ordinary cart of five lines, with contact, FAQ and pictures.</summary>
internal static class RenderBench
{
    private const string Template = "cart-reminder";

    private const int Slices = 10;

    /// <param name="budget">Time to measure for. Before it comes up to four times as much, until the just-in-time compiler
    /// has nothing left to do: a second on an idle machine, several on a busy one, with figures ten times lower.</param>
    public static RenderFigures Run(MessageRenderer renderer, TimeSpan budget)
    {
        var model = Cart();
        var compiled = JitInfo.GetCompiledMethodCount();
        for (int slice = 0, quiet = 0; slice < 4 * Slices && quiet < 4; slice++)
        {
            Loop(renderer, model, budget / Slices);
            var now = JitInfo.GetCompiledMethodCount();
            quiet = now == compiled ? quiet + 1 : 0;
            compiled = now;
        }

        var used = Environment.CpuUsage.TotalTime;
        var measured = Enumerable.Range(0, Slices).Select(_ => Loop(renderer, model, budget / Slices)).ToList();
        used = Environment.CpuUsage.TotalTime - used;
        var renders = measured.Sum(slice => slice.Renders);
        var speeds = measured.Select(slice => slice.PerSecond).Order().ToList();
        var mail = renderer.Render(Template, model.Locale, model);
        return new RenderFigures(
            (speeds[(Slices / 2) - 1] + speeds[Slices / 2]) / 2,
            renders / used.TotalSeconds,
            renders,
            Encoding.UTF8.GetByteCount(mail.Html),
            Encoding.UTF8.GetByteCount(mail.Text));
    }

    /// <summary>The cart that is measured: fixed, so that figures can be compared.</summary>
    internal static MessageModel Cart()
    {
        const string Shop = "https://linden-wool.example";
        const string Server = "https://mail.linden-wool.example";
        // As long as a signed token is.
        var token = new string('k', 120);
        return new MessageModel(
            new StoreView(
                "Linden & Wool",
                Shop,
                Shop + "/logo.png",
                "#2f5d50",
                "Linden & Wool GmbH\nLindenstraße 12\n10969 Berlin, Germany",
                new ContactView("hello@linden-wool.example", "+49 30 1234567", Shop + "/chat", "Monday to Friday, 9 to 17 h"),
                [
                    new FaqView("How long does delivery take?", "Two to three working days within Germany, four to six in the rest of Europe."),
                    new FaqView("Can I send something back?", "Yes, within 30 days, and the label is in the parcel."),
                ]),
            new ShopperView("Anna"),
            new CartView(
                [
                    Line("Merino throw", "Sand, 130 × 180 cm", 1, 8900, "throw"),
                    Line("Stoneware mug", "Slate blue", 4, 1450, "mug"),
                    Line("Beeswax candle", null, 2, 1290, "candle"),
                    Line("Linen tea towel, set of three", "Natural & rust", 1, 2400, "towel"),
                    Line("Oak serving board", "Large", 1, 3950, "board"),
                ],
                new TotalsView(Euro(23630), Euro(490), Euro(1000), Euro(3692), Euro(23120)),
                "shipping"),
            new LinksView($"{Server}/r/{token}", $"{Server}/u/{token}", $"{Server}/o/{token}.gif"),
            "en",
            1);

        LineView Line(string name, string? variant, int quantity, long unit, string picture) =>
            new(name, variant, quantity, Euro(unit), Euro(unit * quantity), $"{Shop}/pictures/{picture}.png?v=1712345678", null);

        static Money Euro(long cents) => new(cents, "EUR");
    }

    private static (long Renders, double PerSecond) Loop(MessageRenderer renderer, MessageModel model, TimeSpan time)
    {
        var started = Stopwatch.GetTimestamp();
        for (long renders = 1; ; renders++)
        {
            renderer.Render(Template, model.Locale, model);
            if (renders % 64 != 0) continue;
            var spent = Stopwatch.GetElapsedTime(started);
            if (spent >= time) return (renders, renders / spent.TotalSeconds);
        }
    }
}
