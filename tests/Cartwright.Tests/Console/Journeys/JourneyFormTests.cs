using Cartwright.Console.Journeys;
using Cartwright.Journeys;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Cartwright.Tests.Console.Journeys;

public sealed class JourneyFormTests
{
    private static readonly JourneyDefinition Journey = new()
    {
        Name = "Test", Trigger = new JourneyTrigger("cart_abandoned"),
        Steps = [new SendStep("email", "cart-reminder"), new WaitStep("P1D"), new SendStep("email", "cart-reminder-2")],
    };

    [Theory]
    [InlineData("PT30M", "30", "minutes")]
    [InlineData("PT90M", "90", "minutes")]
    [InlineData("PT2H", "2", "hours")]
    [InlineData("PT24H", "1", "days")]
    [InlineData("P3D", "3", "days")]
    [InlineData("PT30S", "0.5", "minutes")]
    [InlineData("PT0S", "0", "minutes")]
    public void A_wait_is_shown_in_its_largest_whole_unit_and_read_back_the_same(string wait, string number, string unit)
    {
        var shown = Wait.Of(new WaitStep(wait));

        Assert.Equal(new Wait(number, unit), shown);
        Assert.Equal(new WaitStep(wait).Milliseconds, shown.Read()!.Milliseconds);
    }

    [Fact]
    public void Waits_are_taken_over_and_nothing_else()
    {
        var (changed, wrong) = JourneyForm.Read(Journey, Form(("wait-1", "36"), ("unit-1", "hours"), ("wait-0", "5"), ("unit-0", "days"), ("name", "Other")));

        Assert.Empty(wrong);
        Assert.Equal(36 * 3_600_000, ((WaitStep)changed.Steps[1]).Milliseconds);
        Assert.Equal(("Test", Journey.Steps[0]), (changed.Name, changed.Steps[0]));
        Assert.Empty(JourneyPolicy.Check(changed, new JourneyNames(["cart-reminder", "cart-reminder-2"])));
    }

    [Theory]
    [InlineData("", "days")]
    [InlineData("soon", "days")]
    [InlineData("-1", "days")]
    [InlineData("91", "days")]
    [InlineData("1,5", "days")]
    [InlineData("79228162514264337593543950335", "days")]
    [InlineData("1", "years")]
    public void A_wait_that_is_none_is_kept_as_it_was_typed(string number, string unit)
    {
        var (unchanged, wrong) = JourneyForm.Read(Journey, Form(("wait-1", number), ("unit-1", unit)));

        Assert.Equal(new Wait(number, unit), Assert.Single(wrong).Value);
        Assert.Equal(Journey.Steps[1], unchanged.Steps[1]);
    }

    private static FormCollection Form(params (string Name, string Value)[] fields) => new(fields.ToDictionary(f => f.Name, f => new StringValues(f.Value)));
}
