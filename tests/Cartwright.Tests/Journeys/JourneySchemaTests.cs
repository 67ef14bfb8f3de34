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
    [InlineData("""{"$schema":"https://shop.test/schemas/journey.json","name":"n","trigger":{"type":"cart_abandoned"},"steps":[]}""", true)]
    public void The_schema_and_the_records_agree(string json, bool right)
    {
        Assert.Equal(right, !Errors(JourneySchema.Schema, JsonNode.Parse(json)).Any());
        Assert.Equal(right, Record.Exception(() => JourneyText.Read(json)) is null);
    }

    // Each is wrong at one place, which the schema and the check of a journey that is saved name alike.
    [Theory]
    [InlineData("kind", "\"spam\"")]
    [InlineData("priority", "101")]
    [InlineData("priority", "-1")]
    [InlineData("maxAgeHours", "0")]
    [InlineData("maxAgeHours", "2161")]
    [InlineData("reentryAfterHours", "-1")]
    [InlineData("reentryAfterHours", "8761")]
    [InlineData("exits", """["order_placed","zzz"]""")]
    [InlineData("goal", "\"fame\"")]
    [InlineData("trigger.type", "\"cart_left\"")]
    [InlineData("trigger.minTotal", "-1")]
    [InlineData("trigger.after", "\"P1M\"")]
    [InlineData("trigger.days", "0")]
    [InlineData("trigger.days", "1001")]
    [InlineData("window.from", "\"tomorrow\"")]
    [InlineData("window.to", "\"27.11.2026\"")]
    [InlineData("filter.field", "\"cart.weight\"")]
    [InlineData("filter.op", "\"~\"")]
    [InlineData("steps[0].for", "\"nope\"")]
    [InlineData("steps[0].for", "\"P1M\"")]
    [InlineData("steps[0].for", "\"P\"")]
    [InlineData("steps[0].for", "\"PT\"")]
    [InlineData("steps[0].for", "\"-P1D\"")]
    [InlineData("steps[0].for", "\"PT5M\\n\"")]
    [InlineData("steps[0].id", "\"two words\"")]
    [InlineData("steps[1].until", "\"24:00\"")]
    [InlineData("steps[1].until", "\"9:30\"")]
    [InlineData("steps[2].weekdays", """["mon","mo"]""")]
    [InlineData("steps[3].event", "\"opened\"")]
    [InlineData("steps[3].timeout", "\"1 day\"")]
    [InlineData("steps[4].channel", "\"fax\"")]
    [InlineData("steps[5].event", "\"cart abandoned\"")]
    public void The_schema_refuses_what_a_journey_that_is_saved_may_not_say(string place, string value)
    {
        var (right, wrong) = (Whole(), Whole());
        Assert.Empty(Errors(JourneySchema.Schema, right));
        Assert.Empty(Checked(right));

        Put(wrong, place, JsonNode.Parse(value));

        Assert.Contains(place, Checked(wrong));
        Assert.NotEmpty(Errors(JourneySchema.Schema, wrong));
    }

    // On which triggers a field says something.
    [Theory]
    [InlineData("minStage", "\"contact\"", "cart_abandoned checkout_abandoned payment_failed technical_trouble back_in_stock price_drop")]
    [InlineData("minTotal", "100", "cart_abandoned checkout_abandoned payment_failed technical_trouble back_in_stock price_drop unpaid_order order_placed order_paid no_order_since")]
    [InlineData("after", "\"PT1H\"", "unpaid_order")]
    [InlineData("days", "30", "no_order_since")]
    public void A_trigger_takes_only_what_it_looks_at(string field, string value, string triggers)
    {
        foreach (var trigger in TriggerType.All)
        {
            var journey = JsonNode.Parse($$"""{"name":"n","kind":"marketing","trigger":{"type":"{{trigger}}","days":{{(trigger == "no_order_since" ? "7" : "null")}}},"steps":[{"type":"stop"}]}""")!;
            Put(journey, "trigger." + field, JsonNode.Parse(value));
            var isTaken = triggers.Split(' ').Contains(trigger);

            Assert.Equal(isTaken ? [] : ["trigger." + field], Checked(journey));
            Assert.Equal(isTaken, !Errors(JourneySchema.Schema, journey).Any());
        }
    }

    [Theory]
    [InlineData("PT0S")]
    [InlineData("P1DT2H3M4.5S")]
    [InlineData("PT90M")]
    [InlineData("P90D")]
    public void A_duration_fits_the_schema_and_the_check(string duration)
    {
        var right = Whole();
        Put(right, "steps[0].for", duration);

        Assert.Empty(Errors(JourneySchema.Schema, right));
        Assert.Empty(Checked(right));
    }

    private static JsonNode Whole() => JsonNode.Parse("""
        {"name":"n","trigger":{"type":"cart_abandoned"},"window":{"from":"2026-11-20","to":"2026-11-30"},"filter":{"field":"shopper.orders","op":">","value":0},"steps":[
          {"type":"wait","for":"P1D","id":"patience"},{"type":"wait","until":"09:30"},{"type":"wait","weekdays":["mon","sun"]},{"type":"wait","event":"clicked","timeout":"P2D"},
          {"type":"send","channel":"email","template":"t"},{"type":"webhook","event":"cart.abandoned"}]}
        """)!;

    private static IEnumerable<string> Checked(JsonNode definition) => JourneyPolicy.Check(JourneyText.Read(definition.ToJsonString()), new JourneyNames(["t"])).Select(e => e.Field);

    private static void Put(JsonNode node, string place, JsonNode? value)
    {
        var names = place.Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Split('.');
        foreach (var name in names[..^1]) node = int.TryParse(name, out var index) ? node[index]! : node[name]!;
        node[names[^1]] = value;
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
                case "enum": if (!rule!.AsArray().Any(word => JsonNode.DeepEquals(word, value))) yield return $"{at} is none of {rule}"; break;
                case "minimum": if (value?.GetValueKind() == System.Text.Json.JsonValueKind.Number && value.GetValue<decimal>() < rule!.GetValue<int>()) yield return $"{at} is less than {rule}"; break;
                case "maximum": if (value?.GetValueKind() == System.Text.Json.JsonValueKind.Number && value.GetValue<decimal>() > rule!.GetValue<int>()) yield return $"{at} is more than {rule}"; break;
                // In JSON Schema $ is the end itself.
                case "pattern": if (value?.GetValueKind() == System.Text.Json.JsonValueKind.String && !System.Text.RegularExpressions.Regex.IsMatch(value.GetValue<string>(), rule!.GetValue<string>() + @"\z", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(5))) yield return $"{at} does not look like {rule}"; break;
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
                case "allOf":
                    foreach (var part in rule!.AsArray()) foreach (var error in Errors(part, value, at)) yield return error;
                    break;
                case "if":
                    if (!Errors(rule, value, at).Any()) foreach (var error in Errors(o["then"], value, at)) yield return error;
                    break;
                case "then": break;
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
