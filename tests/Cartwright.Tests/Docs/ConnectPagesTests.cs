using System.Diagnostics;
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
