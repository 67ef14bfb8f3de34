using System.Buffers;
using System.Text;
using HandlebarsDotNet;

namespace Cartwright.Messages;

/// <summary>
/// Escapes what HTML must not read as markup, in text and in quoted attributes, and nothing else. Of Handlebars.Net's own
/// encoders one writes "&amp;#252;" for every "ü", the other "&amp;#x3D;" for every "=" of an address; the framework's
/// writes a number for every emoji. All right, but longer, and links are no longer found by what looks for them in the source.
/// </summary>
internal sealed class HtmlEscaping : ITextEncoder
{
    private static readonly SearchValues<char> Special = SearchValues.Create("&<>\"'`");

    public void Encode(string? text, TextWriter target)
    {
        if (text is not null) Encode(text.AsSpan(), target);
    }

    public void Encode(StringBuilder? text, TextWriter target)
    {
        if (text is null) return;
        foreach (var chunk in text.GetChunks()) Encode(chunk.Span, target);
    }

    public void Encode<T>(T? text, TextWriter target) where T : IEnumerator<char>
    {
        while (text is not null && text.MoveNext())
        {
            var letter = text.Current;
            Encode(new ReadOnlySpan<char>(in letter), target);
        }
    }

    private static void Encode(ReadOnlySpan<char> text, TextWriter target)
    {
        for (var next = text.IndexOfAny(Special); next >= 0; next = text.IndexOfAny(Special))
        {
            target.Write(text[..next]);
            target.Write(text[next] switch { '&' => "&amp;", '<' => "&lt;", '>' => "&gt;", '"' => "&quot;", '\'' => "&#39;", _ => "&#96;" });
            text = text[(next + 1)..];
        }
        target.Write(text);
    }
}
