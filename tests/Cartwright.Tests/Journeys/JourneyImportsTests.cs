using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Cartwright.Journeys;
using Cartwright.Stores;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Journeys;

/// <summary>A store's journeys as files and back: all or none, and of each it is said what changed.</summary>
public sealed class JourneyImportsTests
{
    private const string Mail = """{"name":"One mail","trigger":{"type":"cart_abandoned"},"steps":[{"type":"send","channel":"email","template":"cart-reminder"}]}""";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_written_is_taken_in_again_unchanged_and_a_changed_file_says_what_it_changes(bool served)
    {
        using var data = new TempFolder();
        using var files = new TempFolder();
        await using var mail = SmtpSink.Start();
        await ServerProcess.CreateStoreAsync(data.Path);
        await using var server = served ? await ServerProcess.StartAsync(data.Path, mail.Port) : null;

        Assert.Equal((0, "14 journeys written to " + files.Path + ".\n", ""), await RunAsync(data, "export", files.Path));
        var all = Directory.GetFiles(files.Path).Select(Path.GetFileName).ToHashSet();
        Assert.Equal([.. ReadyJourneys.All.Select(j => j.Slug + ".json").Order(StringComparer.Ordinal)], all.Order(StringComparer.Ordinal));
        var (code, output, _) = await RunAsync(data, "import", files.Path);
        Assert.Equal((0, 14), (code, output.Split('\n').Count(l => l.EndsWith(": same", StringComparison.Ordinal))));

        var path = files.File("abandoned-cart.json");
        var json = JsonNode.Parse(await File.ReadAllTextAsync(path))!;
        (json["$schema"], json["maxAgeHours"], json["steps"]![1]!["for"]) = ("https://shop.test/schemas/journey.json", 48, "P2D");
        json["steps"]!.AsArray().Add(JsonNode.Parse("""{"type":"stop"}"""));
        await File.WriteAllTextAsync(path, json.ToJsonString());
        await File.WriteAllTextAsync(files.File("one-mail.json"), Mail);
        Assert.Contains("abandoned-cart: changed (maxAgeHours, steps[1].for, steps[3])\n", (await RunAsync(data, ["journeys", "import", files.Path, "--store", "shop", "--dry-run"])).Output, StringComparison.Ordinal);
        Assert.Contains("one-mail: added\n", (await RunAsync(data, "import", files.Path)).Output, StringComparison.Ordinal);

        using var again = new TempFolder();
        Assert.Equal("15 journeys written to " + again.Path + ".\n", (await RunAsync(data, "export", again.Path)).Output);
        Assert.Equal((0, "0 running enrollments of older versions are moved to version 2, piece by piece, while the server runs.\n"), await RunAsync(data, ["journeys", "move", "abandoned-cart", "--store", "shop"]) is var moved ? (moved.Code, moved.Output) : default);
        Assert.Equal("P2D", JsonNode.Parse(await File.ReadAllTextAsync(again.File("abandoned-cart.json")))!["steps"]![1]!["for"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_bad_file_names_its_field_and_changes_nothing()
    {
        using var data = new TempFolder();
        using var files = new TempFolder();
        await ServerProcess.CreateStoreAsync(data.Path);
        await File.WriteAllTextAsync(files.File("one-mail.json"), Mail);
        await File.WriteAllTextAsync(files.File("two.json"), Mail.Replace("cart-reminder", "nonsense", StringComparison.Ordinal));
        await File.WriteAllTextAsync(files.File("three.json"), Mail.Replace("\"name\"", "\"nam\"", StringComparison.Ordinal));
        await File.WriteAllTextAsync(files.File("four.json"), "{");
        await File.WriteAllTextAsync(files.File("No Slug.json"), Mail);
        await File.WriteAllTextAsync(files.File("five.json"), Mail.Replace("\"type\":\"send\"", "\"typ\":\"send\"", StringComparison.Ordinal));
        await File.WriteAllTextAsync(files.File("six.json"), Mail.Insert(1, "\"name\":\"Twice\",\"name\":null,"));
        await File.WriteAllTextAsync(files.File("seven.json"), "");

        var (code, output, error) = await RunAsync(data, "import", files.Path);

        Assert.Equal((2, ""), (code, output));
        Assert.Contains("two.json: steps[0].template: There is no template 'nonsense'.", error, StringComparison.Ordinal);
        Assert.Contains("three.json: nam: This field is not known.", error, StringComparison.Ordinal);
        Assert.Contains("four.json: It is not valid JSON: line 1, character 2 cannot be read.", error, StringComparison.Ordinal);
        Assert.Contains("five.json: steps[0].type: It is missing: use one of wait, send,", error, StringComparison.Ordinal);
        Assert.Contains("six.json: name: It must be text, not null.", error, StringComparison.Ordinal);
        Assert.Contains("seven.json: It is empty: JSON is expected.", error, StringComparison.Ordinal);
        Assert.Contains("No Slug.json: slug: Use 1 to 60 small letters, digits and dashes.", error, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was changed.\n", error, StringComparison.Ordinal);
        using var after = new TempFolder();
        Assert.Contains("14 journeys", (await RunAsync(data, "export", after.Path)).Output, StringComparison.Ordinal);
        Assert.Equal((2, "", "There is no store 'nobody'.\n"), await RunAsync(data, "export", after.Path, store: "nobody"));
        Assert.Equal(2, (await RunAsync(data, "import", after.File("missing"))).Code);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_list_is_taken_back_by_the_api_and_all_of_it_or_nothing(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        var list = (await server.GetAsync("/api/journeys")).GetProperty("items").GetRawText();

        var same = await server.SendAsync(HttpMethod.Put, "/api/journeys", $$"""{"items":{{list}}}""");
        Assert.All(same.GetProperty("items").EnumerateArray(), c => Assert.Equal(("same", 1L), (c.GetProperty("change").GetString(), c.GetProperty("version").GetInt64())));

        var bad = await server.SendAsync(HttpMethod.Put, "/api/journeys", $$"""{"items":[{"slug":"new-one","definition":{{Mail}}},{"slug":"abandoned-cart","definition":{{Mail.Replace("\"email\"", "\"fax\"", StringComparison.Ordinal)}}}]}""", HttpStatusCode.BadRequest);
        Assert.True(bad.GetProperty("errors").TryGetProperty("items[1].definition.steps[0].channel", out _), bad.GetRawText());
        await server.SendAsync(HttpMethod.Get, "/api/journeys/new-one", null, HttpStatusCode.NotFound);

        var two = $$"""{"items":[{"slug":"new-one","definition":{{Mail}}},{"slug":"abandoned-cart","definition":{{Mail}},"status":"paused"}]}""";
        await server.SendAsync(HttpMethod.Put, "/api/journeys?dryRun=true", two);
        Assert.Equal(1, (await server.GetAsync("/api/journeys/abandoned-cart")).GetProperty("version").GetInt64());
        var changes = (await server.SendAsync(HttpMethod.Put, "/api/journeys", two)).GetProperty("items");
        Assert.Equal(("added", "draft", 1L), (changes[0].GetProperty("change").GetString(), changes[0].GetProperty("status").GetString(), changes[0].GetProperty("version").GetInt64()));
        Assert.Equal(("changed", "paused", 2L), (changes[1].GetProperty("change").GetString(), changes[1].GetProperty("status").GetString(), changes[1].GetProperty("version").GetInt64()));
        Assert.Equal(["journey:abandoned-cart", "journey:new-one"], await server.Services.GetRequiredService<Cartwright.Storage.Database>().ReadAsync(async c =>
            (await c.QueryAsync<string>("select target from audit where action = 'journey_imported' order by target")).ToArray()));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Running_ones_are_counted_and_moved_by_the_api_and_by_the_button(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);
        foreach (var d in (string[])["d1", "d2"]) await server.AbandonCartAsync(d, $"{d}@mail.test", "c" + d);
        await server.Mail.WaitForAsync(2);
        const string Path = "/api/journeys/abandoned-checkout/move";
        Assert.Equal(0, (await server.GetAsync(Path)).GetProperty("runningOlder").GetInt64());
        var definition = (await server.GetAsync("/api/journeys/abandoned-checkout")).GetProperty("definition").GetRawText().Replace("P1D", "P3D", StringComparison.Ordinal);
        await server.SendAsync(HttpMethod.Put, "/api/journeys/abandoned-checkout", $$"""{"definition":{{definition}}}""");
        Assert.Equal(2, (await server.GetAsync(Path)).GetProperty("runningOlder").GetInt64());

        using var viewer = await ConsoleVisitor.SignInAsync(server, Roles.Viewer);
        var seen = await viewer.ReadAsync("/console/shop/journeys/abandoned-checkout");
        Assert.Contains("2 shoppers are in older versions of this journey", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("Move them to this version", seen, StringComparison.Ordinal);
        using var marketer = await ConsoleVisitor.SignInAsync(server, Roles.Marketer);
        Assert.Contains("Move them to this version", await marketer.ReadAsync("/console/shop/journeys/abandoned-checkout"), StringComparison.Ordinal);
        using var moved = await marketer.SubmitAsync("/console/shop/journeys/abandoned-checkout", "/console/shop/journeys/abandoned-checkout/move");
        Assert.Equal(HttpStatusCode.Redirect, moved.StatusCode);

        var done = (System.Text.Json.JsonElement)await Eventually.GetAsync("all are moved", async () => await server.GetAsync(Path) is var m && m.GetProperty("doneAt").ValueKind != System.Text.Json.JsonValueKind.Null ? (object)m : null);
        Assert.Equal((0L, 2L, "marketer@people.test"), (done.GetProperty("runningOlder").GetInt64(), done.GetProperty("movedTo").GetInt64(), done.GetProperty("by").GetString()));
        Assert.All((await server.GetAsync("/api/enrollments")).GetProperty("items").EnumerateArray(), e => Assert.Equal(2, e.GetProperty("journeyVersion").GetInt64()));
        Assert.DoesNotContain("older versions", await viewer.ReadAsync("/console/shop/journeys/abandoned-checkout"), StringComparison.Ordinal);
        await server.SendAsync(HttpMethod.Post, Path, null, HttpStatusCode.Accepted);
        await server.SendAsync(HttpMethod.Post, "/api/journeys/none/move", null, HttpStatusCode.NotFound);
    }

    private static Task<(int Code, string Output, string Error)> RunAsync(TempFolder data, string word, string folder, string store = "shop") => RunAsync(data, ["journeys", word, folder, "--store", store]);

    private static async Task<(int Code, string Output, string Error)> RunAsync(TempFolder data, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Cartwright.dll"), .. arguments, "--data", data.Path])
        {
            WorkingDirectory = data.Path, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        })!;
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await said, await complained);
    }
}
