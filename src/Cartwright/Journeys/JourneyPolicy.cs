using Cartwright.Carts;
using Cartwright.Shoppers;

namespace Cartwright.Journeys;

/// <summary>Checks a definition when it is saved. Each error names the field and says what would be right.</summary>
internal static class JourneyPolicy
{
    public static IReadOnlyList<(string Field, string Error)> Check(JourneyDefinition journey, IReadOnlyCollection<string> templates)
    {
        var errors = new List<(string, string)>();
        if (string.IsNullOrWhiteSpace(journey.Name)) errors.Add(("name", "Give the journey a name."));
        if (journey.Kind != "recovery") errors.Add(("kind", $"'{journey.Kind}' is not a kind: use recovery."));
        if (journey.Trigger.Type != "cart_abandoned") errors.Add(("trigger.type", $"'{journey.Trigger.Type}' is not a trigger: use cart_abandoned."));
        if (journey.Trigger.MinStage is { } stage && StageNames.Parse(stage) is null) errors.Add(("trigger.minStage", $"'{stage}' is not a stage: use cart, contact, address, shipping or payment."));
        if (journey.Trigger.MinTotal < 0) errors.Add(("trigger.minTotal", "Use an amount of 0 or more, in minor units."));
        if (journey.MaxAgeHours is < 1 or > 24 * 90) errors.Add(("maxAgeHours", "Use 1 to 2160 hours."));
        if (journey.ReentryAfterHours is < 0 or > 24 * 365) errors.Add(("reentryAfterHours", "Use 0 to 8760 hours."));
        if (journey.Steps.Count is 0 or > 50) errors.Add(("steps", "A journey has 1 to 50 steps."));
        for (var i = 0; i < journey.Steps.Count; i++)
        {
            switch (journey.Steps[i])
            {
                case null:
                    errors.Add(($"steps[{i}]", "It must be a step, not null."));
                    break;
                case WaitStep wait:
                    if (!IsDuration(wait.For)) errors.Add(($"steps[{i}].for", $"'{wait.For}' is not a duration: write PT30M for 30 minutes or P1D for a day, up to P90D."));
                    break;
                case SendStep send:
                    if (send.Channel is not Channels.Email) errors.Add(($"steps[{i}].channel", $"'{send.Channel}' is not a channel that can send: use email."));
                    if (!templates.Contains(send.Template)) errors.Add(($"steps[{i}].template", $"There is no template '{send.Template}'. Known: {string.Join(", ", templates)}."));
                    break;
            }
        }
        return errors;
    }

    private static bool IsDuration(string text)
    {
        try { return System.Xml.XmlConvert.ToTimeSpan(text) is var t && t >= TimeSpan.Zero && t <= TimeSpan.FromDays(90); }
        catch (Exception e) when (e is FormatException or OverflowException) { return false; }
    }
}
