using System.Buffers;
using System.Text;
using Cartwright.Messages.Email;

namespace Cartwright.Tests.Messages.Email;

public sealed class TransferEncodingTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a=b", "a=3Db")]
    [InlineData("blank \ntab\t\nend ", "blank=20\r\ntab=09\r\nend=20")]
    [InlineData("blank within\nand\ttab", "blank within\r\nand\ttab")]
    [InlineData("\n\n", "\r\n\r\n")]
    [InlineData(".\n.", ".\r\n.")]
    [InlineData("Zoë and a good deal more", "Zo=C3=AB and a good deal more")]
    public void Quotes_what_needs_it_and_no_more(string text, string quoted)
    {
        Assert.Equal(quoted, Quoted(text));
    }

    [Fact]
    public void No_line_outgrows_76_whatever_stands_at_its_end()
    {
        foreach (var tail in new[] { "", " ", "\t", "  ", "=", "ä", "=\n", " \n", "\n", "\nx", " x" })
        {
            for (var length = 50; length < 180; length++)
            {
                var text = new string('x', length) + tail;

                var quoted = Quoted(text);

                Assert.NotNull(quoted);
                Assert.All(quoted.Split("\r\n"), line =>
                {
                    Assert.InRange(line.Length, 0, 76);
                    Assert.False(line.EndsWith(' ') || line.EndsWith('\t'), "White space at the end of a line is lost on the way.");
                });
                Assert.Equal(text, Unquoted(quoted));
            }
        }
    }

    [Theory]
    [InlineData("漢字漢字漢字漢字漢字漢字")]
    [InlineData("\u0001\u0002\u0003\u0004\u0005\u0006")]
    public void Gives_up_when_base64_is_shorter(string text)
    {
        Assert.Null(Quoted(text));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(56)]
    [InlineData(57)]
    [InlineData(58)]
    [InlineData(1000)]
    public void Base64_has_lines_of_76_and_the_length_foretold(int bytes)
    {
        var text = Encoding.UTF8.GetBytes(new string('x', bytes) + "\ny");
        var output = new ArrayBufferWriter<byte>();

        TransferEncoding.WriteBase64(text, lineEnds: 1, output);

        var written = Encoding.ASCII.GetString(output.WrittenSpan);
        Assert.Equal(TransferEncoding.Base64Length(text.Length, lineEnds: 1), written.Length);
        Assert.All(written.Split("\r\n"), line => Assert.InRange(line.Length, 0, 76));
        Assert.Equal(new string('x', bytes) + "\r\ny", Encoding.UTF8.GetString(Convert.FromBase64String(written)));
    }

    private static string? Quoted(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var lineEnds = text.Count(c => c == '\n');
        var target = new byte[TransferEncoding.QuotedRoom(bytes.Length, lineEnds)];
        return TransferEncoding.TryQuotedPrintable(bytes, lineEnds, target, out var length) ? Encoding.ASCII.GetString(target, 0, length) : null;
    }

    private static string Unquoted(string quoted)
    {
        var bytes = new MemoryStream();
        var joined = quoted.Replace("=\r\n", "", StringComparison.Ordinal).Replace("\r\n", "\n", StringComparison.Ordinal);
        for (var i = 0; i < joined.Length; i++)
        {
            if (joined[i] != '=')
            {
                bytes.WriteByte((byte)joined[i]);
                continue;
            }

            bytes.WriteByte(Convert.ToByte(joined.Substring(i + 1, 2), 16));
            i += 2;
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
