using System.Globalization;
using System.Xml;
using Cartwright.Journeys;

namespace Cartwright.Console.Journeys;

/// <summary>A length of time as people set it: a number and a unit.</summary>
internal sealed record Wait(string Number, string Unit)
{
    private const int LongestDays = 400;

    public static IReadOnlyList<string> Units { get; } = ["minutes", "hours", "days"];

    /// <summary>In the largest unit that makes a whole number.</summary>
    /// <param name="duration">ISO 8601; what is none is shown as it is.</param>
    public static Wait Of(string duration)
    {
        if (!Iso8601.IsDuration(duration, Iso8601.Longest)) return new(duration, "minutes");
        var time = XmlConvert.ToTimeSpan(duration);
        string Whole(double n) => n.ToString("0.######", CultureInfo.InvariantCulture);
        return time.TotalDays >= 1 && time.TotalDays == Math.Floor(time.TotalDays) ? new(Whole(time.TotalDays), "days")
            : time.TotalHours >= 1 && time.TotalHours == Math.Floor(time.TotalHours) ? new(Whole(time.TotalHours), "hours")
            : new(Whole(time.TotalMinutes), "minutes");
    }

    public static Wait OfHours(int hours) => hours > 0 && hours % 24 == 0 ? new((hours / 24).ToString(CultureInfo.InvariantCulture), "days") : new(hours.ToString(CultureInfo.InvariantCulture), "hours");

    /// <summary>ISO 8601; null when it is no time from 0 to 400 days.</summary>
    public string? Read() => Minutes is { } minutes && minutes <= LongestDays * 1440 ? XmlConvert.ToString(TimeSpan.FromSeconds((double)Math.Round(minutes * 60))) : null;

    /// <summary>Null when it is no number of whole hours.</summary>
    public int? ReadHours() => Minutes is { } minutes && minutes % 60 == 0 ? (int)(minutes / 60) : null;

    private decimal? Minutes =>
        decimal.TryParse(Number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n) && n <= 1_000_000 && Units.Contains(Unit) ? n * Unit switch { "days" => 1440, "hours" => 60, _ => 1 } : null;
}
