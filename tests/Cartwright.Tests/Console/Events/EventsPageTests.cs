using System.Net;
using System.Text.RegularExpressions;
using Cartwright.Stores;

namespace Cartwright.Tests.Console.Events;

/// <summary>The inspector tells of each event what it did to which cart, or why nothing.</summary>
public sealed class EventsPageTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Each_event_is_told_with_what_it_did_or_why_nothing(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        await TrackAsync("d1", "m1", "Product Added", """{"product_id":"tea","name":"Tea","price":4.5,"quantity":2,"cart_id":"c1"}""");
        await TrackAsync("d1", "m2", "Checkout Details Entered", """{"email":"ann@mail.test","city":"Bern","stage":"contact","cart_id":"c1"}""");
        await TrackAsync("d1", "m3", "Checkout Trouble", """{"kind":"payment_declined","message":"no funds","cart_id":"c1"}""");
        await TrackAsync("d1", "m4", "Wishlist Opened", "{}");
        await TrackAsync("d2", "m5", "Product Removed", """{"product_id":"tea"}""");
        await TrackAsync("d2", "m8", "Wishlist Opened", "{}");
        await TrackAsync("d1", "m6", "Order Completed", """{"order_id":"o1","total":9,"cart_id":"c1"}""");
        await TrackAsync("d1", "m6", "Order Completed", """{"order_id":"o1","total":9,"cart_id":"c1"}""");
        await TrackAsync("d1", "m7", "Product Added", """{"product_id":"tea","quantity":-3}""", HttpStatusCode.BadRequest);
        using var owner = await ConsoleVisitor.SignInAsync(server, Roles.Owner);

        var page = WebUtility.HtmlDecode(await owner.ReadAsync("/console/shop/events"));
        string Of(string id)
        {
            var end = page.IndexOf($">{id}</code>", StringComparison.Ordinal);
            return end < 0 ? "" : page[page.LastIndexOf("<strong>", end, StringComparison.Ordinal)..end];
        }

        Assert.Contains("Opened a cart", Of("m1"), StringComparison.Ordinal);
        Assert.Contains("Put 2 × Tea into the cart", Of("m1"), StringComparison.Ordinal);
        Assert.Contains("Typed: City, E-mail", Of("m2"), StringComparison.Ordinal);
        Assert.Contains("/console/shop/carts/", Of("m2"), StringComparison.Ordinal);
        Assert.Contains("no funds", Of("m3"), StringComparison.Ordinal);
        Assert.Contains("Nothing but a sign of life", Of("m4"), StringComparison.Ordinal);
        Assert.Contains("Changes no cart", Of("m8"), StringComparison.Ordinal);
        Assert.Contains("There is no cart that it could change", Of("m5"), StringComparison.Ordinal);
        Assert.Contains("Closed the cart: ordered", Of("m6"), StringComparison.Ordinal);
        Assert.Equal(page.IndexOf(">m6</code>", StringComparison.Ordinal), page.LastIndexOf(">m6</code>", StringComparison.Ordinal));
        Assert.True(page.IndexOf(">m6</code>", StringComparison.Ordinal) < page.IndexOf(">m1</code>", StringComparison.Ordinal), "the newest come first");
        Assert.Contains("quantity must be a whole number", await owner.ReadAsync("/console/shop/events/rejected"), StringComparison.Ordinal);

        page = await owner.ReadAsync("/console/shop/events?of=d2");
        Assert.Equal(("", true), (Of("m1"), Of("m5").Length > 0));
        page = await owner.ReadAsync("/console/shop/events?of=ann@mail.test");
        Assert.Equal((true, ""), (Of("m1").Length > 0, Of("m5")));
        page = await owner.ReadAsync("/console/shop/events?of=m4");
        Assert.Equal((true, ""), (Of("m4").Length > 0, Of("m1")));
        Assert.Contains("No event of that", await owner.ReadAsync("/console/shop/events?of=nobody"), StringComparison.Ordinal);
        Assert.Contains("Nothing came in yet", await owner.ReadAsync("/console/shop/events?before=0~a"), StringComparison.Ordinal);

        using var marketer = await ConsoleVisitor.SignInAsync(server, Roles.Marketer);
        Assert.DoesNotContain("ann@mail.test", await marketer.ReadAsync("/console/shop/events"), StringComparison.Ordinal);

        async Task TrackAsync(string device, string id, string name, string properties, HttpStatusCode expected = HttpStatusCode.OK) =>
            Assert.Equal(expected, (await server.Stranger.PostAsync("/v1/track?writeKey=" + server.Keys.WriteKey,
                new StringContent($$"""{"event":"{{name}}","messageId":"{{id}}","anonymousId":"{{device}}","properties":{{properties}} }"""))).StatusCode);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Pages_of_the_list_follow_each_other_without_a_gap(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        await server.TrackAsync([.. Enumerable.Range(0, 55).Select(n => (object)new { type = "page", messageId = $"page-{n:00}", anonymousId = $"d{n % 7}" })]);
        using var owner = await ConsoleVisitor.SignInAsync(server, Roles.Owner);

        var first = await owner.ReadAsync("/console/shop/events");
        var next = Regex.Match(first, "/console/shop/events\\?before=[^\"]+", RegexOptions.NonBacktracking).Value;
        var second = await owner.ReadAsync(WebUtility.HtmlDecode(next));

        var seen = Regex.Matches(first + second, ">page-\\d\\d</code>", RegexOptions.NonBacktracking).Select(m => m.Value).ToList();
        Assert.Equal(55, seen.Distinct().Count());
        Assert.Equal(55, seen.Count);
    }
}
