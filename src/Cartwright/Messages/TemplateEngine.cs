using System.Globalization;
using HandlebarsDotNet;
using HandlebarsDotNet.Compiler.Resolvers;

namespace Cartwright.Messages;

/// <summary>
/// Handlebars as messages use it. Partials from disk and the machine's culture are Handlebars.Net's defaults; both are off
/// here, so that a template reads no files and renders the same bytes everywhere.
/// </summary>
internal sealed class TemplateEngine
{
    private readonly IHandlebars html = Create(escape: true);
    private readonly IHandlebars text = Create(escape: false);
    private readonly Lock compiling = new(); // an environment is written to while it compiles

    /// <summary>
    /// Compiles one template. Slow (tens of milliseconds) and to be kept; the result may be used on any thread. A mistake in
    /// a source throws <see cref="HandlebarsException"/>.
    /// </summary>
    public CompiledTemplate Compile(TemplateFile file)
    {
        lock (compiling)
        {
            return new CompiledTemplate(
                file.Locale,
                text.Compile(file.Subject),
                text.Compile(file.Preheader),
                html.Compile(file.Html),
                text.Compile(file.Text),
                file.Channel,
                file.Needs ?? []);
        }
    }

    private static IHandlebars Create(bool escape)
    {
        var handlebars = Handlebars.Create(new HandlebarsConfiguration
        {
            TextEncoder = new HtmlEscaping(),
            NoEscape = !escape,
            FormatProvider = CultureInfo.InvariantCulture,
            PartialTemplateResolver = new NoPartials(),
        });
        TemplateHelpers.Register(handlebars);
        // One environment for all: otherwise every compiled template holds some 30 KB of configuration of its own
        // (Handlebars.Net issue 513).
        return handlebars.CreateSharedEnvironment();
    }
}

/// <summary>Templates are whole when they come here; a partial in one is a mistake, not a file to look for.</summary>
internal sealed class NoPartials : IPartialTemplateResolver
{
    public bool TryRegisterPartial(IHandlebars env, string? partialName, string? templatePath) => false;
}

/// <summary>The four parts of a template, ready to write.</summary>
internal sealed record CompiledTemplate(
    string Locale,
    HandlebarsTemplate<object, object> Subject,
    HandlebarsTemplate<object, object> Preheader,
    HandlebarsTemplate<object, object> Html,
    HandlebarsTemplate<object, object> Text,
    string Channel,
    IReadOnlyList<string> Needs);
