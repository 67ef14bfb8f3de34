using System.Buffers;
using System.Text;

namespace Cartwright.Messages.Email;

/// <summary>
/// Writes header lines: words are put on a line until it holds 76 characters (RFC 2047's limit, inside RFC 5322's 78),
/// then it is folded. A single word may be longer, up to 998.
/// </summary>
internal sealed class HeaderWriter(IBufferWriter<byte> output)
{
    private const int Width = 76;
    private const int LongestLine = 998; // RFC 5322 §2.1.1, without CRLF

    private static readonly SearchValues<char> s_atomOrSpace = SearchValues.Create(
        " abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~");

    private int _column;

    /// <summary>Free text (a subject): as it is when it is plain ASCII, else in encoded words.</summary>
    public void Text(string name, string text)
    {
        Start(name);
        if (EncodedWord.IsNeeded(text))
            Encoded(text);
        else
            Words(name, text);
        End();
    }

    /// <summary>A mailbox: <c>Name &lt;address&gt;</c>, the name quoted or encoded where it must be.</summary>
    public void Mailbox(string name, string? displayName, string address)
    {
        Start(name);
        if (!string.IsNullOrWhiteSpace(displayName))
        {
            if (EncodedWord.IsNeeded(displayName))
                Encoded(displayName);
            else if (displayName.AsSpan().ContainsAnyExcept(s_atomOrSpace))
                Words(name, $"\"{displayName.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"");
            else
                Words(name, displayName);
            Word(name, $"<{address}>");
        }
        else
        {
            Word(name, address);
        }

        End();
    }

    /// <summary>A value with a grammar of its own (List-Unsubscribe, Content-Type): folded at its spaces, encoded only if it is not ASCII.</summary>
    public void Structured(string name, string value)
    {
        Start(name);
        if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            Encoded(value);
        else
            Words(name, value);
        End();
    }

    private void Start(string name)
    {
        Put(name);
        Put(":");
    }

    private void Words(string name, string text)
    {
        foreach (var range in text.AsSpan().Split(' '))
        {
            if (!range.Start.Equals(range.End))
                Word(name, text.AsSpan(range));
        }
    }

    private void Word(string name, ReadOnlySpan<char> word)
    {
        var length = Encoding.UTF8.GetByteCount(word);
        if (length > LongestLine - name.Length - 2)
            throw new UnwritableMailException($"The header {name} has a word of {length} characters; a line of a mail holds {LongestLine}.");
        // The first word stays beside the name: a line of white space only, or a name alone, confuses some readers.
        if (_column + 1 + length > Width && _column > name.Length + 1)
            Fold();
        else
            Put(" ");
        Put(word);
    }

    private void Encoded(string text)
    {
        var base64 = EncodedWord.IsShorterAsBase64(text);
        for (ReadOnlySpan<char> rest = text; rest.Length > 0;)
        {
            // 20 is room for one character of four bytes in Q beside the frame of the word.
            if (Width - _column - 1 < EncodedWord.Frame + 20)
                Fold();
            else
                Put(" ");
            var taken = EncodedWord.Take(rest, Width - _column, base64, out var word);
            Put(word);
            rest = rest[taken..];
        }
    }

    private void Fold()
    {
        Put("\r\n ");
        _column = 1;
    }

    private void End()
    {
        Put("\r\n");
        _column = 0;
    }

    // UTF-8 only for an address that needs SMTPUTF8; all else is ASCII here.
    private void Put(ReadOnlySpan<char> text) => _column += (int)Encoding.UTF8.GetBytes(text, output);
}
