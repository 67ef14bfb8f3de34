using System.Text;
using Cartwright.Hosting;
using Cartwright.Inbound.Mail;
using Cartwright.Links;

namespace Cartwright.Tests.Inbound.Mail;

public sealed class MailRefsTests
{
    private static readonly Secrets Secrets = new([.. Enumerable.Range(1, 32).Select(i => (byte)i)]);
    private static readonly Guid Store = new("0193c1d2-0000-7000-8000-000000000001"), Message = new("0193c1d2-aaaa-7bbb-8ccc-0123456789ab");

    [Fact]
    public void A_complaint_that_hides_who_made_it_is_known_by_the_unsubscribe_link_in_it()
    {
        var link = Link(LinkPurpose.Unsubscribe);
        foreach (var body in (string[])[$"<https://carts.test/u/{link}>", $"https://carts.test/u/{link[..40]}=\n{link[40..]}"])
            Assert.Equal([new MessageRef(Store, Message, IsSigned: true)], RefsOf(SomeReports.Complaint().Replace("\ntext\n", $"\n{body}\n", StringComparison.Ordinal)).Where(r => r.IsSigned));
    }

    [Fact]
    public void A_link_of_another_purpose_or_key_or_in_somebodys_answer_names_nothing()
    {
        var other = new Secrets(new byte[32]);
        foreach (var link in (string[])[Link(LinkPurpose.Restore), new LinkToken(LinkPurpose.Unsubscribe, Store, Guid.Empty, Message, DateTimeOffset.UnixEpoch.AddYears(60)).Write(other)])
            Assert.DoesNotContain(RefsOf(SomeReports.Complaint().Replace("\ntext\n", $"\nhttps://carts.test/u/{link}\n", StringComparison.Ordinal)), r => r.IsSigned);
        Assert.DoesNotContain(RefsOf(SomeReports.Reply("carts@shop.test", text: $"https://carts.test/u/{Link(LinkPurpose.Unsubscribe)}")), r => r.IsSigned);
    }

    private static string Link(LinkPurpose purpose) => new LinkToken(purpose, Store, Guid.Empty, Message, DateTimeOffset.UnixEpoch.AddYears(40)).Write(Secrets);

    private static IReadOnlyList<MessageRef> RefsOf(string raw)
    {
        var mail = MailReading.Read(Encoding.UTF8.GetBytes(raw));
        return MailRefs.Of(mail, MailPolicy.Classify(mail).Kind, Secrets);
    }
}
