using System.Globalization;
using System.Text.Json;
using Cartwright.Carts;
using Cartwright.Recovery;
using Cartwright.Stores;
using Cartwright.Tracking;
using Cartwright.Tracking.Segment;
using Xunit.Abstractions;

namespace Cartwright.Tests.Tracking.Segment;

/// <summary>
/// Every recorded payload of Segment's protocol and of GA4's dataLayer with the effect written down by hand from reading it. Each is
/// played after "Product Added" of one thing for 1.00 on the same device; where a payload leaves out whose it is, the device is added.
/// Effect: stage, lines, sum of items, currency; then what else it says.
/// </summary>
public sealed class SegmentFixtureTests(ITestOutputHelper output)
{
    private const string Base = "cart 1 1.00 USD";

    private static readonly (string File, string Effect, string Why)[] s_expected =
    [
        ("segment/http_api/alias.json", Base, "joins nothing here: aliases of user ids are not cart facts"),
        ("segment/http_api/batch.json", Base, "two people and the songs they played; e-mails of both are read"),
        ("segment/http_api/group.json", Base, "companies are not ours"),
        ("segment/http_api/identify.json", Base + "; email pgibbons@example.com", "who it is"),
        ("segment/http_api/page.json", Base, "a page view"),
        ("segment/http_api/screen.json", Base, "a screen view"),
        ("segment/http_api/selecting_destinations.json", Base + "; email pgibbons@example.com", "who it is; integrations are not ours"),
        ("segment/http_api/track.json", Base, "Item Purchased is the shop's own name: no order of the standard"),
        ("segment/spec_alias/examples_2.json", Base, "alias"),
        ("segment/spec_alias/syntax_1.json", Base, "alias"),
        ("segment/spec_common/integrations_2.json", "refused: type is missing", "a part of an event, not an event"),
        ("segment/spec_common/structure_1.json", Base, "every common field, no cart"),
        ("segment/spec_identify/example_2.json", Base + "; email peter@example.com; city San Francisco", "who it is, with an address"),
        ("segment/spec_identify/identify_1.json", Base + "; email peter@example.com", "who it is"),
        ("segment/spec_page/example_2.json", Base, "a page view"),
        ("segment/spec_page/page_1.json", Base, "a page view"),
        ("segment/spec_track/example_2.json", Base, "not of a shop"),
        ("segment/spec_track/sending_traits_in_a_track_call_destinati_3.json", Base, "not of a shop"),
        ("segment/spec_track/track_1.json", Base, "not of a cart"),
        ("segment/spec_v2/cart_shared.json", Base, "goods shared with a friend change no cart"),
        ("segment/spec_v2/cart_viewed.json", "cart 2 22.00 USD", "a snapshot; quantities left out are one"),
        ("segment/spec_v2/checkout_started.json", "contact 2 25.00 USD; told 30.00", "a snapshot with value 30"),
        ("segment/spec_v2/checkout_step_completed.json", "address 1 1.00 USD", "step 2 by the usual numbering"),
        ("segment/spec_v2/checkout_step_viewed.json", "address 1 1.00 USD", "step 2 by the usual numbering"),
        ("segment/spec_v2/coupon_applied.json", Base + "; coupon May Deals 2016", "a coupon"),
        ("segment/spec_v2/coupon_denied.json", Base + "; trouble coupon_rejected", "a reason for leaving"),
        ("segment/spec_v2/coupon_entered.json", Base + "; coupon may_deals_2016", "a coupon"),
        ("segment/spec_v2/coupon_removed.json", Base, "nothing is kept of it"),
        ("segment/spec_v2/order_cancelled.json", Base + "; order 50314b8e9bcf000000000000 cancelled", "an order nobody told of is off; the cart was not ordered"),
        ("segment/spec_v2/order_completed.json", "placed 2 25.00 USD; told 27.50; order 50314b8e9bcf000000000000 paid 27.50", "bought"),
        ("segment/spec_v2/order_refunded.json", Base + "; order 50314b8e9bcf000000000000 refunded 30.00", "money back for an order nobody told of"),
        ("segment/spec_v2/order_updated.json", Base + "; order 50314b8e9bcf000000000000 placed 27.50", "the order's state; the cart is not closed by it"),
        ("segment/spec_v2/payment_info_entered.json", "payment 1 1.00 USD", "payment stage"),
        ("segment/spec_v2/product_added.json", "cart 2 19.99 USD", "one more line"),
        ("segment/spec_v2/product_added_to_wishlist.json", Base, "a wish is no cart"),
        ("segment/spec_v2/product_clicked.json", Base, "browsing"),
        ("segment/spec_v2/product_list_filtered.json", Base, "browsing"),
        ("segment/spec_v2/product_list_viewed.json", Base, "browsing"),
        ("segment/spec_v2/product_removed.json", Base, "something that is not in the cart"),
        ("segment/spec_v2/product_removed_from_wishlist.json", Base, "a wish is no cart"),
        ("segment/spec_v2/product_reviewed.json", Base, "a review is not read from here"),
        ("segment/spec_v2/product_shared.json", Base, "sharing"),
        ("segment/spec_v2/product_viewed.json", Base, "browsing"),
        ("segment/spec_v2/products_searched.json", Base, "browsing"),
        ("segment/spec_v2/promotion_clicked.json", Base, "browsing"),
        ("segment/spec_v2/promotion_viewed.json", Base, "browsing"),
        ("segment/spec_v2/wishlist_product_added_to_cart.json", "cart 2 19.99 USD", "one more line"),
        ("segment/rudder_mit_ga4/00_products_searched.json", Base, "browsing"),
        ("segment/rudder_mit_ga4/01_product_list_viewed.json", Base, "browsing (says not whose: refused as sent)"),
        ("segment/rudder_mit_ga4/02_promotion_viewed.json", Base, "browsing"),
        ("segment/rudder_mit_ga4/03_promotion_clicked.json", Base, "browsing"),
        ("segment/rudder_mit_ga4/05_product_clicked.json", Base, "browsing"),
        ("segment/rudder_mit_ga4/06_product_viewed.json", Base, "browsing"),
        ("segment/rudder_mit_ga4/09_product_added.json", "cart 2 39.00 USD", "two of a thing for \"19\", as a list"),
        ("segment/rudder_mit_ga4/10_product_removed.json", Base, "something that is not in the cart"),
        ("segment/rudder_mit_ga4/11_cart_viewed.json", "cart 1 38.00 USD; told 7.77", "a snapshot whose total does not fit its lines"),
        ("segment/rudder_mit_ga4/12_checkout_started.json", "contact 1 38.00 USD; told 7.77", "the same at the checkout"),
        ("segment/rudder_mit_ga4/13_payment_info_entered.json", "payment 1 38.00 USD", "payment stage, with the goods"),
        ("segment/rudder_mit_ga4/14_checkout_step_completed.json", "contact 1 38.00 USD; told 7.77", "a step without a number or name, with the goods"),
        ("segment/rudder_mit_ga4/15_order_completed.json", "placed 1 38.00 USD; told 12.21; order T_12345 paid 12.21", "bought"),
        ("segment/rudder_mit_ga4/16_order_refunded.json", Base + "; order T_12345 refunded 12.21", "money back"),
        ("segment/rudder_mit_ga4/18_product_added_to_wishlist.json", Base, "a wish is no cart"),
        ("segment/rudder_mit_ga4/19_product_shared.json", Base, "sharing"),
        ("segment/rudder_mit_ga4/21_cart_shared.json", Base, "sharing"),
        ("segment/rudder_mit_ga4/62_nonstring_event.json", "refused: event", "a track call names what happened"),
        ("segment/rudder_mit_klaviyo/00_identify.json", Base + "; email test@rudderstack.com; city Tokyo", "who it is, in context.traits"),
        ("segment/rudder_mit_klaviyo/14_product_viewed.json", Base + "; email test@rudderstack.com", "browsing; who it is, in context.traits"),
        ("segment/rudder_mit_klaviyo/15_checkout_started.json", "contact 2 20.90 USD; told 20.00; email test@rudderstack.com", "a snapshot; who it is"),
        ("segment/rudder_mit_klaviyo/16_product_added.json", "cart 3 27.00 USD; email test@rudderstack.com", "two lines at once, without quantities"),
        ("ga4/datalayer_add_payment_info.json", "payment 2 99.29 USD", "the whole cart at payment"),
        ("ga4/datalayer_add_shipping_info.json", "shipping 2 99.29 USD", "the whole cart at shipping"),
        ("ga4/datalayer_add_to_cart.json", "cart 2 10.99 USD", "one more line; the currency stands on the item"),
        ("ga4/datalayer_add_to_wishlist.json", Base, "a wish is no cart"),
        ("ga4/datalayer_begin_checkout.json", "contact 1 9.99 USD", "a snapshot at the checkout"),
        ("ga4/datalayer_purchase.json", "placed 2 30.98 USD; told 25.42; order T_12345 paid 25.42", "bought; value is the revenue as the shop reports it"),
        ("ga4/datalayer_refund.json", Base + "; order T12345 refunded whole", "no amount and no goods: all of it"),
        ("ga4/datalayer_refund_2.json", Base + "; order T_12345 refunded 12.21", "a part"),
        ("ga4/datalayer_remove_from_cart.json", Base, "something that is not in the cart"),
        ("ga4/datalayer_select_item.json", Base, "browsing"),
        ("ga4/datalayer_select_promotion.json", Base, "browsing"),
        ("ga4/datalayer_view_cart.json", "cart 1 9.99 USD", "a snapshot; its value is no total"),
        ("ga4/datalayer_view_item.json", Base, "browsing"),
        ("ga4/datalayer_view_item_list.json", Base, "browsing"),
        ("ga4/datalayer_view_promotion.json", Base, "browsing"),
    ];

