using Cartwright.Stores;

namespace Cartwright.Messages.Templates;

/// <summary>A template as it would be written for somebody.</summary>
/// <param name="Html">Empty for a text message; links lead to the shop, nothing is tracked.</param>
/// <param name="Bytes">Of the HTML; Gmail clips above 102 KB (<see cref="TemplatePolicy.GmailClips"/>).</param>
/// <param name="Segments">Of a text message; 0 otherwise.</param>
/// <param name="Faults">What the check says. With errors there may be nothing to show.</param>
/// <param name="Rendered">False: it could not be rendered, and the faults say why.</param>
internal sealed record ShownTemplate(string Subject, string Preheader, string Html, string Text, int Bytes, int Segments, IReadOnlyList<TemplateFault> Faults, bool Rendered);

/// <summary>A cart that a template can be tried on.</summary>
/// <param name="Id">Of the cart, or the name of a built-in sample.</param>
/// <param name="Who">Hint of whose it is; null for a sample, and for whoever may not see it.</param>
internal sealed record PreviewCart(string Id, string? Who, int Lines, Money? Total, long? LastActivityAt, bool IsSample);

/// <summary>Renders a template, saved or not, on a real cart or a built-in sample. Keeps and sends nothing.</summary>
internal sealed class TemplatePreview
{
    /// <summary>Recent carts of the store that have lines, newest first, then the samples.</summary>
    public Task<IReadOnlyList<PreviewCart>> CartsAsync(Store store, bool personal, int most = 12, CancellationToken ct = default) => throw new NotSupportedException();

    /// <param name="on">A cart's id or a sample's name; null: the most recent cart, else the first sample. One that is gone: the same.</param>
    /// <param name="dark">As a reader sees it who likes it dark.</param>
    /// <param name="personal">False leaves the shopper's name and addresses out.</param>
    public Task<ShownTemplate> ShowAsync(StoreEntry entry, TemplateSource source, string? on, bool dark, bool personal, CancellationToken ct = default) => throw new NotSupportedException();
}

/// <summary>What became of a test mail.</summary>
internal abstract record TemplateTested
{
    internal sealed record Sent(string To, string Reply) : TemplateTested;

    /// <summary>The mail server did not take it, or could not be reached; Why is for people.</summary>
    internal sealed record NotTaken(string Why) : TemplateTested;

    internal sealed record Faulty(IReadOnlyList<TemplateFault> Faults) : TemplateTested;

    /// <summary>Too many in an hour; the next one can go at (ms).</summary>
    internal sealed record TooMany(long NextAt) : TemplateTested;
}

/// <summary>Sends a template, saved or not, to somebody of the shop: marked as a test, nothing tracked, links harmless, counted nowhere.</summary>
internal sealed class TemplateTests
{
    public const int MostAnHour = 20;

    public Task<TemplateTested> SendAsync(StoreEntry entry, TemplateSource source, string? on, string to, bool personal, string by, CancellationToken ct = default) => throw new NotSupportedException();
}
