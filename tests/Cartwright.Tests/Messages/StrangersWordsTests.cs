using Cartwright.Messages;
using Cartwright.Messages.Sms;

namespace Cartwright.Tests.Messages;

/// <summary>Who knows the key of a shop's pages can type what they like for whom they like: nothing of it becomes a link under the shop's name.</summary>
public sealed class StrangersWordsTests
{
    [Theory]
    [InlineData("Anna-Lena"), InlineData("O'Neil"), InlineData("J.R."), InlineData("María del Carmen"), InlineData("李明"), InlineData("Иван"), InlineData("Dr. Weiß")]
    public void A_name_is_one(string name) => Assert.Equal(name, NamePolicy.Plausible(name));

    [Theory]
    [InlineData("WIN NOW http://evil.example/x"), InlineData("www.evil.test"), InlineData("evil.com"), InlineData("Anna evil.io/x"), InlineData("a@b.test"), InlineData("WON 1000 EUR"), InlineData("<b>")]
    public void What_leads_elsewhere_is_no_name(string name) => Assert.Null(NamePolicy.Plausible(name));

    [Theory]
    [InlineData("YOU WON claim at http://evil.example/p now!", "YOU WON claim at now!"), InlineData("Tea www.evil.test", "Tea"), InlineData("Tea evil.shop", "Tea"), InlineData("evil.io/x", ""), InlineData("Call evil.com.", "Call")]
    [InlineData("Dr.Martens 1460", "Dr.Martens 1460"), InlineData("Tea, 2.5 kg w/ cup", "Tea, 2.5 kg w/ cup"), InlineData("T-Shirt  No. 5", "T-Shirt  No. 5"), InlineData("Buch: 1/2.Teil", "Buch: 1/2.Teil")]
    public void Goods_lose_addresses_and_nothing_else(string told, string left) => Assert.Equal(left, TextPolicy.WithoutAddresses(told));

    [Theory]
    [InlineData("Hi Tea http://s.test/s/a", "en", "+4930", "Hi Tea http://s.test/s/a Reply STOP to stop"), InlineData("Tee http://s.test/s/a", "de-AT", null, "Tee http://s.test/s/a Abmelden: STOP antworten")]
    [InlineData("Tea. STOP ends this", "en", "+4930", "Tea. STOP ends this"), InlineData("Tea", "fr", "Linden", "Tea Stop: http://s.test/s/a/u")]
    public void No_text_leaves_without_a_way_out(string text, string locale, string? from, string finished) => Assert.Equal(finished, SmsStopPolicy.Finished(text, locale, from, "http://s.test/s/a"));
}
