using System.Buffers;
using System.Text;

namespace Cartwright.Demo;

/// <summary>
/// The receiving side of an SMTP connection: command lines and mails in, answers out. Answers are held back while
/// further commands have already come, so that a client that sends ahead (RFC 2920) gets them in one piece.
/// </summary>
internal sealed class SmtpIntake(Stream stream)
{
    private const int LongestLine = 8 * 1024;

    private readonly ArrayBufferWriter<byte> _answers = new();
    private byte[] _input = new byte[64 * 1024];
    private int _start;
    private int _end;

    private ReadOnlySpan<byte> Buffered => _input.AsSpan(_start, _end - _start);

    /// <summary>Answers with one line (or several, separated by CRLF); sent before the next wait.</summary>
    public void Answer(string line)
    {
        Encoding.UTF8.GetBytes(line, _answers);
        _answers.Write("\r\n"u8);
    }

    /// <summary>The next command without its line end; null when the client has gone.</summary>
    /// <exception cref="InvalidDataException">The line is too long.</exception>
    public async ValueTask<string?> ReadLineAsync(CancellationToken ct)
    {
        int end;
        while ((end = Buffered.IndexOf((byte)'\n')) < 0)
        {
            if (Buffered.Length > LongestLine)
                throw new InvalidDataException("Line too long");
            if (!await FillAsync(ct))
                return null;
        }

        var line = Encoding.UTF8.GetString(Buffered[..end].TrimEnd((byte)'\r'));
        _start += end + 1;
        return line;
    }

    /// <summary>The mail up to the line with the single dot, dot-stuffing undone; null when the client has gone before it.</summary>
    /// <exception cref="InvalidDataException">More than <paramref name="limit"/> bytes.</exception>
    public async ValueTask<byte[]?> ReadMailAsync(int limit, CancellationToken ct)
    {
        var searched = 0;
        while (true)
        {
            var end = EndOfMail(searched);
            if (end >= 0)
            {
                var mail = Unstuff(Buffered[..end]);
                _start += end + 3;
                return mail;
            }

            searched = Math.Max(0, Buffered.Length - 4); // the end may have come in part
            if (Buffered.Length > limit)
                throw new InvalidDataException("Mail too large");
            if (!await FillAsync(ct))
                return null;
        }
    }

    /// <summary>Sends what has been answered so far.</summary>
    public async ValueTask FlushAsync(CancellationToken ct)
    {
        if (_answers.WrittenCount == 0)
            return;
        await stream.WriteAsync(_answers.WrittenMemory, ct);
        _answers.ResetWrittenCount();
    }

    /// <summary>Where ".CRLF" of the last line begins; what is before it belongs to the mail.</summary>
    private int EndOfMail(int from)
    {
        if (Buffered.StartsWith(".\r\n"u8))
            return 0;
        var at = Buffered[from..].IndexOf("\r\n.\r\n"u8);
        return at < 0 ? -1 : from + at + 2;
    }

    private static byte[] Unstuff(ReadOnlySpan<byte> mail)
    {
        var plain = new ArrayBufferWriter<byte>(mail.Length + 1);
        if (mail.StartsWith("."u8))
            mail = mail[1..];
        for (int dot; (dot = mail.IndexOf("\r\n."u8)) >= 0; mail = mail[(dot + 3)..])
            plain.Write(mail[..(dot + 2)]);
        plain.Write(mail);
        return plain.WrittenSpan.ToArray();
    }

    private async ValueTask<bool> FillAsync(CancellationToken ct)
    {
        await FlushAsync(ct);
        if (_start > 0)
        {
            Buffered.CopyTo(_input);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _input.Length)
            Array.Resize(ref _input, _input.Length * 2);
        var read = await stream.ReadAsync(_input.AsMemory(_end), ct);
        _end += read;
        return read > 0;
    }
}
