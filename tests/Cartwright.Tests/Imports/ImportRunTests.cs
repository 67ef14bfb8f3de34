using Cartwright.Storage;
using Cartwright.Imports;
using Cartwright.Shoppers;
using Cartwright.Tracking;
using Dapper;

namespace Cartwright.Tests.Imports;

/// <summary>Files of every kind: what goes in, what is refused, and that the same again changes nothing, now or years later.</summary>
public sealed class ImportRunTests
{
    private const string Orders = """
        order_id,created_at,status,paid_at,email,total,currency,sku,product_name,quantity,price,refunded
        1001,2025-11-03 18:40,paid,2025-11-03 18:41,ada@shop.test,88.80,EUR,LAMP,Lamp,1,79.00,
        1001,,,,,,,BULB,Bulb,2,4.90,
        1002,2025-11-05,refunded,,bob@shop.test,19.90,EUR,TEA,Tea,1,19.90,19.90
        1003,2025-11-06T10:00:00Z,cancelled,,bob@shop.test,2000,JPY,TEA,Tea,1,2000,
        1004,2025-11-07,pending,,,5.00,EUR,TEA,Tea,1,5.00,
        """;

    private const string Carts = """
        cart_id,created_at,updated_at,email,stage,sku,product_name,quantity,price,currency
        c1,2025-11-02 17:00,2025-11-03 18:20,ada@shop.test,payment,LAMP,Lamp,1,79.00,EUR
        c1,,,,,BULB,Bulb,2,4.90,EUR
        c2,,2025-11-04T09:00:00Z,,,TEA,Tea,1,7.90,
        c3,,2026-01-11,bob@shop.test,contact,TEA,Tea,3,7.90,
        """;

    private const string Customers = """
        email;phone;customer_id;first_name;created_at;email_consent;consent_source
        ada@shop.test;+491711234567;u1;Ada;2024-05-01;yes;newsletter form
        bob@shop.test;;;Bob;;no;
        ;;u3;Cyd;;;
        """;

    private const string Products = """
        product_id,name,price,currency,stock
        LAMP,Lamp,79.00,EUR,12
        BULB,Bulb,4.90,,
        """;

    private const string Suppressions = """
        email,phone,reason
        ada@shop.test,,unsubscribed
        bob@shop.test,+491719876543,complained
        """;

    public static TheoryData<string, string, int> Files => new()
    {
        { ImportColumns.Orders, Orders, 4 }, { ImportColumns.Carts, Carts, 3 }, { ImportColumns.Customers, Customers, 3 }, { ImportColumns.Products, Products, 2 }, { ImportColumns.Suppressions, Suppressions, 2 },
    };

