namespace Cartwright.Console.Carts;

/// <summary>A sentence of a story. Tone: good, risk, bad, info or quiet; Link below the store's address.</summary>
internal sealed record StoryLine(long At, string Icon, string Tone, string Text, string? Note = null, string? Link = null);
