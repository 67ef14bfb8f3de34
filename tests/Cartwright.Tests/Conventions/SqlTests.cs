namespace Cartwright.Tests.Conventions;

public sealed class SqlTests
{
    [Fact]
    public void Only_stores_and_Storage_run_sql() =>
        Violations.None(Sql.ViolationsOf(Sources.OfTheServer), "SQL belongs into an …Store or into Storage (STYLE.md, Suffixes):");

    [Theory]
    [InlineData("Carts/CartStore.cs")]
    [InlineData("Carts/CartStore.Search.cs")]
    [InlineData("Storage/Postgres/Pool.cs")]
    public void Those_that_may_are_let_be(string path) =>
        Assert.Empty(Sql.ViolationsOf(Sources.Of(new SourceFile(path, Running("connection.Execute(\"delete from cart\")")))));

    [Theory]
    [InlineData("connection.Execute(text)", "uses Dapper.SqlMapper")]
    [InlineData("connection.CreateCommand()", "uses System.Data.IDbConnection")]
    [InlineData("new Npgsql.NpgsqlConnection(text)", "uses Npgsql.NpgsqlConnection")]
    [InlineData("\"Select id from cart\"", "holds SQL")]
    [InlineData("$\"\"\"\n  delete from {text}\n  \"\"\"", "holds SQL")]
    [InlineData("$\"update {text} set x = 1\"", "holds SQL")]
    public void Sql_in_an_endpoint_is_noticed(string expression, string because) =>
        Assert.Contains(
            Sql.ViolationsOf(Sources.Of(new SourceFile("Carts/CartEndpoints.cs", Running(expression)))),
            violation => violation.StartsWith("Carts/CartEndpoints.cs:", StringComparison.Ordinal) && violation.EndsWith(because, StringComparison.Ordinal));

    [Fact]
    public void Words_are_not_sql() =>
        Assert.Empty(Sql.ViolationsOf(Sources.Of(new SourceFile("Carts/CartEndpoints.cs", """
            using Dapper; // select nothing from nowhere
            namespace Cartwright.Carts;
            internal static class Sample { public const string Text = "Cart Updated, " + "update your address"; }
            """))));

    private static string Running(string expression) => $$"""
        using Dapper;
        namespace Cartwright.Carts;
        internal sealed class Sample
        {
            public object Run(System.Data.IDbConnection connection, string text) =>
                {{expression}}
                ;
        }
        """;
}
