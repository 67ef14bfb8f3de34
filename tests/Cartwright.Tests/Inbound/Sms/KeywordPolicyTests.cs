using Cartwright.Inbound.Sms;

namespace Cartwright.Tests.Inbound.Sms;

public sealed class KeywordPolicyTests
{
    [Theory]
    [InlineData("STOP", nameof(Keyword.Stop)), InlineData(" stop. ", nameof(Keyword.Stop)), InlineData("Stop all", nameof(Keyword.Stop)), InlineData("unsubscribe", nameof(Keyword.Stop)), InlineData("OPT-OUT", nameof(Keyword.Stop)), InlineData("Opt out", nameof(Keyword.Stop)), InlineData("ARRET", nameof(Keyword.Stop)), InlineData("revoke", nameof(Keyword.Stop))]
    [InlineData("Stopp", nameof(Keyword.Stop)), InlineData("abmelden!", nameof(Keyword.Stop)), InlineData("СТОП", nameof(Keyword.Stop)), InlineData("стоп", nameof(Keyword.Stop)), InlineData("отпиши ме", nameof(Keyword.Stop)), InlineData("配信停止", nameof(Keyword.Stop)), InlineData("ストップ", nameof(Keyword.Stop)), InlineData("退订", nameof(Keyword.Stop))]
    [InlineData("START", nameof(Keyword.Start)), InlineData("yes", nameof(Keyword.Start)), InlineData("unstop", nameof(Keyword.Start)), InlineData("старт", nameof(Keyword.Start)), InlineData("再開", nameof(Keyword.Start)), InlineData("开始", nameof(Keyword.Start))]
    [InlineData("help", nameof(Keyword.Help)), InlineData("INFO", nameof(Keyword.Help)), InlineData("Hilfe", nameof(Keyword.Help)), InlineData("помощ", nameof(Keyword.Help)), InlineData("ヘルプ", nameof(Keyword.Help)), InlineData("帮助", nameof(Keyword.Help))]
    [InlineData("Please stop texting me", nameof(Keyword.None)), InlineData("Yes, I want the blue one", nameof(Keyword.None)), InlineData("", nameof(Keyword.None)), InlineData("stopwatch", nameof(Keyword.None))]
    public void The_whole_message_is_the_word(string text, string word) => Assert.Equal(word, KeywordPolicy.Read(text).Word.ToString());
}
