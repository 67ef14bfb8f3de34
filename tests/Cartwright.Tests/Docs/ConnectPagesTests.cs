using System.Diagnostics;
using System.Text.Json;
using Cartwright.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Docs;

/// <summary>The code of the pages in docs/connect does what the pages say: it is run from top to bottom on an empty store.</summary>
public sealed class ConnectPagesTests
{
    [Theory]
    [InlineData("any-shop.md", "sh")]
    [InlineData("segment.md", "js")]
    [InlineData("shopify.md", "sh")]
    [InlineData("woocommerce.md", "sh")]
    public async Task The_code_of_a_page_ends_in_a_cart_and_its_first_mail(string page, string language)
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        await server.Services.GetRequiredService<StoreStore>().SaveSettingsAsync(server.Store.Id, new StoreSettings { IdleSeconds = 1 });
        await server.Services.GetRequiredService<StoreDirectory>().RefreshAsync();
        var blocks = await ConnectPage.CodeAsync(page, language);
        var code = blocks.Where(b => !b.Contains('…', StringComparison.Ordinal)).ToList(); // a key to be filled in
        Assert.True(code.Count < blocks.Count || code.Count > 1, "the page has no code to run");

        var said = "";
        if (language == "sh") code = [string.Join('\n', code)]; // one terminal for all of them
        foreach (var block in code) said = await RunAsync(server, language, block);
        Assert.Contains(language == "sh" ? "\"stage\":\"contact\"" : "contact: 3990 EUR", said, StringComparison.Ordinal);
        var mail = await Eventually.GetAsync("the first mail is there", () => server.Mail.Mails.FirstOrDefault());
        Assert.Equal("ada@example.test", mail.To);
        Assert.Empty((await server.GetAsync("/api/events/rejected")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task What_a_shop_can_tell_is_taken_as_the_page_says()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        var code = (await ConnectPage.CodeAsync("events.md", "sh")).Where(b => !b.Contains('…', StringComparison.Ordinal)).ToList();
        var said = await RunAsync(server, "sh", string.Join('\n', code));

        var explained = JsonDocument.Parse(said[said.LastIndexOf("{\"items\"", StringComparison.Ordinal)..]).RootElement;
        var waits = explained.GetProperty("items").EnumerateArray().Single(x => x.GetProperty("journey").GetString() == "payment-failed");
        Assert.Equal(("not_entered", "not_yet"), (waits.GetProperty("state").GetString(), waits.GetProperty("reason").GetString()));
        Assert.InRange(waits.GetProperty("nextAt").GetDateTimeOffset(), TimeProvider.System.GetUtcNow().AddMinutes(-10), TimeProvider.System.GetUtcNow().AddMinutes(10));
        var found = Assert.Single((await server.GetAsync("/api/shoppers?email=eva@example.test")).GetProperty("items").EnumerateArray());
        var eva = await server.GetAsync("/api/shoppers/" + found.GetProperty("id").GetString());
        Assert.Equal(("registered", "customer-4"), (eva.GetProperty("account").GetString(), eva.GetProperty("shopper").GetProperty("userId").GetString()));
        Assert.Equal(["email True", "sms False"], eva.GetProperty("permissions").EnumerateArray().Select(p => $"{p.GetProperty("channel").GetString()} {p.GetProperty("granted").GetBoolean()}").Order(StringComparer.Ordinal));
        var order = Assert.Single((await server.GetAsync("/api/orders")).GetProperty("items").EnumerateArray());
        Assert.Equal(2099, order.GetProperty("closesAt").GetDateTime().Year);
        Assert.Empty((await server.GetAsync("/api/events/rejected")).GetProperty("items").EnumerateArray());
    }

    private static async Task<string> RunAsync(ApiServer server, string language, string code)
    {
        var start = language == "sh" ? new ProcessStartInfo("bash", ["-euc", code]) : new ProcessStartInfo("node", ["--input-type=module", "-e", code]);
        (start.WorkingDirectory, start.UseShellExecute, start.RedirectStandardError, start.RedirectStandardOutput) = (Repository.Root, false, true, true);
        start.Environment["CARTWRIGHT"] = server.Stranger.BaseAddress!.ToString().TrimEnd('/');
        start.Environment["SLUG"] = server.Store.Slug;
        start.Environment["WRITE_KEY"] = server.Keys.WriteKey;
        start.Environment["SECRET_KEY"] = server.Keys.SecretKey;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadToEndAsync().InTime();
        await process.WaitForExitAsync().InTime();
        Assert.True(process.ExitCode == 0, code + await errors);
        return said;
    }
}
