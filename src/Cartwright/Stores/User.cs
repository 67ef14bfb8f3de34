namespace Cartwright.Stores;

/// <summary>
/// A person who may sign in to the console. <paramref name="Stamp"/> changes with the password, so that sessions begun with an older
/// one end. <paramref name="Roles"/>: by store; <see cref="EveryStore"/> stands for all of them (the operator).
/// </summary>
internal sealed record User(Guid Id, string Email, string Stamp, IReadOnlyDictionary<Guid, string> Roles)
{
    public static readonly Guid EveryStore = Guid.Empty;

    public string? RoleIn(Guid store) => Roles.GetValueOrDefault(EveryStore) ?? Roles.GetValueOrDefault(store);
}

/// <summary>The user cannot be made; the message says why and what would be right.</summary>
internal sealed class UserRefusedException(string message) : Exception(message);
