using Cartwright.Console.Messages;
using Cartwright.Stores;

namespace Cartwright.Tests.Console.Messages;

public sealed class MessagesPageTests
{
    [Fact]
    public async Task An_empty_list_says_what_that_means_for_its_state()
    {
        await using var server = await ApiServer.StartAsync(Engine.Sqlite);
        using var owner = await ConsoleVisitor.SignInAsync(server, Roles.Owner);
        async Task<string> Page(string query) => await owner.ReadAsync("/console/shop/messages?" + query);

        Assert.Contains("Nothing failed.", await Page("status=trouble"), StringComparison.Ordinal);
        Assert.Contains("Everything due was sent.", await Page("status=not_sent"), StringComparison.Ordinal);
        foreach (var status in MessagesModel.Statuses) Assert.DoesNotContain("Take a filter away", await Page("status=" + status), StringComparison.Ordinal);
        Assert.Contains("Take a filter away", await Page("status=trouble&journey=abandoned-cart"), StringComparison.Ordinal);
    }
}
