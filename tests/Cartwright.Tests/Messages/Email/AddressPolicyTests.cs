using Cartwright.Messages.Email;

namespace Cartwright.Tests.Messages.Email;

public sealed class AddressPolicyTests
{
    [Theory]
    [InlineData("anna@inbox.test", "anna@inbox.test")]
    [InlineData("o'brien+cart@inbox.test", "o'brien+cart@inbox.test")]
    [InlineData("anna@münchen.test", "anna@xn--mnchen-3ya.test")]
    [InlineData("anna@例え.テスト", "anna@xn--r8jz45g.xn--zckzah")]
    [InlineData("anna@[192.0.2.1]", "anna@[192.0.2.1]")]
    [InlineData("anna@localhost", "anna@localhost")]
    [InlineData("\"anna m\"@inbox.test", "\"anna m\"@inbox.test")]
    [InlineData("anna.@carrier.test", "\"anna.\"@carrier.test")]
    [InlineData("an..na@carrier.test", "\"an..na\"@carrier.test")]
    public void Ascii_before_the_at_needs_nothing_special(string address, string wire)
    {
        Assert.Equal(new WireAddress(wire, NeedsSmtpUtf8: false), AddressPolicy.ToWire(address, "The address"));
    }

    [Theory]
    [InlineData("jörg@inbox.test")]
    [InlineData("用户@例え.テスト")]
    public void Letters_outside_ascii_before_the_at_need_smtputf8(string address)
    {
        Assert.Equal(new WireAddress(address, NeedsSmtpUtf8: true), AddressPolicy.ToWire(address, "The address"));
    }

    [Theory]
    [InlineData("ada@inbox.test", "shop@shop.test", "ada@inbox.test")]
    [InlineData("ada@ex!ample.test", "shop@shop.test", null)]
    [InlineData("jörg@inbox.test", "shop@shop.test", null)]
    [InlineData("jörg@inbox.test", "büro@shop.test", "jörg@inbox.test")]
    [InlineData(null, "shop@shop.test", null)]
    public void An_answer_goes_where_the_mail_may_say_and_the_mail_goes_all_the_same(string? replyTo, string to, string? written) =>
        Assert.Equal(written, AddressPolicy.WithReplyTo(SomeMail.Mail() with { To = new MailAddress(to), ReplyTo = new MailAddress("help@shop.test") }, replyTo).ReplyTo?.Address);

    [Theory]
    [InlineData(65, 10, "64")]
    [InlineData(60, 200, "254")]
    public void Too_long_an_address_is_refused_with_the_limit(int local, int domain, string limit)
    {
        var address = $"{new string('a', local)}@{string.Join('.', Enumerable.Repeat("b", domain / 2))}";

        Assert.Contains(limit, Assert.Throws<UnwritableMailException>(() => AddressPolicy.ToWire(address, "The address")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_refusal_names_the_address_and_the_reason()
    {
        var refusal = Assert.Throws<UnwritableMailException>(() => AddressPolicy.ToWire("an na@inbox.test", "The recipient's address"));

        Assert.Equal("The recipient's address “an na@inbox.test” cannot be used: there is a character before the @ that no address may have.", refusal.Message);
    }
}
