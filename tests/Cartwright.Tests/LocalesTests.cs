using Xunit;

namespace Cartwright.Tests;

public class LocalesTests
{
    [Theory]
    [InlineData("de_at", "de-AT")]
    [InlineData("ZH-hant-tw", "zh-Hant-TW")]
    [InlineData("EN", "en")]
    [InlineData("es-419", "es-419")]
    [InlineData("", "")]
    [InlineData(null, "")]
    [InlineData("english", "")]
    [InlineData("de-", "")]
    [InlineData("de; q=0.8", "")]
    [InlineData("../../etc", "")]
    public void Writes_language_tags_in_one_way(string? tag, string expected) => Assert.Equal(expected, Locales.Normalize(tag));

    [Theory]
    [InlineData("de", "de-DE")]
    [InlineData("de-AT", "de-AT")]
    [InlineData("de-XX", "de-DE")]
    [InlineData("tlh", "en-US")]
    [InlineData(null, "en-US")]
    [InlineData("<script>", "en-US")]
    public void Finds_the_nearest_culture_and_never_fails(string? tag, string expected) => Assert.Equal(expected, Locales.Culture(tag).Name);
}
