namespace Cartwright.Messages;

/// <summary>What an outcome says of the address. OptedOut: whoever has it told the carrier that no more may come.</summary>
internal enum AddressWord { Nothing, Dead, OptedOut }

/// <summary>How an attempt to hand a message over ended, whatever the channel. <c>Reply</c> is for people and holds no secret.</summary>
internal abstract record DeliveryOutcome(string Reply)
{
    /// <summary>The other side has taken responsibility.</summary>
    internal sealed record Accepted(string Reply) : DeliveryOutcome(Reply);

    /// <summary>The last check said no: nothing left, and the gate has written why.</summary>
    internal sealed record Withdrawn() : DeliveryOutcome("");

    /// <summary>The other side said no: it has nothing.</summary>
    /// <param name="Permanent">However often it is tried.</param>
    /// <param name="Wait">How long the other side wants to be left alone.</param>
    internal sealed record Refused(bool Permanent, string Reply, AddressWord Address = AddressWord.Nothing, TimeSpan? Wait = null) : DeliveryOutcome(Reply)
    {
        /// <summary>The address itself, of <see cref="AddressWord.OptedOut"/>.</summary>
        public string? OptedOut { get; init; }
    }

    /// <summary>It was not tried: the other side wants to be left alone so long.</summary>
    internal sealed record Postponed(TimeSpan Wait, string Reply) : DeliveryOutcome(Reply);

    /// <summary>Nothing left; trying again is safe.</summary>
    internal sealed record NotReached(string Reply) : DeliveryOutcome(Reply);

    /// <summary>It was on its way when the other side was lost: nobody can know.</summary>
    internal sealed record Unknown(string Reply) : DeliveryOutcome(Reply);
}
