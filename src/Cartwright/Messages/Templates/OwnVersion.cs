using System.Globalization;

namespace Cartwright.Messages.Templates;

/// <summary>A version of a store's own template, ready to be written. Compiled when first used; a mistake in it shows then.</summary>
internal sealed class OwnVersion
{
    private static readonly OwnEngine Engine = new();
    private readonly Lazy<Parts> _parts;

    public OwnVersion(TemplateVersion version)
    {
        (Number, Source) = (version.Number, version.Source);
        _parts = new Lazy<Parts>(() => Compile(Source));
    }

    /// <summary>One that was not saved.</summary>
    public OwnVersion(TemplateSource source) : this(new TemplateVersion(0, source, "", 0, null))
    {
    }

    public long Number { get; }

    public TemplateSource Source { get; }

    /// <summary>What it says nothing true without.</summary>
    public IReadOnlyList<string> Needs => _parts.Value.Needs;

    /// <exception cref="TemplateBrokenException">It cannot be written for this model.</exception>
    public RenderedMessage Render(Dictionary<string, object?> scope)
    {
        try
        {
            var parts = _parts.Value;
            var rendered = Source.Channel == Shoppers.Channels.Sms
                ? new RenderedMessage("", "", "", MessageRenderer.OneLine(parts.Text(scope)), Source.Locale)
                : Mail(parts, scope);
            return (TemplatePolicy.Missing(Source.Channel, rendered, scope) is { } missing ? throw new TemplateBrokenException(missing.Part, missing.Says, null) : rendered) with { Version = Number };
        }
        catch (Exception error) when (error is not TemplateBrokenException)
        {
            // What the engine says of a mistake may repeat what it was to write.
            throw new TemplateBrokenException(null, error is TemplateOverrunException ? error.Message : $"It could not be written ({error.GetType().Name}).", error);
        }
    }

    private RenderedMessage Mail(Parts parts, Dictionary<string, object?> scope)
    {
        var preheader = MessageRenderer.Line(parts.Preheader(scope));
        scope[HandlebarsReader.Preheader] = preheader;
        return new RenderedMessage(MessageRenderer.Line(parts.Subject(scope)), preheader, parts.Html(scope), WrapPolicy.Wrap(parts.Text(scope)), Source.Locale);
    }

    private static Parts Compile(TemplateSource source)
    {
        var needs = new List<string>();
        Func<object, string> Of(string part, string text)
        {
            var read = HandlebarsReader.Read(part, text);
            if (read.Faults.FirstOrDefault(f => !f.Warning) is { } fault) throw new TemplateBrokenException(part, fault.Says, null);
            needs.AddRange(read.Needs);
            return Engine.Compile(read.Canonical, escape: part == TemplatePart.Html);
        }
        return new Parts(Of(TemplatePart.Subject, source.Subject), Of(TemplatePart.Preheader, source.Preheader), Of(TemplatePart.Html, source.Html), Of(TemplatePart.Text, source.Text), [.. needs.Distinct(StringComparer.Ordinal)]);
    }

    private sealed record Parts(Func<object, string> Subject, Func<object, string> Preheader, Func<object, string> Html, Func<object, string> Text, IReadOnlyList<string> Needs);
}

/// <summary>A store's own template could not be written for a cart. The message says why without anything of the shopper.</summary>
/// <param name="part">One of <see cref="TemplatePart"/>; null: not known.</param>
internal sealed class TemplateBrokenException(string? part, string why, Exception? inner) : Exception(why, inner)
{
    public string? Part { get; } = part;
}

/// <summary>What can be written under a name of a store's, beside the default: per language the version that is used, then the last good one before it.</summary>
/// <param name="StoreLocale">Where no language of the shopper's is among them, this one; then whatever there is.</param>
internal sealed record OwnVersions(IReadOnlyDictionary<string, IReadOnlyList<OwnVersion>> ByLocale, string StoreLocale)
{
    public IEnumerable<string> Languages(string locale) => LocalePolicy.Chain(locale).Concat(LocalePolicy.Chain(StoreLocale)).Concat(ByLocale.Keys.Order(StringComparer.Ordinal)).Distinct(StringComparer.Ordinal);

    public static OwnVersions Of(IEnumerable<TemplateVersion> versions, string storeLocale) =>
        new(versions.GroupBy(v => v.Source.Locale).ToDictionary(g => g.Key, g => (IReadOnlyList<OwnVersion>)[.. g.Select(v => new OwnVersion(v))], StringComparer.Ordinal), storeLocale);
}

/// <summary>That a version failed while a message was made, which then was made of another.</summary>
internal sealed record FailedVersion(string Template, string Locale, long Version, string Why, Exception Error);
