using Cartwright.Stores;

namespace Cartwright.Imports;

/// <summary>A record of any kind, read and checked.</summary>
internal static class ImportPolicy
{
    /// <param name="now">Receipt, ms; nothing told may be later.</param>
    public static ImportItem Read(string kind, IReadOnlyList<string> columns, ImportRecord record, Store store, long now)
    {
        var cells = new ImportCells(columns, record, store, now);
        for (var row = 0; row < record.Rows.Count; row++)
        {
            var (_, values, fault) = record.Rows[row];
            if (fault is not null) cells.Refuse("", fault, row);
            else if (values.Skip(columns.Count).Any(v => v.Length > 0)) cells.Refuse("", $"It has {values.Count} cells, the first line has {columns.Count}: put a text that holds the separator between quotation marks.", row);
            else if (values.Any(v => v.Contains('\0'))) cells.Refuse("", "It holds a NUL character.", row);
        }
        if (cells.Errors.Count > 0) return ImportItem.Of(cells);
        return kind switch
        {
            ImportColumns.Carts => HistoryEventPolicy.Cart(cells),
            ImportColumns.Orders => HistoryEventPolicy.Order(cells),
            ImportColumns.Customers => HistoryEventPolicy.Customer(cells),
            ImportColumns.Products => ProductRowsPolicy.Read(cells),
            ImportColumns.Reviews => ReviewRowPolicy.Read(cells),
            _ => SuppressionRowPolicy.Read(cells),
        };
    }
}
