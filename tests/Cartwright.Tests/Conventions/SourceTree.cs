using Cartwright.Tests.Support;

namespace Cartwright.Tests.Conventions;

/// <summary>The files people write, told from those that tools make.</summary>
internal static class SourceTree
{
    private static readonly HashSet<string> Made = new(StringComparer.Ordinal) { "bin", "obj", "node_modules", "artifacts", "TestResults", "data", ".git", ".vs", ".idea" };

    /// <param name="folder">Where to look, and in every folder below.</param>
    /// <param name="extensions">With their dot; none means every file.</param>
    public static IEnumerable<string> Below(string folder, params string[] extensions)
    {
        if (!Directory.Exists(folder)) yield break;
        foreach (var file in Directory.EnumerateFiles(folder).Where(f => extensions.Length == 0 || extensions.Contains(Path.GetExtension(f), StringComparer.Ordinal)).Order(StringComparer.Ordinal))
            yield return file;
        foreach (var below in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            if (Made.Contains(Path.GetFileName(below))) continue;
            foreach (var file in Below(below, extensions)) yield return file;
        }
    }

    /// <summary>As a person would name it: below the root, with forward slashes.</summary>
    public static string Named(string path) => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/');
}
