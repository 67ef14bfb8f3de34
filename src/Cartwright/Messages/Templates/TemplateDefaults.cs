using System.Collections.Frozen;
using System.Text.Json;

namespace Cartwright.Messages.Templates;

/// <summary>The defaults as a merchant begins to edit them: one MJML source each, includes and words filled in, as templates/assets.mjs wrote them. Read when asked for.</summary>
internal sealed class TemplateDefaults
{
    private readonly string _folder;
    private readonly FrozenDictionary<(string Template, string Locale), Lazy<TemplateSource>> _all;

    /// <summary>Those that lie beside the program.</summary>
    public TemplateDefaults() : this(Path.Combine(AppContext.BaseDirectory, "assets", "templates"))
    {
    }

    internal TemplateDefaults(string folder)
    {
        _folder = folder;
        _all = Directory.EnumerateFiles(folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path).Split('.'))
            .ToFrozenDictionary(name => (name[0], name[1]), name => new Lazy<TemplateSource>(() => Read(name[0], name[1])));
    }

    /// <summary>Template and language of all of them.</summary>
    public IEnumerable<(string Template, string Locale)> All => _all.Keys.Order();

    /// <summary>Null: there is no default of that name in that language.</summary>
    public TemplateSource? Source(string template, string locale) => _all.GetValueOrDefault((template, locale))?.Value;

    /// <summary>Parts of a mail that can be put into a layout as a whole, by name, as a JSON object of MJML; in the first language of the chain that has them.</summary>
    public string Blocks(string locale) =>
        LocalePolicy.Chain(locale).Select(l => Path.Combine(_folder, "sources", $"blocks.{l}.json")).Where(File.Exists).Select(File.ReadAllText).FirstOrDefault() ?? "{}";

    private TemplateSource Read(string template, string locale)
    {
        var file = JsonSerializer.Deserialize(File.ReadAllText(Path.Combine(_folder, $"{template}.{locale}.json")), TemplateFileJson.Default.TemplateFile)!;
        return new TemplateSource(template, locale, file.Channel, file.Subject, file.Preheader, Source(template, locale, "mjml"), Source(template, locale, "html"), file.Text);
    }

    // A text message has neither.
    private string Source(string template, string locale, string kind) => Path.Combine(_folder, "sources", $"{template}.{locale}.{kind}") is var path && File.Exists(path) ? File.ReadAllText(path) : "";
}
