namespace Cartwright.Tests.Support;

/// <summary>Recorded payloads outside this repository, in the folder named by <c>CARTWRIGHT_FIXTURES</c>.</summary>
internal static class Fixtures
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("CARTWRIGHT_FIXTURES") is { Length: > 0 } set ? set : null;

    public static string? Unavailable { get; } =
        Folder is null ? "CARTWRIGHT_FIXTURES names no folder of recorded payloads"
        : Directory.Exists(Folder) ? null
        : $"CARTWRIGHT_FIXTURES names {Folder}, which is not there";

    /// <param name="path">Inside the folder, with forward slashes: <c>shopify/orders_paid.json</c>.</param>
    public static string Of(string path) => Path.Combine(Folder ?? throw new InvalidOperationException(Unavailable), path);
}
