using System.Globalization;
using Cartwright.Shoppers;
using Cartwright.Stores;
using Cartwright.Tracking.Segment;

namespace Cartwright.Imports;

/// <summary>
/// The cells of one record by our names of its columns. What is wrong is collected, each with its line and column and what would be
/// right, so that a merchant mends a row once.
/// </summary>
internal sealed class ImportCells(IReadOnlyList<string> columns, ImportRecord record, Store store, long now)
{
    /// <summary>Not before there were shops on the web: 1990 (ms).</summary>
    private const long Earliest = 631_152_000_000;

    private static readonly string[] Zoned =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mm:ss zzz", "yyyy-MM-dd HH:mm:sszzz", "yyyy-MM-dd HH:mm:ss 'UTC'", "yyyy-MM-dd HH:mm:ss'Z'",
    ];

    private static readonly string[] Local = ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd"];

    private readonly List<ImportError> _errors = [];

    public IReadOnlyList<ImportError> Errors => _errors;
    public Store Store => store;
    public long Now => now;
    public int Count => record.Rows.Count;

    public bool Has(string column) => columns.Contains(column, StringComparer.Ordinal);

    public void Refuse(string column, string error, int row = 0)
    {
        var said = new ImportError(record.Rows[row].Line, column, error);
        if (!_errors.Contains(said)) _errors.Add(said);
    }

    /// <summary>The cell without blanks around it; null when it is empty.</summary>
    public string? Text(string column, int longest = 200, int row = 0)
    {
        var at = 0;
        while (at < columns.Count && columns[at] != column) at++;
        if (at >= columns.Count || at >= record.Rows[row].Cells.Count) return null;
        var text = record.Rows[row].Cells[at].Trim();
        if (text.Length == 0) return null;
        if (text.Length > longest) Refuse(column, $"It has {text.Length} characters; use at most {longest}.", row);
        return text;
    }

    public string Currency()
    {
        var text = Text("currency");
        if (text is null) return store.Currency;
        if (Currencies.Normalize(text) is { } code) return code;
        Refuse("currency", $"'{Short(text)}' is not an ISO 4217 code such as EUR.");
        return store.Currency;
    }

    /// <summary>An amount in major units, in minor units.</summary>
    public long? Minor(string column, string currency, int row = 0)
    {
        if (Text(column, row: row) is not { } text) return null;
        if (!Money.TryParseMajor(text, currency, out var money, out var rounded)) Refuse(column, $"'{Short(text)}' is not an amount: write it with a decimal point and nothing else, such as 1299.90.", row);
        else if (rounded) Refuse(column, $"{currency} has {Currencies.Exponent(currency)} digits after the point, no more: '{Short(text)}'.", row);
        else if (money.Minor is < 0 or > JsonReading.MaxMinor) Refuse(column, $"'{Short(text)}' is out of range: use 0 to {new Money(JsonReading.MaxMinor, currency).ToMajor().ToString(CultureInfo.InvariantCulture)}.", row);
        else return money.Minor;
        return null;
    }

    public int? Quantity(string column, int row)
    {
        if (Text(column, row: row) is not { } text) return null;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n) && n == decimal.Truncate(n) && n is >= 1 and <= SegmentTranslator.MaxQuantity) return (int)n;
        Refuse(column, $"'{Short(text)}' is not a quantity: use a whole number from 1 to {SegmentTranslator.MaxQuantity}.", row);
        return null;
    }

    /// <summary>An instant in ms. One without a zone is the clock of the shop's own zone; a day is its first instant.</summary>
    public long? Time(string column)
    {
        if (Text(column) is not { } text) return null;
        long? at = null;
        if (DateTimeOffset.TryParseExact(text, Zoned, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var zoned) && (text[^1] is 'Z' or 'C' || text.LastIndexOfAny(['+', '-']) > 9)) at = zoned.ToUnixTimeMilliseconds();
        else if (DateTime.TryParseExact(text, Local, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)) at = InZone(local);
        if (at is null) Refuse(column, $"'{Short(text)}' is not a time: write it as 2026-03-31T14:05:00+02:00, 2026-03-31 14:05 (in the zone of the shop) or 2026-03-31.");
        else if (at > now) Refuse(column, $"'{Short(text)}' is in the future; only the past can be imported.");
        else if (at < Earliest) Refuse(column, $"'{Short(text)}' is before 1990.");
        else return at;
        return null;
    }

    public string? Email(string column = "email")
    {
        if (Text(column, 254) is not { } text) return null;
        var email = Address.Email(text);
        if (email is null) Refuse(column, $"'{Short(text)}' is not an e-mail address.");
        return email;
    }

    /// <summary>Null also for a number without its country code, where <paramref name="strict"/> is false: shops keep many of those.</summary>
    public string? Phone(bool strict)
    {
        if (Text("phone") is not { } text) return null;
        var phone = Address.Phone(text.TrimStart('\'')); // Shopify writes '+49… so that a spreadsheet leaves it alone
        if (phone is null && strict) Refuse("phone", $"'{Short(text)}' is not a phone number with its country code, such as +491711234567.");
        return phone;
    }

    public bool? YesNo(string column)
    {
        if (Text(column) is not { } text) return null;
        switch (text.ToLowerInvariant())
        {
            case "yes" or "true" or "1" or "y" or "subscribed": return true;
            case "no" or "false" or "0" or "n" or "unsubscribed": return false;
            default:
                Refuse(column, $"'{Short(text)}' is neither yes nor no; leave it empty when nobody was asked.");
                return null;
        }
    }

    public string? Country() => Text("country") is { Length: 2 } code ? code.ToUpperInvariant() : null;

    private long InZone(DateTime local)
    {
        // An hour that the clocks skipped is told as the same time after it.
        if (store.Zone.IsInvalidTime(local)) local = local.AddHours(1);
        return new DateTimeOffset(local, store.Zone.GetUtcOffset(local)).ToUnixTimeMilliseconds();
    }

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