    [Theory, OnSqlite, OnPostgres]
    public async Task A_file_imported_again_changes_nothing_even_after_the_ids_seen_are_forgotten(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine);
        foreach (var (kind, csv, records) in Files.Select(f => ((string)f[0], (string)f[1], (int)f[2])))
        {
            // Two of the customers are known by their carts and orders.
            var told = kind == ImportColumns.Customers ? "1 Added, 2 Changed" : $"{records} Added";
            var before = await shop.RowsAsync();
            Assert.Equal(told, (await shop.ImportAsync(kind, csv, dryRun: true)).Counts());
            Assert.Equal(before, await shop.RowsAsync());

            Assert.Equal(told, (await shop.ImportAsync(kind, csv)).Counts());
            var once = await shop.RowsAsync();
            Assert.Equal($"{records} Known", (await shop.ImportAsync(kind, csv)).Counts());
            Assert.Equal(once, await shop.RowsAsync());

            await shop.Node.Database.WriteAsync(s => s.ExecuteAsync("delete from event_seen"));
            Assert.Equal($"{records} Known", (await shop.ImportAsync(kind, csv)).Counts());
            once.Remove("event_seen");
            Assert.Equal(once, await shop.RowsAsync("event_seen"));
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Should_the_log_have_forgotten_as_well_the_same_facts_are_told_again(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine);
        foreach (var (kind, csv) in (IEnumerable<(string, string)>)[(ImportColumns.Orders, Orders), (ImportColumns.Carts, Carts)]) await shop.ImportAsync(kind, csv);
        var (orders, carts) = (await OrdersAsync(shop), await shop.RowsAsync("event", "event_seen", "story", "report_dirty"));

        await shop.Node.Database.WriteAsync(s => s.ExecuteAsync("delete from event_seen"));
        await shop.Node.Database.WriteAsync(s => s.ExecuteAsync("delete from event"));
        foreach (var (kind, csv) in (IEnumerable<(string, string)>)[(ImportColumns.Orders, Orders), (ImportColumns.Carts, Carts)]) await shop.ImportAsync(kind, csv);

        Assert.Equal(orders, await OrdersAsync(shop));
        Assert.Equal(carts, await shop.RowsAsync("event", "event_seen", "story", "report_dirty"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Orders_have_their_own_time_money_and_end_and_are_credited_to_nobody(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine);
        await shop.ImportAsync(ImportColumns.Orders, Orders);

        Assert.Equal(
        [
            "1001 paid 8880 EUR 0 none 1762191600000 1", "1002 refunded 1990 EUR 1990 none 1762297200000 1", "1003 cancelled 2000 JPY 0 none 1762423200000 1", "1004 placed 500 EUR 0 none 1762470000000 1",
        ], await OrdersAsync(shop));
        Assert.Equal(2, await shop.ScalarAsync<long>("select count(distinct shopper_id) from purchase where external_id in ('1002', '1003', '1001')"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_row_that_was_changed_changes_its_order_and_a_sum_of_refunds_is_never_added_twice(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine);
        const string Header = "order_id,created_at,status,email,total,refunded\n";
        await shop.ImportAsync(ImportColumns.Orders, Header + "7,2025-11-03,paid,ada@shop.test,50.00,5.00");
        Assert.Equal("1 Changed", (await shop.ImportAsync(ImportColumns.Orders, Header + "7,2025-11-03,paid,ada@shop.test,50.00,8.00")).Counts());
        Assert.Equal(["7 paid 5000 EUR 800 none 1762124400000 1"], await OrdersAsync(shop));

        var at = DateTimeOffset.FromUnixTimeMilliseconds(1762124400000).AddDays(3).ToUnixTimeMilliseconds();
        await shop.SendAsync(Some.Event(EventKind.OrderRefunded, at, null, Trust.Platform, "refund-1") with { OrderId = "7", Total = 800, Currency = "EUR" });
        Assert.Equal(["7 paid 5000 EUR 800 none 1762124400000 1"], await OrdersAsync(shop));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Bad_rows_are_refused_by_line_and_column_and_the_others_go_in(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine);
        var results = await shop.ImportAsync(ImportColumns.Orders, """
            order_id,created_at,total,currency,email,status
            1,2025-11-03,"1,299.00",EUR,ada@shop.test,
            2,03/11/2025,5.00,EUR,ada@shop.test,
            3,2025-11-03,5.00,EUR,not an address,
            4,2025-11-03,5.00,XYZ,ada@shop.test,
            5,2025-11-03,5.001,EUR,ada@shop.test,
            6,2025-11-03,500.5,JPY,ada@shop.test,
            7,2027-01-01,5.00,EUR,ada@shop.test,
            8,2025-11-03,5.00,EUR,ada@shop.test,lost in space
            ,2025-11-03,5.00,EUR,ada@shop.test,
            10,2025-11-03,-5.00,EUR,ada@shop.test,
            11,2025-11-03,5.00,EUR,ada@shop.test,paid,much,more
            12,2025-11-03,,EUR,ada@shop.test,
            13,2025-11-03,5.00,EUR,ada@shop.test,paid
            """);

        Assert.Equal(["2 total", "3 created_at", "4 email", "5 currency", "6 total", "7 total", "8 created_at", "9 status", "10 order_id", "11 total", "12 ", "13 total"],
            results.SelectMany(r => r.Errors).Select(e => $"{e.Line} {e.Column}"));
        Assert.All(results.SelectMany(r => r.Errors), e => Assert.EndsWith(".", e.Error.TrimEnd('\'')));
        Assert.Equal("13", Assert.Single(await OrdersAsync(shop)).Split(' ')[0]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_yes_counts_only_where_nothing_is_on_record_and_a_no_always(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine);
        var hour = 3_600_000L;
        await shop.SendAsync(
            Said("no@shop.test", granted: false, shop.Now - 9000 * hour), Said("yes@shop.test", granted: true, shop.Now - hour),
            Said("gone@shop.test", granted: true, shop.Now - 2 * hour));
        await shop.ImportAsync(ImportColumns.Suppressions, "email\ngone@shop.test\nstranger@shop.test");

        var results = await shop.ImportAsync(ImportColumns.Customers, """
            email,email_consent,consent_source,consent_at
            no@shop.test,yes,old list,2026-01-12 09:59
            yes@shop.test,no,,
            gone@shop.test,yes,old list,2026-01-12 09:59
            stranger@shop.test,yes,old list,2026-01-12 09:59
            new@shop.test,yes,old list,2026-01-01
            silent@shop.test,,,
            boast@shop.test,yes,,
            """);

        Assert.Equal([("boast@shop.test", "email_consent")], results.Select((r, i) => (r, i)).Where(x => x.r.Errors.Count > 0).Select(x => ("boast@shop.test", x.r.Errors[0].Column)));
        Assert.Equal((false, null), await PermissionAsync("no@shop.test"));
        Assert.Equal((false, null), await PermissionAsync("yes@shop.test"));
        Assert.Equal((true, SuppressionReason.Manual), await PermissionAsync("gone@shop.test"));
        Assert.Equal((true, SuppressionReason.Manual), await PermissionAsync("stranger@shop.test"));
        Assert.Equal((true, null), await PermissionAsync("new@shop.test"));
        Assert.Equal((null, null), await PermissionAsync("silent@shop.test"));

        StorefrontEvent Said(string email, bool granted, long at) =>
            Some.Event(EventKind.Identified, at, null, Trust.Server) with { UserId = email, Personal = new Personal { Email = email }, Consents = [new(Channels.Email, granted, "words")] };

        async Task<(bool?, string?)> PermissionAsync(string email)
        {
            var key = (shop.StoreId, Channels.Email, shop.Secrets.Hash(shop.StoreId, IdentityPolicy.Email, email));
            var found = await shop.Node.Database.ReadAsync(c => ShopperStore.PermissionsAsync(new Reading(c, shop.Node.Database.Dialect), [key]));
            return found.TryGetValue(key, out var p) ? (p.Granted, p.SuppressedFor) : (null, null);
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_goods_of_both_platforms_go_in_with_their_variants(Engine engine)
    {
        await using var shop = await CoreHarness.StartAsync(engine);
        var shopify = await shop.ImportAsync(ImportColumns.Products, """
            Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Price,Image Src,Status
            mug,Mug,<p>For <b>tea</b> &amp; more</p>,V,Mugs,,TRUE,Colour,Red,M-R,5,12.50,https://cdn.test/mug.jpg,active
            mug,,,,,,,,Blue,M-B,-2,13.50,,
            mug,,,,,,,,,,,,https://cdn.test/mug-2.jpg,
            lamp,Lamp,,V,,,TRUE,Title,Default Title,L,,79.00,,active
            """);
        var woo = await shop.ImportAsync(ImportColumns.Products, """
            ID,Type,SKU,Name,Published,Regular price,Sale price,Stock,Images,Parent
            10,variable,TS,Shirt,1,,,,https://shop.test/a.jpg,
            11,variation,TS-S,Shirt - S,1,20,15,3,"https://shop.test/s.jpg, https://shop.test/t.jpg",id:10
            12,simple,CAP,Cap,1,9.999,,,,
            """);

        Assert.Equal(("2 Added", "1 Added, 1 Skipped, 1 Refused"), (shopify.Counts(), woo.Counts()));
        var goods = await shop.Node.Products.ListAsync(shop.StoreId, null, null, 10);
        Assert.Equal(["10/11 Shirt - S 1500 3 https://shop.test/s.jpg ", "lamp/ Lamp 7900   ", "mug/Blue Mug – Blue 1350 0 https://cdn.test/mug.jpg For tea & more", "mug/Red Mug – Red 1250 5 https://cdn.test/mug.jpg For tea & more"],
            goods.Select(p => $"{p.ProductId}/{p.Variant} {p.Name} {p.Price} {p.Stock} {p.ImageUrl} {p.Description}").Order(StringComparer.Ordinal));
        Assert.Equal("https://shop.test/products/lamp", goods.Single(p => p.ProductId == "lamp").Url);
        Assert.Equal("1 Changed, 1 Known", (await shop.ImportAsync(ImportColumns.Products, "product_id,name,price,url,sku\nlamp,Lamp,78.00,https://shop.test/products/lamp,L\nlamp,Lamp,78.00,https://shop.test/products/lamp,L")).Counts());
    }

    private static Task<List<string>> OrdersAsync(CoreHarness shop) => shop.Node.Database.ReadAsync(async c => (await c.QueryAsync<string>(
        "select external_id || ' ' || status || ' ' || total || ' ' || currency || ' ' || refunded || ' ' || credit || ' ' || placed_at || ' ' || confirmed from purchase order by external_id")).ToList());
}
