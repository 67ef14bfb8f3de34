using Cartwright.Hosting;
using Cartwright.Storage;
using Cartwright.Stores;
using Dapper;

namespace Cartwright.Tests.Stores;

public sealed class UserStoreTests
{
    private const string Password = "correct horse";
    private static readonly Guid Shop = Guid.Parse("0191a000-0000-7000-8000-000000000001"), Other = Guid.Parse("0191a000-0000-7000-8000-000000000002");

    [Theory, OnSqlite, OnPostgres]
    public async Task A_user_signs_in_with_the_password_however_the_address_is_written(Engine engine)
    {
        await using var kept = await Kept.StartAsync(engine);
        var made = await kept.Users.CreateAsync(" Ann@Shop.Test ", Password, Shop, Roles.Owner);

        var user = await kept.Users.VerifyAsync("ann@shop.test", Password);

        Assert.Equal((made.Id, "ann@shop.test", Roles.Owner), (user!.Id, user.Email, user.RoleIn(Shop)));
        Assert.Null(user.RoleIn(Other));
        Assert.Equal(made.Stamp, (await kept.Users.FindAsync(made.Id))!.Stamp);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_wrong_password_an_unknown_address_and_no_address_are_all_nobody(Engine engine)
    {
        await using var kept = await Kept.StartAsync(engine);
        await kept.Users.CreateAsync("ann@shop.test", Password, Shop, Roles.Viewer);

        Assert.Null(await kept.Users.VerifyAsync("ann@shop.test", Password + "!"));
        Assert.Null(await kept.Users.VerifyAsync("ann@shop.test", new string('x', 100_000)));
        Assert.Null(await kept.Users.VerifyAsync("bob@shop.test", Password));
        Assert.Null(await kept.Users.VerifyAsync("' or 1=1 --", Password));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_password_is_not_kept(Engine engine)
    {
        await using var kept = await Kept.StartAsync(engine);
        await kept.Users.CreateAsync("ann@shop.test", Password, Shop, Roles.Viewer);

        var hash = await kept.Database.ReadAsync(c => c.ExecuteScalarAsync<string>("select password_hash from console_user"));

        Assert.DoesNotContain(Password, hash, StringComparison.Ordinal);
        Assert.True(hash!.Length > 60);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_operator_has_every_store(Engine engine)
    {
        await using var kept = await Kept.StartAsync(engine);

        var user = await kept.Users.CreateAsync("op@host.test", Password, null, Roles.Operator);

        Assert.Equal((Roles.Operator, Roles.Operator), (user.RoleIn(Shop), user.RoleIn(Other)));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_user_who_is_there_gets_a_further_role_only_with_the_present_password(Engine engine)
    {
        await using var kept = await Kept.StartAsync(engine);
        await kept.Users.CreateAsync("ann@shop.test", Password, Shop, Roles.Owner);

        var refused = await Assert.ThrowsAsync<UserRefusedException>(() => kept.Users.CreateAsync("ann@shop.test", "another password", Other, Roles.Viewer));
        var user = await kept.Users.CreateAsync("ann@shop.test", Password, Other, Roles.Viewer);

        Assert.Contains("already a user ann@shop.test", refused.Message, StringComparison.Ordinal);
        Assert.Equal((Roles.Owner, Roles.Viewer), (user.RoleIn(Shop), user.RoleIn(Other)));
    }

    [Theory]
    [InlineData("ann", Password, true, Roles.Owner, "'ann' is not an e-mail address.")]
    [InlineData("Ann <ann@shop.test>", Password, true, Roles.Owner, "is not an e-mail address.")]
    [InlineData("ann@shop.test", "short", true, Roles.Owner, "The password has 5 characters; use 10 or more.")]
    [InlineData("ann@shop.test", Password, true, "king", "There is no role 'king'.")]
    [InlineData("ann@shop.test", Password, true, Roles.Operator, "An operator sees every store")]
    [InlineData("ann@shop.test", Password, false, Roles.Owner, "The role 'owner' is one in a store")]
    public async Task What_is_not_right_is_refused_with_the_reason(string email, string password, bool inStore, string role, string reason)
    {
        await using var kept = await Kept.StartAsync(Engine.Sqlite);

        var refused = await Assert.ThrowsAsync<UserRefusedException>(() => kept.Users.CreateAsync(email, password, inStore ? Shop : null, role));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, await kept.Database.ReadAsync(c => c.ExecuteScalarAsync<long>("select count(*) from console_user")));
    }

    private sealed class Kept(TestDatabase data, Database database) : IAsyncDisposable
    {
        public Database Database => database;
        public UserStore Users { get; } = new(database, new Ids(new TestClock(), new Random(1)), new TestClock());

        public static async Task<Kept> StartAsync(Engine engine)
        {
            var data = await TestDatabase.CreateAsync(engine);
            var database = Database.Open(data.Location);
            await Migrator.ApplyAsync(database, new TestClock());
            return new Kept(data, database);
        }

        public async ValueTask DisposeAsync()
        {
            await database.DisposeAsync();
            await data.DisposeAsync();
        }
    }
}
