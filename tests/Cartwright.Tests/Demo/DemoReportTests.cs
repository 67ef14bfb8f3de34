using System.Text.Json;
using Cartwright.Demo;

namespace Cartwright.Tests.Demo;

public sealed class DemoReportTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);
    private static readonly Uri Shop = new("http://127.0.0.1:5080");

    private static DemoReport Report(string payment = "card", string? visitor = "visitor", string? reference = null)
    {
        var request = new DemoOrderRequest("c1", visitor, reference, "ana@example.com", [new("hf-mug", 2)], "express", payment, Decline: false);
        return DemoReport.Of(DemoPricing.Decide(request, DemoCatalogue.Goods).Order!, "HF-1", Shop, Now);
    }

    [Fact]
    public void A_paid_order_is_placed_and_then_paid()
    {
        var batch = Report().Batch;

        Assert.Equal(["Order Placed", "Order Paid"], batch.Select(item => item.Event));
        Assert.True(batch[0].Timestamp < batch[1].Timestamp);
        Assert.Equal(Now, batch[1].Timestamp);
        Assert.Equal(["HF-1-placed", "HF-1-paid"], batch.Select(item => item.MessageId));
    }

    [Fact]
    public void A_bank_transfer_is_only_placed() => Assert.Equal(["Order Placed"], Report("transfer").Batch.Select(item => item.Event));

    [Fact]
    public void Amounts_are_decimal_euros_and_addresses_whole()
    {
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(Report(reference: "ref-1"), DemoJson.Default.DemoReport));
        var item = json.RootElement.GetProperty("batch")[0];
        var properties = item.GetProperty("properties");

        Assert.Equal("track", item.GetProperty("type").GetString());
        Assert.Equal("visitor", item.GetProperty("anonymousId").GetString());
        Assert.Equal("ref-1", item.GetProperty("context").GetProperty("cartwright").GetProperty("ref").GetString());
        Assert.Equal(46.9m, properties.GetProperty("total").GetDecimal());
        Assert.Equal("HF-1", properties.GetProperty("order_id").GetString());
        Assert.Equal("c1", properties.GetProperty("checkout_id").GetString());
        var line = properties.GetProperty("products")[0];
        Assert.Equal(16m, line.GetProperty("price").GetDecimal());
        Assert.Equal("http://127.0.0.1:5080/demo/shop/files/mug.png", line.GetProperty("image_url").GetString());
    }

    [Fact]
    public void Without_the_snippet_the_order_is_its_own_visitor()
    {
        Assert.Equal("order-HF-1", Report(visitor: null).Batch[0].AnonymousId);
        Assert.Null(Report().Batch[0].Context);
    }
}
