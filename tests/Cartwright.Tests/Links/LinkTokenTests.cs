using Cartwright.Hosting;
using Cartwright.Links;
using FsCheck.Fluent;

namespace Cartwright.Tests.Links;

public sealed class LinkTokenTests
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static readonly Secrets Secrets = new(new byte[32]);
    private static readonly DateTimeOffset Now = new TestClock().GetUtcNow();

    [Theory, InlineData(false), InlineData(true)]
    public void Any_one_character_changed_is_refused(bool withAddress)
    {
        var text = Token(withAddress).Write(Secrets);
        for (var i = 0; i < text.Length; i++)
            foreach (var c in Alphabet.Where(c => c != text[i]))
            {
                var changed = text[..i] + c + text[(i + 1)..];
                Assert.True(Read(changed) is null, $"character {i} of {text} changed to {c} was taken");
            }
    }

    [Fact]
    public void What_was_written_is_read_again() =>
        Properties.Check(Prop.ForAll<Guid, Guid, Guid>((store, shopper, message) =>
        {
            var token = new LinkToken(LinkPurpose.Restore, store, shopper, message, DateTimeOffset.FromUnixTimeSeconds(Now.ToUnixTimeSeconds() + 60));
            Assert.Equal(token, LinkToken.Read(token.Write(Secrets), LinkPurpose.Restore, Secrets, Now));
        }));

    [Fact]
    public void A_link_of_a_test_mail_is_none_to_whoever_does_not_ask_for_it()
    {
        var text = (Token(withAddress: false) with { IsTest = true }).Write(Secrets);

        Assert.Null(Read(text));
        Assert.True(LinkToken.ReadAny(text, LinkPurpose.Restore, Secrets, Now)!.IsTest);
        Assert.Null(LinkToken.ReadAny(text, LinkPurpose.Unsubscribe, Secrets, Now));
    }

    [Fact]
    public void A_link_is_good_for_its_purpose_only()
    {
        var text = Token(withAddress: false).Write(Secrets);
        foreach (var other in Enum.GetValues<LinkPurpose>().Where(p => p != LinkPurpose.Restore)) Assert.Null(LinkToken.Read(text, other, Secrets, Now));
        Assert.NotNull(Read(text));
    }

    [Fact]
    public void A_link_ends_when_it_said()
    {
        var text = Token(withAddress: false).Write(Secrets);

        Assert.NotNull(LinkToken.Read(text, LinkPurpose.Restore, Secrets, Now.AddHours(1)));
        Assert.Null(LinkToken.Read(text, LinkPurpose.Restore, Secrets, Now.AddHours(1).AddSeconds(1)));
    }

    [Fact]
    public void Another_installations_link_is_refused() =>
        Assert.Null(Read(Token(withAddress: false).Write(new Secrets([.. Enumerable.Repeat((byte)7, 32)]))));

    [Fact]
    public void Anything_at_all_is_answered_without_a_fault() =>
        Properties.Check(Prop.ForAll<string>(text => { Assert.Null(Read(text ?? "")); }), max: 1000);

    private static LinkToken Token(bool withAddress) => new(LinkPurpose.Restore, new Guid(1, 2, 3, new byte[8]), new Guid(4, 5, 6, new byte[8]), new Guid(7, 8, 9, new byte[8]), Now.AddHours(1),
        withAddress ? Secrets.Hash(Guid.Empty, "email", "a@shop.test") : null);

    private static LinkToken? Read(string text) => LinkToken.Read(text, LinkPurpose.Restore, Secrets, Now);
}
