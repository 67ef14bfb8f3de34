using System.Globalization;
using System.Text;

namespace Cartwright.Console.Text;

/// <summary>
/// A sentence of the catalogue with named holes: "{count} carts worth {total}". One form, or one for each plural category of the
/// language (Unicode CLDR, "Language Plural Rules"), chosen by the argument <c>count</c>.
/// </summary>
internal sealed class Phrase(IReadOnlyDictionary<string, string> forms)
{
    public const string Other = "other";

    public IReadOnlyDictionary<string, string> Forms => forms;

    public static Phrase Of(string text) => new(new Dictionary<string, string> { [Other] = text });

    public string Fill(string language, CultureInfo culture, ReadOnlySpan<(string Name, object? Value)> arguments)
    {
        var form = forms[Other];
        if (forms.Count > 1)
        {
            foreach (var (name, value) in arguments)
                if (name == "count" && forms.TryGetValue(Category(language, Convert.ToInt64(value, CultureInfo.InvariantCulture)), out var found)) form = found;
        }
        if (!form.Contains('{')) return form;

        var text = new StringBuilder(form.Length + 32);
        for (var at = 0; at < form.Length;)
        {
            var open = form.IndexOf('{', at);
            var close = open < 0 ? -1 : form.IndexOf('}', open);
            if (close < 0) { text.Append(form, at, form.Length - at); break; }
            text.Append(form, at, open - at).Append(Value(form.AsSpan(open + 1, close - open - 1), culture, arguments));
            at = close + 1;
        }
        return text.ToString();
    }

    private static string Value(ReadOnlySpan<char> hole, CultureInfo culture, ReadOnlySpan<(string Name, object? Value)> arguments)
    {
        foreach (var (name, value) in arguments)
            if (hole.SequenceEqual(name))
                return value switch
                {
                    null => "",
                    int or long => Convert.ToInt64(value, culture).ToString("N0", culture),
                    IFormattable other => other.ToString(null, culture),
                    _ => value.ToString() ?? "",
                };
        return $"{{{hole}}}";
    }

    // The languages the product speaks or plans to; what is not named has one form for 1 and one for the rest.
    private static string Category(string language, long count) => language switch
    {
        "ja" or "zh" or "ko" => Other,
        _ => count == 1 ? "one" : Other,
    };
}
