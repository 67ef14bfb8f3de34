using Cartwright.Console.Offers;
using Cartwright.Offers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Cartwright.Tests.Console.Offers;

public sealed class OfferFormTests
{
    private static readonly Offer Known = new() { StoreId = Guid.Empty, Slug = "five-off", Name = "5 off", Kind = OfferKind.Amount, Value = 500, Currency = "EUR", MinTotal = 4990, ValidFor = "P1D", CodePrefix = "FIVE", Status = OfferStatus.Paused };

    [Fact]
    public void An_offer_shown_and_sent_back_as_it_was_is_the_same()
    {
        foreach (var offer in ReadyOffers.Of(Guid.Empty).Append(Known)) Assert.Equal(offer, OfferForm.Of(offer).Read(offer.Slug, offer, Guid.Empty, "EUR"));
    }

    [Theory]
    [InlineData("name", "", "name")]
    [InlineData("kind", "gift", "kind")]
    [InlineData("value", "4.999", "value")]
    [InlineData("value", "", "value")]
    [InlineData("minTotal", "a lot", "minTotal")]
    [InlineData("validFor.number", "soon", "validFor")]
    [InlineData("validFor.number", "1000", "validFor")]
    [InlineData("codePrefix", "BÄR", "codePrefix")]
    public void A_mistake_is_told_at_its_field(string field, string typed, string told)
    {
        var form = Form((field, typed));

        Assert.Null(form.Read("five-off", Known, Guid.Empty, "EUR"));
        Assert.Equal([told], form.Errors.Keys);
        Assert.Equal(typed, form[field]);
    }

    [Fact]
    public void Free_shipping_has_no_value_and_an_empty_minimum_is_none()
    {
        var offer = Form(("kind", OfferKind.FreeShipping), ("minTotal", "")).Read("five-off", Known, Guid.Empty, "EUR")!;

        Assert.Equal((0, null, OfferStatus.Paused), (offer.Value, offer.MinTotal, offer.Status));
    }

    // The known offer as typed, with one field changed or more.
    private static OfferForm Form(params (string Field, string Value)[] changes)
    {
        var known = OfferForm.Of(Known);
        var fields = ((string[])["name", "kind", "value", "minTotal", "validFor.number", "validFor.unit", "codePrefix"]).ToDictionary(f => f, f => new StringValues(known[f]));
        foreach (var (field, value) in changes) fields[field] = value;
        return OfferForm.Of(new FormCollection(fields));
    }
}
