namespace Cartwright.Journeys;

/// <summary>Night hours in time zones, right across daylight-saving changes.</summary>
internal static class QuietHoursPolicy
{
    private const long Longest = 8L * 86_400_000;

    /// <summary>When the quiet time that <paramref name="now"/> (ms) lies in ends, in ms; null when it lies in none. Hours are 0–23 local; from may be after to (over midnight).</summary>
    public static long? OpensAt(long now, int fromHour, int toHour, TimeZoneInfo zone) =>
        OpensAt(now, [zone], local => fromHour != toHour && (fromHour < toHour ? local.Hour >= fromHour && local.Hour < toHour : local.Hour >= fromHour || local.Hour < toHour));

    /// <summary>The first full minute at which it is quiet in none of the zones; <paramref name="now"/> itself gives null. When there is none within eight days: the end of them.</summary>
    /// <param name="isQuiet">Of a local time.</param>
    public static long? OpensAt(long now, IReadOnlyList<TimeZoneInfo> zones, Func<DateTimeOffset, bool> isQuiet)
    {
        if (!IsQuiet(now)) return null;
        // The end by the wall clock may not exist or come twice on the night of a change, and zones change on different days: step on until it
        // is over. Rules change on full hours of every zone, and those lie on quarters of an hour.
        var at = now - now % 900_000 + 900_000;
        while (IsQuiet(at) && at - now < Longest) at += 900_000;
        return at;

        bool IsQuiet(long instant)
        {
            foreach (var zone in zones)
                if (isQuiet(TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(instant), zone))) return true;
            return false;
        }
    }
}
