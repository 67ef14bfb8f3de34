using System.Globalization;
using Cartwright.Stores;

namespace Cartwright.Messages;

/// <summary>
/// Until when an order leaves the same day: the shop's cut-off, on its working days, by its clock. The instant itself is promised and not
/// "today", since nobody knows on which day a mail is read.
/// </summary>
internal static class DispatchPolicy
{
    /// <summary>A cut-off nearer than this is over when the mail is read.</summary>
    private static readonly TimeSpan Lead = TimeSpan.FromHours(2);

    private const int FurthestDays = 14;

    /// <returns>The next cut-off in the store's time; null when the shop promises nothing, or no parcel leaves for two weeks.</returns>
    public static DateTimeOffset? Next(StoreSettings settings, TimeZoneInfo zone, DateTimeOffset now)
    {
        if (!TimeOnly.TryParseExact(settings.DispatchBy, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return null;
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        for (var day = today; day <= today.AddDays(FurthestDays); day = day.AddDays(1))
        {
            if (!settings.DispatchDays.Contains(SettingsPolicy.Weekdays[((int)day.DayOfWeek + 6) % 7]) || settings.DispatchClosed.Contains(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))) continue;
            var local = day.ToDateTime(time);
            if (zone.IsInvalidTime(local)) local = local.AddHours(1); // the hour that clocks skip in spring
            var at = new DateTimeOffset(local, zone.GetUtcOffset(local));
            if (at - now >= Lead) return at;
        }
        return null;
    }
}
