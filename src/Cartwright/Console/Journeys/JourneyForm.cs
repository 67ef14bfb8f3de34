using System.Globalization;
using System.Xml;
using Cartwright.Journeys;

namespace Cartwright.Console.Journeys;

/// <summary>A wait as people set it: a number and a unit.</summary>
internal sealed record Wait(string Number, string Unit)
{
    private const int LongestDays = 90;

    public static IReadOnlyList<string> Units { get; } = ["minutes", "hours", "days"];

    /// <summary>The largest unit that makes a whole number.</summary>
    public static Wait Of(WaitStep step)
    {
        var time = XmlConvert.ToTimeSpan(step.For!);
        string Whole(double n) => n.ToString("0.##", CultureInfo.InvariantCulture);
        return time.TotalDays >= 1 && time.TotalDays == Math.Floor(time.TotalDays) ? new(Whole(time.TotalDays), "days")
            : time.TotalHours >= 1 && time.TotalHours == Math.Floor(time.TotalHours) ? new(Whole(time.TotalHours), "hours")
            : new(Whole(time.TotalMinutes), "minutes");
    }

    /// <summary>Null when it is no time from 0 to 90 days.</summary>
    public WaitStep? Read()
    {
        if (!decimal.TryParse(Number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n) || n > LongestDays * 1440 || !Units.Contains(Unit)) return null;
        var minutes = n * Unit switch { "days" => 1440, "hours" => 60, _ => 1 };
        return minutes > LongestDays * 1440 ? null : new WaitStep(XmlConvert.ToString(TimeSpan.FromSeconds((double)Math.Round(minutes * 60))));
    }
}

/// <summary>What can be changed of a journey on its page: the waits. Errors: index of the step.</summary>
internal static class JourneyForm
{
    public static (JourneyDefinition Definition, IReadOnlyDictionary<int, Wait> Wrong) Read(JourneyDefinition definition, IFormCollection form)
    {
        var wrong = new Dictionary<int, Wait>();
        var steps = definition.Steps.ToArray();
        for (var i = 0; i < steps.Length; i++)
        {
            if (steps[i] is not WaitStep { For: not null } || !form.ContainsKey($"wait-{i}")) continue;
            var wait = new Wait(form[$"wait-{i}"].ToString().Trim(), form[$"unit-{i}"].ToString());
            if (wait.Read() is { } step) steps[i] = step;
            else wrong[i] = wait;
        }
        return (definition with { Steps = steps }, wrong);
    }
}
