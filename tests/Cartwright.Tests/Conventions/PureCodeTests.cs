using System.Reflection;

namespace Cartwright.Tests.Conventions;

public sealed class PureCodeTests
{
    private const string Rule = "Deciders and policies are static, synchronous and touch nothing but their arguments (STYLE.md, Suffixes):";

    [Fact]
    public void Deciders_and_policies_take_everything_they_know_as_values() =>
        Violations.None(Assembly.Load("Cartwright").GetTypes().Where(PureCode.Is).SelectMany(PureCode.ViolationsOf), Rule);

    [Fact]
    public void Their_files_name_nothing_of_the_outside_world() =>
        Violations.None(PureCode.ViolationsOf(Sources.OfTheServer), Rule);

    [Fact]
    public void A_clean_decider_passes()
    {
        Assert.True(PureCode.Is(typeof(CleanDecider)));
        Assert.Empty(PureCode.ViolationsOf(typeof(CleanDecider)));
        Assert.Empty(PureCode.ViolationsOf(Sources.Of(new SourceFile("Carts/CartDecider.cs", """
            namespace Cartwright.Carts;
            internal static class CartDecider
            {
                /// <summary>Like <see cref="System.IO.File"/>, but not at all.</summary>
                public static int Decide(IReadOnlyList<int> events, DateTimeOffset now) => events.Where(e => e > now.Year).Sum(); // no System.IO.File here
            }
            """))));
    }

    [Theory]
    [InlineData(typeof(InstancePolicy), "is not a static class")]
    [InlineData(typeof(AwaitingDecider), "Decide is asynchronous")]
    [InlineData(typeof(LaterDecider), "Decide is asynchronous")]
    [InlineData(typeof(ClockPolicy), "takes TimeProvider clock")]
    [InlineData(typeof(LoggingDecider), "takes ILogger`1 log")]
    [InlineData(typeof(ReadingPolicy), "takes Func`1 open")]
    [InlineData(typeof(RememberingDecider), "_calls can be written")]
    public void An_impure_type_is_noticed(Type type, string because) =>
        Assert.Contains(PureCode.ViolationsOf(type), violation => violation.Contains(because, StringComparison.Ordinal));

    [Theory]
    [InlineData("var text = File.ReadAllText(path);", "System.IO.File")]
    [InlineData("var now = TimeProvider.System;", "System.TimeProvider")]
    [InlineData("var ids = Hosting.Ids.Next();", "Cartwright.Hosting.Ids")]
    [InlineData("var home = Environment.MachineName;", "System.Environment")]
    [InlineData("Thread.Yield();", "System.Threading.Thread")]
    public void An_impure_body_is_noticed(string statement, string names)
    {
        var sources = Sources.Of(
            new SourceFile("Carts/CartDecider.Late.cs", $"namespace Cartwright.Carts; internal static partial class CartDecider {{ static void Decide(string path) {{ {statement} }} }}"),
            new SourceFile("Hosting/Ids.cs", "namespace Cartwright.Hosting; internal static class Ids { public static int Next() => 1; }"));

        Assert.Contains(PureCode.ViolationsOf(sources), violation => violation == $"Carts/CartDecider.Late.cs:1 uses {names}");
    }

    private static class CleanDecider
    {
        private static readonly int[] Steps = [1, 2, 3];
        public static int Decide(int state, DateTimeOffset now, Random chance) => Steps.Where(s => s > state).Sum() + now.Year + chance.Next();
    }

    private sealed class InstancePolicy;

    private static class AwaitingDecider
    {
        public static async IAsyncEnumerable<int> Decide() { await Task.Yield(); yield return 1; }
    }

    private static class LaterDecider
    {
        public static ValueTask<int> Decide() => ValueTask.FromResult(1);
    }

    private static class ClockPolicy
    {
        public static int Decide(TimeProvider clock) => clock.GetHashCode();
    }

    private static class LoggingDecider
    {
        public static int Decide(Microsoft.Extensions.Logging.ILogger<string> log) => log.GetHashCode();
    }

    private static class ReadingPolicy
    {
        public static int Decide(Func<FileStream> open) => open.GetHashCode();
    }

    private static class RememberingDecider
    {
        private static int _calls;
        public static int Decide() => ++_calls;
    }
}
