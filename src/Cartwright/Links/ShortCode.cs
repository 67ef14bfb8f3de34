using System.Security.Cryptography;

namespace Cartwright.Links;

/// <summary>Eight characters that stand for a link in a text message: 47 bits of chance, without those that look alike.</summary>
internal static class ShortCode
{
    public const int Length = 8;
    private const string Alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    public static string New() => RandomNumberGenerator.GetString(Alphabet, Length);

    public static bool IsOne(string? text) => text is { Length: Length } && text.All(Alphabet.Contains);
}
