using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;
using Cartwright.Stores;

namespace Cartwright.Hosting.Cli;

internal static class StoreVerbs
{
    public static Command Create()
    {
        var name = new Option<string>("--name") { Required = true, Description = "Name of the shop" };
        var slug = new Option<string>("--slug") { Required = true, Description = "Short name for addresses: small letters, digits, dashes" };
        var url = new Option<string>("--url") { Required = true, Description = "Address of the shop" };
        var currency = new Option<string>("--currency") { Required = true, Description = "ISO 4217 code" };
        var timezone = new Option<string>("--timezone") { Required = true, Description = "IANA time zone" };
        var locale = new Option<string>("--locale") { Description = "Language tag", DefaultValueFactory = _ => "en" };
        var journeys = new Option<string>("--journeys") { Description = "live starts the recovery journeys at once", DefaultValueFactory = _ => "draft" };
        journeys.AcceptOnlyFromAmong("live", "draft");
        var create = new Command("create", "Create a store and print its keys (they are shown once)") { name, slug, url, currency, timezone, locale, journeys, CommandLine.Data, CommandLine.DatabaseUrl, CommandLine.Json };
        create.SetAction(async (parsed, ct) =>
        {
            var options = CommandLine.Options(parsed);
            var request = new CreateStore(parsed.GetValue(name)!, parsed.GetValue(slug)!, parsed.GetValue(url)!, parsed.GetValue(currency)!, parsed.GetValue(timezone)!, parsed.GetValue(locale)!, parsed.GetValue(journeys) == "live");
            var answer = await AdminCall.RunAsync(options, "stores", request, AdminJson.Default.CreateStore, verbs => verbs.CreateStoreAsync(request));
            if (answer is not { Store: { } store })
            {
                await System.Console.Error.WriteLineAsync(answer.Error);
                return 2;
            }
            System.Console.WriteLine(parsed.GetValue(CommandLine.Json)
                ? JsonSerializer.Serialize(store, AdminJson.Default.CreatedStore)
                : $"Store {store.Slug} created.\n  write key (public, for the page)   {store.WriteKey}\n  secret key (for your server)       {store.SecretKey}\n  webhook secret                     {store.WebhookSecret}\nThe last two are shown only now.");
            return 0;
        });
        return new Command("store", "Manage stores") { create };
    }
}

internal static class UserVerbs
{
    public static Command Create()
    {
        var email = new Option<string>("--email") { Required = true, Description = "Sign-in name" };
        var store = new Option<string?>("--store") { Description = "Slug of the store; not for an operator, who sees all" };
        var role = new Option<string>("--role") { Required = true, Description = "operator, owner, marketer, agent or viewer" };
        role.AcceptOnlyFromAmong("operator", "owner", "marketer", "agent", "viewer");
        var stdin = new Option<bool>("--password-stdin") { Required = true, Description = "Read the password from standard input" };
        var create = new Command("create", "Create a user of the console") { email, store, role, stdin, CommandLine.Data, CommandLine.DatabaseUrl };
        create.SetAction(async (parsed, ct) =>
        {
            var options = CommandLine.Options(parsed);
            var password = (await System.Console.In.ReadLineAsync(ct) ?? "").TrimEnd('\r', '\n');
            var request = new CreateUser(parsed.GetValue(email)!, password, parsed.GetValue(store), parsed.GetValue(role)!);
            if (request.Role != "operator" && request.Store is null)
            {
                await System.Console.Error.WriteLineAsync("Give the store with --store; only an operator sees all of them.");
                return 2;
            }
            var answer = await AdminCall.RunAsync(options, "users", request, AdminJson.Default.CreateUser, verbs => verbs.CreateUserAsync(request));
            if (answer.Error is not null)
            {
                await System.Console.Error.WriteLineAsync(answer.Error);
                return 2;
            }
            await System.Console.Error.WriteLineAsync($"User {request.Email} created.");
            return 0;
        });
        return new Command("user", "Manage users of the console") { create };
    }
}

/// <summary>Does a verb in the running server, or here when none runs.</summary>
internal static class AdminCall
{
    public static async Task<AdminAnswer> RunAsync<T>(ServerOptions options, string path, T request, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, Func<AdminVerbs, Task<AdminAnswer>> here)
    {
        if (await AdminEndpoints.ConnectAsync(options) is { } running)
        {
            using (running)
            {
                var response = await running.PostAsJsonAsync(path, request, type);
                response.EnsureSuccessStatusCode();
                return (await response.Content.ReadFromJsonAsync(AdminJson.Default.AdminAnswer))!;
            }
        }
        await using var opened = await CommandLine.OpenAsync(options);
        await using var services = await CoreAsync(options, opened);
        return await here(services.GetRequiredService<AdminVerbs>());
    }

    /// <summary>What every verb works with, on data that no server runs on.</summary>
    public static async Task<ServiceProvider> CoreAsync(ServerOptions options, Opened opened)
    {
        var clock = await DatabaseMarksStore.ClockAsync(opened.Database, options with { Demo = true, TimeScale = 1 }, TimeProvider.System, onlyRead: true);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddCore(options, opened.Database, clock, opened.Secrets);
        var built = services.BuildServiceProvider();
        await built.GetRequiredService<StoreDirectory>().RefreshAsync();
        return built;
    }
}
