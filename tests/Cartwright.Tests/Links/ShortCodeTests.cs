using System.Security.Cryptography;
using Cartwright.Links;

namespace Cartwright.Tests.Links;

public sealed class ShortCodeTests
{
    [Fact]
    public void Codes_differ_and_hold_nothing_that_looks_alike()
    {
        var codes = Enumerable.Range(0, 2000).Select(_ => ShortCode.Make(RandomNumberGenerator.GetBytes(ShortCode.ChanceBytes))).ToList();

        Assert.Equal(2000, codes.Distinct().Count());
        Assert.All(codes, code => Assert.True(ShortCode.IsOne(code), code));
        Assert.DoesNotContain(string.Concat(codes), letter => "01OIl".Contains(letter));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("abcdefg")]
    [InlineData("abcdefghj")]
    [InlineData("abcdefg0")]
    [InlineData("abcdefg'")]
    public void What_is_no_code_is_not_looked_for(string? text) => Assert.False(ShortCode.IsOne(text));
}
