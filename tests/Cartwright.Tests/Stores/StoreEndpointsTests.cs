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
}
