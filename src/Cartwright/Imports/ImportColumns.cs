namespace Cartwright.Imports;

/// <summary>
/// A column of a file. <paramref name="Names"/>: what it is called, ours first, then what shop platforms call it; the first that the file
/// has counts. <paramref name="Need"/>: of the columns with the same need the file has at least one.
/// </summary>
internal sealed record ImportColumn(string? Need, params IReadOnlyList<string> Names)
{
    public string Name => Names[0];
}

/// <summary>What each kind of file may hold. The table in docs/import.md is held to this one by a test.</summary>
internal static class ImportColumns
{
    public const string Carts = "carts", Orders = "orders", Customers = "customers", Products = "products", Suppressions = "suppressions", Reviews = "reviews";

    /// <summary>Written by us beside a refused row: not a column to be told of.</summary>
    public const string Reason = "import_error";

    public static readonly IReadOnlyList<string> Kinds = [Carts, Orders, Customers, Products, Suppressions, Reviews];

    private static readonly ImportColumn[] Who =
    [
        new(null, "email", "billing_email", "customer_email"),
        new(null, "phone", "billing_phone", "customer_phone"),
        new(null, "customer_id", "user_id", "customer_user"),
    ];

    private static readonly ImportColumn[] Goods =
    [
        new(null, "product_id", "lineitem_product_id"),
        new(null, "variant_id", "lineitem_variant_id"),
        new(null, "sku", "lineitem_sku", "product_sku"),
        new(null, "product_name", "lineitem_name", "item_name"),
        new(null, "quantity", "lineitem_quantity", "qty"),
        new(null, "price", "lineitem_price", "item_price"),
        new(null, "currency", "order_currency"),
        new(null, "shipping", "shipping_total", "order_shipping"),
        new(null, "tax", "taxes", "tax_total", "total_tax"),
        new(null, "discount", "discount_amount", "discount_total"),
        new(null, "country", "shipping_country", "billing_country"),
    ];

    private static readonly IReadOnlyDictionary<string, ImportColumn[]> Table = new Dictionary<string, ImportColumn[]>(StringComparer.Ordinal)
    {
        [Carts] =
        [
            new("cart", "cart_id", "cart_token", "checkout_id", "id"),
            new("cart", "cart_name", "name"),
            new("time", "updated_at", "last_activity_at", "abandoned_at", "date"),
            new("time", "created_at", "started_at"),
            .. Who, .. Goods,
            new(null, "total", "cart_total"),
            new(null, "stage", "checkout_stage"),
        ],
        [Orders] =
        [
            new("order", "order_id", "id", "order_number", "order"),
            new("order", "order_name", "name"),
            new("time", "created_at", "placed_at", "order_date", "date_created", "date"),
            new("total", "total", "order_total", "total_price"),
            .. Who, .. Goods,
            new(null, "status", "financial_status", "order_status"),
            new(null, "paid_at", "paid_date", "date_paid"),
            new(null, "cancelled_at", "canceled_at"),
            new(null, "refunded", "refunded_amount", "refund_total"),
            new(null, "cart_id", "cart_token"),
        ],
        [Customers] =
        [
            new("person", "email", "email_address", "billing_email", "user_email"),
            new("person", "phone", "billing_phone", "default_address_phone"),
            new("person", "customer_id", "id", "user_id"),
            new(null, "first_name", "billing_first_name"),
            new(null, "last_name", "billing_last_name"),
            new(null, "country", "default_address_country_code", "billing_country", "country_region"),
            new(null, "locale", "language"),
            new(null, "created_at", "sign_up", "date_registered", "user_registered"),
            new(null, "email_consent"),
            new(null, "sms_consent"),
            new(null, "consent_source"),
            new(null, "consent_wording", "consent_text"),
            new(null, "consent_at"),
            new(null, "accepts_email_marketing", "accepts_marketing"),
            new(null, "accepts_sms_marketing"),
        ],
        [Products] =
        [
            new("product", "product_id", "id"),
            new("product", "handle"),
            new("name", "name", "title", "product_name"),
            new("price", "price", "variant_price", "regular_price"),
            new(null, "sale_price"),
            new(null, "variant_id", "variant"),
            new(null, "option1_value"),
            new(null, "option2_value"),
            new(null, "option3_value"),
            new(null, "sku", "variant_sku"),
            new(null, "description", "body_html", "short_description"),
            new(null, "currency"),
            new(null, "url", "product_url", "permalink"),
            new(null, "image_url", "variant_image", "image_src", "images"),
            new(null, "stock", "variant_inventory_qty", "stock_quantity"),
            new(null, "categories", "category", "product_category"),
            new(null, "type"),
            new(null, "parent"),
        ],
        [Suppressions] =
        [
            new("address", "email", "address", "email_address", "recipient"),
            new("address", "phone", "phone_number", "mobile"),
            new(null, "reason", "type"),
        ],
        [Reviews] =
        [
            new("product", "product_id", "shop_product_id"),
            new("product", "sku", "product_sku"),
            new("rating", "rating", "stars", "score", "review_score"),
            new("time", "written_at", "review_date", "created_at", "review_creation_date", "date"),
            new(null, "review_id", "id"),
            new(null, "author", "reviewer_name", "display_name", "nickname", "name"),
            new(null, "text", "body", "content", "review_content", "review"),
            new(null, "title", "review_title"),
            new(null, "locale", "language"),
            new(null, "status", "curated", "published", "state"),
        ],
    };

    public static IReadOnlyList<ImportColumn> Of(string kind) => Table[kind];

    /// <summary>The column whose cells name the thing a row is of: rows that follow one another with the same one belong together. Null: a row is a thing.</summary>
    public static IReadOnlyList<string> KeysOf(string kind) => kind switch
    {
        Carts => ["cart_name", "cart_id"],
        Orders => ["order_name", "order_id"],
        Products => ["handle"],
        _ => [],
    };
}
