using Cartwright.Messages;
using Xunit;

namespace Cartwright.Tests.Messages;

public class LocalePolicyTests
{
    [Theory]
    [InlineData("de-AT", "de-AT de en")]
    [InlineData("zh_Hant_TW", "zh-Hant-TW zh-Hant zh en")]
    [InlineData("en-GB", "en-GB en")]
    [InlineData("en", "en")]
    [InlineData("nonsense!", "en")]
    [InlineData(null, "en")]
    public void Goes_from_the_shoppers_language_to_English(string? locale, string chain) =>
        Assert.Equal(chain.Split(' '), LocalePolicy.Chain(locale));
}
