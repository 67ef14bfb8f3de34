using System.Data.Common;
using System.Net.Mail;
using System.Security.Cryptography;
using System.Text;
using Cartwright.Hosting;
using Cartwright.Storage;
using Dapper;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Cartwright.Stores;

/// <summary>The people of the console and their roles. Passwords are kept as salted PBKDF2-HMAC-SHA512 hashes.</summary>
internal sealed class UserStore(Database database, Ids ids, TimeProvider clock)
{
    public const int ShortestPassword = 10, LongestPassword = 200;

    // 210,000 rounds of SHA-512: OWASP's Password Storage Cheat Sheet, 2023.
    private static readonly PasswordHasher<string> Hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = 210_000 }));

    // Verified against when there is no such user, so that the answer takes as long as for one there is.
    private static readonly string Nobody = Hasher.HashPassword("", Convert.ToHexString(RandomNumberGenerator.GetBytes(16)));

    /// <summary>
    /// Makes a user with a role in a store (null: every store, for an operator). A user who is there already gets the further role when
    /// the password is right.
    /// </summary>
    /// <exception cref="UserRefusedException">The e-mail, the password, the role or the store is not right.</exception>
    public async Task<User> CreateAsync(string email, string password, Guid? storeId, string role, CancellationToken ct = default)
    {
        var address = Normalize(email) ?? throw new UserRefusedException($"'{email}' is not an e-mail address.");
        if (!Roles.All.Contains(role)) throw new UserRefusedException($"There is no role '{role}'. Use one of: {string.Join(", ", Roles.All)}.");
        if (Roles.Allows(role, Right.AllStores) && storeId is not null) throw new UserRefusedException("An operator sees every store: leave the store out.");
        if (!Roles.Allows(role, Right.AllStores) && storeId is null) throw new UserRefusedException($"The role '{role}' is one in a store: name the store.");
        if (password.Length < ShortestPassword) throw new UserRefusedException($"The password has {password.Length} characters; use {ShortestPassword} or more.");
        if (password.Length > LongestPassword) throw new UserRefusedException($"The password has {password.Length} characters; use {LongestPassword} at most.");

        var known = await database.ReadAsync(c => RowAsync(c, "email = @address", new { address }), ct);
        if (known is not null && !IsRight(known.PasswordHash, password))
            throw new UserRefusedException($"There is already a user {address}. To give them a further role, enter their present password.");

        var id = known?.UserId ?? ids.Next();
        var hash = known is null ? Hasher.HashPassword("", password) : known.PasswordHash;
        await database.WriteAsync(async session =>
        {
            await session.ExecuteAsync("insert into console_user (user_id, email, password_hash, created_at) values (@id, @address, @hash, @now) on conflict (user_id) do nothing",
                new { id, address, hash, now = clock.GetUtcNow().ToUnixTimeMilliseconds() });
            await session.ExecuteAsync("insert into console_role (user_id, store_id, role) values (@id, @store, @role) on conflict (user_id, store_id) do update set role = excluded.role",
                new { id, store = storeId ?? User.EveryStore, role });
        }, ct);
        return (await FindAsync(id, ct))!;
    }

    /// <summary>The user, when e-mail and password are right. Takes the same time when they are not; the caller limits the tries.</summary>
    public async Task<User?> VerifyAsync(string email, string password, CancellationToken ct = default)
    {
        var address = Normalize(email) ?? "";
        var row = password.Length > LongestPassword ? null : await database.ReadAsync(c => RowAsync(c, "email = @address", new { address }), ct);
        var right = IsRight(row?.PasswordHash ?? Nobody, password.Length > LongestPassword ? "" : password);
        return right && row is not null ? await FindAsync(row.UserId, ct) : null;
    }

    public Task<User?> FindAsync(Guid id, CancellationToken ct = default) => database.ReadAsync(async connection =>
    {
        if (await RowAsync(connection, "user_id = @id", new { id }) is not { } row) return null;
        var roles = await connection.QueryAsync<RoleRow>("select store_id, role from console_role where user_id = @id", new { id });
        return new User(row.UserId, row.Email, Stamp(row.PasswordHash), roles.ToDictionary(r => r.StoreId, r => r.Role));
    }, ct);

    private static Task<UserRow?> RowAsync(DbConnection connection, string where, object parameters) =>
        connection.QuerySingleOrDefaultAsync<UserRow>($"select user_id, email, password_hash from console_user where {where}", parameters);

    private static string? Normalize(string email) =>
        email.Length <= 254 && MailAddress.TryCreate(email.Trim(), out var address) && address.Address == email.Trim() ? address.Address.ToLowerInvariant() : null;

    private static bool IsRight(string hash, string password) => Hasher.VerifyHashedPassword("", hash, password) != PasswordVerificationResult.Failed;

    private static string Stamp(string hash) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(hash)).AsSpan(0, 8));

    private sealed class UserRow
    {
        public Guid UserId { get; init; }
        public string Email { get; init; } = "";
        public string PasswordHash { get; init; } = "";
    }

    private sealed class RoleRow
    {
        public Guid StoreId { get; init; }
        public string Role { get; init; } = "";
    }
}
