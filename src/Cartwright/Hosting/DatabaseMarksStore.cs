using Cartwright.Storage;
using Dapper;

namespace Cartwright.Hosting;

/// <summary>What is written about the whole database: its kind of clock, and whether it is a demo's.</summary>
internal static class DatabaseMarksStore
{
    /// <exception cref="CannotStartException">The data were made by a demo, or with a scaled clock, and must not be served.</exception>
    public static async Task<ProductClock> ClockAsync(Database database, ServerOptions options, TimeProvider system, bool onlyRead = false)
    {
        var marks = await database.ReadAsync(async c => (await c.QueryAsync<(string, string)>("select key, value from meta")).ToDictionary(r => r.Item1, r => r.Item2));
        // A verb beside no server: the clock goes on from where the data left it, and nothing is marked.
        if (onlyRead) return marks.TryGetValue("clock_scale", out var running) ? new ProductClock(system, Number(running), Instant(marks["clock_real_epoch"]), Instant(marks["clock_product_epoch"])) : new ProductClock(system);
        if (marks.ContainsKey("demo") && !options.Demo) throw new CannotStartException("These data belong to a demo. Use an empty folder with --data for a real server.");
        var now = system.GetUtcNow();
        if (options.TimeScale == 1)
        {
            if (marks.ContainsKey("clock_scale")) throw new CannotStartException("These data were made with a scaled clock (--time-scale) and lie in its future. Use an empty folder, or give --time-scale again.");
            if (options.Demo && !marks.ContainsKey("demo")) await SetAsync(database, ("demo", "1"));
            return new ProductClock(system);
        }
        var product = now;
        if (marks.TryGetValue("clock_scale", out var scale))
            product = Instant(marks["clock_product_epoch"]) + (now - Instant(marks["clock_real_epoch"])) * Number(scale);
        await SetAsync(database, ("clock_scale", Text(options.TimeScale)), ("clock_real_epoch", Text(now.ToUnixTimeMilliseconds())), ("clock_product_epoch", Text(product.ToUnixTimeMilliseconds())));
        return new ProductClock(system, options.TimeScale, now, product);

        static double Number(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        static DateTimeOffset Instant(string ms) => DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(ms, System.Globalization.CultureInfo.InvariantCulture));
        static string Text(IFormattable value) => value.ToString(null, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static Task SetAsync(Database database, params (string Key, string Value)[] marks) => database.WriteAsync(async session =>
    {
        foreach (var (key, value) in marks)
            await session.ExecuteAsync("insert into meta (key, value) values (@key, @value) on conflict (key) do update set value = excluded.value", new { key, value });
    });
}
