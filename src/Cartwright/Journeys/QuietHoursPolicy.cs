namespace Cartwright.Journeys;

/// <summary>Night hours in a time zone, right across daylight-saving changes.</summary>
internal static class QuietHoursPolicy
{
    /// <summary>When the quiet time that <paramref name="now"/> (ms) lies in ends, in ms; null when it lies in none. Hours are 0–23 local; from may be after to (over midnight).</summary>
    public static long? OpensAt(long now, int fromHour, int toHour, TimeZoneInfo zone)
    {
        if (!IsQuiet(now)) return null;
        // The end by the wall clock may not exist or come twice on the night of a change: step on in minutes until it is over.
        var local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(now), zone);
        var hours = (toHour - local.Hour + 24) % 24;
        var guess = now + (hours * 60L - local.Minute) * 60_000 - (local.Second * 1000L + local.Millisecond);
        for (guess -= 3 * 3_600_000; guess <= now || IsQuiet(guess); guess += 60_000) { }
        return guess;

        bool IsQuiet(long at)
        {
            var hour = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(at), zone).Hour;
            return fromHour < toHour ? hour >= fromHour && hour < toHour : hour >= fromHour || hour < toHour;
        }
    }
}
