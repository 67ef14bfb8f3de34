using Cartwright.Tracking;

namespace Cartwright.Shoppers;

/// <summary>How a yes or no changes what is on record. The stricter side wins; a suppression is never lifted here.</summary>
internal static class ConsentPolicy
{
    /// <summary>The record after the statement; the same value when it changes nothing.</summary>
    /// <param name="imported">From a file of the past, which cannot tell what was said since: a yes counts only where nothing is on record, a no always.</param>
    public static Permission Apply(Permission known, ConsentGiven said, Trust trust, string? device, long at, bool imported = false)
    {
        if (imported)
            return (said.Granted ? known.Granted is not null : known.Granted == false) ? known
                : known with { Granted = said.Granted, GrantedAt = Math.Max(at, known.GrantedAt ?? at), Source = "import", Wording = said.Wording, Confirmed = said is { Granted: true, Confirmed: true } };
        var source = trust switch { Trust.Browser => "browser:" + device, Trust.Server => "server", _ => "platform" };
        // What the shop itself recorded as a no is not undone by anyone who holds the public key: not by saying no once more and
        // then yes, and not by having been here first.
        var fromBrowser = trust == Trust.Browser;
        if (fromBrowser) said = said with { Confirmed = false }; // that it was asked a second time is the shop's to say
        var knownFromBrowser = known.Source?.StartsWith("browser:", StringComparison.Ordinal) == true;
        if (fromBrowser && known is { Granted: false } && !knownFromBrowser) return known;
        var overrules = !fromBrowser && knownFromBrowser && (!said.Granted || known.Granted == true);
        if (known.Granted is not null && !overrules && (at < known.GrantedAt || at == known.GrantedAt && said.Granted)) return known;
        if (fromBrowser && said.Granted && known is { Granted: true } && !knownFromBrowser) return known;
        // Said again: the later time counts, so that a no from in between that comes late does not undo it.
        if (known.Granted == said.Granted && known.Source == source) return at > known.GrantedAt ? known with { GrantedAt = at, Confirmed = known.Confirmed || said.Confirmed } : said.Confirmed && !known.Confirmed ? known with { Confirmed = true } : known;
        return known with { Granted = said.Granted, GrantedAt = at, Source = source, Wording = said.Wording, Confirmed = said is { Granted: true, Confirmed: true } };
    }
}
