using System.Security.Cryptography;
using System.Text.Json;
using Cartwright.Shoppers;
using Cartwright.Tracking;

namespace Cartwright.Imports;

/// <summary>Past carts, orders and customers as events: the one door for what happened, whoever tells of it.</summary>
internal static class HistoryEventPolicy
{
    private const int MaxLines = 500;

    /// <summary>Every message id of an import begins so.</summary>
    public const string Mark = "import:";

    public static ImportItem Cart(ImportCells cells)
    {
        var (id, currency) = (cells.Text("cart_id") ?? cells.Text("cart_name"), cells.Currency());
        if (id is null) cells.Refuse(cells.Has("cart_id") ? "cart_id" : "cart_name", "It is empty; fill in what the shop calls the cart.");
        var (updated, created) = (cells.Time("updated_at"), cells.Time("created_at"));
        if (updated is null && created is null && cells.Errors.Count == 0) cells.Refuse(cells.Has("updated_at") ? "updated_at" : "created_at", "It is empty; fill in when the cart was last touched.");
        if (created > updated) cells.Refuse("created_at", "It is later than updated_at.");
        var stage = cells.Text("stage");
        if (stage is not null && Carts.StageNames.Parse(stage) is null or Carts.Stage.Placed) cells.Refuse("stage", $"'{stage}' is not a stage: use cart, contact, address, shipping or payment.");
        var lines = Lines(cells, currency);
        if (lines.Count == 0 && cells.Errors.Count == 0) cells.Refuse("product_name", "The cart has no goods: fill in product_id, sku or product_name.");
        var told = Told(cells, EventKind.CartSnapshot, updated ?? created ?? 0) with
        {
            CartId = id, Currency = currency, Lines = lines, Total = cells.Minor("total", currency), Shipping = cells.Minor("shipping", currency), Tax = cells.Minor("tax", currency), Discount = cells.Minor("discount", currency),
        };
        if (stage is not null && stage != "cart") told = told with { Kind = EventKind.StepCompleted, Stage = stage };
        var events = new List<StorefrontEvent> { told with { MessageId = IdOf("cart", id, told) } };
        // What was in it first is not told; that it began is.
        if (created < updated) events.Insert(0, told with { Kind = EventKind.CartSnapshot, Stage = null, At = created.Value, MessageId = $"{Mark}cart:{id}:started" });
        return ImportItem.Of(cells, events);
    }

    public static ImportItem Order(ImportCells cells)
    {
        var id = cells.Text("order_id") ?? cells.Text("order_name");
        if (id is null) cells.Refuse(cells.Has("order_id") ? "order_id" : "order_name", "It is empty; fill in the number of the order.");
        var currency = cells.Currency();
        var createdAt = cells.Time("created_at");
        if (createdAt is null && cells.Text("created_at") is null) cells.Refuse("created_at", "It is empty; fill in when the order was placed.");
        var total = cells.Minor("total", currency);
        if (total is null && cells.Text("total") is null) cells.Refuse("total", "It is empty; fill in what the order costs in all.");
        var (paidAt, cancelledAt, refunded) = (cells.Time("paid_at"), cells.Time("cancelled_at"), cells.Minor("refunded", currency));
        var status = Status(cells);
        if (refunded > total) cells.Refuse("refunded", "It is more than the total.");
        var lines = Lines(cells, currency);

        var created = createdAt ?? 0;
        var placed = Told(cells, EventKind.OrderPlaced, created) with { OrderId = id, CartId = cells.Text("cart_id"), Currency = currency, Total = total };
        var events = new List<StorefrontEvent>
        {
            placed with { Lines = lines.Count == 0 ? null : lines, Shipping = cells.Minor("shipping", currency), Tax = cells.Minor("tax", currency), Discount = cells.Minor("discount", currency) },
        };
        var told = placed with { Total = null };
        if (status is "paid" or "refunded" || paidAt is not null) events.Add(told with { Kind = EventKind.OrderPaid, At = Math.Max(created, paidAt ?? created) });
        var endedAt = Math.Max(events[^1].At, cancelledAt ?? 0);
        if (refunded > 0 || status == "refunded" && refunded is null) events.Add(told with { Kind = EventKind.OrderRefunded, At = endedAt, Total = refunded ?? total });
        if (status == "cancelled" || cancelledAt is not null) events.Add(told with { Kind = EventKind.OrderCancelled, At = endedAt });
        return ImportItem.Of(cells, [.. events.Select(e => e with { MessageId = IdOf("order", id, e) })]);
    }

