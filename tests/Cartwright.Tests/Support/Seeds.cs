using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace Cartwright.Tests.Support;

/// <summary>
/// The seed of the day: tests that draw by chance draw the same all day, other things tomorrow, and what they drew on a bad
/// day again by <c>CARTWRIGHT_SEED=… ./test</c>.
/// </summary>
internal static class Seeds
{
    /// <summary><c>CARTWRIGHT_SEED</c>; without it the date, as yyyyMMdd in UTC.</summary>
    public static string OfTheDay { get; } =
        Environment.GetEnvironmentVariable("CARTWRIGHT_SEED") is { Length: > 0 } set
            ? set
            : TimeProvider.System.GetUtcNow().ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary>To end the message of a failure with: how to see the same again.</summary>
    public static string Hint => $"The same again: CARTWRIGHT_SEED={OfTheDay} ./test";

    /// <summary>A seed for one test, so that two tests do not walk through the same draws.</summary>
    public static ulong For([CallerMemberName] string test = "") =>
        BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes($"{OfTheDay}/{test}")));

    public static Random Random([CallerMemberName] string test = "") => new(unchecked((int)For(test)));
}
