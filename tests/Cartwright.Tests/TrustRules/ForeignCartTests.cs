namespace Cartwright.Tests.TrustRules;

[Collection("A live shop")]
public sealed class ForeignCartTests(LiveShop shop)
{
    [Theory]
    [InlineData("")]
    [InlineData("\"userId\":\"user-VICTIM\",")]
    [InlineData("\"context\":{\"traits\":{\"email\":\"VICTIM@example.test\"}},")]
    [InlineData("\"userId\":\"VICTIM@example.test\",")]
    public async Task With_the_public_key_and_a_claimed_identity_nobody_changes_anothers_cart(string claim)
    {
        var (victim, thief) = (shop.Someone(), shop.Someone());
        await shop.LeaveCartAsync(victim, cart: "cart-" + victim);
        await shop.SendAsync(shop.Open.WriteKey, "Product Viewed", LiveShop.Device(victim) + $",\"userId\":\"user-{victim}\"", """{"product_id":"p1"}""");
        var before = (await shop.CartAsync(victim)).ToJsonString();

        var identity = claim.Replace("VICTIM", victim, StringComparison.Ordinal) + LiveShop.Device(thief);
        var cart = $"\"cart_id\":\"cart-{victim}\"";
        await shop.SendAsync(shop.Open.WriteKey, "Product Added", identity, $$"""{"product_id":"evil","price":1,"currency":"EUR",{{cart}} }""");
        await shop.SendAsync(shop.Open.WriteKey, "Product Removed", identity, $$"""{"product_id":"p1",{{cart}} }""");
        await shop.SendAsync(shop.Open.WriteKey, "Cart Updated", identity, $$"""{"products":[],"currency":"EUR",{{cart}} }""");
        await shop.SendAsync(shop.Open.WriteKey, "Checkout Started", identity, $$"""{"currency":"EUR",{{cart}} }""");
        await shop.SendAsync(shop.Open.WriteKey, "Checkout Details Entered", identity, $$"""{"email":"{{thief}}@example.test",{{cart}} }""");
        await shop.SendAsync(shop.Open.WriteKey, "Order Cancelled", identity, $$"""{"order_id":"x",{{cart}} }""");

        var after = await shop.CartAsync(victim);
        after["abandonedAt"] = null;
        after.AsObject().Remove("abandonedAt");
        Assert.Equal(before, after.ToJsonString());
    }

    [Fact]
    public async Task With_the_public_key_and_a_user_id_alone_nobody_changes_a_cart_that_the_server_made()
    {
        var victim = shop.Someone();
        var (user, cart) = ($"\"userId\":\"{victim}\"", $"\"cart_id\":\"cart-{victim}\"");
        await shop.SendAsync(shop.Open.SecretKey, "Product Added", user, $$"""{"product_id":"p1","price":1,"currency":"EUR",{{cart}} }""");
        await shop.SendAsync(shop.Open.WriteKey, "Product Removed", user, $$"""{"product_id":"p1",{{cart}} }""");

        var own = await shop.RowsAsync("select c.line_count from cart c join shopper_alias a on a.shopper_id = c.shopper_id where a.kind = 'user' and a.value = @victim", new { victim });
        Assert.Equal(1, Assert.Single(own)["line_count"]!.GetValue<long>());
    }
}
