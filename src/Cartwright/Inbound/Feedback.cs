namespace Cartwright.Inbound;

internal enum FeedbackKind { Delivered, SoftBounce, HardBounce, Complaint, OptOut, Open, MachineOpen, Click, MachineClick }

/// <summary>
/// What a provider says became of one message. Id: the same when it is told twice. Refs: where the message's name may stand (our token, a Message-ID),
/// the best first. Address: whom it went to. Why: for people. At: ms. Client: of who opened or followed, its user agent; empty: not told. ClientAddress: its
/// network address, where that is told.
/// </summary>
internal sealed record Feedback(string Id, FeedbackKind Kind, IReadOnlyList<string> Refs, string? Address, string Why, long At, string Client = "", string? ClientAddress = null);

/// <summary>A delivery of a provider. Headers without case. Urls: how the provider may have called us, the configured address first. Now: ms.</summary>
internal sealed record InboundCall(IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body, IReadOnlyList<string> Urls, long Now)
{
    public string? Header(string name) => Headers.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
