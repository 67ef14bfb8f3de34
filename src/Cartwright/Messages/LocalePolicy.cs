namespace Cartwright.Messages;

/// <summary>Which languages a message may be written in, best first.</summary>
internal static class LocalePolicy
{
    /// <summary>"de-AT" gives de-AT, de, en; what is no language tag gives en alone. English is always the last resort.</summary>
    public static IReadOnlyList<string> Chain(string? locale)
    {
        var chain = new List<string>(4);
        for (var tag = Locales.Normalize(locale); tag.Length > 0; tag = Locales.Parent(tag)) chain.Add(tag);
        if (!chain.Contains(Locales.Default)) chain.Add(Locales.Default);
        return chain;
    }
}
