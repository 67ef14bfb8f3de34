using System.Text;
using Cartwright.Messages.Email;

namespace Cartwright.Tests.Messages.Email;

public sealed class SmtpReplyParserTests
{
    [Theory]
    [InlineData("250 Ok\r\n", 250, "Ok")]
    [InlineData("250\r\n", 250, "")]
    [InlineData("250 \r\n", 250, "")]
    [InlineData("250 Ok\n", 250, "Ok")]
    [InlineData("250-one\r\n250-\r\n250 three\r\n", 250, "one\n\nthree")]
    public void Reads_a_whole_answer(string wire, int code, string text)
    {
        Assert.True(SmtpReplyParser.TryParse(Encoding.UTF8.GetBytes(wire), out var reply, out var used));
        Assert.Equal((code, text, wire.Length), (reply.Code, reply.Text, used));
    }

    [Fact]
    public void Waits_for_every_byte_of_an_answer_and_takes_no_more()
    {
        var wire = Encoding.UTF8.GetBytes("250-one\r\n250 two\r\n354 next\r\n");

        for (var arrived = 0; arrived < 18; arrived++)
            Assert.False(SmtpReplyParser.TryParse(wire.AsSpan(0, arrived), out _, out _));
        Assert.True(SmtpReplyParser.TryParse(wire, out var reply, out var used));
        Assert.Equal((250, 18), (reply.Code, used));
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n")]
    [InlineData("25\r\n")]
    [InlineData("2500 Ok\r\n")]
    [InlineData("199 Ok\r\n")]
    [InlineData("650 Ok\r\n")]
    [InlineData("\r\n")]
    [InlineData("250-one\r\n251 two\r\n")]
    [InlineData("250-one\r\ntwo\r\n")]
    public void Refuses_what_is_no_answer(string wire)
    {
        Assert.Throws<SmtpProtocolException>(() => SmtpReplyParser.TryParse(Encoding.UTF8.GetBytes(wire), out _, out _));
    }

    [Theory]
    [InlineData(1, 3000)]
    [InlineData(200, 10)]
    [InlineData(100, 400)]
    public void Refuses_an_answer_without_end(int lines, int length)
    {
        var wire = string.Concat(Enumerable.Repeat($"250-{new string('x', length)}\r\n", lines));

        Assert.Throws<SmtpProtocolException>(() => SmtpReplyParser.TryParse(Encoding.UTF8.GetBytes(wire), out _, out _));
    }

    [Theory]
    [InlineData(550, "5.1.1 No such user", "5.1.1")]
    [InlineData(550, "5.7.1\nsecond line", "5.7.1")]
    [InlineData(450, "4.2.10 Later", "4.2.10")]
    [InlineData(550, "4.2.1 of another class", null)]
    [InlineData(550, "5.1 too short", null)]
    [InlineData(550, "5.x.1 no number", null)]
    [InlineData(550, "", null)]
    public void Finds_the_enhanced_code_at_its_place(int code, string text, string? enhanced)
    {
        Assert.Equal(enhanced, new SmtpReply(code, text).EnhancedCode);
    }

    [Fact]
    public void What_is_shown_to_people_is_one_bounded_line()
    {
        var shown = new SmtpReply(550, "one\r\n\u001b[31mtwo " + new string('x', 5000)).OneLine;

        Assert.StartsWith("one [31mtwo x", shown, StringComparison.Ordinal);
        Assert.Equal(501, shown.Length);
    }
}
