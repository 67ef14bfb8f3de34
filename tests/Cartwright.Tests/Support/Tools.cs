namespace Cartwright.Tests.Support;

/// <summary>Programs of the system that some tests need. <c>./test</c> installs them where it may.</summary>
internal static class Tools
{
    // An ordinary user's PATH on Debian lacks /usr/sbin, where postfix puts its tools.
    private static readonly IEnumerable<string> Folders =
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Append("/usr/sbin");

    public static string? Find(string name) => Folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Chromium; the one without windows of its own where it is installed, since pages take half as long in it.</summary>
    public static string? Chromium => Find("chromium-headless-shell") ?? Find("chromium");

    public static string? WhyWithoutChromium => Chromium is null ? "Chromium is not installed (Debian's package chromium-headless-shell, or chromium)" : null;

    public static string? WhyWithout(string name, string package) =>
        Find(name) is null ? $"{name} is not installed (Debian's package {package})" : null;
}
