using Xunit.Sdk;

namespace Cartwright.Tests.Support;

public sealed class EventuallyTests
{
    [Fact]
    public async Task Waits_until_another_thread_is_done()
    {
        var asked = 0;

        await Eventually.HoldsAsync("it was asked three times", () => ++asked == 3);

        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task Returns_what_was_found()
    {
        var answers = new Queue<string?>([null, null, "here"]);

        Assert.Equal("here", await Eventually.GetAsync("it is here", answers.Dequeue));
    }

    [Fact]
    public async Task Says_what_it_waited_for_in_vain()
    {
        var failure = await Assert.ThrowsAsync<XunitException>(
            () => Eventually.HoldsAsync("pigs fly", () => false, TimeSpan.Zero));

        Assert.Contains("until pigs fly", failure.Message, StringComparison.Ordinal);
    }
}
