using System.Net;
using Cartwright.Links;

namespace Cartwright.Tests.Links;

public sealed class VisitorPolicyTests
{
    private const string Browser = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
    private static readonly Visit Person = new("GET", Browser, null, IPAddress.Parse("203.0.113.9"), HasLanguage: true, Navigates: true, SinceSentMs: 60_000);

    [Fact]
    public void A_browser_is_a_person_however_fast() => Assert.All([Person, Person with { SinceSentMs = 500 }, Person with { SinceSentMs = null, Navigates = false }, Person with { SinceOtherMs = 20_000 }], v => Assert.False(VisitorPolicy.IsMachine(v)));

    [Fact]
    public void Who_asks_like_a_machine_is_one() => Assert.All(
    [
        Person with { Method = "HEAD" },
        Person with { UserAgent = null },
        Person with { UserAgent = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)" },
        Person with { UserAgent = "Mozilla/5.0 (compatible; bingbot/2.0)" },
        Person with { UserAgent = "Barracuda Sentinel (EE)" },
        Person with { UserAgent = "Mozilla/5.0", IsPicture = true },
        Person with { Purpose = "prefetch;prerender" },
        Person with { Address = IPAddress.Parse("17.58.1.2") },
        Person with { Address = IPAddress.Parse("::ffff:40.107.3.4") },
        Person with { SinceSentMs = 300, HasLanguage = false, Navigates = false },
        Person with { SinceSentMs = -50, HasLanguage = false, Navigates = false },
        Person with { SinceOtherMs = 400 },
    ], v => Assert.True(VisitorPolicy.IsMachine(v), v.ToString()));
}
