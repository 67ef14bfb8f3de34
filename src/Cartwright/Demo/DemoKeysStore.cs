using System.Text;
using System.Text.Json;
using Cartwright.Hosting;
using Cartwright.Storage;
using Dapper;

namespace Cartwright.Demo;

internal sealed record DemoKeys(string WriteKey, string SecretKey, string Password);

/// <summary>Keeps the demo's keys with its data, sealed, so that it can be started again on them.</summary>
internal sealed class DemoKeysStore(Database database, Secrets secrets)
{
    public async Task<DemoKeys?> ReadAsync()
    {
        var box = await database.ReadAsync(c => c.ExecuteScalarAsync<string?>("select value from meta where key = 'demo_keys'"));
        return box is null ? null : JsonSerializer.Deserialize(Encoding.UTF8.GetString(secrets.OpenFor(Guid.Empty, "demo", Convert.FromBase64String(box))), DemoKeysJson.Default.DemoKeys);
    }

    public Task SaveAsync(DemoKeys keys) => database.WriteAsync(s => s.ExecuteAsync("insert into meta (key, value) values ('demo_keys', @value) on conflict (key) do update set value = excluded.value",
        new { value = Convert.ToBase64String(secrets.SealFor(Guid.Empty, "demo", JsonSerializer.SerializeToUtf8Bytes(keys, DemoKeysJson.Default.DemoKeys))) }));
}

[System.Text.Json.Serialization.JsonSerializable(typeof(DemoKeys))]
internal sealed partial class DemoKeysJson : System.Text.Json.Serialization.JsonSerializerContext;
