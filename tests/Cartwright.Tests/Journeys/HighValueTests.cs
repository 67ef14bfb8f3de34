using Cartwright.Carts;
using Cartwright.Journeys;
using Cartwright.Tracking;

namespace Cartwright.Tests.Journeys;

/// <summary>A high value is one in the store's own money.</summary>
public sealed class HighValueTests
{
    [Theory, InlineData("EUR", 50_000), InlineData("HUF", 20_000_000), InlineData("JPY", 80_000), InlineData("KWD", 500_000), InlineData("BGN", 100_000)]
    public void A_new_store_has_it_in_its_currency(string currency, long minor) =>
        Assert.Equal(minor, Assert.Single(ReadyJourneys.In(currency), j => j.Slug == "high-value-cart").Definition.Trigger.MinTotal);

    [Theory, InlineData("EUR", 60_000, true), InlineData("EUR", 40_000, false), InlineData("JPY", 60_000, false)]
    public void What_is_in_other_money_is_no_high_value(string currency, long total, bool enters)
    {
        var run = new PureRun([.. ReadyJourneys.All.Where(j => j.Slug == "high-value-cart")]);
        run.Tell(Some.Added(run.Now, unit: total) with { Currency = currency }).Tell(Some.Typed(run.Now + 1, "ada@mail.test"));
        run.RunFor(TimeSpan.FromHours(2));
        Assert.Equal(enters, run.State.Enrollments.Count > 0);
    }
}
