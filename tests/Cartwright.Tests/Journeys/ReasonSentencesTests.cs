using System.Reflection;
using Cartwright.Journeys;
using Cartwright.Shoppers;
using Cartwright.Stores;
using Catalogue = Cartwright.Console.Text.Texts;

namespace Cartwright.Tests.Journeys;

public sealed class ReasonSentencesTests
{
    public static TheoryData<string> Codes => [.. ((Type[])[typeof(SkipReason), typeof(SuppressionReason)]).SelectMany(t => t.GetFields(BindingFlags.Public | BindingFlags.Static | BindingFlags.NonPublic))
        .Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!).Concat(["completed", "stopped"]).Distinct(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Codes))]
    public void Every_reason_is_a_sentence_in_the_api_and_in_the_console(string code)
    {
        var plain = new JourneyDefinition { Name = "n", Trigger = new JourneyTrigger(TriggerType.CartAbandoned), Steps = [] };
        var run = new PureRun([("j", plain)]);

        Assert.NotEqual(code.Replace('_', ' '), ReasonSentences.Of(code));
        Assert.NotEqual(code.Replace('_', ' '), ExplainPolicy.Text(code, plain, run.Store));
        Assert.True(Catalogue.For("en", null).Has("reason." + code), code);
    }

    [Fact]
    public void Who_went_through_all_steps_is_not_said_to_have_got_all_messages() =>
        Assert.DoesNotContain("sent", Catalogue.For("en", null)["reason.completed"], StringComparison.Ordinal);

    [Fact]
    public void Who_was_put_on_the_list_by_hand_is_told_so()
    {
        var run = new PureRun([.. ReadyJourneys.All.Where(j => j.Slug == "abandoned-cart")]);
        run.Tell(Some.Added(run.Now)).Tell(Some.Typed(run.Now, "ada@mail.test")).RunFor(TimeSpan.FromMinutes(10));
        run.Tell(new Cartwright.Turns.OptOutSignal(run.Store.Id, run.State.Id, Channels.Email, "hash", "a•••@mail.test", SuppressionReason.Manual));

        Assert.StartsWith("It ended: somebody put the address on the list of those who get no messages.", ExplainPolicy.Of(run.State, run.Journeys, (_, _) => null, run.Store, run.Now).Single().Text, StringComparison.Ordinal);
    }
}
