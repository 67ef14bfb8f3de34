using System.Text.Json.Nodes;

namespace Cartwright.Messages;

/// <summary>
/// The JSON Schema (2020-12) of what a template can name. A test walks through what <see cref="MessageScope"/> makes and holds the two
/// together; docs/message-model.schema.json is this one, written out.
/// </summary>
internal static class MessageSchema
{
    public const string Path = "/schemas/message.json";

    // Path, kind, what it is. [] stands for the entries of a list; with ? it may be missing or null, and its block is left out then.
    // money and date are written by their helpers, in the shopper's locale and the cart's currency; times are the store's.
    private const string Parts = """
        locale text The shopper's language tag (BCP 47)
        step number Which message of the journey it is, from 1
        store object The shop
        store.name text
        store.url link? Its front page
        store.logoUrl link? A PNG or JPEG
        store.accent color Of the branding; of buttons and the like
        store.onAccent color Of words on it
        store.accentText color Of words in it, on white
        store.darkAccent color The same in the dark
        store.darkOnAccent color
        store.darkAccentText color
        store.address[] text Postal address, line by line
        store.contact object? How to reach a person; missing when nobody can be reached
        store.contact.email text?
        store.contact.emailUrl link?
        store.contact.phone text?
        store.contact.phoneUrl link?
        store.contact.chatUrl link?
        store.contact.hours text? When somebody answers, in words
        store.faq[] object
        store.faq[].question text
        store.faq[].answer text
        store.shippingNote text? What shipping costs, in the shop's words, for carts of which it is not known
        store.survey text? The one question the shop asks those who did not buy
        shopper object
        shopper.firstName text?
        shopper.fullName text? The family first where the name is written so
        links object
        links.restore link Back to the cart; short in a text message; the cart in the console in a hand-off
        links.unsubscribe link? Not in text messages and hand-offs
        links.openPixel link?
        cart object
        cart.lines[] object At most 15
        cart.lines[].name text?
        cart.lines[].variant text? Size, colour and the like
        cart.lines[].description text?
        cart.lines[].quantity number
        cart.lines[].unitPrice money
        cart.lines[].linePrice money
        cart.lines[].imageUrl link?
        cart.lines[].initial text? For the block that stands in for a picture
        cart.lines[].link link Back to the cart
        cart.lines[].stock number? Pieces left, when they are five or fewer and the shop said so in the last three days
        cart.lines[].soldOut truth None is left
        cart.lines[].instead object? Of a line that is sold out: what others buy
        cart.moreLines number Lines not shown
        cart.first text? Name of the first line
        cart.others number Lines besides it
        cart.count number Lines in all
        cart.pieces number
        cart.stage text cart, contact, address, shipping, payment or placed
        cart.atCheckout truth
        cart.atPayment truth
        cart.totals object
        cart.totals.items money
        cart.totals.shippingKnown truth
        cart.totals.shipping money? Null when it is free or not known
        cart.totals.discount money?
        cart.totals.taxIncluded money? Tax that is in the total already
        cart.totals.taxAdded money? Tax that comes on top
        cart.totals.total money
        offer object? A code of the shopper's that lives
        offer.code text
        offer.kind text percent, amount, free_shipping or next_purchase
        offer.value text? "10%", "€5.00"
        offer.freeShipping truth
        offer.endsAt date? When it really ends
        offer.minimum money? The least an order must be worth
        order object? An order that was placed
        order.number text
        order.total money
        order.lines[] object As of the cart
        order.moreLines number
        order.totals object? What the total is made of, where the shop said so and it adds up
        order.totals.items money
        order.totals.shippingKnown truth
        order.totals.shipping money? Null when it is free or not known
        order.totals.discount money?
        order.totals.taxIncluded money? Tax that is in the total already
        order.totals.taxAdded money? Tax that comes on top
        order.totals.total money
        order.placedAt date
        order.closesAt date? When the shop closes it unpaid
        order.payable truth It waits for its payment: the shop said where it is paid, or until when
        order.payLink link
        order.url link? The shop's page of it
        dispatch object? Missing when the shop promises nothing, or something is sold out
        dispatch.by date Ordered by then, it leaves the same day
        reviews[] object? At most two, of the best-rated of these goods
        reviews[].product text
        reviews[].rating number 1 to 5
        reviews[].stars text The same as ★★★★☆
        reviews[].text text?
        reviews[].author text?
        paymentMethods[] object? Without the one that was declined
        paymentMethods[].name text
        paymentMethods[].note text? What paying this way needs
        paymentMethods[].details[] text What to pay with it: the bank account, line by line
        paymentMethods[].reference text? The order's number, where there are such details
        items[] object? The goods the message is about
        items[].name text?
        items[].description text?
        items[].price money
        items[].oldPrice money?
        items[].imageUrl link?
        items[].initial text?
        items[].link link
        firstItem text? Name of the first of them
        bestsellers[] object? What others buy; only after a purchase. Fields as of items
        handOff object? A person who needs help; only in hand-offs
        handOff.name text?
        handOff.email text?
        handOff.emailUrl link?
        handOff.phone text?
        handOff.phoneUrl link?
        handOff.language text?
        handOff.paymentMethod text?
        handOff.lastSeenAt date
        handOff.reasons object? Why the cart was probably left as a name: handOff.reasons.shipping_cost; missing where nothing tells
        handOff.troubles[] object
        handOff.troubles[].text text?
        handOff.troubles[].at date
        handOff.troubles[].declined truth?
        handOff.troubles[].api truth?
        handOff.troubles[].script truth?
        handOff.troubles[].soldOut truth?
        handOff.troubles[].coupon truth?
        handOff.troubles[].other truth?
        handOffs[] object? Several people who need help, in short; only in hand-offs of several
        handOffs[].name text?
        handOffs[].email text?
        handOffs[].emailUrl link?
        handOffs[].phone text?
        handOffs[].phoneUrl link?
        handOffs[].lastSeenAt date
        handOffs[].reasons object? Why the cart was probably left as a name; missing where nothing tells
        handOffs[].trouble object? What went wrong last
        handOffs[].stages object The stage reached as a name
        handOffs[].total money
        handOffs[].first text? Name of the first of the goods
        handOffs[].others number How many more there are
        handOffs[].imageUrl link?
        handOffs[].initial text? Of the first of the goods, where none has a picture
        handOffs[].link link To the cart in the console
        handOffCount number? All of them
        moreHandOffs number? Those that are not listed
        stages object? The stage reached as a name: stages.payment; only in hand-offs
        """;

