using Xunit.Abstractions;

namespace Cartwright.Tests.Kill;

/// <summary>Promises 1, 3 and 5 where they are hardest to keep: kill -9 at any moment under load.</summary>
[Collection("The machine to itself")]
public sealed class KillTests(ITestOutputHelper output)
{
    private static int Rounds => Environment.GetEnvironmentVariable("CARTWRIGHT_LONG") == "1" ? 300 : 6;

    [Fact]
    public async Task However_often_the_server_is_killed_under_load_nothing_acknowledged_is_lost_and_nothing_is_sent_twice()
    {
        await using var run = await KillRun.StartAsync(Seeds.Random());
        var violations = new List<string>();
        for (var round = 0; round < Rounds && violations.Count == 0; round++) violations.AddRange(await run.RoundAsync());
        violations.AddRange(await run.FinishAsync());

        output.WriteLine($"{Rounds} kills, {run.Acknowledged} events acknowledged ({run.Acknowledged / run.Load.TotalSeconds:0}/s), {run.Mails} mails ({run.Mails / run.Load.TotalSeconds:0}/s), {run.Orders} orders");
        Assert.True(violations.Count == 0, string.Join(Environment.NewLine, violations.Take(20)));
        Assert.True(run.Mails > Rounds * 10 && run.Orders > Rounds * 10, "too few mails or orders for the test to mean anything");
    }

    [Fact]
    public async Task The_same_test_sees_what_acknowledging_before_the_commit_loses()
    {
        await using var run = await KillRun.StartAsync(Seeds.Random(), new Dictionary<string, bool> { ["Cartwright.Test.AcknowledgeBeforeCommit"] = true });
        var violations = new List<string>();
        for (var round = 0; round < 20 && violations.Count == 0; round++) violations.AddRange(await run.RoundAsync());

        Assert.Contains(violations, v => v.StartsWith("lost", StringComparison.Ordinal));
    }
}

/// <summary>Tests that start servers and load them run one after the other, beside no other test.</summary>
[CollectionDefinition("The machine to itself", DisableParallelization = true)]
public sealed class MachineCollection;
