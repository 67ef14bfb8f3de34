using System.Text.Json;
using Cartwright.Tests.Support;

namespace Cartwright.Tests.Stores;

public sealed class StoreEndpointsTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Settings_that_are_named_change_and_the_others_stay(Engine engine)
    {
        await using var server = await ApiServer.StartAsync(engine);

        await server.SendAsync(HttpMethod.Patch, "/api/stores/shop", """{"name":"New name","settings":{"capMessages":3,"fromName":"Ann","stagePages":{"payment":"/pay"}}}""");
        await server.SendAsync(HttpMethod.Patch, "/api/stores/shop", """{"settings":{"fromName":null,"quietFromHour":22,"quietToHour":7}}""");

        var store = (await server.GetAsync("/api/stores")).GetProperty("items")[0];
        var settings = store.GetProperty("settings");
        Assert.Equal("New name", store.GetProperty("name").GetString());
        Assert.Equal(server.Keys.WriteKey, store.GetProperty("writeKey").GetString());
        Assert.Equal(3, settings.GetProperty("capMessages").GetInt32());
        Assert.Equal(22, settings.GetProperty("quietFromHour").GetInt32());
        Assert.Null(settings.GetProperty("fromName").GetString());
        Assert.Equal("/pay", settings.GetProperty("stagePages").GetProperty("payment").GetString());
        Assert.DoesNotContain(server.Keys.SecretKey, store.GetRawText());
    }

    [Fact]
    public async Task What_is_said_in_other_languages_changes_word_by_word()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        Task<JsonElement> ChangeAsync(string words) => server.SendAsync(HttpMethod.Patch, "/api/stores/shop", $$$"""{"settings":{"words":{{{words}}}}}""");
        await ChangeAsync("""{"de":{"shippingNote":"4,90 €","contactHours":"9 bis 17 Uhr"},"ja":{"shippingNote":"送料"}}""");
        await ChangeAsync("""{"bg":{"shippingNote":"4,90 €"},"de":{"contactHours":null},"ja":null}""");

        var words = (await server.GetAsync("/api/stores")).GetProperty("items")[0].GetProperty("settings").GetProperty("words");
        Assert.Equal(["bg", "de"], words.EnumerateObject().Select(w => w.Name).Order(StringComparer.Ordinal));
        Assert.Equal("4,90 €", words.GetProperty("de").GetProperty("shippingNote").GetString());
        Assert.False(words.GetProperty("de").TryGetProperty("contactHours", out var hours) && hours.ValueKind != JsonValueKind.Null);
    }
}
