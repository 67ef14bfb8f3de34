using System.Globalization;

namespace Cartwright.Tracking;

internal static class EventStamp
{
    /// <summary>A text that sorts as events do: by time, then message id.</summary>
    public static string Of(StorefrontEvent e) => Of(e.At, e.MessageId);

    public static string Of(long at, string messageId) => at.ToString("D15", CultureInfo.InvariantCulture) + " " + messageId;
}
