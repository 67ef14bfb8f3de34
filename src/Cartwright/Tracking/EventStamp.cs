using System.Globalization;

namespace Cartwright.Tracking;

internal static class EventStamp
{
    /// <summary>A text that sorts as events do: by time, then message id.</summary>
    public static string Of(StorefrontEvent e) => e.At.ToString("D15", CultureInfo.InvariantCulture) + " " + e.MessageId;
}
