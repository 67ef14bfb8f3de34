using Xunit.Sdk;

namespace Cartwright.Tests.Conventions;

internal static class Violations
{
    /// <param name="found">One line each: where it is and what is wrong.</param>
    /// <param name="rule">What the house wants, and what to do about it.</param>
    public static void None(IEnumerable<string> found, string rule)
    {
        var lines = found.Distinct(StringComparer.Ordinal).ToList();
        if (lines.Count > 0) throw new XunitException($"{rule}{Environment.NewLine}{string.Join(Environment.NewLine, lines.Select(line => $"  {line}"))}");
    }
}
