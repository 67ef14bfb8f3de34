using Cartwright.Inbound.Sms;

namespace Cartwright.Tests.Inbound.Sms;

public sealed class KeywordPolicyTests
{
    [Theory]
    [InlineData("STOP", nameof(Keyword.Stop)), InlineData(" stop. ", nameof(Keyword.Stop)), InlineData("Stop all", nameof(Keyword.Stop)), InlineData("unsubscribe", nameof(Keyword.Stop)), InlineData("OPT-OUT", nameof(Keyword.Stop)), InlineData("Opt out", nameof(Keyword.Stop)), InlineData("ARRET", nameof(Keyword.Stop)), InlineData("revoke", nameof(Keyword.Stop))]
    [InlineData("Stopp", nameof(Keyword.Stop)), InlineData("abmelden!", nameof(Keyword.Stop)), InlineData("СТОП", nameof(Keyword.Stop)), InlineData("стоп", nameof(Keyword.Stop)), InlineData("отпиши ме", nameof(Keyword.Stop)), InlineData("配信停止", nameof(Keyword.Stop)), InlineData("ストップ", nameof(Keyword.Stop)), InlineData("退订", nameof(Keyword.Stop))]
    [InlineData("START", nameof(Keyword.Start)), InlineData("yes", nameof(Keyword.Start)), InlineData("unstop", nameof(Keyword.Start)), InlineData("старт", nameof(Keyword.Start)), InlineData("再開", nameof(Keyword.Start)), InlineData("开始", nameof(Keyword.Start))]
    [InlineData("help", nameof(Keyword.Help)), InlineData("INFO", nameof(Keyword.Help)), InlineData("Hilfe", nameof(Keyword.Help)), InlineData("помощ", nameof(Keyword.Help)), InlineData("ヘルプ", nameof(Keyword.Help)), InlineData("帮助", nameof(Keyword.Help))]
    [InlineData("Yes, I want the blue one", nameof(Keyword.None)), InlineData("", nameof(Keyword.None)), InlineData("stopwatch", nameof(Keyword.None))]
    public void The_whole_message_is_the_word(string text, string word) => Assert.Equal(word, KeywordPolicy.Read(text).Word.ToString());

    [Theory]
    [InlineData("Please stop texting me", null), InlineData("STOP TEXTING ME!!!", null), InlineData("stop please", null), InlineData("Don’t text me again", null), InlineData("do not send me any more messages", null), InlineData("No more texts, thanks", null), InlineData("Remove my number from your list", null), InlineData("Leave me alone", null), InlineData("Please take me off your list", null), InlineData("I want to opt out", null), InlineData("cancel these messages", null), InlineData("No thanks, stop texting", null)]
    [InlineData("Bitte keine SMS mehr", "de"), InlineData("Bitte nicht mehr schreiben", "de"), InlineData("Hören Sie auf, mir zu schreiben", "de"), InlineData("Bitte abmelden", "de"), InlineData("Nein danke, bitte keine Nachrichten mehr", "de"), InlineData("lassen Sie mich in Ruhe", "de")]
    [InlineData("Моля, спрете", "bg"), InlineData("Не ми пишете повече", "bg"), InlineData("моля спрете да ми пращате съобщения", "bg"), InlineData("не искам повече съобщения", "bg")]
    [InlineData("もう送らないでください", "ja"), InlineData("配信を停止してください。", "ja"), InlineData("メッセージをやめて下さい", "ja")]
    [InlineData("请不要再发短信了", "zh"), InlineData("别再发了", "zh"), InlineData("请退订", "zh"), InlineData("停止发送", "zh")]
    public void A_sentence_that_says_nothing_else_is_a_stop(string text, string? language) => Assert.Equal((Keyword.Stop, language), KeywordPolicy.Read(text));

    [Theory]
    [InlineData("Please stop my order"), InlineData("Can you cancel my order?"), InlineData("I want to cancel"), InlineData("Please don't stop"), InlineData("do not stop texting me"), InlineData("Can I stop by your shop?"), InlineData("I never got your text"), InlineData("What number can I text?"), InlineData("Is the list price with tax?"), InlineData("No"), InlineData("no thanks"), InlineData("nein danke"), InlineData("no message yet"), InlineData("Send it to me please"), InlineData("My number is wrong")]
    [InlineData("Bitte nicht abmelden"), InlineData("Bitte schreiben Sie mir"), InlineData("Ich will keine Rechnung"), InlineData("Keine")]
    [InlineData("не спирайте"), InlineData("моля пишете ми"), InlineData("не искам синята")]
    [InlineData("送料はいくらですか"), InlineData("注文をやめてもいいですか"), InlineData("不要蓝色的"), InlineData("请发给我"), InlineData("取消订单")]
    public void Whoever_means_something_else_is_answered_by_a_person(string text) => Assert.Equal(Keyword.None, KeywordPolicy.Read(text).Word);
}
