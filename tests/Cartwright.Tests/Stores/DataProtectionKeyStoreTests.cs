using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Cartwright.Hosting;
using Cartwright.Storage;
using Cartwright.Stores;
using Dapper;

namespace Cartwright.Tests.Stores;

public sealed class DataProtectionKeyStoreTests
{
    private static readonly Secrets Master = new([.. Enumerable.Range(1, 32).Select(i => (byte)i)]);

    [Theory, OnSqlite, OnPostgres]
    public async Task Another_node_reads_the_keys_and_the_database_alone_does_not(Engine engine)
    {
        await using var data = await TestDatabase.CreateAsync(engine);
        await using var database = Database.Open(data.Location);
        await Migrator.ApplyAsync(database, new TestClock());
        var clock = new TestClock();
        var store = new DataProtectionKeyStore(database, Master, clock);

        store.StoreElement(XElement.Parse("<key id=\"1\"><secret>opensesame</secret></key>"), "key-1");
        clock.Advance(TimeSpan.FromDays(1));
        store.StoreElement(XElement.Parse("<key id=\"2\"/>"), "key-2");
        store.StoreElement(XElement.Parse("<key id=\"2\" again=\"yes\"/>"), "key-2");

        var read = new DataProtectionKeyStore(database, Master, clock).GetAllElements();
        Assert.Equal(["<key id=\"1\"><secret>opensesame</secret></key>", "<key id=\"2\" again=\"yes\" />"], read.Select(e => e.ToString(SaveOptions.DisableFormatting)));

        var box = await database.ReadAsync(c => c.ExecuteScalarAsync<byte[]>("select sealed from data_protection_key where name = 'key-1'"));
        Assert.DoesNotContain("opensesame", Encoding.UTF8.GetString(box!), StringComparison.Ordinal);
        Assert.ThrowsAny<CryptographicException>(() => new DataProtectionKeyStore(database, new Secrets(new byte[32]), clock).GetAllElements());
    }
}
