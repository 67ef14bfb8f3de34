namespace Cartwright.Messages.Sms;

/// <summary>One text message to one person.</summary>
/// <param name="From">A number, a name of at most 11 letters, or the id of a messaging service; null: the server's own.</param>
/// <param name="To">In E.164: +4915112345678.</param>
/// <param name="Id">The same at a repeated attempt.</param>
internal sealed record OutgoingSms(string? From, string To, string Text, Guid Id)
{
    /// <summary>What a report about it names it by.</summary>
    public string? Ref { get; init; }

    /// <summary>Where the gateway tells what became of it; null: nowhere.</summary>
    public string? Callback { get; init; }
}
