using System.Text.Json;
using Cartwright.Tracking.Segment;
using Cartwright.Tracking.Webhooks;

namespace Cartwright.Tracking.WooCommerce;

/// <summary>Accounts: who a customer id is. One that the shop deletes is forgotten here too; of the account only its id is told then.</summary>
internal static class WooCommerceCustomers
{
    public static PlatformDelivery Translate(JsonElement c, WooCommerceCall call)
    {
        var id = c.Id("id"u8, "customer.id") ?? throw new BadFieldException("customer.id is missing");
        if (call.Topic == "customer.deleted")
            return new PlatformDelivery
            {
                Erase = [new PlatformPerson(null, id)],
                Notices = [new PlatformNotice("customer_deleted", "customer " + id, "The shop deleted this account; what was known of the person here was erased.")],
            };

        var billing = c.Object("billing"u8) ?? c.Object("billing_address"u8);
        var personal = WooCommerceReading.Person(c.GetText("email"u8, 254), billing, c.Object("shipping"u8) ?? c.Object("shipping_address"u8), out var country);
        // The account's own address and names come first: the billing address may be an accountant's.
        var fields = new Dictionary<string, string>(personal?.Fields ?? new Dictionary<string, string>());
        if (c.GetText("first_name"u8, 200) is { } first) fields["first_name"] = first;
        if (c.GetText("last_name"u8, 200) is { } last) fields["last_name"] = last;
        var email = Shoppers.Address.Email(c.GetText("email"u8, 254)) ?? personal?.Email;
        if (email is not null) fields["email"] = email;

        return new PlatformDelivery
        {
            Events =
            [
                new StorefrontEvent
                {
                    StoreId = call.Store.Id, MessageId = call.MessageId(1), Kind = EventKind.Identified, Trust = Trust.Platform, Name = call.Topic,
                    At = EventStamp.Believable(c.ChangedAt(call.ReceivedAt), call.ReceivedAt), ReceivedAt = call.ReceivedAt, UserId = id, Country = country,
                    Personal = fields.Count == 0 ? null : new Personal { Email = email, Phone = personal?.Phone, Fields = fields },
                },
            ],
        };
    }
}
