using System.Text.Json;
using Cartwright.Tracking.Segment;

namespace Cartwright.Tests.Tracking.Segment;

public sealed class ConsentReadingTests
{
    [Theory]
    [InlineData("""{"consent":{"email":true,"sms":false}}""", "email True, sms False")]
    [InlineData("""{"consent":{"email":"No","sms":"yes"}}""", "email False, sms True")]
    [InlineData("""{"consent":{"sms":null}}""", "")]
    [InlineData("""{"consent":true}""", "")]
    [InlineData("{}", "")]
    public void A_yes_and_a_no_are_read_and_silence_is_neither(string properties, string said) =>
        Assert.Equal(said, string.Join(", ", (PersonalReading.Consents(JsonDocument.Parse(properties).RootElement, null) ?? []).Select(c => $"{c.Channel} {c.Granted}")));

    [Theory]
    [InlineData("""{"consent":{"email":"subscribed"}}""", "consent.email must be true or false")]
    [InlineData("""{"consent":{"sms":{"granted":false}}}""", "consent.sms must be true or false")]
    [InlineData("""{"consent":{"email":3}}""", "consent.email must be true or false")]
    public void What_may_be_a_no_is_refused_rather_than_overheard(string properties, string error) =>
        Assert.StartsWith(error, Assert.Throws<BadFieldException>(() => PersonalReading.Consents(JsonDocument.Parse(properties).RootElement, null)).Message, StringComparison.Ordinal);
}
