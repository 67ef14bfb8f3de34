using Cartwright.Storage;
using Dapper;

namespace Cartwright.Tests.Contracts;

/// <summary>Data of before an upgrade, after it.</summary>
public sealed class MigrationContract
{
    private const long BeforeContent = 19;

    [Theory, OnSqlite, OnPostgres]
    public async Task What_was_sent_lies_beside_its_message_after_the_upgrade_and_what_was_not_has_nothing_there(Engine engine)
    {
        await using var data = await TestDatabase.CreateAsync(engine);
        await using var database = Database.Open(data.Location);
        await database.WriteAsync(async session =>
        {
            await session.ExecuteAsync("create table schema_version (version bigint primary key, applied_at bigint not null)");
            foreach (var (number, _, sql) in Migrator.Files.Where(f => f.Number <= BeforeContent))
            {
                await session.ExecuteAsync(session.Dialect.Schema(sql));
                await session.ExecuteAsync("insert into schema_version (version, applied_at) values (@number, 0)", new { number });
            }
        });
        var (store, shopper) = (Id(1), Id(2));
        foreach (var n in Enumerable.Range(0, 300))
            await database.WriteAsync(s => s.ExecuteAsync("""
                insert into message (store_id, message_id, shopper_id, enrollment_id, journey_id, step, cart_id, channel, template, status, attempt, queued_at, due_at, sealed, opens, machine_opens, clicks, machine_clicks)
                values (@store, @id, @shopper, @id, @store, 0, @store, 'email', 'cart-reminder', @status, 1, @at, @at, @box, 0, 0, 0, 0)
                """, new { store, shopper, id = Id(100 + n), status = n % 3 == 0 ? "queued" : "sent", at = (long)n, box = n % 3 == 0 ? null : Box(n) }));

        var applied = await Migrator.ApplyAsync(database, TimeProvider.System);

        Assert.Equal(Migrator.Files.Select(f => f.Number).Where(n => n > BeforeContent), applied);
        Assert.Equal(300, await database.ReadAsync(c => c.ExecuteScalarAsync<long>("select count(*) from message")));
        Assert.Equal(200, await database.ReadAsync(c => c.ExecuteScalarAsync<long>("select count(*) from message_content where shopper_id = @shopper", new { shopper })));
        Assert.Equal(Box(299), await database.ReadAsync(c => c.ExecuteScalarAsync<byte[]>("select sealed from message_content where message_id = @id", new { id = Id(399) })));
    }

    private static Guid Id(int n) => new(n, 1, 1, new byte[8]);

    private static byte[] Box(int n) => [.. Enumerable.Range(0, 3000).Select(i => (byte)(i * n))];
}
