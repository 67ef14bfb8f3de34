using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Cartwright.Messages.Templates;
using Cartwright.Shoppers;

namespace Cartwright.Messages;

/// <summary>
/// Turns a template and a model into a mail. Pure: the same model gives the same bytes. A singleton, safe on any thread;
/// templates are read at the start (a broken file stops it) and compiled when first used.
/// </summary>
internal sealed class MessageRenderer
{
    private const int MaximumSubject = 200;

    private readonly FrozenDictionary<(string Template, string Locale), Lazy<CompiledTemplate>> templates;
    private readonly FrozenDictionary<string, string> channels;
    private readonly FrozenDictionary<string, IReadOnlyList<string>> needs;

    /// <summary>With the templates that lie beside the program.</summary>
    public MessageRenderer() : this(Path.Combine(AppContext.BaseDirectory, "assets", "templates"))
    {
    }

    /// <param name="folder">Where templates/assets.mjs wrote &lt;template&gt;.&lt;locale&gt;.json.</param>
    internal MessageRenderer(string folder) : this(Directory.EnumerateFiles(folder, "*.json").Select(Read))
    {
    }

    internal MessageRenderer(IEnumerable<TemplateFile> files)
    {
        var engine = new TemplateEngine();
        List<TemplateFile> all = [.. files];
        channels = all.DistinctBy(file => file.Template).ToFrozenDictionary(file => file.Template, file => file.Channel);
        needs = all.DistinctBy(file => file.Template).ToFrozenDictionary(file => file.Template, file => file.Needs ?? []);
        templates = all.ToFrozenDictionary(file => (file.Template, file.Locale), file => new Lazy<CompiledTemplate>(() => engine.Compile(file)));
    }

    /// <summary>Template and language of everything that can be rendered, in alphabetical order.</summary>
    public IEnumerable<(string Template, string Locale)> Available => templates.Keys.Order();

    /// <summary>What a default says nothing true without.</summary>
    public IReadOnlyList<string> NeedsOf(string template) => needs.GetValueOrDefault(template) ?? [];

    /// <summary>The channel a template is for; null when there is no such template.</summary>
    public string? ChannelOf(string template) => channels.GetValueOrDefault(template);

    /// <summary>
    /// The message in the first language of the shopper's that the template speaks: de-AT, then de, then English; in each the store's own
    /// before the default. A version that cannot be written for this model makes way for the last good one, then the default.
    /// Prices and dates are written for the model's locale while that is the same language, else for the template's:
    /// an English mail does not write "12,50 €". A text message has a text of one line and no more.
    /// </summary>
    /// <param name="own">The store's own under that name; null: none.</param>
    /// <exception cref="UnknownTemplateException">No such template, in English neither.</exception>
    /// <exception cref="MissingPartException">The template speaks of something the model does not have.</exception>
    /// <exception cref="TemplateBrokenException">The store's own cannot be written, and there is no default of that name.</exception>
    public RenderedMessage Render(string template, string locale, MessageModel model, OwnVersions? own = null)
    {
        if (own is null) return Render(template, Find(template, locale), model);
        List<FailedVersion> failed = [];
        string? lacking = null;
        foreach (var language in own.Languages(locale))
        {
            foreach (var version in own.ByLocale.GetValueOrDefault(language) ?? [])
            {
                try { return Render(template, version, model) with { Failed = failed }; }
                catch (MissingPartException e) when (!NeedsOf(template).Contains(e.Part)) { lacking ??= e.Part; } // more than the default speaks of
                catch (TemplateBrokenException e) { failed.Add(new FailedVersion(template, language, version.Number, e.Message, e)); }
            }
            if (templates.TryGetValue((template, language), out var found)) return Render(template, found.Value, model) with { Failed = failed };
        }
        if (lacking is not null) throw new MissingPartException(template, lacking);
        if (failed.Count > 0) throw failed[0].Error;
        throw Unknown(template);
    }

    /// <summary>The message as a version writes it, and no other.</summary>
    /// <exception cref="MissingPartException">It speaks of something the model does not have.</exception>
    /// <exception cref="TemplateBrokenException">It cannot be written for this model.</exception>
    public RenderedMessage Render(string template, OwnVersion version, MessageModel model)
    {
        var scope = Scope(model, version.Source.Locale);
        if (version.Source.Channel == Channels.Email && model.Links.Unsubscribe is null) throw NoWayOut(model);
        if (NeedsOf(template).Concat(version.Needs).FirstOrDefault(part => !scope.ContainsKey(part)) is { } missing) throw new MissingPartException(template, missing);
        return version.Render(scope);
    }

    private static RenderedMessage Render(string template, CompiledTemplate compiled, MessageModel model)
    {
        var scope = Scope(model, compiled.Locale);
        if (compiled.Needs.FirstOrDefault(part => !scope.ContainsKey(part)) is { } missing) throw new MissingPartException(template, missing);
        if (compiled.Channel == Channels.Email && model.Links.Unsubscribe is null) throw NoWayOut(model);
        if (compiled.Channel == Channels.Sms) return new RenderedMessage("", "", "", OneLine(compiled.Text(scope)), compiled.Locale);
        return new RenderedMessage(
            Line(compiled.Subject(scope)),
            Line(compiled.Preheader(scope)),
            compiled.Html(scope),
            WrapPolicy.Wrap(compiled.Text(scope)),
            compiled.Locale);
    }

    /// <summary>What a template in a language can name of a model.</summary>
    internal static Dictionary<string, object?> Scope(MessageModel model, string locale) => MessageScope.From(model, Culture(model.Locale, locale));

    private static ArgumentException NoWayOut(MessageModel model) => new("A mail to a shopper needs the unsubscribe link.", nameof(model));

    private CompiledTemplate Find(string template, string locale)
    {
        foreach (var language in LocalePolicy.Chain(locale))
        {
            if (templates.TryGetValue((template, language), out var found)) return found.Value;
        }
        throw Unknown(template);
    }

    private UnknownTemplateException Unknown(string template) => new(template, templates.Keys.Select(key => key.Template).Distinct().Order());

    private static CultureInfo Culture(string shopper, string template)
    {
        var theirs = Locales.Culture(shopper);
        var ours = Locales.Culture(template);
        return theirs.TwoLetterISOLanguageName == ours.TwoLetterISOLanguageName ? theirs : ours;
    }

    internal static string Line(string text) => TextPolicy.Line(text, MaximumSubject) ?? "";

    internal static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static TemplateFile Read(string path)
    {
        using var stream = File.OpenRead(path);
        return JsonSerializer.Deserialize(stream, TemplateFileJson.Default.TemplateFile) ?? throw new JsonException($"{Path.GetFileName(path)} is empty.");
    }
}

/// <summary>Somebody asked for a template that is not there; a mistake in a journey, not in the cart.</summary>
internal sealed class UnknownTemplateException(string template, IEnumerable<string> known)
    : Exception($"There is no template '{template}'. Known are: {string.Join(", ", known)}.")
{
    public string Template { get; } = template;
}

/// <summary>There is no true message of this template for this shopper: what it speaks of is not there.</summary>
internal sealed class MissingPartException(string template, string part)
    : Exception($"The template '{template}' needs what is not there for this shopper: {part}.")
{
    /// <summary>The offer with its code.</summary>
    public const string Code = "offer";

    public string Part { get; } = part;
}
