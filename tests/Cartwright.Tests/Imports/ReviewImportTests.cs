using Cartwright.Imports;
using Cartwright.Products;

namespace Cartwright.Tests.Imports;

/// <summary>What customers said, from a CSV file or the feed that review services write for Google.</summary>
public sealed class ReviewImportTests
{
    private const string Csv = """
        title,body,rating,review_date,curated,reviewer_name,product_id
        Good,Bright and warm,5,2025-03-31 14:05:00 UTC,ok,Ada,LAMP
        Short,,4,2025-03-30 10:00:00 UTC,ok,,LAMP
        Buy pills,cheap,5,2025-03-30 10:00:00 UTC,spam,Eve,LAMP
        Odd,no,6,2025-03-30 10:00:00 UTC,ok,Bob,
        """;

    private const string Feed = """
        <?xml version="1.0" encoding="UTF-8"?>
        <feed xmlns:vc="http://www.w3.org/2007/XMLSchema-versioning"><version>2.3</version><publisher><name>Shop</name></publisher>
          <reviews>
            <review><review_id>r1</review_id><reviewer><name>Ada &amp; Co</name></reviewer><review_timestamp>2025-03-31T14:05:00Z</review_timestamp><title>Good</title><content>Bright</content>
              <ratings><overall min="1" max="5">5</overall></ratings>
              <products><product><product_ids><gtins><gtin>401</gtin></gtins><skus><sku>LAMP</sku><sku>LAMP-2</sku></skus></product_ids><product_url>https://shop.test/lamp</product_url></product></products></review>
            <review><review_id>r2</review_id><reviewer><name is_anonymous="true">Hidden</name></reviewer><review_timestamp>2025-03-31T14:05:00+02:00</review_timestamp><content>Gut</content><review_language>de</review_language>
              <ratings><overall min="1" max="10">8</overall></ratings><products><product><product_ids><gtins><gtin>402</gtin></gtins></product_ids></product></products></review>
            <review><review_id>r3</review_id><review_timestamp>2025-03-31T14:05:00Z</review_timestamp><content>Nothing</content><ratings><overall>3</overall></ratings></review>
          </reviews>
        </feed>
        """;

    [Theory, OnSqlite, OnPostgres]
    public async Task A_file_of_a_review_service_goes_in_and_changes_nothing_the_second_time(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine);

        var results = await shop.ImportAsync(ImportColumns.Reviews, Csv);

        Assert.Equal("2 Added, 1 Skipped, 1 Refused", results.Counts());
        Assert.Equal(["product_id", "rating"], results.SelectMany(r => r.Errors).Select(e => e.Column).Order());
        Assert.Equal(["LAMP 4  Short", "LAMP 5 Ada Bright and warm"], await ToldAsync(shop));
        Assert.Equal("2 Known, 1 Skipped, 1 Refused", (await shop.ImportAsync(ImportColumns.Reviews, Csv)).Counts());
    }

    [Fact]
    public async Task A_product_review_feed_goes_in_with_a_row_for_each_product()
    {
        await using var shop = await CoreHarness.StartAsync(Engine.Sqlite);

        var results = await shop.ImportAsync(ImportColumns.Reviews, Feed);

        Assert.Equal("3 Added, 1 Refused", results.Counts());
        Assert.Equal(["402 4  Gut", "LAMP 5 Ada & Co Bright", "LAMP-2 5 Ada & Co Bright"], await ToldAsync(shop));
        Assert.Equal(9, results[^1].Errors[0].Line);
        Assert.Equal("3 Known, 1 Refused", (await shop.ImportAsync(ImportColumns.Reviews, Feed)).Counts());
    }

    [Theory]
    [InlineData("<feed><reviews><review><review_id>1</review_id>")]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"b\">]><feed>&a;</feed>")]
    public async Task A_feed_that_is_none_is_refused(string xml)
    {
        await using var shop = await CoreHarness.StartAsync(Engine.Sqlite);

        var refused = await Assert.ThrowsAsync<BadFileException>(() => shop.ImportAsync(ImportColumns.Reviews, xml));

        Assert.Contains("is no XML that can be read", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<IEnumerable<string>> ToldAsync(CoreHarness shop) =>
        (await new ReviewStore(shop.Node.Database, shop.Product).ListAsync(shop.StoreId, null, null, 50)).Select(r => $"{r.ProductKey} {r.Rating} {r.Author} {r.Text}").Order(StringComparer.Ordinal);
}
