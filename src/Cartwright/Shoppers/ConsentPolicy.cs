using Cartwright.Tracking;

namespace Cartwright.Shoppers;

/// <summary>How a yes or no changes what is on record. The stricter side wins; a suppression is never lifted here.</summary>
internal static class ConsentPolicy
{
    /// <summary>The record after the statement; the same value when it changes nothing.</summary>
    public static Permission Apply(Permission known, ConsentGiven said, Trust trust, string? device, long at)
    {
        var source = trust switch { Trust.Browser => "browser:" + device, Trust.Server => "server", _ => "platform" };
        if (known.Granted is not null && at < known.GrantedAt) return known;
        // What the shop itself recorded as a no is not undone by anyone who holds the public key.
        var fromBrowser = trust == Trust.Browser;
        var knownFromBrowser = known.Source?.StartsWith("browser:", StringComparison.Ordinal) == true;
        if (fromBrowser && said.Granted && known is { Granted: false } && !knownFromBrowser) return known;
        if (fromBrowser && said.Granted && known is { Granted: true } && !knownFromBrowser) return known;
        if (known.Granted == said.Granted && known.Source == source) return known;
        return known with { Granted = said.Granted, GrantedAt = at, Source = source, Wording = said.Wording };
    }
}
