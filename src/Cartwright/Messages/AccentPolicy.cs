using System.Globalization;
using System.Runtime.InteropServices;

namespace Cartwright.Messages;

/// <summary>The shop's accent as it is used, so that it can be read on light and on dark: all "#rrggbb".</summary>
/// <param name="Fill">The button and the bar on top.</param>
/// <param name="OnFill">Text on <paramref name="Fill"/>.</param>
/// <param name="Text">The shop's name on the light card.</param>
/// <param name="DarkFill">As <paramref name="Fill"/>, for a dark mailbox.</param>
/// <param name="DarkOnFill">Text on <paramref name="DarkFill"/>.</param>
/// <param name="DarkText">The shop's name on the dark card.</param>
internal sealed record Accent(string Fill, string OnFill, string Text, string DarkFill, string DarkOnFill, string DarkText);

/// <summary>
/// Makes any colour a shop picks readable: contrast as in WCAG 2.2, 4.5:1 for text (1.4.3), and enough between button and
/// card that its shape is seen. The hue stays, the colour moves towards black or white no further than it must.
/// </summary>
internal static class AccentPolicy
{
    /// <summary>Cartwright's own green, for shops without a colour.</summary>
    public const string Default = "#1f6b4a";

    // The cards of templates/partials/head.mjml, and the inks that stand on a coloured button.
    private static readonly Rgb LightCard = new(0xff, 0xff, 0xff);
    private static readonly Rgb DarkCard = new(0x25, 0x24, 0x22);
    private static readonly Rgb Paper = new(0xf1, 0xef, 0xeb);
    private static readonly Rgb LightInk = new(0xff, 0xff, 0xff);
    private static readonly Rgb DarkInk = new(0x00, 0x00, 0x00);

    /// <summary>The colours for one accent; what is no colour gives <see cref="Default"/>.</summary>
    public static Accent From(string? color)
    {
        var accent = Parse(color) ?? Parse(Default)!.Value;
        var fill = Toward(accent, DarkInk, LightCard, 1.6);
        // A colour as dark as the card itself would come out grey, like a button that is switched off: paper instead.
        var onDark = Contrast(accent, DarkCard) < 1.4 ? Paper : accent;
        var darkFill = Toward(onDark, LightInk, DarkCard, 3);
        return new Accent(
            fill.ToString(),
            Ink(fill).ToString(),
            Toward(accent, DarkInk, LightCard, 4.5).ToString(),
            darkFill.ToString(),
            Ink(darkFill).ToString(),
            Toward(onDark, LightInk, DarkCard, 4.5).ToString());
    }

    /// <summary>Contrast of two "#rrggbb" colours, 1 to 21, by WCAG 2.2.</summary>
    public static double Contrast(string one, string other) => Contrast(Parse(one)!.Value, Parse(other)!.Value);

    private static Rgb Toward(Rgb color, Rgb end, Rgb background, double contrast)
    {
        for (var step = 0; step <= 20; step++)
        {
            var mixed = color.Mix(end, step / 20.0);
            if (Contrast(mixed, background) >= contrast) return mixed;
        }
        return end;
    }

    private static Rgb Ink(Rgb fill) => Contrast(LightInk, fill) >= Contrast(DarkInk, fill) ? LightInk : DarkInk;

    private static double Contrast(Rgb one, Rgb other)
    {
        var (light, dark) = (Math.Max(one.Luminance, other.Luminance), Math.Min(one.Luminance, other.Luminance));
        return (light + 0.05) / (dark + 0.05);
    }

    private static Rgb? Parse(string? color)
    {
        if (color is not ['#', .. var digits]) return null;
        if (digits.Length == 3) digits = string.Concat(digits.SelectMany(digit => new[] { digit, digit }));
        if (digits.Length != 6 || !uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits)) return null;
        return new Rgb((byte)(bits >> 16), (byte)(bits >> 8), (byte)bits);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Rgb(byte Red, byte Green, byte Blue)
    {
        public double Luminance => 0.2126 * Linear(Red) + 0.7152 * Linear(Green) + 0.0722 * Linear(Blue);

        public Rgb Mix(Rgb other, double share) => new(Mix(Red, other.Red, share), Mix(Green, other.Green, share), Mix(Blue, other.Blue, share));

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{Red:x2}{Green:x2}{Blue:x2}");

        private static byte Mix(byte one, byte other, double share) => (byte)Math.Round(one + ((other - one) * share));

        private static double Linear(byte channel) =>
            channel / 255.0 is var part && part <= 0.04045 ? part / 12.92 : Math.Pow(((channel / 255.0) + 0.055) / 1.055, 2.4);
    }
}
