using Cartwright.Hosting;
using Cartwright.Messages.Email;

namespace Cartwright.Tests.Inbound;

public sealed class ReturnPathTests
{
    private static readonly Secrets Secrets = new([.. Enumerable.Range(1, 32).Select(i => (byte)i)]);
    private static readonly Guid Store = new("0193c1d2-0000-7000-8000-000000000001"), Message = new("0193c1d2-aaaa-7bbb-8ccc-0123456789ab");

    [Fact]
    public void A_local_part_names_its_message_in_any_case_and_fits_into_an_address()
    {
        var local = ReturnPath.Make(Store, Message, Secrets);
        Assert.True(local.Length <= 64 && local.StartsWith("b.", StringComparison.Ordinal), local);
        foreach (var text in (string[])[local, local.ToUpperInvariant(), local + "@in.shop.test", "<" + local + "@in.shop.test>", ReturnPath.Token(Store, Message, Secrets)])
            Assert.Equal(('b', Store, Message), ReturnPath.Read(text, Secrets));
        Assert.Equal(('r', Store, Message), ReturnPath.Read(ReturnPath.Make(ReturnPath.Reply, Store, Message, Secrets), Secrets));
    }

    [Fact]
    public void One_letter_changed_another_purpose_or_another_key_is_none_of_ours()
    {
        var local = ReturnPath.Make(Store, Message, Secrets);
        for (var i = 2; i < local.Length - 1; i++) Assert.Null(ReturnPath.Read(local[..i] + (local[i] == 'a' ? 'b' : 'a') + local[(i + 1)..], Secrets));
        Assert.Null(ReturnPath.Read("r" + local[1..], Secrets));
        Assert.Null(ReturnPath.Read(local, new Secrets(new byte[32])));
        foreach (var text in (string?[])[null, "", "b.", "b." + new string('a', 61), "b." + new string('é', 61), "ada@mail.test"]) Assert.Null(ReturnPath.Read(text, Secrets));
    }
}
