using System.Globalization;

namespace Cartwright.Tracking;

internal static class EventStamp
{
    /// <summary>A text that sorts as events do: by time, then message id.</summary>
    public static string Of(StorefrontEvent e) => e.At.ToString("D15", CultureInfo.InvariantCulture) + " " + e.MessageId;

    /// <summary>The time in a stamp, ms since 1970; 0 for none.</summary>
    public static long TimeOf(string stamp) => stamp.Length > 15 ? long.Parse(stamp.AsSpan(0, 15), CultureInfo.InvariantCulture) : 0;
}
