using Cartwright.Messages.Email;

namespace Cartwright.Tests.Messages.Email;

public sealed class MailTextTests
{
    [Theory]
    [InlineData("  Two\r\n lines\tand\0more  ", "Two lines and more")]
    [InlineData("\r\n", "")]
    [InlineData("one\u2028two\u0085three", "one two three")]
    [InlineData("Grüße, 世界", "Grüße, 世界")]
    public void Any_text_becomes_one_line(string text, string line)
    {
        Assert.Equal(line, MailText.OneLine(text));
    }
}
