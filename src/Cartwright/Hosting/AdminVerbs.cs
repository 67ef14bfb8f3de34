using Cartwright.Journeys;
using Cartwright.Messages.Templates;
using Cartwright.Stores;

namespace Cartwright.Hosting;

/// <summary>What the administrative verbs do, in the server or beside it.</summary>
internal sealed class AdminVerbs(StoreStore stores, UserStore users, StoreDirectory directory, JourneyImports journeys, JourneyMoveStore moves, TemplateImports templates)
{
    public async Task<AdminAnswer> CreateStoreAsync(CreateStore request)
    {
        if (StoreCheckPolicy.Check(request.Slug, request.Name, request.Url, request.Currency, request.TimeZone, request.Locale) is { } error) return new AdminAnswer(error);
        try
        {
            var (store, keys) = await stores.CreateAsync(request.Slug, request.Name.Trim(), request.Url.TrimEnd('/'), Currencies.Normalize(request.Currency)!, request.TimeZone, request.Locale, request.JourneysLive);
            await directory.RefreshAsync();
            return new AdminAnswer(null, new CreatedStore(store.Id, store.Slug, keys.WriteKey, keys.SecretKey, keys.WebhookSecret));
        }
        catch (SlugTakenException e) { return new AdminAnswer(e.Message); }
    }

    public Task<AdminAnswer> ExportJourneysAsync(JourneyRequest request) => InStoreAsync(request.Store, entry => Task.FromResult(new AdminAnswer(null) { Files = JourneyImports.Export(entry) }));

    public Task<AdminAnswer> ImportJourneysAsync(JourneyRequest request) =>
        InStoreAsync(request.Store, async entry => new AdminAnswer(null) { Import = await journeys.ImportAsync(entry, request.Files, CommandLine, request.DryRun, CancellationToken.None) });

    public Task<AdminAnswer> MoveJourneyAsync(JourneyRequest request) => InStoreAsync(request.Store, async entry =>
    {
        if (entry.Journeys.FirstOrDefault(j => j.Slug == request.Journey) is not { } journey) return new AdminAnswer($"There is no journey '{request.Journey}'.");
        await moves.BeginAsync(journey, CommandLine);
        return new AdminAnswer(null) { Running = (await moves.FindAsync(journey)).Older, Version = journey.Version };
    });

    public Task<AdminAnswer> ExportTemplatesAsync(TemplateRequest request) => InStoreAsync(request.Store, async entry => new AdminAnswer(null) { Templates = new TemplateAnswer(await templates.ExportAsync(entry, request.OnlyOwn), null) });

    public Task<AdminAnswer> ImportTemplatesAsync(TemplateRequest request) =>
        InStoreAsync(request.Store, async entry => new AdminAnswer(null) { Templates = new TemplateAnswer(null, await templates.ImportAsync(entry, request.Files, CommandLine, request.DryRun)) });

    // Who, in the audit: whoever may open the data's folder.
    private const string CommandLine = "command line";

    private async Task<AdminAnswer> InStoreAsync(string slug, Func<StoreEntry, Task<AdminAnswer>> act)
    {
        await directory.RefreshAsync();
        return directory.Find(slug) is { } entry ? await act(entry) : new AdminAnswer($"There is no store '{slug}'.");
    }

    public async Task<AdminAnswer> CreateUserAsync(CreateUser request)
    {
        Guid? store = null;
        if (request.Store is not null)
        {
            await directory.RefreshAsync();
            if (directory.Find(request.Store) is not { } entry) return new AdminAnswer($"There is no store '{request.Store}'.");
            store = entry.Store.Id;
        }
        try
        {
            await users.CreateAsync(request.Email, request.Password, store, request.Role);
            return new AdminAnswer(null);
        }
        catch (UserRefusedException e) { return new AdminAnswer(e.Message); }
    }
}
