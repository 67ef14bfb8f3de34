namespace Cartwright.Messages.Templates;

/// <summary>A version as it was saved, by whom and when. Versions are never changed nor removed: what was sent can be shown again.</summary>
/// <param name="Number">From 1, for the template and language.</param>
/// <param name="LiveAt">When it was first used (ms); null: a draft.</param>
internal sealed record TemplateVersion(long Number, TemplateSource Source, string By, long At, long? LiveAt)
{
    /// <summary>That it could not be made into a mail for a cart; null: it never failed.</summary>
    public TemplateBreak? Break { get; init; }
}

/// <summary>A version could not be made into the message of a cart; the last good one went instead.</summary>
/// <param name="CartId">Whose cart; empty: no cart.</param>
/// <param name="Error">What went wrong, in words, without anything of the shopper.</param>
internal sealed record TemplateBreak(long At, Guid CartId, Guid MessageId, string Error);

/// <summary>A template and language of the store's own, as it stands.</summary>
/// <param name="Live">The version that is used; null: none is, and the default (if there is one) goes.</param>
/// <param name="Latest">The newest version, a draft or not: what a change is based on.</param>
internal sealed record OwnTemplate(string Template, string Locale, string Channel, long? Live, long Latest, string By, long At)
{
    /// <summary>Of the live version.</summary>
    public TemplateBreak? Break { get; init; }
}

/// <summary>What became of saving.</summary>
internal abstract record TemplateSaved
{
    /// <param name="Warnings">What the merchant should know all the same.</param>
    internal sealed record Done(long Version, bool IsLive, IReadOnlyList<TemplateFault> Warnings) : TemplateSaved;

    /// <summary>It cannot go live like this; nothing was kept. Warnings may be among them.</summary>
    internal sealed record Faulty(IReadOnlyList<TemplateFault> Faults) : TemplateSaved;

    /// <summary>Somebody saved meanwhile; nothing was kept.</summary>
    /// <param name="Latest">The newest version; null: there is none any more.</param>
    internal sealed record Overtaken(TemplateVersion? Latest) : TemplateSaved;

    /// <summary>It is used: the journeys that name it, by slug.</summary>
    internal sealed record InUse(IReadOnlyList<string> Journeys) : TemplateSaved;

    internal sealed record NotThere : TemplateSaved;
}
