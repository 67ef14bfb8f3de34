namespace Cartwright.Console.Carts;

/// <summary>
/// A sentence of a story. Tone: good, risk, bad, info or quiet; Link below the store's address. Of what happened at one moment, the
/// lower rank is told first.
/// </summary>
internal sealed record StoryLine(long At, string Icon, string Tone, string Text, string? Note = null, string? Link = null, int Rank = StoryLine.Shopped)
{
    public const int Visited = 0, Shopped = 1, Decided = 2, Sent = 3;
}