    // What has the fields of another.
    private static readonly Dictionary<string, string> Like = new(StringComparer.Ordinal)
    {
        ["bestsellers[]"] = "items[]", ["cart.lines[].instead"] = "items[]", ["order.lines[]"] = "cart.lines[]",
        ["handOffs[].trouble"] = "handOff.troubles[]",
    };

    /// <summary>Path to kind, of everything there is; where fields are as another's, those are named.</summary>
    public static IReadOnlyDictionary<string, string> Kinds { get; } = Entries().ToDictionary(e => e.Path, e => e.Kind, StringComparer.Ordinal);

    public static JsonObject Schema { get; } = Make();

    /// <summary>All there is, in the order of the parts.</summary>
    public static IReadOnlyList<(string Path, string Kind, string About)> Fields { get; } = [.. Entries()];

    /// <summary>Where the fields of a path are described: "order.lines[].name" is "cart.lines[].name".</summary>
    public static string Described(string path)
    {
        foreach (var (from, to) in Like)
            if (path.StartsWith(from + ".", StringComparison.Ordinal)) return Described(to + path[from.Length..]);
        return path;
    }

    private static IEnumerable<(string Path, string Kind, string About)> Entries() =>
        Parts.Split('\n').Select(line => line.Split(' ', 3)).Select(p => (p[0], p[1], p.Length > 2 ? p[2] : ""));

    private static JsonObject Make()
    {
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = "What a message's template can name", ["type"] = "object", ["properties"] = new JsonObject(), ["required"] = new JsonArray(),
        };
        var nodes = new Dictionary<string, JsonObject>(StringComparer.Ordinal) { [""] = schema };
        foreach (var (path, kind, about) in Entries())
        {
            var node = Node(kind);
            if (about.Length > 0) node["description"] = about;
            if (Like.TryGetValue(path, out var same)) { node.Remove("properties"); node.Remove("required"); node["$ref"] = "#/$defs/" + NameOf(same); node.Remove("type"); }
            nodes[path] = node;
            var (parent, name) = path.LastIndexOf('.') is var cut and > 0 ? (nodes[path[..cut]], path[(cut + 1)..]) : (schema, path);
            var isList = name.EndsWith("[]", StringComparison.Ordinal);
            if (isList) name = name[..^2];
            JsonNode value = isList ? new JsonObject { ["type"] = "array", ["items"] = node } : node;
            if (Like.ContainsValue(path))
            {
                (schema["$defs"] ??= new JsonObject())[NameOf(path)] = node.DeepClone();
                // Filled in below, in its place among the definitions.
                nodes[path] = schema["$defs"]![NameOf(path)]!.AsObject();
                value = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["$ref"] = "#/$defs/" + NameOf(path) } };
            }
            parent["properties"]![name] = value;
            if (!kind.EndsWith('?')) parent["required"]!.AsArray().Add((JsonNode)name);
        }
        return schema;
    }

    private static string NameOf(string path) => path switch { "items[]" => "item", "handOff.troubles[]" => "trouble", _ => "line" };

    private static JsonObject Node(string kind)
    {
        var plain = kind.TrimEnd('?');
        var type = plain switch { "number" => "integer", "truth" => "boolean", "object" => "object", _ => "string" };
        var node = new JsonObject { ["type"] = kind.EndsWith('?') ? new JsonArray(type, "null") : type };
        if (plain == "object") (node["properties"], node["required"]) = (new JsonObject(), new JsonArray());
        if (plain == "link") node["format"] = "uri";
        if (plain is "money" or "date") node["x-helper"] = plain;
        return node;
    }
}
