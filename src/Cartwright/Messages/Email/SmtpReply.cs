namespace Cartwright.Messages.Email;

/// <summary>One answer of the server: its code and its words, a line break between the lines.</summary>
internal readonly record struct SmtpReply(int Code, string Text)
{
    private const int LongestShown = 500;

    public bool IsPositive => Code is >= 200 and < 300;

    public bool IsRefusal => Code is >= 400 and < 600;

    /// <summary>The server closes the connection (RFC 5321 §3.8).</summary>
    public bool IsGoodbye => Code == 421;

    /// <summary>The code of RFC 3463 at the start of the words, if it is of the reply's own class.</summary>
    public string? EnhancedCode
    {
        get
        {
            var end = Text.AsSpan().IndexOfAny(' ', '\n');
            var word = end < 0 ? Text : Text[..end];
            var parts = word.Split('.');
            return parts.Length == 3 && parts[0].Length == 1 && parts[0][0] - '0' == Code / 100
                && Array.TrueForAll(parts, p => p.Length is > 0 and < 4 && p.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0)
                ? word
                : null;
        }
    }

    /// <summary>The words for people: one line, without what a terminal or a log would act on.</summary>
    public string OneLine
    {
        get
        {
            var line = MailText.OneLine(Text);
            return line.Length <= LongestShown ? line : line[..LongestShown] + "…";
        }
    }
}

/// <summary>What came was not SMTP, or not at its place.</summary>
internal sealed class SmtpProtocolException(string message) : Exception(message);

/// <summary>Reads one answer, of one line or several, out of what has arrived so far.</summary>
internal static class SmtpReplyParser
{
    /// <summary>Bytes a whole answer may have. RFC 5321 §4.5.3.1.5 allows 512 a line; an answer to EHLO has some twenty lines.</summary>
    public const int LongestReply = 16 * 1024;

    private const int LongestLine = 2048;
    private const int MostLines = 128;

    /// <summary>False while the answer is not complete.</summary>
    /// <exception cref="SmtpProtocolException">This will never be an answer.</exception>
    public static bool TryParse(ReadOnlySpan<byte> arrived, out SmtpReply reply, out int used)
    {
        (reply, used) = (default, 0);
        int code = 0, lines = 0;
        var text = "";
        while (true)
        {
            var rest = arrived[used..];
            var end = rest.IndexOf((byte)'\n');
            if ((end < 0 ? rest.Length : end) > LongestLine)
                throw new SmtpProtocolException($"it sent a line of more than {LongestLine} bytes");
            if (end < 0)
                return rest.Length + used < LongestReply ? false : throw new SmtpProtocolException($"it sent an answer of more than {LongestReply} bytes");
            used += end + 1;

            var line = rest[..end].TrimEnd((byte)'\r');
            var lineCode = Code(line);
            if (lines++ > 0 && lineCode != code)
                throw new SmtpProtocolException($"it changed from code {code} to {lineCode} within one answer");
            if (lines > MostLines)
                throw new SmtpProtocolException($"it sent an answer of more than {MostLines} lines");
            code = lineCode;
            var words = line.Length > 4 ? System.Text.Encoding.UTF8.GetString(line[4..]) : "";
            text = lines == 1 ? words : $"{text}\n{words}";
            if (line.Length == 3 || line[3] == ' ')
            {
                reply = new SmtpReply(code, text);
                return true;
            }
        }
    }

    private static int Code(ReadOnlySpan<byte> line)
    {
        var isReply = line.Length >= 3 && line[0] is >= (byte)'2' and <= (byte)'5' && char.IsAsciiDigit((char)line[1]) && char.IsAsciiDigit((char)line[2])
            && (line.Length == 3 || line[3] is (byte)' ' or (byte)'-');
        return isReply
            ? (line[0] - '0') * 100 + (line[1] - '0') * 10 + line[2] - '0'
            : throw new SmtpProtocolException($"it sent “{new SmtpReply(0, System.Text.Encoding.UTF8.GetString(line[..Math.Min(line.Length, 80)])).OneLine}”, which is not SMTP");
    }
}
