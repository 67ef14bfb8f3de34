using System.Globalization;
using HandlebarsDotNet;

namespace Cartwright.Messages;

/// <summary>What templates can call. A helper given the wrong thing writes nothing rather than failing a send.</summary>
internal static class TemplateHelpers
{
    private const string Nothing = "";

    public static void Register(IHandlebars handlebars)
    {
        handlebars.RegisterHelper("money", Money);
        handlebars.RegisterHelper("date", Date);
        handlebars.RegisterHelper("plural", Plural);
        handlebars.RegisterHelper("truncate", Truncate);
        handlebars.RegisterHelper("imageSize", ImageSize);
    }

    /// <summary>{{money unitPrice}}</summary>
    private static object Money(Context context, Arguments given) => given.Length > 0 && given[0] is Amount amount ? amount.ToString() : Nothing;

    /// <summary>{{date until}}, {{date until "time"}}, {{date until "short"}}, {{date until "full"}}, {{date until "stamp"}}</summary>
    private static object Date(Context context, Arguments given) =>
        given.Length > 0 && given[0] is Moment moment ? moment.Format(given.Length > 1 ? given[1] as string : null) : Nothing;

    /// <summary>{{plural cart.others "item" "items"}}. A language with one form for all numbers gives it twice.</summary>
    private static object Plural(Context context, Arguments given)
    {
        if (given.Length < 3 || given[0] is not (int or long)) return Nothing;
        var one = Convert.ToInt64(given[0], CultureInfo.InvariantCulture) == 1;
        return given[one ? 1 : 2] ?? Nothing;
    }

    /// <summary>{{truncate description 90}}</summary>
    private static object Truncate(Context context, Arguments given) =>
        given.Length > 1 && given[0] is string text && given[1] is int maximum ? TextPolicy.Truncate(text, maximum) : Nothing;

    /// <summary>{{imageSize imageUrl 160}}</summary>
    private static object ImageSize(Context context, Arguments given) =>
        given.Length > 1 && given[0] is string url && given[1] is int width ? LinkPolicy.Sized(url, width) : Nothing;
}

/// <summary>A time as the shopper reads it: already in the store's time zone, in the culture of the message.</summary>
/// <param name="tellZone">Where a time of day is written, so is its distance from UTC: the reader's clock shows another one.</param>
internal sealed class Moment(DateTimeOffset local, CultureInfo culture, bool tellZone = false)
{
    /// <summary>
    /// "24 December 2026", or "14:05" with "time", "24/12/2026" with "short", both together with "full" and "stamp" (the short one), in the
    /// culture's own way.
    /// </summary>
    public string Format(string? style) => style switch
    {
        "short" => local.ToString("d", culture),
        "time" => local.ToString("t", culture) + After + Zone,
        "full" => local.ToString("f", culture) + After + Zone,
        "stamp" => local.ToString("g", culture) + After + Zone,
        _ => local.ToString("D", culture),
    };

    // The culture's patterns leave it out, and German does not.
    private string After => culture.TwoLetterISOLanguageName == "de" ? " Uhr" : "";

    private string Zone => !tellZone ? "" : local.Offset == TimeSpan.Zero ? " (UTC)"
        : string.Create(CultureInfo.InvariantCulture, $" (UTC{(local.Offset < TimeSpan.Zero ? '-' : '+')}{Math.Abs(local.Offset.Hours)}{(local.Offset.Minutes == 0 ? "" : $":{Math.Abs(local.Offset.Minutes):00}")})");

    public override string ToString() => Format(null);
}
