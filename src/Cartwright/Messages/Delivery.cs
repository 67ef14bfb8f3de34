using Cartwright.Shoppers;
using Cartwright.Stores;

namespace Cartwright.Messages;

/// <summary>A claimed message with what it is about. Begin: the last check; its yes is committed, and after it the message counts as leaving.</summary>
internal sealed record Delivery(StoreEntry Entry, ShopperState Shopper, Message Message, MessageParts Parts, DateTimeOffset Now, Func<SentContent, Task<bool>> Begin)
{
    public Store Store => Entry.Store;

    /// <summary>Makes the message; a fault in it is the template's or the data's, not the way's.</summary>
    /// <exception cref="NotComposedException">It cannot be made.</exception>
    public static T Make<T>(Func<T> compose)
    {
        try { return compose(); }
        catch (Exception error) when (error is not OperationCanceledException) { throw new NotComposedException(error); }
    }

    /// <summary>There is nobody to send it to: the gate says so, and its answer is what the merchant reads.</summary>
    public async Task<DeliveryOutcome> NobodyAsync(string why) =>
        await Begin(new SentContent("", "", "", "", Store.Settings.SandboxTo)) ? new DeliveryOutcome.Refused(Permanent: true, why) : new DeliveryOutcome.Withdrawn();
}

/// <summary>The message cannot be made; trying again makes the same.</summary>
internal sealed class NotComposedException(Exception inner) : Exception(inner.Message, inner);
