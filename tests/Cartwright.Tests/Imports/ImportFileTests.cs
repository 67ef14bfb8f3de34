using System.Text;
using Cartwright.Imports;

namespace Cartwright.Tests.Imports;

/// <summary>What is read as CSV, and what is said of a file that is none.</summary>
public sealed class ImportFileTests
{
    [Theory]
    [InlineData("email,reason\nada@shop.test,manual\n")]
    [InlineData("\uFEFFemail,reason\r\nada@shop.test,manual")]
    [InlineData("email;reason\r\nada@shop.test;manual\r\n\r\n")]
    [InlineData("email\treason\nada@shop.test\tmanual\n")]
    [InlineData("\"email\",\"reason\"\n\"ada@shop.test\",\"manual\"\n")]
    public void Marks_separators_and_line_ends_are_all_the_same(string text)
    {
        var (header, records) = Read(Encoding.UTF8.GetBytes(text));
        Assert.Equal(["email", "reason"], header);
        Assert.Equal(["ada@shop.test", "manual"], Assert.Single(Assert.Single(records).Rows).Cells);
    }

    [Fact]
    public void Rows_are_told_by_the_line_they_begin_in_and_rows_of_one_key_are_one()
    {
        var (_, records) = Read("id,text\n1,\"two\nlines, and \"\"quotes\"\"\"\n1,more\n\n,rest\n2,5\" pipe\n2,x\n1,again\n"u8.ToArray(), keys: [0]);

        Assert.Equal(["2 4", "6", "7 8", "9"], records.Select(r => string.Join(' ', r.Rows.Select(row => row.Line))));
        Assert.Equal("two\nlines, and \"quotes\"", records[0].Rows[0].Cells[1]);
        Assert.Equal("5\" pipe", records[2].Rows[0].Cells[1]);
        Assert.All(records.SelectMany(r => r.Rows), row => Assert.Null(row.Fault));
    }

    [Fact]
    public void A_quotation_mark_that_is_not_closed_is_a_fault_of_its_row()
    {
        var (_, records) = Read("id,text\n1,\"open\n2,x\n"u8.ToArray());
        Assert.Contains("never closed", Assert.Single(Assert.Single(records).Rows).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void One_at_the_head_of_a_large_file_does_not_read_the_rest_into_memory()
    {
        var text = "id,text\n1,\"open\n" + string.Concat(Enumerable.Repeat("2,filler filler filler\n", 30_000));
        Assert.Contains("longer than", Assert.Throws<BadFileException>(() => Read(Encoding.UTF8.GetBytes(text))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_CSV_is_refused_in_one_line_before_a_row_is_read()
    {
        Assert.Equal("file.csv is empty. Its first line must name the columns.", Refused([]));
        Assert.Equal("file.csv is empty. Its first line must name the columns.", Refused("\n\n"u8.ToArray()));
        Assert.Equal("file.csv is a workbook or an archive, not a CSV file. Save it as \"CSV UTF-8\".", Refused("PK\u0003\u0004"u8.ToArray()));
        Assert.Equal("file.csv is UTF-16. Save it as \"CSV UTF-8\".", Refused([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("email\n")]));
        Assert.Equal("file.csv is not UTF-8 (near line 3). Save it as \"CSV UTF-8\".", Refused([.. "email,name\na@shop.test,A\nb@shop.test,J"u8, 0xFC, .. "rgen\n"u8]));
        Assert.Equal("file.csv is no text (there is a NUL byte in line 2). Save it as \"CSV UTF-8\".", Refused("email\na\0b\n"u8.ToArray()));
        Assert.Contains("There is no file", Assert.Throws<BadFileException>(() => ImportFile.Open("/nowhere/file.csv")).Message, StringComparison.Ordinal);
        Assert.Contains("is a folder", Assert.Throws<BadFileException>(() => ImportFile.Open(Path.GetTempPath())).Message, StringComparison.Ordinal);

        static string Refused(byte[] bytes) => Assert.Throws<BadFileException>(() => Read(bytes)).Message;
    }

    [Fact]
    public void A_header_names_its_columns_however_it_is_spelled_and_what_is_missing_or_not_read_is_said()
    {
        var shopify = ImportHeaderPolicy.Read(ImportColumns.Orders, ["Name", "Email", "Financial Status", "Created at", "Total", "Lineitem quantity", "Vendor", "Id"]);
        Assert.Null(shopify.Error);
        Assert.Equal(["order_name", "email", "status", "created_at", "total", "quantity", "", "order_id"], shopify.Columns);
        Assert.Equal(["Vendor"], shopify.Ignored);

        var missing = ImportHeaderPolicy.Read(ImportColumns.Orders, ["ID", "CREATED-AT", "sum"]);
        Assert.Equal("The column total is missing. Name a column of the first line total or order_total or total_price. It has: ID, CREATED-AT, sum.", missing.Error);
        Assert.Empty(ImportHeaderPolicy.Read(ImportColumns.Suppressions, ["import_error", "email"]).Ignored);
    }

    private static (IReadOnlyList<string> Header, List<ImportRecord> Records) Read(byte[] bytes, params int[] keys)
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder.File("file.csv"), bytes);
        using var file = ImportFile.Open(folder.File("file.csv"));
        return (file.Header, file.Records(keys).ToList());
    }
}
