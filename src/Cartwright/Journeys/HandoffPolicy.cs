using Cartwright.Stores;

namespace Cartwright.Journeys;

/// <summary>Hand-offs that nobody gets.</summary>
internal static class HandoffPolicy
{
    /// <summary>The store has named who takes them.</summary>
    public static bool IsTaken(StoreSettings settings) => !string.IsNullOrWhiteSpace(settings.HandoffTo);

    /// <summary>The live journeys that hand carts over to a person while the store's settings (handoffTo) name none.</summary>
    public static IReadOnlyList<Journey> Unheard(IEnumerable<Journey> journeys, StoreSettings settings) => IsTaken(settings) ? []
        : [.. journeys.Where(j => j.Status == "live" && JourneyProgram.Of(j.Definition).Any(op => op.Step is HandoffStep))];
}
