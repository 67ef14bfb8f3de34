using Cartwright.Journeys;

namespace Cartwright.Tests.Journeys;

/// <summary>Which addresses are written to, and what is said of the others.</summary>
public sealed class PlausibilityPolicyTests
{
    private static readonly string Label63 = new('a', 63), Local64 = new('l', 64);

    public static TheoryData<string> Real =>
    [
        "ada@example.com", "ada@example.org", "ada@mail.test", "test@shop.test", "ada+carts@gmail.com", "ada.lovelace@gmail.com", "ada@mailinator.com", "a@b.co", "ada@shop.co.uk",
        "ada@münchen.de", "ada@xn--mnchen-3ya.de", "ada@例え.テスト", "ada@xn--r8jz45g.xn--zckzah", "用户@例子.中国", "jürgen@example.com", "o'brien@example.com", "\"a..b\"@example.com",
        "ada@new.photography", "ada@my.international", "ada@3com.com", "ada@1and1.de", "ada@my-shop.de", "ada@mail_out.example.com",
        "a..b@docomo.ne.jp", "ada@gmx.de", "ada@googlemail.com", "ada@ymail.com", "ada@email.com", "ada@mail.com", "ada@live.com", "ada@hotmail.co.uk", "ada@yahoo.co.jp", "ada@outlook.de", "ada@shop.co", "ada@shop.om", "ada@shop.cm",
        "abuser@example.com", "postmasters@example.com", $"{Local64}@example.com", $"ada@{Label63}.de",
    ];

    [Theory, MemberData(nameof(Real))]
    public void Nothing_is_wrong_with(string address) => Assert.Null(PlausibilityPolicy.WhyNot(address));

    public static TheoryData<string, string> Wrong => new()
    {
        { "x@-bad-.com", "begins or ends with a dash" }, { "x@bad-.com", "a dash" }, { "x@mail.-bad.com", "a dash" },
        { "a..b@example.com", "two in a row" }, { ".a@x.de", "begins or ends with a dot" }, { "a.@x.de", "begins or ends with a dot" },
        { "j@1.2.3.4", "no domain ends in .4" }, { "j@host.123", "no domain ends in .123" }, { "j@host.c", "no domain ends in .c" }, { "j@host.c0m", "no domain ends in .c0m" },
        { "user@example.con", ".com may have been meant" }, { "user@example.cmo", ".com may have been meant" }, { "user@gmail.con", ".com may have been meant" },
        { "user@localhost", "no dot" }, { "user@a..de", "two in a row" }, { "user@.de", "begins or ends with a dot" }, { "user@ex!ample.com", "only letters, digits and dashes" },
        { $"ada@{Label63}a.de", "longer than 63" }, { $"ada@{new string('ü', 60)}.de", "is no domain" }, { $"{Local64}l@example.com", "longer than 64" }, { $"ada@{string.Join('.', Enumerable.Repeat(Label63, 4))}.de", "longer than 253" },
        { "user@gmial.com", "a slip for gmail.com" }, { "user@gmai.com", "a slip for gmail.com" }, { "user@hotmial.com", "a slip for hotmail.com" }, { "user@yaho.com", "a slip for yahoo.com" }, { "user@outlok.com", "a slip for outlook.com" },
        { "postmaster@example.com", "nobody shops with it" }, { "abuse@example.com", "nobody shops with it" }, { "mailer-daemon@example.com", "nobody shops with it" },
        { "noreply@example.com", "nobody reads" }, { "someone@storebotmail.joonix.net", "nobody reads" }, { "@example.com", "before the @" }, { "ada@", "behind it" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void What_is_wrong_is_said_of(string address, string why) => Assert.Contains(why, PlausibilityPolicy.WhyNot(address) ?? "", StringComparison.Ordinal);
}
