using System.Net;

namespace Cartwright.Tests.Messages.Email.Dkim;

public sealed class DkimApiTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_store_makes_keys_publishes_their_records_and_its_mails_are_signed(object engine)
    {
        await using var server = await ApiServer.StartAsync((Engine)engine);
        await server.SendAsync(HttpMethod.Patch, "/api/stores/shop", """{"settings":{"fromAddress":"hello@shop.test"}}""");
        var rsa = await server.SendAsync(HttpMethod.Post, "/api/stores/shop/dkim", """{"domain":"Shop.Test","selector":"one"}""", HttpStatusCode.Created);
        var ed = await server.SendAsync(HttpMethod.Post, "/api/stores/shop/dkim", """{"domain":"shop.test","algorithm":"ed25519"}""", HttpStatusCode.Created);
        await server.SendAsync(HttpMethod.Post, "/api/stores/shop/dkim", """{"domain":"elsewhere.test","selector":"one"}""", HttpStatusCode.Created);
        Assert.Equal(("one._domainkey.shop.test", "rsa"), (rsa.GetProperty("name").GetString(), rsa.GetProperty("algorithm").GetString()));

        await server.AbandonCartAsync("device-1", "anna@inbox.test", "c1");
        var mail = await Eventually.GetAsync("the mail came", () => server.Mail.Mails.FirstOrDefault());

        var records = new[] { rsa, ed }.ToDictionary(k => k.GetProperty("name").GetString()!, k => k.GetProperty("value").GetString()!);
        var read = Assert.Single(await MailCheck.CheckAsync(records, mail.Raw));
        Assert.Equal([true, true], read.Signatures); // the third key is of a domain that does not stand for the sender's
        Assert.Empty(read.Defects);

        await server.SendAsync(HttpMethod.Delete, "/api/stores/shop/dkim/shop.test/one", null, HttpStatusCode.NoContent);
        await server.SendAsync(HttpMethod.Delete, "/api/stores/shop/dkim/shop.test/one", null, HttpStatusCode.NotFound);
        Assert.Equal(2, (await server.GetAsync("/api/stores/shop/dkim")).GetProperty("items").GetArrayLength());
    }

    [Theory, OnSqlite]
    public async Task What_is_wrong_is_said(object engine)
    {
        await using var server = await ApiServer.StartAsync((Engine)engine);
        foreach (var wrong in (string[])["""{"domain":"shop"}""", """{"domain":"shop..test"}""", """{"domain":"shop.test","selector":"a b"}""", """{"domain":"shop.test","algorithm":"dsa"}""", """{}"""])
            await server.SendAsync(HttpMethod.Post, "/api/stores/shop/dkim", wrong, HttpStatusCode.BadRequest);
        await server.SendAsync(HttpMethod.Post, "/api/stores/shop/dkim", """{"domain":"shop.test","selector":"one"}""", HttpStatusCode.Created);
        await server.SendAsync(HttpMethod.Post, "/api/stores/shop/dkim", """{"domain":"shop.test","selector":"one"}""", HttpStatusCode.Conflict);
        Assert.DoesNotContain("private", (await server.GetAsync("/api/stores/shop/dkim")).ToString(), StringComparison.OrdinalIgnoreCase);
    }
}
