namespace Cartwright.Tests.Support;

/// <summary>Programs of the system that some tests need. <c>./test</c> installs them where it may.</summary>
internal static class Tools
{
    // An ordinary user's PATH on Debian lacks /usr/sbin, where postfix puts its tools.
    private static readonly IEnumerable<string> Folders =
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Append("/usr/sbin");

    public static string? Find(string name) => Folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    public static string? WhyWithout(string name, string package) =>
        Find(name) is null ? $"{name} is not installed (Debian's package {package})" : null;
}
