using Cartwright.Tests.Support;

namespace Cartwright.Tests.Conventions;

public sealed class WiringTests
{
    [Fact]
    public void The_real_clock_and_chance_are_banned() =>
        Violations.None(Wiring.MissingFrom(Read("BannedSymbols.txt")), "These must stay out of reach (docs: design of time and chance):");

    [Fact]
    public void The_ban_reaches_every_project() =>
        Violations.None(Wiring.Unwired(Read("Directory.Build.props"), Read("Directory.Packages.props")), "Without this the ban does nothing:");

    [Fact]
    public void The_lock_file_installs_from_anywhere() =>
        Violations.None(Wiring.AddressesIn(Read("package-lock.json")), "Write it again with this repository's .npmrc (omit-lockfile-registry-resolved):");

    [Fact]
    public void What_is_missing_is_noticed()
    {
        Assert.Equal(["BannedSymbols.txt does not name M:System.Guid.NewGuid"], Wiring.MissingFrom(Read("BannedSymbols.txt").Replace("M:System.Guid.NewGuid", "M:System.Guid.Parse", StringComparison.Ordinal)));
        Assert.Equal(4, Wiring.Unwired("<Project />", "<Project />").Count());
        Assert.Single(Wiring.AddressesIn("""{"packages":{"":{},"node_modules/a":{"resolved":"https://registry.example/a.tgz"},"node_modules/b":{}}}"""));
    }

    private static string Read(string name) => File.ReadAllText(Repository.PathOf(name));
}
