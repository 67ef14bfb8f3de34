using System.Buffers.Binary;

namespace Cartwright.Links;

/// <summary>Eight characters that stand for a link in a text message: 47 bits of chance, without those that look alike.</summary>
internal static class ShortCode
{
    public const int Length = 8;

    /// <summary>Bytes of chance that a code is made of: so many more than it holds that the remainder bends nothing.</summary>
    public const int ChanceBytes = 16;
    private const string Alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    /// <param name="chance"><see cref="ChanceBytes"/> bytes of a cryptographic source; in simulation of a seeded one.</param>
    public static string Make(ReadOnlySpan<byte> chance)
    {
        var number = BinaryPrimitives.ReadUInt128BigEndian(chance);
        Span<char> code = stackalloc char[Length];
        foreach (ref var symbol in code)
        {
            (number, var at) = UInt128.DivRem(number, (UInt128)Alphabet.Length);
            symbol = Alphabet[(int)at];
        }
        return new string(code);
    }

    public static bool IsOne(string? text) => text is { Length: Length } && text.All(Alphabet.Contains);
}