    [FixturesFact]
    public void Every_recorded_payload_has_the_effect_that_reading_it_promises()
    {
        var wrong = new List<string>();
        foreach (var (file, effect, why) in s_expected)
        {
            var found = EffectOf(file);
            output.WriteLine($"{file,-75} {found}  ({why})");
            if (!(effect.StartsWith("refused:", StringComparison.Ordinal) ? found.StartsWith(effect, StringComparison.Ordinal) : found == effect)) wrong.Add($"{file}: expected {effect}, found {found}");
        }
        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    [FixturesFact]
    public void No_recorded_payload_is_left_out() => Assert.Equal(
        ((string[])["segment", "ga4"]).SelectMany(d => Directory.EnumerateFiles(Fixtures.Of(d), "*.json", SearchOption.AllDirectories)).Select(f => Path.GetRelativePath(Fixtures.Of(""), f).Replace('\\', '/')).Order(StringComparer.Ordinal),
        s_expected.Select(e => e.File).Order(StringComparer.Ordinal));

    private static string EffectOf(string file)
    {
        var store = new Store(Guid.Empty, "shop", "Shop", "https://shop.test", "USD", "UTC", "en", new StoreSettings(), 0);
        var envelope = new Envelope(store, Trust.Browser, DateTimeOffset.Parse("2026-03-01T12:00:00Z", CultureInfo.InvariantCulture).ToUnixTimeMilliseconds(), null, null, UseReceiptTime: true, _ => null, () => "new");
        using var document = JsonDocument.Parse(File.ReadAllText(Fixtures.Of(file)));
        var root = System.Text.Json.Nodes.JsonNode.Parse(document.RootElement.GetRawText())!.AsObject();
        var bodies = root["batch"] is System.Text.Json.Nodes.JsonArray batch ? batch.Select(b => b!.DeepClone().AsObject()).ToList() : [root];
        var type = file.StartsWith("segment/http_api/", StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(file) : null;
        var events = new List<StorefrontEvent> { Translate("""{"type":"track","event":"Product Added","anonymousId":"d","messageId":"base","properties":{"product_id":"base","price":1} }""") with { At = envelope.ReceivedAt - 60_000 } };
        try
        {
            foreach (var body in bodies)
            {
                var sent = body;
                if (file.StartsWith("ga4/", StringComparison.Ordinal)) // as the snippet sends it
                    sent = new() { ["type"] = "track", ["event"] = body["event"]!.DeepClone(), ["properties"] = body["ecommerce"]!.DeepClone() };
                sent["anonymousId"] = "d";
                if (file.Contains("selecting_destinations", StringComparison.Ordinal)) sent["type"] = "identify";
                events.Add(SegmentTranslator.Translate(JsonDocument.Parse(sent.ToJsonString()).RootElement, type is "batch" or "selecting_destinations" ? null : type, envelope));
            }
        }
        catch (BadFieldException bad) { return "refused: " + bad.Message; }

        var cart = Assert.Single(CartDecider.Fold(events, "USD"));
        var said = new List<string> { $"{cart.Stage.Name()} {cart.Lines.Count} {Major(cart.Items)} {cart.Currency}" };
        if (cart.Told is { } told) said.Add("told " + Major(told));
        if (cart.Coupon is { } coupon && events[^1].Kind is EventKind.CouponEntered) said.Add("coupon " + coupon);
        said.AddRange(cart.Troubles.Select(t => "trouble " + t.Kind));
        if (events.Aggregate((Order?)null, (known, e) => OrderDecider.Apply(known, e, Guid.Empty, null, "USD", 0)) is { } order)
            said.Add($"order {order.ExternalId} " + (order.Refunded > 0 ? "refunded " + (order.Refunded > 1_000_000_000_000 ? "whole" : Major(order.Refunded)) : order.Status == "cancelled" ? "cancelled" : $"{order.Status} {Major(order.Total)}"));
        if (events.Count == 2 && events[1].Personal is { } person)
        {
            if (person.Email is { } email) said.Add("email " + email);
            if (person.Fields?.GetValueOrDefault("city") is { } city) said.Add("city " + city);
        }
        return string.Join("; ", said);

        StorefrontEvent Translate(string json)
        {
            using var own = JsonDocument.Parse(json);
            return SegmentTranslator.Translate(own.RootElement, null, envelope);
        }
    }

    private static string Major(long minor) => (minor / 100m).ToString("0.00", CultureInfo.InvariantCulture);
}
