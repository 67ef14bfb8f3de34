using System.Globalization;
using System.Text.Json;

namespace Cartwright.Simulation.Oracle;

/// <summary>What can only be judged at the end: that nothing was lost, that facts and money are right, that everything due was done and everything has its reason.</summary>
internal static class FinalJudgement
{
    /// <summary>At least so many of a hundred messages that were due have left.</summary>
    private const int Done = 99;
    private const long Grace = 600_000;

    public static void Pass(Judge judge, Records records, long end)
    {
        Events(judge, records, end);
        Carts(judge, records, end);
        Orders(judge, records, end);
        Reasons(judge, records, end);
        Codes(judge, records, end);
        Dues(judge, end);
    }

    private static void Events(Judge judge, Records records, long end)
    {
        var stored = records.Events as HashSet<string> ?? [.. records.Events];
        foreach (var person in judge.People)
            foreach (var id in person.Acknowledged)
                if (!stored.Contains(id)) judge.Violations.Add(new Violation(1, person.Number, end, $"event {id} was acknowledged and is not there"));
    }

    private static void Carts(Judge judge, Records records, long end)
    {
        var kept = new Dictionary<int, List<string>>();
        foreach (var record in records.Carts)
        {
            if (record.Status == "merged") continue;
            using var document = JsonDocument.Parse(record.State);
            var facts = document.RootElement.GetProperty("facts");
            if (!facts.TryGetProperty("lines", out var lines) || lines.GetArrayLength() == 0) continue;
            var goods = lines.EnumerateArray().Select(l => (Product: l.GetProperty("productId").GetString()!, Quantity: l.GetProperty("quantity").GetInt32(), Unit: l.GetProperty("unit").GetInt64())).OrderBy(l => l.Product, StringComparer.Ordinal);
            var number = Person.NumberIn(lines[0].GetProperty("productId").GetString(), 's');
            if (!kept.TryGetValue(number, out var carts)) kept[number] = carts = [];
            carts.Add(Say(goods, facts.TryGetProperty("orderedAt", out _)));
        }
        foreach (var person in judge.People)
        {
            if (person.IsErased) continue; // nobody can tell any more that what comes late was theirs
            var meant = person.Carts.Where(c => !c.IsEmpty).Select(c => Say(c.Lines.Select(l => (l.Key, l.Value.Quantity, l.Value.Unit)), c.IsOrdered)).Order(StringComparer.Ordinal).ToList();
            var has = kept.GetValueOrDefault(person.Number, []).Order(StringComparer.Ordinal).ToList();
            if (!meant.SequenceEqual(has)) judge.Violations.Add(new Violation(2, person.Number, end, $"the carts are {Join(has)} instead of {Join(meant)}"));
        }

        static string Say(IEnumerable<(string Product, int Quantity, long Unit)> goods, bool isOrdered) =>
            string.Join(" + ", goods.Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Quantity} × {g.Product} at {g.Unit}"))) + (isOrdered ? ", ordered" : "");
        static string Join(List<string> carts) => carts.Count == 0 ? "none" : $"[{string.Join("] [", carts)}]";
    }

    private static void Orders(Judge judge, Records records, long end)
    {
        var kept = records.Orders.ToLookup(o => o.ExternalId, StringComparer.Ordinal);
        foreach (var person in judge.People)
            foreach (var order in person.Orders.Values)
            {
                // What only a page said after its person was erased is somebody new's word on it, and no money.
                if (person.IsErased && !order.IsConfirmed) continue;
                var rows = kept[order.Id].Where(o => !person.IsErased || o.Confirmed != 0).ToList();
                void Wrong(string what) => judge.Violations.Add(new Violation(9, person.Number, end, $"order {order.Id} {what}"));
                judge.Count("orders");
                if (rows.Count != 1) { Wrong($"is there {rows.Count} times"); continue; }
                var row = rows[0];
                if (order.Total is { } total && (row.Total != total || row.Currency != order.Currency)) Wrong($"is worth {row.Total} {row.Currency} instead of {total} {order.Currency}");
                if (row.Refunded != order.Refunded && order.Total is not null) Wrong($"has {row.Refunded} refunded instead of {order.Refunded}");
                if (row.Refunded > row.Total) Wrong("has more refunded than it is worth");
                if (row.Confirmed != 0 != order.IsConfirmed) Wrong("is not confirmed by whom it should be");
                Credit(judge, person, row, end);
            }
    }

