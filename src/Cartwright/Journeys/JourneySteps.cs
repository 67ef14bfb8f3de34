using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Cartwright.Journeys;

/// <summary>One thing a journey does.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(WaitStep), "wait")]
[JsonDerivedType(typeof(SendStep), "send")]
[JsonDerivedType(typeof(BranchStep), "branch")]
[JsonDerivedType(typeof(SplitStep), "split")]
[JsonDerivedType(typeof(OfferStep), "offer")]
[JsonDerivedType(typeof(HandoffStep), "handoff")]
[JsonDerivedType(typeof(TagStep), "tag")]
[JsonDerivedType(typeof(WebhookStep), "webhook")]
[JsonDerivedType(typeof(StopStep), "stop")]
internal abstract record JourneyStep
{
    /// <summary>Names the step in every version of the journey, so that runs that are moved find it again however it was changed; null: it is known by what it does.</summary>
    public string? Id { get; init; }
}

/// <summary>
/// Waits, counted from the step before, for exactly one of: a duration (<paramref name="For"/>, ISO 8601: PT30M, P1D); a time of the shopper's day
/// (<paramref name="Until"/>: 09:30); one of some weekdays (<paramref name="Weekdays"/>: mon … sun); an event (<paramref name="Event"/>), at most for
/// <paramref name="Timeout"/>; or a time before the order is closed (<paramref name="BeforeClose"/>: P1D).
/// </summary>
internal sealed record WaitStep(string? For = null, string? Until = null, IReadOnlyList<string>? Weekdays = null, string? Event = null, string? Timeout = null, string? BeforeClose = null) : JourneyStep
{
    [JsonIgnore] public long Milliseconds => For is null ? 0 : Iso8601.Milliseconds(For);
}

/// <summary>Sends a template on a channel, if the gate lets it. Variants: other templates, shared out among shoppers by weight.</summary>
internal sealed record SendStep(string Channel, string Template, IReadOnlyList<SendVariant>? Variants = null) : JourneyStep, IJsonOnDeserialized
{
    void IJsonOnDeserialized.OnDeserialized() => Lists.RefuseNull(Variants ?? []);
}

/// <summary>Weight: its share beside the others; the step's own template has 1.</summary>
internal sealed record SendVariant(string Template, int Weight = 1);

/// <summary>Goes on with <paramref name="Then"/> where the condition holds, else with <paramref name="Else"/>.</summary>
internal sealed record BranchStep(Condition When, IReadOnlyList<JourneyStep> Then, IReadOnlyList<JourneyStep>? Else = null) : JourneyStep;

/// <summary>Shares shoppers out by chance, the same shopper always the same way.</summary>
internal sealed record SplitStep(string Name, IReadOnlyList<SplitWay> Ways) : JourneyStep, IJsonOnDeserialized
{
    void IJsonOnDeserialized.OnDeserialized() => Lists.RefuseNull(Ways);
}

internal sealed record SplitWay(int Weight, IReadOnlyList<JourneyStep> Steps);

/// <summary>Gives the shopper a code of an offer, which the messages that follow show.</summary>
internal sealed record OfferStep(string Offer) : JourneyStep;

/// <summary>Tells an agent of the shop, who takes over.</summary>
internal sealed record HandoffStep(string Template = "hand-off") : JourneyStep;

/// <summary>Marks the shopper, or takes the mark away.</summary>
internal sealed record TagStep(string Tag, bool Remove = false) : JourneyStep;

/// <summary>Tells another program, signed.</summary>
internal sealed record WebhookStep(string Event) : JourneyStep;

/// <summary>Ends the run here.</summary>
internal sealed record StopStep : JourneyStep;

/// <summary>What the reader of JSON lets pass: it looks at the nulls of properties, not at those in lists.</summary>
file static class Lists
{
    public static void RefuseNull<T>(IReadOnlyList<T> items) where T : class
    {
        if (items.Any(item => item is null)) throw new JsonException("A list has a null in it.");
    }
}

/// <summary>Durations as ISO 8601 writes them.</summary>
internal static partial class Iso8601
{
    public const long Longest = 400L * 86_400_000;

    /// <summary>Of a duration in days, hours, minutes and seconds. Months and years are as long as the calendar says, and P1M is mostly a minute that lacks its T.</summary>
    public const string Pattern = @"^P(?=[0-9]|T)([0-9]+D)?(T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]+)?S)?)?$";

    /// <exception cref="FormatException">Not a duration.</exception>
    public static long Milliseconds(string text) => (long)System.Xml.XmlConvert.ToTimeSpan(text).TotalMilliseconds;

    /// <summary>Whether it is one in months, as in P1M.</summary>
    public static bool IsOfMonths(string text) => Months.IsMatch(text);

    /// <summary>True for a duration from zero to <paramref name="longestMs"/>.</summary>
    public static bool IsDuration(string? text, long longestMs)
    {
        if (text is null || !Written.IsMatch(text)) return false;
        try { return Milliseconds(text) is var ms && ms >= 0 && ms <= longestMs; }
        catch (Exception e) when (e is FormatException or OverflowException) { return false; }
    }

    // Here $ would let a line break pass behind it, in a schema it does not.
    [GeneratedRegex(Pattern + @"\z", RegexOptions.ExplicitCapture, 1000)] private static partial Regex Written { get; }

    [GeneratedRegex("^P[0-9]+M", RegexOptions.NonBacktracking)] private static partial Regex Months { get; }
}
