using System.Xml;
using System.Xml.Linq;

namespace Cartwright.Imports;

/// <summary>
/// A product review feed as Google Merchant Center takes it (XML, https://developers.google.com/product-review-feeds/schema), which many
/// review services write: as the rows of a file of reviews. One review at a time, whatever the file's size; no DTD, nothing is fetched.
/// </summary>
internal static class ReviewFeed
{
    public static readonly IReadOnlyList<string> Header = ["review_id", "product_id", "rating", "author", "title", "text", "locale", "written_at"];

    /// <summary>A row for each product of each review.</summary>
    /// <exception cref="BadFileException">It is no XML, or stops being it.</exception>
    public static IEnumerable<ImportRow> Rows(Stream stream, string name)
    {
        using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 0, IgnoreComments = true, IgnoreWhitespace = true });
        while (true)
        {
            List<ImportRow> rows;
            try
            {
                if (reader is not { NodeType: XmlNodeType.Element, LocalName: "review" })
                {
                    if (!reader.Read()) yield break;
                    continue;
                }
                var line = ((IXmlLineInfo)reader).LineNumber;
                rows = [.. Rows((XElement)XNode.ReadFrom(reader), line)];
            }
            catch (XmlException e) { throw new BadFileException($"{name} is no XML that can be read: {e.Message}"); }
            foreach (var row in rows) yield return row;
        }
    }

    private static IEnumerable<ImportRow> Rows(XElement review, int line)
    {
        var reviewer = Child(Child(review, "reviewer"), "name");
        var author = reviewer?.Attribute("is_anonymous")?.Value is "true" or "1" ? "" : Text(reviewer);
        var overall = Child(Child(review, "ratings"), "overall");
        var rating = Stars(overall);
        var products = Child(review, "products")?.Elements().Where(e => e.Name.LocalName == "product").SelectMany(Keys).Distinct().DefaultIfEmpty("") ?? [""];
        foreach (var product in products)
            yield return new ImportRow(line, [Text(Child(review, "review_id")), product, rating, author, Text(Child(review, "title")), Text(Child(review, "content")), Text(Child(review, "review_language")), Text(Child(review, "review_timestamp"))]);
    }

    // What a shop's events call a product is its id or SKU; maker's numbers stand for it where there is nothing else.
    private static List<string> Keys(XElement product)
    {
        var ids = Child(product, "product_ids");
        foreach (var kind in (string[])["sku", "mpn", "gtin"])
        {
            var found = ids?.Descendants().Where(e => e.Name.LocalName == kind).Select(Text).Where(t => t.Length > 0).ToList();
            if (found is { Count: > 0 }) return found;
        }
        return [];
    }

    // A rating of 8 on a scale of 1 to 10 is 4 stars of 5.
    private static string Stars(XElement? overall)
    {
        static decimal? Number(string? text) => decimal.TryParse(text, System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out var n) ? n : null;
        var (given, least, most) = (Number(Text(overall)), Number(overall?.Attribute("min")?.Value) ?? 1, Number(overall?.Attribute("max")?.Value) ?? 5);
        if (given is not { } stars || (least, most) == (1, 5) || most <= least) return Text(overall);
        return Math.Round(1 + (stars - least) * 4 / (most - least), 2).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private static XElement? Child(XElement? of, string name) => of?.Elements().FirstOrDefault(e => e.Name.LocalName == name);

    private static string Text(XElement? element) => element?.Value.Trim() ?? "";
}
