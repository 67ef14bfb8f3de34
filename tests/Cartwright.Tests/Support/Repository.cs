namespace Cartwright.Tests.Support;

/// <summary>Where the tests find the source tree they were built from, and where they leave what a person should look at.</summary>
internal static class Repository
{
    /// <summary>The folder of <c>Cartwright.slnx</c>, found upwards from the test program.</summary>
    public static string Root { get; } = FindRoot();

    /// <param name="path">Below the root, with forward slashes: <c>storefront/cartwright.ts</c>.</param>
    public static string PathOf(string path) => Path.Combine(Root, path);

    /// <summary>Screenshots and the like; ignored by git, made when first asked for.</summary>
    public static string Results(string folder) => Directory.CreateDirectory(Path.Combine(Root, "TestResults", folder)).FullName;

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Cartwright.slnx"))) return folder.FullName;
        }
        throw new DirectoryNotFoundException($"No Cartwright.slnx above {AppContext.BaseDirectory}: the tests read the source tree and must run inside it.");
    }
}
