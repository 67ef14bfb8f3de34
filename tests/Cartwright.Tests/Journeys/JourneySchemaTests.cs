using System.Text.Json.Nodes;
using Cartwright.Journeys;
using Cartwright.Tests.Support;

namespace Cartwright.Tests.Journeys;

public sealed class JourneySchemaTests
{
    public static TheoryData<string> Ready => [.. ReadyJourneys.All.Select(j => j.Slug)];

    [Theory, MemberData(nameof(Ready))]
    public void A_ready_journey_fits_the_schema(string slug) =>
        Assert.Empty(Errors(JourneySchema.Schema, JsonNode.Parse(JourneyText.Write(ReadyJourneys.All.First(j => j.Slug == slug).Definition))));

    // What the schema refuses, the records refuse, and the other way round.
    [Theory]
    [InlineData("""{"name":"n","trigger":{"type":"cart_abandoned"},"steps":[{"type":"send","channel":"email","template":"t"}]}""", true)]
    [InlineData("""{"name":"n","trigger":{"type":"cart_abandoned","minStage":"payment","minTotal":100},"maxAgeHours":1,"steps":[{"type":"wait","for":"P1D"}]}""", true)]
    [InlineData("""{"trigger":{"type":"cart_abandoned"},"steps":[]}""", false)]
    [InlineData("""{"name":"n","steps":[]}""", false)]
    [InlineData("""{"name":"n","trigger":{"type":"cart_abandoned"}}""", false)]
    [InlineData("""{"name":"n","trigger":{"type":"cart_abandoned"},"steps":[],"colour":"red"}""", false)]
    [InlineData("""{"name":"n","trigger":{},"steps":[]}""", false)]
    [InlineData("""{"name":7,"trigger":{"type":"cart_abandoned"},"steps":[]}""", false)]
    [InlineData("""{"name":"n","trigger":{"type":"cart_abandoned"},"steps":[{"type":"jump"}]}""", false)]
    [InlineData("""{"name":"n","trigger":{"type":"cart_abandoned"},"steps":[{"type":"wait"}]}""", true)]
    [InlineData("""{"name":"n","trigger":{"type":"cart_abandoned"},"maxAgeHours":"1h","steps":[]}""", false)]
    public void The_schema_and_the_records_agree(string json, bool right)
    {
        Assert.Equal(right, !Errors(JourneySchema.Schema, JsonNode.Parse(json)).Any());
        Assert.Equal(right, Record.Exception(() => JourneyText.Read(json)) is null);
    }

    [Fact]
    public void What_a_definition_leaves_out_is_as_the_records_say()
    {
        var read = JourneyText.Read("""{"name":"n","trigger":{"type":"cart_abandoned"},"steps":[]}""");
        var made = new JourneyDefinition { Name = "n", Trigger = new JourneyTrigger("cart_abandoned"), Steps = [] };

        Assert.Equal(JourneyText.Write(made), JourneyText.Write(read));
        Assert.Equal(made.MaxAgeHours, JourneySchema.Schema["properties"]!["maxAgeHours"]!["default"]!.GetValue<int>());
    }

    [Fact]
    public async Task It_is_published()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);

        Assert.Equal(JourneySchema.Schema.ToJsonString(), await server.Stranger.GetStringAsync("/schemas/journey.json"));
    }

    // The keywords the exporter writes, and an error for any other, so that none is passed over.
    private static IEnumerable<string> Errors(JsonNode? schema, JsonNode? value, string at = "$")
    {
        if (schema is not JsonObject o) { if (schema?.GetValue<bool>() == false) yield return at; yield break; }
        foreach (var (keyword, rule) in o)
        {
            switch (keyword)
            {
                case "$schema" or "title" or "description" or "default": break;
                case "type":
                    var kinds = rule is JsonArray many ? [.. many.Select(k => k!.GetValue<string>())] : new[] { rule!.GetValue<string>() };
                    if (!kinds.Contains(Kind(value)) && !(Kind(value) == "integer" && kinds.Contains("number"))) yield return $"{at} is {Kind(value)}";
                    break;
                case "$ref":
                    foreach (var error in Errors(Pointed(rule!.GetValue<string>()), value, at)) yield return error;
                    break;
                case "const": if (!JsonNode.DeepEquals(rule, value)) yield return $"{at} is not {rule}"; break;
                case "required":
                    foreach (var name in rule!.AsArray()) if (value is JsonObject v && !v.ContainsKey(name!.GetValue<string>())) yield return $"{at} lacks {name}";
                    break;
                case "properties":
                    foreach (var (name, inner) in rule!.AsObject())
                        if (value is JsonObject v && v.TryGetPropertyValue(name, out var property))
                            foreach (var error in Errors(inner, property, $"{at}.{name}")) yield return error;
                    break;
                case "additionalProperties":
                    if (value is JsonObject all && rule!.GetValueKind() == System.Text.Json.JsonValueKind.False)
                        foreach (var (name, _) in all) if (o["properties"]?.AsObject().ContainsKey(name) != true) yield return $"{at}.{name} is not known";
                    break;
                case "items":
                    if (value is JsonArray list) for (var i = 0; i < list.Count; i++) foreach (var error in Errors(rule, list[i], $"{at}[{i}]")) yield return error;
                    break;
                case "anyOf":
                    if (!rule!.AsArray().Any(s => !Errors(s, value, at).Any())) yield return $"{at} fits none";
                    break;
                default: yield return $"the keyword {keyword} is not understood"; break;
            }
        }
    }

    // A place of the schema itself: "#/properties/steps/items".
    private static JsonNode? Pointed(string reference) =>
        reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate((JsonNode?)JourneySchema.Schema, (node, part) => node is JsonArray list ? list[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)] : node?[part.Replace("~1", "/").Replace("~0", "~")]);

    private static string Kind(JsonNode? value) => value?.GetValueKind() switch
    {
        null or System.Text.Json.JsonValueKind.Null => "null",
        System.Text.Json.JsonValueKind.Object => "object",
        System.Text.Json.JsonValueKind.Array => "array",
        System.Text.Json.JsonValueKind.String => "string",
        System.Text.Json.JsonValueKind.Number => value.ToJsonString().Contains('.') ? "number" : "integer",
        _ => "boolean",
    };
}
