using System.Text;
using System.Xml.Linq;
using Cartwright.Hosting;
using Cartwright.Storage;
using Dapper;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Cartwright.Stores;

/// <summary>
/// The keys of cookies and forms, in the database so that any node can serve any request, sealed under the master key so that the
/// database alone signs nobody in. The framework asks for them rarely, and not asynchronously.
/// </summary>
internal sealed class DataProtectionKeyStore(Database database, Secrets secrets, TimeProvider clock) : IXmlRepository
{
    private const string Purpose = "data-protection";

    public IReadOnlyCollection<XElement> GetAllElements() => database.ReadAsync(async connection =>
        (await connection.QueryAsync<byte[]>("select sealed from data_protection_key order by created_at, name"))
            .Select(box => XElement.Parse(Encoding.UTF8.GetString(secrets.OpenFor(Guid.Empty, Purpose, box)))).ToList()).GetAwaiter().GetResult();

    public void StoreElement(XElement element, string friendlyName) => database.WriteAsync(session => session.ExecuteAsync(
        "insert into data_protection_key (name, sealed, created_at) values (@name, @box, @now) on conflict (name) do update set sealed = excluded.sealed",
        new
        {
            name = friendlyName,
            box = secrets.SealFor(Guid.Empty, Purpose, Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting))),
            now = clock.GetUtcNow().ToUnixTimeMilliseconds(),
        })).GetAwaiter().GetResult();
}
