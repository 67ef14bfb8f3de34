using Cartwright.Tracking;

namespace Cartwright.Simulation;

/// <summary>
/// Event: the shop's page, server or platform tells something. Look: a link of a mail is asked for (GET). Return: the landing page confirms
/// that a device came by it (POST). OptOut: the unsubscribe link is posted, or STOP is answered to a text. CarrierStop: STOP is answered, and only the carrier hears of it. News: the catalogue tells of goods. Ask: the shop asks something of a code. Erase: the person is forgotten.
/// </summary>
internal enum ActKind { Event, Look, Return, OptOut, CarrierStop, News, Ask, Erase }

/// <summary>What happens to the process while it commits something: it dies and nothing was committed, or dies after the commit and cannot say so, or its disk is full.</summary>
internal enum ProcessFault { DiesBefore, DiesAfter, DiskFull }

/// <summary>One thing that goes in. Times in ms: it happens at <see cref="At"/>, the server hears of it at <see cref="HeardAt"/>.</summary>
internal sealed record Act(int Shopper, int Number, ActKind Kind, long At, long HeardAt)
{
    public StorefrontEvent? Event { get; init; }

    /// <summary>The device that looks or returns.</summary>
    public string? Device { get; init; }

    /// <summary>The mail whose link is followed.</summary>
    public SunkMail? Mail { get; init; }

    /// <summary>What is asked of which code, for which order: validate, reserve or release.</summary>
    public (string Action, string Code, string Order)? Ask { get; init; }

    /// <summary>Goods of the shopper's, with what they cost (minor units), and what is told of them: back_in_stock, price_drop.</summary>
    public (string Product, long Unit, IReadOnlyList<string> Kinds)? News { get; init; }

    /// <summary>A scanner or a preview, not a person, asks for the link.</summary>
    public bool IsMachine { get; init; }

    /// <summary>What happens to the server while it takes this in; null: nothing.</summary>
    public ProcessFault? Fault { get; init; }
    public int FaultAfter { get; init; }

    /// <summary>By how much (ms) the machine's clock jumps forward just before.</summary>
    public long Jump { get; init; }
}

/// <summary>A message as the simulated mail server or gateway took it.</summary>
/// <param name="Channel">email, sms, or handoff: to the shop's own people.</param>
/// <param name="Ordinal">The how-many-eth of this shopper, from 1.</param>
/// <param name="Template">Empty for a text: it does not say.</param>
/// <param name="Restore">The token of the link back, or the code of the short one.</param>
internal sealed record SunkMail(string Channel, int Shopper, int Ordinal, long At, string MessageId, string To, string Template, string Text, string Restore, string Unsubscribe)
{
    /// <summary>Begins the text of a hand-off that is told together with others: it names one of its goods and no more.</summary>
    public const string OneOfSeveral = "one of several";
}
