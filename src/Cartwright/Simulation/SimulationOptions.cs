using Cartwright.Hosting;
using Cartwright.Messages.Email;
using Cartwright.Messages.Sms;
using Cartwright.Storage;
using Cartwright.Turns;

namespace Cartwright.Simulation;

/// <summary>What is simulated. The same values give the same decisions, byte for byte.</summary>
/// <param name="Only">A shopper alone, with everything that happened to them among the others; null: all.</param>
/// <param name="Without">Acts (by number) of that shopper that do not happen: for finding the shortest story.</param>
/// <param name="Told">Whose story is kept when all are simulated.</param>
/// <param name="Stories">Whether the shortest story is looked for when a promise is broken: each try is a run.</param>
internal sealed record SimulationOptions(int Shoppers, int Days, int Seed, bool Faults, int? Only = null, IReadOnlySet<int>? Without = null, int? Told = null, bool Stories = true);

/// <summary>Parts that a test puts in the place of the real ones, to see the judge notice. Null: the real one.</summary>
internal sealed record SimulationParts
{
    public Func<Database, Database>? Database { get; init; }
    public Func<IMailServer, IMailServer>? Mails { get; init; }
    public Func<ISmsGateway, ISmsGateway>? Texts { get; init; }

    /// <summary>What is handed in instead; null: nothing, though the sender is told that it was.</summary>
    public Func<Signal, Signal?>? Signals { get; init; }

    /// <summary>The store as the server has it; the judge keeps to the one that was meant.</summary>
    public Func<SimulatedStore, SimulatedStore>? Store { get; init; }
    public Func<TimeProvider, Ids>? Ids { get; init; }

    /// <summary>Besides noting it, what a GET of a restore link does: the token's store, shopper, message, and the device.</summary>
    public Func<Guid, Guid, Guid, string, Signal>? OnLook { get; init; }

    /// <summary>After a process died, before the next one recovers.</summary>
    public Func<Database, Task>? AfterDeath { get; init; }
}

/// <summary>A promise that was seen broken. Shopper null: not of one shopper.</summary>
/// <param name="Promise">Its number in the list of promises, 1 to 10.</param>
internal sealed record Violation(int Promise, int? Shopper, long At, string What);

/// <summary>What came of a run.</summary>
/// <param name="Story">What went in and which mails were taken, line by line, of the one who is simulated alone or told of.</param>
internal sealed record SimulationResult(long Events, long Messages, IReadOnlyList<Violation> Violations, IReadOnlyDictionary<string, long> Figures, IReadOnlyList<long> Lateness, byte[] Digest, IReadOnlyList<string> Story);
