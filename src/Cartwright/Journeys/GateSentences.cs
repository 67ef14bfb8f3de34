using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cartwright.Journeys;

/// <summary>
/// What nearly every message's answer says, by its number: an answer has some twenty sentences, written twice for each message that leaves, and they were
/// most of what a delivery writes. Only ever added to, at the end: the numbers are in the data. A sentence that is worded anew is simply not in here.
/// </summary>
internal static class GateSentences
{
    public static readonly IReadOnlyList<(string Rule, string Text)> All =
    [
        ("sending", "the store sends messages"), ("sending", "the store sends messages, all of them to its test address"),
        ("order", "nothing was ordered since"), ("order", "the shopper has not ordered"), ("order", "the order waits for its payment"), ("order", "the order stands"),
        ("shop", "the shop cannot be asked for orders: its API credentials are not set"), ("shop", "the shop is asked for orders just before this leaves"), ("shop", "the shop was asked, and all of its orders are known"),
        ("order feed", "the shop tells of its orders"), ("order feed", "the shop itself is asked"), ("order feed", "it is about an order that is known"),
        ("cart", "the cart has goods in it"), ("cart", "it is not about a cart"),
        ("stock", "nothing says that all of it is sold out"),
        ("address", "an address is known"),
        ("erasure", "nobody asked for this address to be forgotten"),
        ("suppression", "the address is not suppressed"),
        ("consent", "the shopper gave the address in this shop, and the store's rule allows help with the cart"), ("consent", "the shopper agreed to messages on this channel"), ("consent", "a message about an order needs no agreement"),
        ("topic", "the shopper did not opt out of what it is about"),
        ("repeat", "no other journey sent the same about this cart"),
        ("age", "the cart is younger than 168 hours"),
        ("journey", "the journey is live"),
        ("reply", "nobody waits for an answer"),
        ("cart text", "it is no text about a cart"), ("cart text", "the country asks for no limit of texts a cart"), ("cart text", "the cart was left less than 48 hours ago and had no text"),
        ("cap", "0 of 5 messages in 24 h"), ("cap", "1 of 5 messages in 24 h"), ("cap", "2 of 5 messages in 24 h"), ("cap", "what is about an order has no cap"),
        ("cool-down", "nothing was sent a moment ago"),
        ("activity", "the shopper has left"), ("activity", "it does not wait for the shopper to leave"),
        ("quiet hours", "the store has no quiet hours for this channel"), ("quiet hours", "it is not a quiet hour"), ("quiet hours", "it may come at any hour"),
        ("code", "it speaks of no code, or has it"),
        ("daily limit", "the store has no daily limit"), ("daily limit", "what is about an order is not counted to the store's daily limit"),
        ("approval", "no approval is needed"), ("approval", "a person approved it"),
    ];

    public static readonly FrozenDictionary<(string Rule, string Text), int> Numbers = All.Select((sentence, number) => (sentence, number)).ToFrozenDictionary(s => s.sentence, s => s.number);
}

/// <summary>A rule as it is kept: the number of a <see cref="GateSentences">sentence</see> if it passed with one, else all of it.</summary>
internal sealed class GateRuleConverter : JsonConverter<GateRule>
{
    public override GateRule Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number)
            return reader.GetInt32() is var number && number >= 0 && number < GateSentences.All.Count ? new GateRule(GateSentences.All[number].Rule, true, GateSentences.All[number].Text)
                : throw new JsonException($"a newer program wrote sentence {number} of the gate");
        var (rule, passed, text) = ("", false, "");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            if (name == "rule") rule = reader.GetString()!;
            else if (name == "passed") passed = reader.GetBoolean();
            else if (name == "text") text = reader.GetString()!;
            else reader.Skip();
        }
        return new GateRule(rule, passed, text);
    }

    public override void Write(Utf8JsonWriter writer, GateRule value, JsonSerializerOptions options)
    {
        if (value.Passed && GateSentences.Numbers.TryGetValue((value.Rule, value.Text), out var number))
        {
            writer.WriteNumberValue(number);
            return;
        }
        writer.WriteStartObject();
        writer.WriteString("rule", value.Rule);
        writer.WriteBoolean("passed", value.Passed);
        writer.WriteString("text", value.Text);
        writer.WriteEndObject();
    }
}
