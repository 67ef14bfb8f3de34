using Cartwright.Journeys;

namespace Cartwright.Console.Messages;

/// <summary>How one rule's answer is drawn: its tone, its icon and what it says to those who see neither (message.rule.…).</summary>
internal static class RuleSign
{
    /// <param name="waits">What did not pass holds the message instead of stopping it.</param>
    public static (string Tone, string Icon, string Says) Of(GateRule rule, bool waits) =>
        IsUnchecked(rule) ? ("quiet", "minus", "unchecked")
        : rule.Passed ? ("good", "check", "passed")
        : (waits ? "risk" : "bad", waits ? "clock" : "cross", "failed");

    // Messages keep the sentence and not why: the shop's silence let it pass, and nothing was found.
    private static bool IsUnchecked(GateRule rule) => rule is { Rule: "shop", Passed: true } && (rule.Text.StartsWith("the shop cannot be asked", StringComparison.Ordinal) || rule.Text.StartsWith("the shop could not be asked", StringComparison.Ordinal));
}
