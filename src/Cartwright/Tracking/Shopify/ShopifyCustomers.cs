using System.Text.Json;
using Cartwright.Shoppers;
using Cartwright.Tracking.Segment;
using Cartwright.Tracking.Webhooks;

namespace Cartwright.Tracking.Shopify;

/// <summary>Customers, their consents, and what they may ask for by law.</summary>
internal static class ShopifyCustomers
{
    /// <summary>customers/create, customers/update.</summary>
    public static PlatformDelivery Customer(ShopifyDelivery delivery, JsonElement customer)
    {
        var id = customer.GetId("id"u8, "id") ?? throw new BadFieldException("id is missing: it names the customer");
        var fields = new Dictionary<string, string>(2);
        if (customer.GetText("first_name"u8, 200) is { } first) fields["first_name"] = first;
        if (customer.GetText("last_name"u8, 200) is { } last) fields["last_name"] = last;
        var (email, phone) = (Address.Email(customer.GetText("email"u8, 254)), Address.Phone(customer.GetText("phone"u8, 40)));
        var who = delivery.Event(1, EventKind.Identified, customer.UpdatedAt()) with
        {
            UserId = id,
            Personal = email is null && phone is null && fields.Count == 0 ? null : new Personal { Email = email, Phone = phone, Fields = fields.Count == 0 ? null : fields },
            Country = customer.Country("default_address"u8),
        };
        var events = new List<StorefrontEvent> { who };
        // Before API 2022-04 a flag stood for the consent: its yes is one, its no is what every new customer has.
        if (Said(delivery, 2, customer.Object("email_marketing_consent"u8), Channels.Email, who) is { } mail) events.Add(mail);
        else if (customer.Object("email_marketing_consent"u8) is null && customer.GetBool("accepts_marketing"u8) == true && customer.GetTime("accepts_marketing_updated_at"u8) is { } since)
            events.Add(delivery.Event(2, EventKind.Identified, since) with { UserId = id, Personal = who.Personal, Consents = [new(Channels.Email, true, null)] });
        if (Said(delivery, 3, customer.Object("sms_marketing_consent"u8), Channels.Sms, who) is { } sms) events.Add(sms);
        return new PlatformDelivery { Events = events };
    }

    /// <summary>customers_email_marketing_consent/update (<c>customer_id</c>, <c>email_address</c>), customers_marketing_consent/update (<c>id</c>, <c>phone</c>: SMS).</summary>
    public static PlatformDelivery Consent(ShopifyDelivery delivery, JsonElement body)
    {
        var id = body.GetId("customer_id"u8, "customer_id") ?? body.GetId("id"u8, "id") ?? throw new BadFieldException("customer_id is missing: it names the customer");
        var email = Address.Email(body.GetText("email_address"u8, 254)) ?? Address.Email(body.GetText("email"u8, 254));
        var phone = Address.Phone(body.GetText("phone"u8, 40));
        var who = delivery.Event(0, EventKind.Identified, body.UpdatedAt()) with { UserId = id, Personal = email is null && phone is null ? null : new Personal { Email = email, Phone = phone } };
        StorefrontEvent?[] said =
        [
            Said(delivery, 1, body.Object("email_marketing_consent"u8), Channels.Email, who),
            Said(delivery, 2, body.Object("sms_marketing_consent"u8), Channels.Sms, who),
        ];
        return said.OfType<StorefrontEvent>().ToList() is { Count: > 0 } events ? new PlatformDelivery { Events = events } : PlatformDelivery.Nothing("the consent says neither yes nor no");
    }

    /// <summary>What is kept goes to the person through the merchant, who has 30 days for it.</summary>
    public static PlatformDelivery DataRequest(JsonElement body)
    {
        var request = body.Object("data_request"u8)?.GetId("id"u8, "data_request.id") ?? "without a number";
        return new PlatformDelivery { Notices = [new("data_requested", $"data request {request}", $"Customer {body.CustomerId() ?? "unknown"} of Shopify asks what is kept of them: export it and send it to them within 30 days.")] };
    }

    public static PlatformDelivery Redact(JsonElement body)
    {
        var (email, id) = (Address.Email(body.Object("customer"u8).GetText("email"u8, 254)), body.CustomerId());
        if (email is null && id is null) throw new BadFieldException("customer names neither an id nor an address: nobody can be forgotten");
        return new PlatformDelivery { Erase = [new PlatformPerson(email, id)], Notices = [new("customer_redacted", $"customer {id ?? "without an id"}", "Shopify asked to forget a customer; what was kept of them was erased.")] };
    }

    // Only a yes or a no is one: pending waits for the confirmation, not_subscribed never was asked, redacted has no address any more.
    private static StorefrontEvent? Said(ShopifyDelivery delivery, int n, JsonElement? consent, string channel, StorefrontEvent who)
    {
        var state = consent.GetText("state"u8, 40)?.ToLowerInvariant();
        if (state is not ("subscribed" or "unsubscribed")) return null;
        return delivery.Event(n, EventKind.Identified, consent!.Value.GetTime("consent_updated_at"u8) ?? who.At) with { UserId = who.UserId, Personal = who.Personal, Consents = [new(channel, state == "subscribed", null)] };
    }
}
