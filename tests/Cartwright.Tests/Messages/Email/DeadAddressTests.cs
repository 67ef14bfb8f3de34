using Cartwright.Messages.Email;

namespace Cartwright.Tests.Messages.Email;

public sealed class DeadAddressTests
{
    [Theory]
    [InlineData("RCPT", 550, "5.1.1", "User unknown", true)]
    [InlineData("RCPT", 550, null, "<ada@mail.test>: User unknown in virtual mailbox table", true)]
    [InlineData("RCPT", 550, "5.5.0", "no such mailbox here", true)]
    [InlineData("RCPT", 550, "5.1.0", "Address rejected", false)]
    [InlineData("RCPT", 550, "5.1.0", "<carts@shop.test>: Sender address rejected: User unknown in local recipient table", false)]
    [InlineData("RCPT", 550, "5.1.1", "<carts@shop.test>: Sender address rejected: undeliverable address", false)]
    [InlineData("RCPT", 550, null, "your domain does not exist", false)]
    [InlineData("RCPT", 550, "5.1.1", "The mailbox is full", false)]
    [InlineData("RCPT", 550, "5.1.1", "Rejected by the content filter as spam", false)]
    [InlineData("RCPT", 550, null, "Unzustellbar: Postfach existiert nicht", true)]
    [InlineData("RCPT", 552, "5.2.2", "mailbox full", false)]
    [InlineData("RCPT", 550, "5.7.1", "blocked", false)]
    [InlineData("RCPT", 450, "4.1.1", "User unknown", false)]
    [InlineData("DATA", 550, "5.1.1", "User unknown", false)]
    [InlineData("MAIL", 550, "5.1.1", "User unknown", false)]
    public void Only_a_recipient_that_does_not_exist_is_a_dead_address(string verb, int code, string? enhanced, string text, bool dead) =>
        Assert.Equal(dead, EmailDelivery.IsDeadAddress(new SmtpOutcome.Refused(code >= 500, verb, code, enhanced, text, "")));
}
