using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cartwright.Journeys;

namespace Cartwright.Tests.Journeys;

public sealed class GateSentencesTests
{
    [Fact]
    public void What_is_kept_of_an_answer_reads_as_it_was()
    {
        var answer = new GateAnswer(Verdict.Hold, SkipReason.Quiet, 17,
        [
            .. GateSentences.All.Select(s => new GateRule(s.Rule, true, s.Text)),
            new("cap", true, "4 of 5 messages in 24 h"), new("journey", false, "the journey is live"), new("quiet hours", false, "it is night"),
        ]) { TriedSince = 3 };

        var kept = JsonSerializer.Serialize(answer, GateJson.Default.GateAnswer);
        var read = JsonSerializer.Deserialize(kept, GateJson.Default.GateAnswer)!;

        Assert.Equal(answer.Rules, read.Rules);
        Assert.Equal((answer.Verdict, answer.Reason, answer.Until, answer.TriedSince), (read.Verdict, read.Reason, read.Until, read.TriedSince));
        Assert.DoesNotContain("an address is known", kept, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_kept_in_full_is_read_as_well()
    {
        var read = JsonSerializer.Deserialize("""{"verdict":"Send","rules":[{"rule":"address","passed":true,"text":"an address is known"},{"rule":"cap","passed":true,"text":"odd"}]}""", GateJson.Default.GateAnswer)!;

        Assert.Equal([new GateRule("address", true, "an address is known"), new GateRule("cap", true, "odd")], read.Rules);
    }

    [Fact]
    public void A_number_that_is_not_known_is_no_sentence() =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("""{"verdict":"Send","rules":[100000]}""", GateJson.Default.GateAnswer));

    [Fact]
    public void Sentences_are_only_added()
    {
        const int Written = 44;
        var text = string.Join('\n', GateSentences.All.Take(Written).Select(s => s.Rule + "|" + s.Text));

        Assert.True(GateSentences.All.Count >= Written);
        Assert.Equal("de0b457f107bb38a", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16]);
        Assert.Distinct(GateSentences.All);
    }
}
