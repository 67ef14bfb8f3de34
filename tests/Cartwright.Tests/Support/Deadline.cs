namespace Cartwright.Tests.Support;

/// <summary>Waiting for what must come, with an end: long enough for a busy machine, only reached when a test fails.</summary>
internal static class Deadline
{
    public static readonly TimeSpan Generous = TimeSpan.FromSeconds(30);

    /// <summary>Fails when the task is not done in time.</summary>
    public static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(Generous, TimeProvider.System);

    /// <inheritdoc cref="InTime{T}(Task{T})"/>
    public static Task InTime(this Task task) => task.WaitAsync(Generous, TimeProvider.System);
}
