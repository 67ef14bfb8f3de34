namespace Cartwright.Simulation;

/// <summary>A source of chance for each question, so that what befalls one shopper does not hang on who else is there.</summary>
internal static class Chance
{
    public static Random Of(int seed, long a, long b = 0, long c = 0) => new((int)(Mix(Mix(Mix((ulong)seed + 0x9E37_79B9_7F4A_7C15) ^ (ulong)a) ^ (ulong)b * 31) ^ (ulong)c * 17) & int.MaxValue);

    public static bool Happens(this Random chance, double share) => chance.NextDouble() < share;

    public static T One<T>(this Random chance, IReadOnlyList<T> of) => of[chance.Next(of.Count)];

    /// <summary>Between the two, both in ms.</summary>
    public static long Between(this Random chance, long from, long to) => from + (long)(chance.NextDouble() * (to - from));

    // SplitMix64 (Steele, Lea, Flood 2014).
    private static ulong Mix(ulong x)
    {
        x = (x ^ x >> 30) * 0xBF58_476D_1CE4_E5B9;
        x = (x ^ x >> 27) * 0x94D0_49BB_1331_11EB;
        return x ^ x >> 31;
    }
}
