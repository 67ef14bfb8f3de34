using System.Diagnostics;
using Xunit.Sdk;

namespace Cartwright.Tests.Support;

/// <summary>
/// Waits for what another thread or process does. The deadline only bounds a failure, so it is generous: nothing here
/// measures speed.
/// </summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <param name="what">What should become true, as the failure will say it: "the mail arrived".</param>
    /// <param name="holds">Asked again until it says true.</param>
    public static Task HoldsAsync(string what, Func<bool> holds, TimeSpan? deadline = null) =>
        HoldsAsync(what, () => Task.FromResult(holds()), deadline);

    /// <inheritdoc cref="HoldsAsync(string, Func{bool}, TimeSpan?)"/>
    public static Task HoldsAsync(string what, Func<Task<bool>> holds, TimeSpan? deadline = null) =>
        GetAsync(what, async () => await holds() ? (object)true : null, deadline);

    /// <summary>Asks until the answer is not null, and returns it.</summary>
    public static Task<T> GetAsync<T>(string what, Func<T?> find, TimeSpan? deadline = null) where T : class =>
        GetAsync(what, () => Task.FromResult(find()), deadline);

    /// <inheritdoc cref="GetAsync{T}(string, Func{T}, TimeSpan?)"/>
    public static async Task<T> GetAsync<T>(string what, Func<Task<T?>> find, TimeSpan? deadline = null) where T : class
    {
        var limit = deadline ?? Deadline;
        var started = Stopwatch.GetTimestamp();
        for (var tries = 1; ; tries++)
        {
            if (await find() is { } found) return found;
            if (Stopwatch.GetElapsedTime(started) > limit)
                throw new XunitException($"Waited {limit.TotalSeconds:0.#} s (asked {tries} times) in vain until {what}.");
            await Task.Delay(Pause);
        }
    }
}
