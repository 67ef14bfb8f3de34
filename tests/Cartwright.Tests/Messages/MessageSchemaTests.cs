using Cartwright.Messages;
using Cartwright.Tests.Support;

namespace Cartwright.Tests.Messages;

public sealed class MessageSchemaTests
{
    private static readonly string Page = Repository.PathOf("docs/message-model.schema.json");

    [Fact]
    public async Task The_page_and_what_the_server_publishes_are_the_schema()
    {
        var text = MessageSchema.Schema.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
        if (Environment.GetEnvironmentVariable("CARTWRIGHT_WRITE_DOCS") == "1") await File.WriteAllTextAsync(Page, text);

        Assert.Equal(text, await File.ReadAllTextAsync(Page));
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        Assert.Equal(MessageSchema.Schema.ToJsonString(), await server.Stranger.GetStringAsync(MessageSchema.Path));
    }

    [Fact]
    public void It_names_what_templates_see_and_nothing_else()
    {
        var seen = new Dictionary<string, List<object?>>(StringComparer.Ordinal);
        foreach (var cart in AwkwardCarts.All.Values.Append(AwkwardCarts.Ordinary))
            foreach (var stage in (string[])["cart", "payment"])
                Walk(MessageScope.From(cart with { Cart = cart.Cart with { Stage = stage } }, Locales.Culture("de-AT")), "", seen);

        Assert.Equal(MessageSchema.Kinds.Keys.Where(k => !k.StartsWith("handOff.troubles[].", StringComparison.Ordinal) || seen.ContainsKey(k) || k.EndsWith(".text", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Except(["handOff.troubles[].script", "handOff.troubles[].soldOut", "handOff.troubles[].coupon"]),
            seen.Keys.Where(k => !IsNamedByValue(k)).Order(StringComparer.Ordinal));
        foreach (var (path, values) in seen.Where(s => !IsNamedByValue(s.Key)))
        {
            var kind = MessageSchema.Kinds[path];
            Assert.All(values, value => Assert.True(Fits(kind, value), $"{path} is no {kind}: {value}"));
        }
    }

    private static bool IsNamedByValue(string path) => path.Contains("stages.", StringComparison.Ordinal) || path.Contains("reasons.", StringComparison.Ordinal);

    private static bool Fits(string kind, object? value) => value is null ? kind.EndsWith('?') : kind.TrimEnd('?') switch
    {
        "number" => value is int or long, "truth" => value is bool, "money" => value is Amount, "date" => value is Moment, "object" => value is Dictionary<string, object?>,
        "link" => value is string link && Uri.TryCreate(link, UriKind.Absolute, out _), "color" => value is string color && color.StartsWith('#'), _ => value is string,
    };

    private static void Walk(object? value, string path, Dictionary<string, List<object?>> seen)
    {
        if (value is System.Collections.IEnumerable list and not string and not Dictionary<string, object?>)
        {
            foreach (var entry in list) Walk(entry, path + "[]", seen);
            return;
        }
        if (path.Length > 0)
        {
            path = MessageSchema.Described(path);
            if (!seen.TryGetValue(path, out var values)) seen[path] = values = [];
            values.Add(value);
        }
        if (value is Dictionary<string, object?> fields)
            foreach (var (name, field) in fields) Walk(field, path.Length == 0 ? name : $"{path}.{name}", seen);
    }
}
