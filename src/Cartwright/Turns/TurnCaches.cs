using Cartwright.Shoppers;

namespace Cartwright.Turns;

/// <summary>
/// What the loop remembers of shoppers it has seen: always what was committed last here. Another node may have gone on since; then the
/// version check fails and the entry is dropped. Written by one turn loop; others may look.
/// </summary>
internal sealed class TurnCaches(int shoppers, Func<Exception, bool> isTransient)
{
    public TwoGenerationCache<(Guid Store, Guid Id), ShopperState> States { get; } = new(shoppers);
    public TwoGenerationCache<(Guid Store, Identifier Id), Guid> Aliases { get; } = new(shoppers * 2);
    public bool IsTransient(Exception error) => isTransient(error);
}
