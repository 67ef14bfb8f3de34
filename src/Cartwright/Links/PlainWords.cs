namespace Cartwright.Links;

/// <summary>What the shopper's pages say, in the languages of the templates. {0}: the shop's name.</summary>
internal static class PlainWords
{
    public static readonly Dictionary<string, Dictionary<string, string>> All = new(StringComparer.Ordinal)
    {
        ["en"] = new()
        {
            ["title"] = "Unsubscribe", ["ask"] = "Stop all messages from {0} to this address?", ["button"] = "Stop the messages",
            ["done"] = "Done. {0} will not send messages to this address any more.", ["gone"] = "This page does not exist, or no longer.", ["shop"] = "Back to the shop",
            ["ask_texts"] = "Stop all text messages from {0} to your number?", ["done_texts"] = "Done. {0} will not send text messages to your number any more.",
            ["choose"] = "Or choose what you want", ["ways"] = "How we may write to you", ["way.email"] = "By e-mail", ["way.sms"] = "By text message",
            ["topics"] = "What about", ["topic.recovery"] = "Help with a cart I left", ["topic.orders"] = "Help with my orders", ["topic.news"] = "News of goods I looked at", ["topic.offers"] = "Offers",
            ["save"] = "Save", ["saved"] = "Saved.",
            ["pay.title"] = "Unpaid orders", ["pay.order"] = "Order {0}", ["pay.until"] = "The shop keeps it for you until {0}.", ["pay.go"] = "Pay now", ["pay.ways"] = "How you can pay", ["pay.reference"] = "Reference: {0}", ["pay.none"] = "Nothing waits for a payment.", ["pay.help"] = "Questions?", ["test_pay"] = "This link stood in a test mail. It would show the shopper the orders that are not paid yet.",
            ["test"] = "Test mail", ["test_unsubscribe"] = "This link stood in a test mail. Nothing was changed: nobody was unsubscribed.",
            ["test_cart"] = "This link stood in a test mail. It would bring the shopper back to this cart:", ["test_nothing"] = "Nothing was recorded, and the cart was left alone.",
        },
        ["de"] = new()
        {
            ["title"] = "Abmelden", ["ask"] = "Keine Nachrichten von {0} mehr an diese Adresse?", ["button"] = "Nachrichten abbestellen",
            ["done"] = "Erledigt. {0} schickt keine Nachrichten mehr an diese Adresse.", ["gone"] = "Diese Seite gibt es nicht oder nicht mehr.", ["shop"] = "Zurück zum Shop",
            ["ask_texts"] = "Keine SMS von {0} mehr an Ihre Nummer?", ["done_texts"] = "Erledigt. {0} schickt keine SMS mehr an Ihre Nummer.",
            ["choose"] = "Oder wählen Sie aus", ["ways"] = "Wie wir Ihnen schreiben dürfen", ["way.email"] = "Per E-Mail", ["way.sms"] = "Per SMS",
            ["topics"] = "Worüber", ["topic.recovery"] = "Hilfe zu einem Warenkorb, den ich verlassen habe", ["topic.orders"] = "Hilfe zu meinen Bestellungen", ["topic.news"] = "Neues zu Artikeln, die ich angesehen habe", ["topic.offers"] = "Angebote",
            ["save"] = "Speichern", ["saved"] = "Gespeichert.",
            ["pay.title"] = "Offene Bestellungen", ["pay.order"] = "Bestellung {0}", ["pay.until"] = "Der Shop hält sie bis {0} für Sie bereit.", ["pay.go"] = "Jetzt bezahlen", ["pay.ways"] = "So können Sie bezahlen", ["pay.reference"] = "Verwendungszweck: {0}", ["pay.none"] = "Es ist keine Zahlung offen.", ["pay.help"] = "Fragen?", ["test_pay"] = "Dieser Link stand in einer Testmail. Er zeigte der Kundin oder dem Kunden die Bestellungen, die noch nicht bezahlt sind.",
            ["test"] = "Testmail", ["test_unsubscribe"] = "Dieser Link stand in einer Testmail. Nichts wurde geändert: Niemand wurde abgemeldet.",
            ["test_cart"] = "Dieser Link stand in einer Testmail. Er brächte die Kundin oder den Kunden zu diesem Warenkorb zurück:", ["test_nothing"] = "Nichts wurde aufgezeichnet, und der Warenkorb blieb unberührt.",
        },
        ["bg"] = new()
        {
            ["title"] = "Отписване", ["ask"] = "Да спрем ли всички съобщения от {0} до този адрес?", ["button"] = "Спиране на съобщенията",
            ["done"] = "Готово. {0} няма повече да изпраща съобщения до този адрес.", ["gone"] = "Тази страница не съществува или вече не съществува.", ["shop"] = "Обратно към магазина",
            ["ask_texts"] = "Да спрем ли всички текстови съобщения от {0} до Вашия номер?", ["done_texts"] = "Готово. {0} няма повече да изпраща текстови съобщения до Вашия номер.",
            ["choose"] = "Или изберете какво искате", ["ways"] = "Как можем да Ви пишем", ["way.email"] = "По имейл", ["way.sms"] = "С текстово съобщение",
            ["topics"] = "За какво", ["topic.recovery"] = "Помощ за оставена количка", ["topic.orders"] = "Помощ за моите поръчки", ["topic.news"] = "Новини за стоки, които съм разглеждал(а)", ["topic.offers"] = "Оферти",
            ["save"] = "Запазване", ["saved"] = "Запазено.",
            ["pay.title"] = "Неплатени поръчки", ["pay.order"] = "Поръчка {0}", ["pay.until"] = "Магазинът я пази за Вас до {0}", ["pay.go"] = "Плащане", ["pay.ways"] = "Как можете да платите", ["pay.reference"] = "Основание: {0}", ["pay.none"] = "Няма поръчки, които чакат плащане.", ["pay.help"] = "Въпроси?", ["test_pay"] = "Тази връзка е от тестово съобщение. Тя би показала на клиента поръчките, които още не са платени.",
            ["test"] = "Тестово съобщение", ["test_unsubscribe"] = "Тази връзка е от тестово съобщение. Нищо не е променено: никой не е отписан.",
            ["test_cart"] = "Тази връзка е от тестово съобщение. Тя би върнала клиента към тази количка:", ["test_nothing"] = "Нищо не е записано и количката не е променена.",
        },
        ["ja"] = new()
        {
            ["title"] = "配信停止", ["ask"] = "{0}からこのアドレスへのメッセージをすべて停止しますか?", ["button"] = "配信を停止する",
            ["done"] = "完了しました。今後、{0}からこのアドレスへメッセージをお送りすることはありません。", ["gone"] = "このページは存在しないか、すでに無効です。", ["shop"] = "ショップに戻る",
            ["ask_texts"] = "{0}からこの番号へのSMSをすべて停止しますか?", ["done_texts"] = "完了しました。今後、{0}からこの番号へSMSをお送りすることはありません。",
            ["choose"] = "または、受け取る内容を選ぶ", ["ways"] = "ご連絡の方法", ["way.email"] = "メール", ["way.sms"] = "SMS",
            ["topics"] = "ご連絡の内容", ["topic.recovery"] = "カートに残した商品のご案内", ["topic.orders"] = "ご注文に関するご案内", ["topic.news"] = "ご覧になった商品のお知らせ", ["topic.offers"] = "特典・セール",
            ["save"] = "保存する", ["saved"] = "保存しました。",
            ["pay.title"] = "お支払い待ちのご注文", ["pay.order"] = "ご注文 {0}", ["pay.until"] = "{0}まで商品をお取り置きしています。", ["pay.go"] = "支払う", ["pay.ways"] = "お支払い方法", ["pay.reference"] = "ご注文番号: {0}", ["pay.none"] = "お支払い待ちのご注文はありません。", ["pay.help"] = "ご不明な点は", ["test_pay"] = "これはテストメールのリンクです。お客様にはお支払い待ちのご注文が表示されます。",
            ["test"] = "テストメール", ["test_unsubscribe"] = "これはテストメールのリンクです。何も変更されていません。どなたの配信も停止されていません。",
            ["test_cart"] = "これはテストメールのリンクです。お客様はこのカートに戻ります:", ["test_nothing"] = "何も記録されず、カートも変更されていません。",
        },
        ["zh"] = new()
        {
            ["title"] = "退订", ["ask"] = "要停止{0}发往此地址的所有消息吗?", ["button"] = "停止接收消息",
            ["done"] = "已完成。{0}不会再向此地址发送消息。", ["gone"] = "此页面不存在或已失效。", ["shop"] = "返回商店",
            ["ask_texts"] = "要停止{0}发往您手机号的所有短信吗?", ["done_texts"] = "已完成。{0}不会再向您的手机号发送短信。",
            ["choose"] = "或选择您想要的内容", ["ways"] = "我们可以如何联系您", ["way.email"] = "电子邮件", ["way.sms"] = "短信",
            ["topics"] = "关于什么", ["topic.recovery"] = "购物车中未完成购买的帮助", ["topic.orders"] = "订单相关帮助", ["topic.news"] = "您浏览过的商品的消息", ["topic.offers"] = "优惠活动",
            ["save"] = "保存", ["saved"] = "已保存。",
            ["pay.title"] = "待付款订单", ["pay.order"] = "订单 {0}", ["pay.until"] = "商店为您保留至 {0}。", ["pay.go"] = "立即付款", ["pay.ways"] = "付款方式", ["pay.reference"] = "备注:{0}", ["pay.none"] = "没有待付款的订单。", ["pay.help"] = "有疑问?", ["test_pay"] = "此链接来自测试邮件。它会向顾客显示尚未付款的订单。",
            ["test"] = "测试邮件", ["test_unsubscribe"] = "此链接来自测试邮件。没有任何更改:没有人被退订。",
            ["test_cart"] = "此链接来自测试邮件。它会把顾客带回这个购物车:", ["test_nothing"] = "没有记录任何内容,购物车也没有改变。",
        },
    };
}
