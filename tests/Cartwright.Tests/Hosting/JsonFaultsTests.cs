using System.Text;
using Cartwright.Hosting;
using Cartwright.Journeys;

namespace Cartwright.Tests.Hosting;

/// <summary>What is said of a body that cannot be read: all of it, by the writer's own places, and nothing of our types.</summary>
public sealed class JsonFaultsTests
{
    private const string Steps = "wait, send, branch, split, offer, handoff, tag, webhook, stop";

    [Theory]
    [InlineData("{}", "name: It is missing: it must be text.", "trigger: It is missing: it must be an object.", "steps: It is missing: it must be a list.")]
    [InlineData("""{"name":null,"trigger":{"type":"cart_abandoned"},"steps":[]}""", "name: It must be text, not null.")]
    [InlineData("""{"name":"n","kind":null,"trigger":{"type":"cart_abandoned"},"steps":[]}""", "kind: It must be text, not null. Leave it out for what it is by default.")]
    [InlineData("""{"name":7,"trigger":"cart","steps":{}}""", "name: The value is of the wrong kind: it must be text.", "trigger: The value is of the wrong kind: it must be an object.", "steps: The value is of the wrong kind: it must be a list.")]
    [InlineData("""{"name":"n","trigger":{"type":"cart_abandoned"},"priority":2.5,"steps":[]}""", "priority: The value is of the wrong kind: it must be a whole number.")]
    [InlineData("""{"name":"n","trigger":{"typ":"cart_abandoned"},"steps":[]}""", "trigger.typ: This field is not known. Known here: type, minStage, minTotal, after, days.", "trigger.type: It is missing: it must be text.")]
    [InlineData("""{"name":"n","trigger":{"type":"cart_abandoned"},"steps":[{"template":"t"}]}""", "steps[0].type: It is missing: use one of " + Steps + ".")]
    [InlineData("""{"name":"n","trigger":{"type":"cart_abandoned"},"steps":[{"type":"stop"},{"typ":"wait"}]}""", "steps[1].type: It is missing: use one of " + Steps + ".")]
    [InlineData("""{"name":"n","trigger":{"type":"cart_abandoned"},"steps":[{"type":"sned"}]}""", "steps[0].type: 'sned' is not known: use one of " + Steps + ".")]
    [InlineData("""{"name":"n","trigger":{"type":"cart_abandoned"},"steps":[{"type":3}]}""", "steps[0].type: The value is of the wrong kind: use one of " + Steps + ".")]
    [InlineData("""{"name":"n","trigger":{"type":"cart_abandoned"},"steps":[{"type":"branch","when":{},"then":[{"channel":"email"}]}]}""", "steps[0].then[0].type: It is missing: use one of " + Steps + ".")]
    [InlineData("""{"name":"n","trigger":{"type":"cart_abandoned"},"steps":[{"type":"send","chanel":"email","template":"t"}]}""", "steps[0].chanel: This field is not known. Known here: channel, template, variants, id.", "steps[0].channel: It is missing: it must be text.")]
    [InlineData("""{"name":"n","trigger":{"type":"cart_abandoned"},"steps":[{"type":"split","name":"s","ways":[null]}]}""", "steps[0].ways[0]: It must be an object, not null.")]
    [InlineData("""{"name":"n","trigger":{"type":"cart_abandoned"},"steps":[{"type":"send","channel":"email","template":"t","variants":[null]}]}""", "steps[0].variants[0]: It must be an object, not null.")]
    [InlineData("[]", "body: The value is of the wrong kind: it must be an object.")]
    [InlineData("null", "body: It must be an object, not null.")]
    [InlineData("", "body: It is empty: JSON is expected.")]
    [InlineData("not json", "body: It is not valid JSON: line 1, character 2 cannot be read.")]
    [InlineData(" \n ", "body: It is not valid JSON: line 2, character 2 cannot be read.")]
    [InlineData("{\n\"name\": tea}", "name: It is not valid JSON: line 2, character 10 cannot be read.")]
    public void All_that_is_wrong_is_said_at_its_place(string json, params string[] said) =>
        Assert.Equal(said.Order(StringComparer.Ordinal), Assert.Throws<BadInputException>(() => ApiInput.Read(Encoding.UTF8.GetBytes(json), JourneyJson.Default.JourneyDefinition)).Errors.SelectMany(e => e.Value.Select(v => $"{e.Key}: {v}")).Order(StringComparer.Ordinal));

    // A list of mistakes that has no end helps nobody.
    [Fact]
    public void At_most_fifty_are_said()
    {
        var json = $$"""{"name":"n","trigger":{"type":"cart_abandoned"},"steps":[{{string.Join(',', Enumerable.Repeat("{}", 90))}}]}""";

        Assert.Equal(50, Assert.Throws<BadInputException>(() => ApiInput.Read(Encoding.UTF8.GetBytes(json), JourneyJson.Default.JourneyDefinition)).Errors.Count);
    }
}
