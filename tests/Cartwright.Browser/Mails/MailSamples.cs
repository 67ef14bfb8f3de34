using Cartwright.Messages;

namespace Cartwright.Browser.Mails;

/// <summary>A cart of each language with everything a mail can say, in a shop that speaks it: what pictures of mails are taken of.</summary>
internal static class MailSamples
{
    private const string Shop = "https://hollow-fern.example";

    public static readonly IReadOnlyList<string> Languages = ["en", "de", "bg", "ja", "zh"];

    public static MessageModel Of(string language) => language switch
    {
        "de" => Make("de-DE", "EUR", 1, "Hollow & Fern", "Anna", "Schmidt", ["Sturmlaterne „Glut“", "Wolldecke, gewebt", "Steingutbecher"], ["Messing", "Sand, 130 × 180 cm", "Schieferblau"], "Montag bis Freitag, 9 bis 17 Uhr", "4,90 € in Deutschland, ab 60 € frei",
            "Was hat Sie abgehalten?", ("Wie lange dauert die Lieferung?", "Zwei bis drei Werktage."), ("Überweisung", "keine Karte nötig"), ("Sie leuchtet den ganzen Abend und ist schwerer, als sie aussieht.", "Ida, Bremen"), "Hollow & Fern GmbH\nMühlenweg 4\n20095 Hamburg"),
        "bg" => Make("bg-BG", "EUR", 1, "Hollow & Fern", "Мария", "Иванова", ["Ветроустойчив фенер „Жар“", "Вълнено одеяло", "Керамична чаша"], ["Месинг", "Пясък, 130 × 180 см", "Синя"], "Понеделник – петък, 9 – 17 ч.", "4,90 € в България, безплатна над 60 €",
            "Какво Ви спря?", ("Колко време отнема доставката?", "Два до три работни дни."), ("Банков превод", "без карта"), ("Свети цяла вечер и е по-солиден, отколкото изглежда.", "Ива, Пловдив"), "Hollow & Fern ООД\nул. Шипка 4\n1504 София"),
        "ja" => Make("ja-JP", "JPY", 1, "ホロウ＆ファーン", "花子", "山田", ["ストームランタン「残り火」", "手織りウールブランケット", "陶器のマグカップ"], ["真鍮", "サンド 130 × 180 cm", "スレートブルー"], "月〜金 9:00〜17:00", "送料は全国一律490円、6,000円以上で無料です",
            "ご注文を見送られた理由をお聞かせください", ("配送にはどのくらいかかりますか。", "2〜3営業日でお届けします。"), ("銀行振込", "カード不要"), ("夜通し明るく、見た目よりずっとしっかりしています。", "横浜市 I様"), "ホロウ＆ファーン株式会社\n〒150-0001\n東京都渋谷区神宮前1-2-3"),
        "zh" => Make("zh-CN", "CNY", 100, "空谷蕨", "小明", "王", ["“余烬”防风提灯", "手织羊毛毯", "陶瓷马克杯"], ["黄铜", "沙色 130 × 180 厘米", "石板蓝"], "周一至周五 9:00–17:00", "运费 10 元，满 199 元包邮",
            "是什么让您没有下单？", ("多久能送到？", "两到三个工作日。"), ("银行转账", "无需银行卡"), ("整晚都很亮，比看上去更结实。", "杭州 李女士"), "空谷蕨商贸有限公司\n上海市静安区南京西路 100 号"),
        _ => Make("en-GB", "EUR", 1, "Hollow & Fern", "Anna", "Smith", ["Ember storm lantern", "Handwoven wool throw", "Stoneware mug"], ["Brass", "Sand, 130 × 180 cm", "Slate blue"], "Monday to Friday, 9 to 17 h", "€4.90, free from €60",
            "What kept you from ordering?", ("How long does delivery take?", "Two to three working days."), ("Bank transfer", "no card needed"), ("It glows all evening, and is sturdier than it looks.", "Ida, Bristol"), "Hollow & Fern Ltd\n4 Mill Lane\nBristol BS1 4ST"),
    };

    private static MessageModel Make(string locale, string currency, int rate, string shop, string first, string last, string[] goods, string[] variants, string hours, string shipping, string survey,
        (string, string) faq, (string Name, string Note) transfer, (string Text, string Author) review, string address)
    {
        Money Of(long minor) => new(minor * (currency == "CNY" ? 7 : rate), currency);
        var zone = TimeSpan.FromHours(locale[..2] switch { "ja" => 9, "zh" => 8, "bg" => 2, _ => 1 });
        DateTimeOffset At(int day, int hour) => new(2026, 12, day, hour, 0, 0, zone);
        LineView Line(int i, int quantity, long price) => new(goods[i], variants[i], quantity, Of(price), Of(price * quantity), i == 2 ? null : $"{Shop}/{i}.png", null);
        ItemView Item(int i, long price, long? old = null) => new(goods[i], i == 2 ? null : $"{Shop}/{i}.png", Of(price), old is { } o ? Of(o) : null, $"{Shop}/{i}");
        LineView[] lines = [Line(0, 1, 4900) with { LowStock = 3 }, Line(1, 1, 8900), Line(2, 2, 1450)];
        var help = new HandOffView(NamePolicy.Full(first, last), "anna@example.org", "+49 151 12345678", locale, "PayPal", At(23, 18), [new TroubleView("payment_declined", At(23, 18), null)]) { Reason = "payment_method" };
        return new MessageModel(
            new StoreView(shop, Shop, null, "#2f5d50", address, new ContactView("hello@hollow-fern.example", "+49 30 1234567", Shop + "/chat", hours), [new FaqView(faq.Item1, faq.Item2)]) { ShippingNote = shipping, Survey = survey },
            new ShopperView(first, last),
            new CartView(lines, new TotalsView(Of(16700), null, null, null, Of(16700)), "shipping"),
            new LinksView(Shop + "/r/1", Shop + "/u/1", Shop + "/o/1.gif"), locale, 1)
        {
            Offer = new OfferView("FERN-7KQ2", "percent", null, 10, At(31, 18), null),
            Order = new OrderView("1042", Of(17190), [.. lines.Select(l => l with { LowStock = null })], At(23, 18), At(26, 12), null, Shop + "/orders/1042") { Totals = new TotalsView(Of(16700), Of(490), null, null, Of(17190)) },
            PaymentMethods = [new PaymentMethodView("PayPal", null), new PaymentMethodView(transfer.Name, transfer.Note, ["IBAN: DE02 1203 0000 0000 2020 51", "BIC: BYLADEM1001"])],
            Reviews = [new ReviewView(goods[0], 5, review.Text, review.Author)],
            DispatchBy = At(28, 14),
            Items = [Item(0, 3900, 4900)],
            Bestsellers = [Item(1, 8900), Item(2, 1450)],
            HandOff = help,
            HandOffs = [new HandOffCart(help, new CartView(lines, new TotalsView(Of(16700), null, null, null, Of(16700)), "payment"), Shop + "/console/carts/1"), new HandOffCart(help with { Name = null, Email = null, Troubles = [] }, new CartView([lines[^1]], new TotalsView(Of(3900), null, null, null, Of(3900)), "shipping"), Shop + "/console/carts/2")],
        };
    }
}
