using Cartwright.Messages.Templates;

namespace Cartwright.Messages;

/// <param name="Subject">One line, without control characters, at most 200 characters.</param>
/// <param name="Preheader">The line mailboxes show after the subject; it stands hidden in <paramref name="Html"/> too.</param>
/// <param name="Text">Plain text for the text part; lines of at most 76 characters, longer only where an address is.</param>
/// <param name="Locale">The language the message is written in ("de"), for Content-Language.</param>
internal sealed record RenderedMessage(string Subject, string Preheader, string Html, string Text, string Locale)
{
    /// <summary>Of the store's own template; null: the default.</summary>
    public long? Version { get; init; }

    /// <summary>Versions that were to be used and could not.</summary>
    public IReadOnlyList<FailedVersion> Failed { get; init; } = [];
}
