using System.Text.RegularExpressions;
using Cartwright.Shoppers;
using Cartwright.Stores;

namespace Cartwright.Journeys;

/// <summary>How much of each a definition may say: <see cref="JourneyPolicy"/> checks by it and <see cref="JourneySchema"/> publishes it. The patterns are regular expressions that JSON Schema knows, too.</summary>
internal static partial class JourneyLimits
{
    public const int MaxSteps = 100, MinAgeHours = 1, MaxAgeHours = 24 * 90, MinReentryHours = 0, MaxReentryHours = 24 * 365, MinPriority = 0, MaxPriority = 100, MinDays = 1, MaxDays = 1000, MinWeight = 1, MaxWeight = 100, MaxDepth = 5;

    /// <summary>So deep JSON with a definition is read: far deeper than <see cref="MaxDepth"/> allows, so that it is the check that says how deep steps may be, and at which.</summary>
    public const int JsonDepth = 512;

    /// <summary>ms.</summary>
    public const long LongestWait = 90L * 86_400_000;

    public const string
        TimeOfDay = "^([01][0-9]|2[0-3]):[0-5][0-9]$",
        StepId = "^[A-Za-z0-9_-]{1,40}$",
        WebhookEvent = "^[A-Za-z0-9._]{1,60}$",
        Day = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";

    public static readonly string[] Weekdays = SettingsPolicy.Weekdays, SendChannels = [Channels.Email, Channels.Sms], WaitEvents = JourneyGoal.All;

    // Here $ would let a line break pass behind it, in a schema it does not.
    [GeneratedRegex(TimeOfDay + @"\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)] public static partial Regex IsTimeOfDay { get; }

    [GeneratedRegex(StepId + @"\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)] public static partial Regex IsStepId { get; }

    [GeneratedRegex(WebhookEvent + @"\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)] public static partial Regex IsWebhookEvent { get; }
}
