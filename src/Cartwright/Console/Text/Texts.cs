using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace Cartwright.Console.Text;

/// <summary>All sentences of the console in one language, looked up by key, and how that reader writes numbers.</summary>
internal sealed class Texts(string language, CultureInfo culture, FrozenDictionary<string, Phrase> phrases)
{
    private const string Prefix = "Cartwright.Console.Text.";
    private static readonly FrozenDictionary<string, FrozenDictionary<string, Phrase>> Catalogues = Load();

    public string Language => language;
    public CultureInfo Culture => culture;
    public IReadOnlyCollection<string> Keys => phrases.Keys;

    /// <summary>A key without a sentence is a mistake of ours, caught by a test; people see the key rather than no page.</summary>
    public string this[string key] => this[key, []];

    public string this[string key, params ReadOnlySpan<(string Name, object? Value)> arguments] =>
        phrases.TryGetValue(key, out var phrase) ? phrase.Fill(language, culture, arguments) : key;

    public bool Has(string key) => phrases.ContainsKey(key);

    /// <summary>The sentence of a code that other parts make (skip reasons, rules); one that is not in the catalogue yet is shown in its own words.</summary>
    public string OfCode(string prefix, string code) =>
        phrases.TryGetValue(prefix + code, out var phrase) ? phrase.Fill(language, culture, []) : code.Replace('_', ' ');

    /// <summary>
    /// The first language of the browser's list that there is a catalogue for, else English. Numbers are written as in the store's
    /// country when that speaks the same language: an English page does not write "12,50 €".
    /// </summary>
    public static Texts For(string? acceptLanguage, string? storeLocale)
    {
        var language = Languages(acceptLanguage).FirstOrDefault(Catalogues.ContainsKey) ?? Locales.Default;
        var store = Locales.Culture(storeLocale);
        var culture = storeLocale is not null && store.TwoLetterISOLanguageName == language ? store : Locales.Culture(language);
        return new Texts(language, culture, Catalogues[language]);
    }

    private static IEnumerable<string> Languages(string? header) =>
        (header ?? "").Split(',', 20).Select(part => part.Split(';', '-')[0].Trim().ToLowerInvariant());

    private static FrozenDictionary<string, FrozenDictionary<string, Phrase>> Load()
    {
        var assembly = typeof(Texts).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(".json", StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[Prefix.Length..^".json".Length], name =>
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                using var document = JsonDocument.Parse(stream);
                return document.RootElement.EnumerateObject().ToFrozenDictionary(p => p.Name, p => Read(p.Value));
            });
    }

    private static Phrase Read(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? Phrase.Of(value.GetString()!)
        : new Phrase(value.EnumerateObject().ToDictionary(form => form.Name, form => form.Value.GetString()!));
}
