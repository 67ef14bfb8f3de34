using Cartwright.Storage;
using Npgsql;

namespace Cartwright.Tests.Storage;

public sealed class PostgresUrlTests
{
    [Fact]
    public void Reads_what_libpq_reads()
    {
        Assert.True(PostgresUrl.TryRead("postgresql://me%40shop:p%3Aw:d@db.test:6432/carts?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem&connect_timeout=60", out var connection));

        Assert.Equal(("db.test", 6432, "carts", "me@shop", "p:w:d"), (connection.Host, connection.Port, connection.Database, connection.Username, connection.Password));
        Assert.Equal((SslMode.VerifyFull, "/etc/ca.pem", 60), (connection.SslMode, connection.RootCertificate, connection.Timeout));
    }

    [Fact]
    public void Fills_in_the_usual_port()
    {
        Assert.True(PostgresUrl.TryRead("postgres://db.test/carts", out var connection));

        Assert.Equal((5432, null, null, "cartwright"), (connection.Port, connection.Username, connection.Password, connection.ApplicationName));
    }
}
