using Cartwright.Messages;
using Cartwright.Stores;

namespace Cartwright.Tests.Messages;

public sealed class StoreWordsPolicyTests
{
    private static readonly Store Shop = new(Guid.Empty, "shop", "Shop", "https://shop.test", "EUR", "UTC", "fr", new StoreSettings
    {
        ContactHours = "9 h", ShippingNote = "gratuit", Faq = [new("Quand ?", "Demain.")], PaymentMethods = [new("PayPal"), new("Virement", null, ["IBAN: DE02"])],
        Words = new Dictionary<string, StoreWords>
        {
            ["de"] = new() { ContactHours = "9 Uhr", Faq = [new("Wann?", "Morgen.")], PaymentMethods = [new("PayPal"), new("Überweisung", null, ["IBAN: DE02"])] },
            ["de-CH"] = new() { ContactHours = "9 Uhr (Zürich)" },
            ["en"] = new() { ContactHours = "9 am" },
        },
    }, 0);

    [Theory]
    [InlineData("de", "9 Uhr", "gratuit", "Wann?")]
    [InlineData("de-AT", "9 Uhr", "gratuit", "Wann?")]
    [InlineData("de-CH", "9 Uhr (Zürich)", "gratuit", "Quand ?")]
    [InlineData("fr-CA", "9 h", "gratuit", "Quand ?")]
    [InlineData("ja", "9 am", "gratuit", "Quand ?")] // mails fall back to English as well
    [InlineData("", "9 am", "gratuit", "Quand ?")]
    public void The_nearest_language_speaks_and_what_it_lacks_is_said_as_at_home(string shopper, string hours, string shipping, string question)
    {
        var said = StoreWordsPolicy.In(Shop, shopper);

        Assert.Equal((hours, shipping, question), (said.ContactHours, said.ShippingNote, said.Faq[0].Question));
    }

    [Theory]
    [InlineData("virement", "PayPal")]
    [InlineData("Überweisung", "PayPal")]
    [InlineData("paypal_express", "Überweisung")]
    [InlineData(null, "PayPal, Überweisung")]
    public void The_way_that_failed_is_known_by_its_name_in_either_language(string? tried, string others) =>
        Assert.Equal(others, string.Join(", ", PaymentMethodPolicy.Others(Shop.Settings.PaymentMethods, StoreWordsPolicy.In(Shop, "de").PaymentMethods, tried).Select(m => m.Name)));
}
