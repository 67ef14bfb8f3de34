using System.Buffers;
using System.Text;
using Cartwright.Demo;
using Cartwright.Messages.Email;
using FsCheck;
using FsCheck.Fluent;

namespace Cartwright.Tests.Messages.Email;

public sealed class DotStuffingTests
{
    [Theory]
    [InlineData("plain\r\n", "plain\r\n")]
    [InlineData("no end", "no end\r\n")]
    [InlineData(".", "..\r\n")]
    [InlineData(".\r\n", "..\r\n")]
    [InlineData("a\r\n.\r\nb\r\n", "a\r\n..\r\nb\r\n")]
    [InlineData("a\r\n..b\r\n.", "a\r\n...b\r\n..\r\n")]
    [InlineData("a.b\r\n", "a.b\r\n")]
    [InlineData("", "\r\n")]
    public void A_line_that_begins_with_a_dot_gets_another(string content, string sent)
    {
        Assert.Equal(sent, Stuffed(content));
    }

    [Fact]
    public void Content_without_such_lines_is_not_copied()
    {
        ReadOnlyMemory<byte> content = "a\r\nb\r\n"u8.ToArray();

        Assert.True(DotStuffing.Apply(content, new ArrayBufferWriter<byte>()).Equals(content));
    }

    [Fact]
    public void Whatever_is_stuffed_comes_out_the_same_at_the_other_end()
    {
        var pieces = Gen.Elements(".", "\r\n", "\r\n.", "a", "\r\n.\r\n", "..").ListOf().Select(string.Concat);
        Properties.Check(Prop.ForAll(pieces.ToArbitrary(), content =>
        {
            var wire = new MemoryStream(Encoding.ASCII.GetBytes(Stuffed(content) + ".\r\nQUIT\r\n"));
            var intake = new SmtpIntake(wire);
            var mail = intake.ReadMailAsync(100_000, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            var next = intake.ReadLineAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
            var expected = content.EndsWith("\r\n", StringComparison.Ordinal) ? content : content + "\r\n";
            return Encoding.ASCII.GetString(mail!) == expected && next == "QUIT";
        }));
    }

    private static string Stuffed(string content) =>
        Encoding.ASCII.GetString(DotStuffing.Apply(Encoding.ASCII.GetBytes(content), new ArrayBufferWriter<byte>()).Span);
}
