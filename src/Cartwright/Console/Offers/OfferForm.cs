using System.Globalization;
using Cartwright.Console.Journeys;
using Cartwright.Offers;

namespace Cartwright.Console.Offers;

/// <summary>An offer as the form shows it, and back. Texts are as typed. Errors: field to the key of what would be right.</summary>
internal sealed class OfferForm
{
    private readonly Dictionary<string, string> _values;
    private readonly Dictionary<string, string> _errors = [];

    private OfferForm(Dictionary<string, string> values) => _values = values;

    public IReadOnlyDictionary<string, string> Errors => _errors;

    public string this[string field] => _values.GetValueOrDefault(field, "");

    public static OfferForm New() => new(new() { ["kind"] = OfferKind.Percent, ["value"] = "10", ["validFor.number"] = "7", ["validFor.unit"] = "days" });

    public static OfferForm Of(Offer offer)
    {
        var wait = Wait.Of(offer.ValidFor);
        return new(new()
        {
            ["name"] = offer.Name, ["kind"] = offer.Kind, ["codePrefix"] = offer.CodePrefix, ["validFor.number"] = wait.Number, ["validFor.unit"] = wait.Unit,
            ["value"] = offer.Kind == OfferKind.FreeShipping ? "" : OfferKind.IsPercentage(offer.Kind) ? (offer.Value / 100m).ToString("0.##", CultureInfo.InvariantCulture) : TypedAmount.Of(offer.Value, offer.Currency!),
            ["minTotal"] = offer.MinTotal is { } min ? TypedAmount.Of(min, offer.Currency!) : "",
        });
    }

    public static OfferForm Of(IFormCollection form) => new(form.ToDictionary(f => f.Key, f => f.Value.ToString().Trim()));

    /// <summary>The offer that was typed; null with <see cref="Errors"/>.</summary>
    public Offer? Read(string slug, Offer? known, Guid store, string storeCurrency)
    {
        var (kind, currency) = (this["kind"], known?.Currency ?? storeCurrency);
        decimal? value = kind == OfferKind.FreeShipping ? null : kind == OfferKind.Amount ? Minor("value", currency) ?? -1 : decimal.TryParse(this["value"], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) ? percent : -1;
        long? min = this["minTotal"].Length == 0 ? 0 : Minor("minTotal", currency) ?? -1;
        var input = new OfferInput(null, this["name"], kind, value, currency, min, new Wait(this["validFor.number"], this["validFor.unit"]).Read() ?? "", this["codePrefix"], null);
        var (offer, errors) = OfferPolicy.Check(input, slug, known, store, storeCurrency);
        foreach (var (field, _) in errors) _errors.TryAdd(field, "offer.wrong." + (field == "value" ? kind == OfferKind.Amount ? "amount" : "percent" : field));
        return offer;
    }

    private long? Minor(string field, string currency) => Money.TryParseMajor(this[field], currency, out var money, out var rounded) && !rounded ? money.Minor : null;
}
