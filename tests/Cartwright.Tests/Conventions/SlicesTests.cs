namespace Cartwright.Tests.Conventions;

public sealed class SlicesTests
{
    [Fact]
    public void Slices_know_only_whom_they_may() =>
        Violations.None(Slices.ViolationsOf(Sources.OfTheServer), "A slice uses one it should not know (the table is tests/Cartwright.Tests/Conventions/Slices.cs):");

    [Fact]
    public void Every_file_declares_the_namespace_of_its_slice() =>
        Violations.None(Slices.MisplacedIn(Sources.OfTheServer), "Folders are slices, and namespaces follow them:");

    [Fact]
    public void The_rules_can_be_read_in_one_direction()
    {
        var read = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (slice, uses) in Slices.Rules)
        {
            Assert.All(uses, used => Assert.True(read.Contains(used), $"{slice} uses {used}, which the table names later or not at all"));
            read.Add(slice);
        }
    }

    [Theory]
    [InlineData("Carts/CartDecider.cs", "Tracking")]
    [InlineData("Carts/CartDecider.cs", "")]
    [InlineData("Tracking/TrackingEndpoints.cs", "Turns")]
    [InlineData("Carts/CartStore.cs", "Storage")]
    [InlineData("Console/Carts/CartPage.cs", "Reports")]
    [InlineData("Program.cs", "Demo")]
    [InlineData("Simulation/SimulationRun.cs", "Turns")]
    [InlineData("Simulation/Oracle/Judge.cs", "Tracking")]
    public void What_is_allowed_passes(string path, string slice) => Assert.Empty(Slices.ViolationsOf(Using(path, slice)));

    [Theory]
    [InlineData("Carts/CartDecider.cs", "Turns")]
    [InlineData("Carts/CartDecider.cs", "Hosting")]
    [InlineData("Carts/CartStore.cs", "Reports")]
    [InlineData("Storage/Migrator.cs", "Carts")]
    [InlineData("Money.cs", "Carts")]
    [InlineData("Turns/TurnLoop.cs", "Console")]
    [InlineData("Console/Overview.cs", "Demo")]
    [InlineData("Console/Overview.cs", "Simulation")]
    [InlineData("Simulation/Oracle/Judge.cs", "Journeys")]
    public void What_is_not_is_noticed(string path, string slice) =>
        Assert.Equal([$"{path}:2 uses Cartwright.{slice}.Other"], Slices.ViolationsOf(Using(path, slice)));

    [Fact]
    public void A_file_in_the_wrong_place_is_noticed() =>
        Assert.Equal(
            ["Utils/Text.cs lies in a folder that is no slice", "Carts/Cart.cs does not declare the namespace of its folder"],
            Slices.MisplacedIn(Sources.Of(
                new SourceFile("Utils/Text.cs", "namespace Cartwright.Utils;"),
                new SourceFile("Carts/Cart.cs", "namespace Cartwright.Shoppers;"),
                new SourceFile("Carts/Reason/Reason.cs", "namespace Cartwright.Carts.Reason;"))));

    // Named without a using on purpose: inside Cartwright a sibling can be named from there.
    private static Sources Using(string path, string slice) => Sources.Of(
        new SourceFile(path, $$"""
            namespace Cartwright.{{(path.Contains('/', StringComparison.Ordinal) ? path.Split('/')[0] : "Itself")}};
            internal static class Sample { public static int Ask() => {{(slice.Length == 0 ? "" : $"{slice}.")}}Other.Answer; }
            """),
        new SourceFile("Other.cs", $$"""
            namespace Cartwright{{(slice.Length == 0 ? "" : $".{slice}")}};
            internal static class Other { public const int Answer = 42; }
            """));
}
