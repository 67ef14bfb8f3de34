using Cartwright.Messages.Sms;

namespace Cartwright.Tests.Messages.Sms;

public sealed class SmsStopPolicyTests
{
    private const string Link = "https://shop.test/s/7KQ2mnPx/u";

    [Theory]
    [InlineData("+4915112345678", true)]
    [InlineData("72345", true)]
    [InlineData("MG0123456789abcdef0123456789abcdef", true)]
    [InlineData(null, true)]
    [InlineData("Linden", false)]
    [InlineData("Shop 24", false)]
    public void A_name_cannot_be_answered(string? from, bool can) => Assert.Equal(can, SmsStopPolicy.CanBeAnswered(from));

    [Theory]
    [InlineData("Shop: back to it. Reply STOP to stop", "en", "Shop: back to it. Stop: " + Link)]
    [InlineData("Shop: zurück. Reply STOP to stop", "de", "Shop: zurück. Stop: " + Link)] // as a merchant's text begins
    [InlineData("Shop: zurück.", "de-AT", "Shop: zurück. Abmelden: " + Link)]
    [InlineData("Shop: retour.", "fr", "Shop: retour. Stop: " + Link)]
    [InlineData("Shop: out of it " + Link + " now", "en", "Shop: out of it " + Link + " now")]
    public void The_link_stands_in_the_sentences_place_or_at_the_end(string text, string locale, string expected) =>
        Assert.Equal(expected, SmsStopPolicy.WithLink(text, locale, Link));
}
