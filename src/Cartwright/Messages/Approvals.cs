using Cartwright.Stores;
using Cartwright.Turns;

namespace Cartwright.Messages;

/// <summary>A person's word on messages that wait for it, from the API and the console alike.</summary>
internal sealed class Approvals(MessageStore messages, TurnLoop turns, StoreDirectory stores)
{
    /// <param name="by">Named in the audit.</param>
    /// <exception cref="IntakeFullException">Too much at once.</exception>
    /// <exception cref="NotCommittedException">Nothing was changed; try again.</exception>
    public async Task<ApprovalAnswer> DecideAsync(Guid store, Guid message, bool approve, string by, CancellationToken ct)
    {
        if (await messages.FindAsync(store, message, ct) is not { } found) return ApprovalAnswer.NotThere;
        var result = await turns.SubmitAsync(new ApprovalSignal(store, found.Shopper, message, approve, by));
        if (result is not ApprovalResult { Answer: var answer }) throw new NotCommittedException(new InvalidOperationException((result as Rejected)?.Reason));
        if (answer == ApprovalAnswer.Done) await stores.RefreshAsync(CancellationToken.None); // this node at once, the others within a second
        return answer;
    }
}