    private static void Credit(Judge judge, PersonModel person, OrderRecord row, long end)
    {
        if (row.Credit == "none") return;
        judge.Count("credited");
        if (row.CreditedMessage is not { } message) { judge.Violations.Add(new Violation(9, person.Number, end, $"order {row.ExternalId} is credited to nothing")); return; }
        if (row.Credit == "click" && !judge.WasReturned(message)) judge.Violations.Add(new Violation(8, person.Number, end, $"order {row.ExternalId} is credited to a click that no landing page confirmed"));
        if (judge.Taken(message) is not { } mail) { judge.Violations.Add(new Violation(9, person.Number, end, $"order {row.ExternalId} is credited to a message that never left")); return; }
        if (mail.Shopper != person.Number) judge.Violations.Add(new Violation(9, person.Number, end, $"order {row.ExternalId} is credited to a message to somebody else"));
        if (row.Credit == "cart" && (mail.At > row.PlacedAt || row.PlacedAt - mail.At > person.Store.Attribution)) judge.Violations.Add(new Violation(9, person.Number, end, $"order {row.ExternalId} is credited to a message outside the window"));
    }

    private static void Reasons(Judge judge, Records records, long end)
    {
        foreach (var message in records.Messages)
        {
            judge.Count("status_" + message.Status);
            if (message.SkipReason == "sent_before") judge.Count("notSaidAgain");
            var told = message.Status switch
            {
                "skipped" or "withdrawn" => message.SkipReason is not null,
                "failed" or "unknown" => message.Reply is not null,
                "sending" => false, // nobody is sending any more
                _ => message.Decision is not null,
            };
            if (message.Reply?.StartsWith("the message could not be made", StringComparison.Ordinal) == true) judge.Violations.Add(new Violation(6, null, end, $"message {message.MessageId} failed: {message.Reply}"));
            if (!told) judge.Violations.Add(new Violation(7, null, end, $"message {message.MessageId} is {message.Status}, and nothing says why"));
        }
        if (records.Unexplained > 0) judge.Violations.Add(new Violation(7, null, end, $"of {records.Unexplained} abandoned carts nothing says whether they entered a journey"));
    }

    private static void Codes(Judge judge, Records records, long end)
    {
        foreach (var shopper in records.Coupons.Where(c => c.Status is "live" or "reserved" && c.ExpiresAt > end).GroupBy(c => c.ShopperId).Where(g => g.Count() > 1))
            judge.Violations.Add(new Violation(9, null, end, $"of shopper {shopper.Key} {shopper.Count()} codes live"));
        var kept = records.Coupons.ToDictionary(c => c.Code, StringComparer.Ordinal);
        foreach (var person in judge.People)
            foreach (var coupon in person.Coupons.All.Where(c => c.Code is not null))
            {
                var row = kept.GetValueOrDefault(coupon.Code!.Replace("-", "", StringComparison.Ordinal));
                if (row is null || row.ExpiresAt != coupon.ExpiresAt && !coupon.IsEndDoubtful) judge.Violations.Add(new Violation(9, person.Number, end, $"code {coupon.Code} ends at {row?.ExpiresAt} instead of {coupon.ExpiresAt}"));
                else if (!person.IsErased && !coupon.IsDoubtful && (row.Status == "redeemed") != coupon.UsedBy is not null) judge.Violations.Add(new Violation(9, person.Number, end, $"code {coupon.Code} is {row.Status}, {(coupon.UsedBy is { } order ? $"though {order} used it" : "though nobody used it")}"));
                if (coupon.UsedBy is not null) judge.Count("codesUsed");
            }
    }

    private static void Dues(Judge judge, long end)
    {
        long done = 0;
        var missed = new List<(PersonModel Person, DueModel Due)>();
        foreach (var person in judge.People)
            foreach (var due in person.Journeys.Dues)
            {
                if (due.State == DueState.Sent) done++;
                // What was refused for now comes again at longer and longer intervals, at most two hours, for a day; meanwhile it may have come too late.
                else if (due.State == DueState.Waiting && due.At < end - Grace
                    && !(due.PutOffAt is { } put && (end - put < 3 * 3_600_000 || put - due.At > 20 * 3_600_000 || GateModel.Against(due.Run, due.Channel, person, end, isCertain: false).Any()))) missed.Add((person, due));
            }
        judge.Count("tookOver", judge.People.Sum(p => p.Journeys.Runs.Count(r => r.GaveWay is { IsCertain: true })));
        judge.Count("due", done + missed.Count);
        judge.Count("dueSent", done);
        judge.Count("missed", missed.Count);
        if (missed.Count > 0 && done * 100 < (done + missed.Count) * Done)
            judge.Violations.Add(new Violation(6, missed[0].Person.Number, missed[0].Due.At, $"{missed.Count} of {done + missed.Count} messages that were due never left, the first of them {missed[0].Due.Templates[0]}"));
    }
}
