using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Cartwright.Hosting;

namespace Cartwright.Tests.Kill;

/// <summary>How many were approved is kept where the messages are: a process that dies forgets none and adds none.</summary>
[Collection("The machine to itself")]
public sealed class ApprovalKillTests
{
    [Fact]
    public async Task However_often_the_server_is_killed_exactly_so_many_are_decided_before_anything_leaves_by_itself()
    {
        using var folder = new TempFolder();
        await using var mail = SmtpSink.Start();
        var store = await ServerProcess.CreateStoreAsync(folder.Path);
        await using (var first = await ServerProcess.StartAsync(folder.Path, mail.Port))
        {
            await ApiAsync(first, store, HttpMethod.Patch, "/api/stores/shop", """{"settings":{"approveFirst":2,"idleSeconds":3}}""");
            for (var n = 0; n < 4; n++)
            {
                (await first.PostAsync("/v1/batch", $$"""
                    {"batch":[{"type":"track","event":"Product Added","anonymousId":"d{{n}}","properties":{"product_id":"p","name":"Lamp","price":19.90,"currency":"EUR"} },
                    {"type":"track","event":"Checkout Details Entered","anonymousId":"d{{n}}","properties":{"email":"d{{n}}@mail.test"} }] }
                    """, store.WriteKey)).EnsureSuccessStatusCode();
            }
            await HeldAsync(first, store, 4);
            first.Kill();
        }
        await using (var second = await ServerProcess.StartAsync(folder.Path, mail.Port))
        {
            var held = await HeldAsync(second, store, 4);
            await ApiAsync(second, store, HttpMethod.Post, $"/api/messages/{held[0]}/approve", null);
            await mail.WaitForAsync(1);
            second.Kill();
        }
        await using var third = await ServerProcess.StartAsync(folder.Path, mail.Port);
        var left = await HeldAsync(third, store, 3); // one of two was decided, and the rest still wait
        await ApiAsync(third, store, HttpMethod.Post, $"/api/messages/{left[0]}/refuse", null);
        await mail.WaitForAsync(3);
        await HeldAsync(third, store, 0);

        Assert.Equal(3, mail.Mails.Select(m => m.To).Distinct().Count());
    }

    private static async Task<List<string>> HeldAsync(ServerProcess server, CreatedStore store, int count) => await Eventually.GetAsync($"{count} messages wait", async () =>
        (await ApiAsync(server, store, HttpMethod.Get, "/api/messages?status=held", null)).GetProperty("items").EnumerateArray().Select(m => m.GetProperty("id").GetString()!).ToList() is { } held && held.Count == count ? held : null);

    private static async Task<JsonElement> ApiAsync(ServerProcess server, CreatedStore store, HttpMethod method, string path, string? json)
    {
        using var request = new HttpRequestMessage(method, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", store.SecretKey) } };
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        return await ApiServer.ReadAsync(await server.Http.SendAsync(request), HttpStatusCode.OK);
    }
}
