using System.Globalization;
using HandlebarsDotNet;

namespace Cartwright.Messages.Templates;

/// <summary>
/// Handlebars as a merchant's templates get it: what <see cref="HandlebarsReader"/> understood, over <see cref="ClosedModel"/>, with limits
/// that do not depend on the machine: how much is written, and how often loops go round.
/// </summary>
internal sealed class OwnEngine
{
    /// <summary>Characters a part may come to, and rounds of its loops.</summary>
    public const int MostCharacters = 500_000, MostRounds = 5_000;

    // Rendering stays on its thread.
    [ThreadStatic] private static int roundsLeft;

    private readonly IHandlebars html = Create(escape: true), text = Create(escape: false);
    private readonly Lock compiling = new();

    /// <param name="canonical">As <see cref="HandlebarsReader"/> wrote it.</param>
    public Func<object, string> Compile(string canonical, bool escape)
    {
        using var reader = new StringReader(canonical);
        HandlebarsTemplate<TextWriter, object, object> template;
        lock (compiling) template = (escape ? html : text).Compile(reader);
        return scope =>
        {
            roundsLeft = MostRounds;
            using var writer = new LimitedWriter();
            template(writer, scope, null!);
            return writer.ToString();
        };
    }

    internal static void Spend(int rounds)
    {
        if ((roundsLeft -= rounds) < 0) throw new TemplateOverrunException($"Its loops go round more than {MostRounds.ToString("N0", CultureInfo.InvariantCulture)} times.");
    }

    private static IHandlebars Create(bool escape)
    {
        var configuration = new HandlebarsConfiguration { TextEncoder = new HtmlEscaping(), NoEscape = !escape, FormatProvider = CultureInfo.InvariantCulture, PartialTemplateResolver = new NoPartials() };
        configuration.ObjectDescriptorProviders.Add(new ClosedModel());
        var handlebars = Handlebars.Create(configuration);
        TemplateHelpers.Register(handlebars);
        return handlebars.CreateSharedEnvironment();
    }

    private sealed class LimitedWriter() : StringWriter(CultureInfo.InvariantCulture)
    {
        public override void Write(char value)
        {
            Allow(1);
            base.Write(value);
        }

        public override void Write(char[] buffer, int index, int count)
        {
            Allow(count);
            base.Write(buffer, index, count);
        }

        public override void Write(ReadOnlySpan<char> buffer)
        {
            Allow(buffer.Length);
            base.Write(buffer);
        }

        public override void Write(string? value)
        {
            Allow(value?.Length ?? 0);
            base.Write(value);
        }

        private void Allow(int more)
        {
            if (GetStringBuilder().Length + more > MostCharacters) throw new TemplateOverrunException($"It comes to more than {MostCharacters.ToString("N0", CultureInfo.InvariantCulture)} characters.");
        }
    }
}
