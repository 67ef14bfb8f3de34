using Cartwright.Messages;
using Cartwright.Messages.Sms;

namespace Cartwright.Tests.Messages.Sms;

public sealed class SmsTextPolicyTests
{
    public static TheoryData<string, int, bool, int, int> Vectors => new()
    {
        { "", 1, true, 0, 1 },
        { "a", 160, true, 160, 1 },
        { "a", 161, true, 161, 2 },
        { "a", 306, true, 306, 2 },
        { "a", 307, true, 307, 3 },
        { "Ü", 160, true, 160, 1 },
        { "@", 160, true, 160, 1 },
        { "€", 80, true, 160, 1 },
        { "€", 81, true, 162, 2 },
        { "€", 152, true, 304, 2 }, // 76 to a part: the 153rd septet stays empty, an escape is not split
        { "€", 153, true, 306, 3 },
        { "[", 80, true, 160, 1 },
        { "ж", 70, false, 70, 1 },
        { "ж", 71, false, 71, 2 },
        { "ж", 134, false, 134, 2 },
        { "ж", 135, false, 135, 3 },
        { "ç", 1, false, 1, 1 }, // only its capital is in the table
        { "Ç", 1, true, 1, 1 },
        { "`", 1, false, 1, 1 },
        { "😀", 35, false, 70, 1 },
        { "😀", 36, false, 72, 2 },
        { "😀", 66, false, 132, 2 }, // 33 to a part: a pair is not split
        { "😀", 67, false, 134, 3 },
    };

    [Theory, MemberData(nameof(Vectors))]
    public void Counts_as_carriers_do(string letter, int times, bool gsm, int units, int segments) =>
        Assert.Equal(new SmsSize(gsm, units, segments), SmsTextPolicy.Measure(string.Concat(Enumerable.Repeat(letter, times))));

    [Fact]
    public void One_foreign_letter_makes_all_of_it_long() =>
        Assert.Equal((2, 3), (SmsTextPolicy.Measure(new string('a', 161)).Segments, SmsTextPolicy.Measure(new string('a', 161) + "ж").Segments));

    [Fact]
    public void Every_letter_of_the_table_is_one_septet_or_two()
    {
        const string Basic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà", Extension = "\f^{}\\[~]|€";

        Assert.Equal((127, 10), (Basic.Length, Extension.Length)); // 128 places, one of them the escape
        Assert.All(Basic, c => Assert.Equal(new SmsSize(true, 1, 1), SmsTextPolicy.Measure(c.ToString())));
        Assert.All(Extension, c => Assert.Equal(new SmsSize(true, 2, 1), SmsTextPolicy.Measure(c.ToString())));
    }

    [Fact]
    public void Typographic_characters_are_written_plainly() =>
        Assert.Equal("Anna's \"cart\" - 2 x tea... 5,00 EUR", SmsTextPolicy.Plain("Anna’s “cart” – 2 × tea… 5,00\u00a0EUR\u200b"));

    public static TheoryData<string, string, string> EveryText()
    {
        var renderer = new MessageRenderer();
        var texts = new TheoryData<string, string, string>();
        foreach (var (template, locale) in renderer.Available.Where(t => renderer.ChannelOf(t.Template) == "sms"))
            foreach (var cart in AwkwardCarts.All.Keys) texts.Add(template, locale, cart);
        return texts;
    }

    [Theory, MemberData(nameof(EveryText))]
    public void Every_text_holds_the_whole_link_and_the_way_to_stop_it(string template, string locale, string cart)
    {
        const string Link = "https://carts.linden-wool.example/s/7KQ2mnPx";
        var rendered = new MessageRenderer().Render(template, locale, AwkwardCarts.All[cart] with { Locale = locale, Links = new LinksView(Link, null, "") });
        var text = SmsTextPolicy.Plain(rendered.Text);

        Assert.Equal(("", "", ""), (rendered.Subject, rendered.Preheader, rendered.Html));
        // Where words stand without blanks the link still ends at one, or what follows would be taken for part of it.
        Assert.Contains(locale is "ja" or "zh" ? $"{Link} " : $" {Link} ", text, StringComparison.Ordinal);
        Assert.EndsWith(locale switch { "de" => "Abmelden: STOP antworten", "bg" => "Отказ: отговорете STOP", "ja" => "配信停止はSTOPと返信", "zh" => "退订请回复STOP", _ => "Reply STOP to stop" }, text, StringComparison.Ordinal);
        // From a name, which cannot be answered, the link stands in its place, at most one segment longer.
        var named = SmsStopPolicy.WithLink(text, rendered.Locale, SmsStopPolicy.LinkOf(Link));
        Assert.EndsWith(locale switch { "de" => "Abmelden: ", "bg" => "Отказ: ", "ja" => "配信停止 ", "zh" => "退订 ", _ => "Stop: " } + Link + "/u", named, StringComparison.Ordinal);
        Assert.DoesNotContain("STOP", named[named.IndexOf(Link, StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.InRange(SmsTextPolicy.Measure(named).Segments, 1, SmsTextPolicy.Measure(text).Segments + 1);
        Assert.DoesNotContain("[[", text, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", text.Replace(AwkwardCarts.Markup[..40], "", StringComparison.Ordinal).Replace("{{links", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain(text, char.IsControl);
        Assert.DoesNotMatch("&[a-z#0-9]+;", text);
        var size = SmsTextPolicy.Measure(text);
        if (locale is "bg" or "ja" or "zh") Assert.False(size.IsGsm); // their letters are not in GSM's alphabet
        else if (cart is not ("right to left and emoji" or "no picture")) Assert.True(size is { IsGsm: true, Segments: <= 2 }, $"{size}: {text}");
        Assert.InRange(size.Segments, 1, 4);
    }
}