    public static ImportItem Customer(ImportCells cells)
    {
        var (email, phone, id) = (cells.Email(), cells.Phone(strict: false), cells.Text("customer_id"));
        if (email is null && phone is null && id is null && cells.Errors.Count == 0)
        {
            if (cells.Text("phone") is not null) cells.Phone(strict: true);
            else cells.Refuse("email", "Nothing says who it is: fill in email, phone or customer_id.");
        }
        var fields = new Dictionary<string, string>(2);
        if (cells.Text("first_name") is { } first) fields["first_name"] = first;
        if (cells.Text("last_name") is { } last) fields["last_name"] = last;
        // Without a time of its own the row must not change from one day to the next: the day the store came here stands for it.
        var known = cells.Time("created_at") ?? Math.Min(cells.Store.CreatedAt, cells.Now);
        var who = Told(cells, EventKind.Identified, known) with
        {
            UserId = id, Locale = cells.Text("locale", 35),
            Personal = email is null && phone is null && fields.Count == 0 ? null : new Personal { Email = email, Phone = phone, Fields = fields.Count == 0 ? null : fields },
        };
        var said = Consents(cells, email, phone);
        if (said.Count > 0) who = who with { Consents = said, At = Math.Max(known, cells.Time("consent_at") ?? known) };
        return ImportItem.Of(cells, [who with { MessageId = IdOf("customer", email is null ? id ?? phone : "", who) }]);
    }

    // A yes that nobody can show the words or the place of is none.
    private static List<ConsentGiven> Consents(ImportCells cells, string? email, string? phone)
    {
        var said = new List<ConsentGiven>(2);
        var shown = cells.Text("consent_wording", 1000);
        if (cells.Text("consent_source") is { } place) shown = shown is null ? place : $"{shown} ({place})";
        Add(Channels.Email, "email_consent", shown, email);
        Add(Channels.Sms, "sms_consent", shown, phone);
        if (said.All(s => s.Channel != Channels.Email)) Add(Channels.Email, "accepts_email_marketing", "Accepts Email Marketing", email);
        if (said.All(s => s.Channel != Channels.Sms)) Add(Channels.Sms, "accepts_sms_marketing", "Accepts SMS Marketing", phone);
        return said;

        void Add(string channel, string column, string? wording, string? address)
        {
            if (cells.YesNo(column) is not { } granted || address is null) return;
            if (granted && wording is null) cells.Refuse(column, "A yes needs to say where it comes from: fill in consent_source or consent_wording, or leave it empty.");
            else said.Add(new ConsentGiven(channel, granted, wording));
        }
    }

    private static StorefrontEvent Told(ImportCells cells, EventKind kind, long at)
    {
        var (email, phone) = (cells.Email(), cells.Phone(strict: false));
        return new StorefrontEvent
        {
            StoreId = cells.Store.Id, Kind = kind, Trust = Trust.Server, Imported = true, Name = "Imported", At = at, ReceivedAt = cells.Now, UserId = cells.Text("customer_id"), Country = cells.Country(),
            Personal = email is null && phone is null ? null : new Personal { Email = email, Phone = phone },
        };
    }

    private static List<EventLine> Lines(ImportCells cells, string currency)
    {
        var lines = new List<EventLine>();
        for (var row = 0; row < cells.Count; row++)
        {
            var (sku, name) = (cells.Text("sku", row: row), cells.Text("product_name", 300, row));
            if ((cells.Text("product_id", row: row) ?? sku ?? name) is not { } product) continue;
            if (product.Length > 200) product = product[..200];
            if (lines.Count == MaxLines) cells.Refuse("", $"There are more than {MaxLines} lines.", row);
            else lines.Add(new EventLine(product, cells.Text("variant_id", row: row), sku, name, cells.Quantity("quantity", row) ?? 1, cells.Minor("price", currency, row), null, null));
            if (cells.Errors.Count > 20) break;
        }
        return lines;
    }

    // WooCommerce writes wc- before its own. Money that is only reserved, or a part of it, may never come.
    private static string Status(ImportCells cells)
    {
        if (cells.Text("status") is not { } text) return "placed";
        var word = text.ToLowerInvariant().Replace("wc-", "", StringComparison.Ordinal).Replace(' ', '_').Replace('-', '_');
        switch (word)
        {
            case "paid" or "completed" or "processing" or "partially_refunded" or "fulfilled" or "shipped": return "paid";
            case "placed" or "pending" or "on_hold" or "authorized" or "partially_paid" or "unpaid" or "expired" or "open" or "new" or "pending_payment": return "placed";
            case "refunded": return "refunded";
            case "cancelled" or "canceled" or "voided" or "failed" or "trash" or "checkout_draft": return "cancelled";
            default:
                cells.Refuse("status", $"'{text}' is not known: use placed, paid, refunded or cancelled.");
                return "placed";
        }
    }

    // The same row read again is the same event; one that was mended is another.
    private static string IdOf(string kind, string? key, StorefrontEvent e)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(e, TrackingJson.Default.StorefrontEvent);
        var personal = e.Personal is null ? [] : JsonSerializer.SerializeToUtf8Bytes(e.Personal, TrackingJson.Default.Personal);
        byte[] content = [.. BitConverter.GetBytes(e.At), .. body, .. personal];
        return $"{Mark}{kind}:{key}:{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 10))}";
    }
}
