using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Cartwright.Storage;

/// <summary>
/// Where PostgreSQL is, as its own tools write it (source: libpq, connection URIs): <c>postgres://user@host:port/name?sslmode=verify-full&amp;sslrootcert=…</c>.
/// A password comes from PGPASSWORD or a pgpass file.
/// </summary>
internal static class PostgresUrl
{
    /// <summary>What may stand behind the question mark: libpq's name, and what Npgsql calls it. <c>connect_timeout</c> is in seconds.</summary>
    private static readonly Dictionary<string, string> Options = new(StringComparer.OrdinalIgnoreCase)
    {
        ["sslmode"] = "SSL Mode", ["sslrootcert"] = "Root Certificate", ["sslcert"] = "SSL Certificate", ["sslkey"] = "SSL Key", ["connect_timeout"] = "Timeout", ["application_name"] = "Application Name",
    };

    public static bool IsOne(string location) =>
        location.StartsWith("postgres://", StringComparison.Ordinal) || location.StartsWith("postgresql://", StringComparison.Ordinal);

    /// <param name="url">As above.</param>
    /// <param name="connection">What Npgsql connects with, or null where <paramref name="url"/> is none.</param>
    public static bool TryRead(string url, [NotNullWhen(true)] out NpgsqlConnectionStringBuilder? connection)
    {
        connection = null;
        if (!IsOne(url) || !Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Host.Length == 0) return false;
        var user = address.UserInfo.Split(':', 2);
        var read = new NpgsqlConnectionStringBuilder
        {
            Host = address.Host,
            Port = address.Port > 0 ? address.Port : 5432,
            Database = Uri.UnescapeDataString(address.AbsolutePath.TrimStart('/')),
            Username = user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null,
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
            ApplicationName = "cartwright",
        };
        foreach (var option in address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = option.Split('=', 2);
            if (pair.Length < 2 || !Options.TryGetValue(pair[0], out var name)) return false;
            var value = Uri.UnescapeDataString(pair[1]);
            try
            {
                read[name] = name == "SSL Mode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
            }
            catch (ArgumentException)
            {
                return false;
            }
        }
        connection = read;
        return true;
    }
}
