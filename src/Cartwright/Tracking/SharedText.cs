using System.Collections.Concurrent;

namespace Cartwright.Tracking;

/// <summary>
/// One copy of the texts that many carts repeat: a shop has some thousand products and some hundred thousand shoppers who are remembered
/// with their lines. Bounded: who sends ever new names only empties it.
/// </summary>
internal static class SharedText
{
    private const int Most = 50_000, Longest = 400;
    private static readonly ConcurrentDictionary<string, string> Known = new(StringComparer.Ordinal);
    private static int s_count;

    public static string? Of(string? text)
    {
        if (text is null || text.Length > Longest) return text;
        if (Known.TryGetValue(text, out var shared)) return shared;
        if (Interlocked.Increment(ref s_count) > Most)
        {
            Known.Clear();
            s_count = 0;
        }
        return Known.GetOrAdd(text, text);
    }
}
