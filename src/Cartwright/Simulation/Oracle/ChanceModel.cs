namespace Cartwright.Simulation.Oracle;

/// <summary>
/// Which of some weighted ways chance takes a shopper, read anew from decision 0025: FNV-1a of 64 bits over the 32 hexadecimal digits of the shopper, those of the journey and the name of the
/// place; its upper half folded into its lower; what is left of a division by the sum of the weights, counted off along them.
/// </summary>
internal static class ChanceModel
{
    public static int Way(Guid shopper, Guid journey, string place, IReadOnlyList<int> weights)
    {
        var hash = 0xCBF2_9CE4_8422_2325;
        foreach (var sign in string.Concat(shopper.ToString("N"), journey.ToString("N"), place)) unchecked { hash = (hash ^ sign) * 0x100_0000_01B3; }
        var left = (int)((hash >> 32 ^ hash) % (ulong)weights.Sum());
        var way = 0;
        while (left >= weights[way]) left -= weights[way++];
        return way;
    }
}
