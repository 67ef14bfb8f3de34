using Cartwright.Stores;

namespace Cartwright.Tests.Stores;

public sealed class RolesTests
{
    // The whole manifest, so that a change of it is seen as such.
    [Fact]
    public void The_manifest_says_who_may_do_what() => Assert.Equal(
        """
        ViewReports      operator owner marketer agent viewer
        ViewCarts        operator owner marketer agent viewer
        SeePersonalData  operator owner agent
        StopJourney      operator owner marketer agent
        RecordOrder      operator owner agent
        ViewMessages     operator owner marketer agent viewer
        ApproveMessages  operator owner marketer
        EditTemplates    operator owner marketer
        ViewJourneys     operator owner marketer agent viewer
        EditJourneys     operator owner marketer
        ViewOffers       operator owner marketer agent viewer
        EditOffers       operator owner marketer
        SeeCoupons       operator owner marketer agent
        UseCoupons       operator owner agent
        ViewSettings     operator owner marketer
        EditSettings     operator owner
        ManageUsers      operator owner
        AllStores        operator
        """,
        string.Join('\n', Enum.GetValues<Right>().Select(right => $"{right,-17}{string.Join(' ', Roles.All.Where(role => Roles.Allows(role, right)))}")).ReplaceLineEndings("\n"));

    [Theory]
    [InlineData("")]
    [InlineData("Owner")]
    [InlineData("root")]
    public void An_unknown_role_may_nothing(string role) => Assert.DoesNotContain(Enum.GetValues<Right>(), right => Roles.Allows(role, right));
}
