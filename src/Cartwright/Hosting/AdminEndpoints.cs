using System.Net.Sockets;
using System.Text.Json.Serialization;
using Cartwright.Imports;
using Cartwright.Journeys;
using Cartwright.Messages.Templates;
using Cartwright.Stores;
using Microsoft.AspNetCore.Connections.Features;

namespace Cartwright.Hosting;

internal sealed record CreateStore(string Name, string Slug, string Url, string Currency, string TimeZone, string Locale, bool JourneysLive);

internal sealed record CreatedStore(Guid Id, string Slug, string WriteKey, string SecretKey, string WebhookSecret);

internal sealed record CreateUser(string Email, string Password, string? Store, string Role);

/// <summary>Journeys of a store, to be written as files, taken in, or one of them (Journey) moved.</summary>
internal sealed record JourneyRequest(string Store, IReadOnlyList<JourneyFile> Files, bool DryRun = false, string? Journey = null);

/// <summary>Templates of a store, to be written as files (only its own), or taken in.</summary>
internal sealed record TemplateRequest(string Store, IReadOnlyList<TemplateFiles> Files, bool DryRun = false, bool OnlyOwn = false);

internal sealed record TemplateAnswer(IReadOnlyList<TemplateFiles>? Files, TemplateImportAnswer? Import);

internal sealed record AdminAnswer(string? Error, CreatedStore? Store = null)
{
    public IReadOnlyList<JourneyFile>? Files { get; init; }
    public JourneyImportAnswer? Import { get; init; }
    public TemplateAnswer? Templates { get; init; }

    /// <summary>Of a move: how many running ones, to which version.</summary>
    public long? Running { get; init; }
    public long? Version { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreateStore))]
[JsonSerializable(typeof(CreatedStore))]
[JsonSerializable(typeof(CreateUser))]
[JsonSerializable(typeof(JourneyRequest))]
[JsonSerializable(typeof(IReadOnlyList<JourneyChange>))]
[JsonSerializable(typeof(TemplateRequest))]
[JsonSerializable(typeof(IReadOnlyList<TemplateChange>))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(AdminAnswer))]
internal sealed partial class AdminJson : JsonSerializerContext;

/// <summary>
/// The verbs that find a server running on the data talk to it here, over a socket in the data folder that only its owner can open.
/// </summary>
internal static class AdminEndpoints
{
    /// <summary>Marks connections of the admin socket.</summary>
    public const string Mark = "cartwright.admin";

    public static void MapAdmin(this IEndpointRouteBuilder app)
    {
        var admin = app.MapGroup("/admin-socket").AddEndpointFilter(async (context, next) =>
            context.HttpContext.Features.Get<IConnectionItemsFeature>()?.Items.ContainsKey(Mark) == true ? await next(context) : Results.NotFound()).ExcludeFromDescription();
        admin.MapGet("/ping", () => Results.Text("cartwright"));
        admin.MapGet("/doctor", async (ServerOptions options, ProductClock clock, Storage.Database database, CancellationToken ct) =>
            Results.Json(await Cli.DoctorVerb.ExamineAsync(options, clock.RealTime, database, ct), Cli.DoctorJson.Default.DoctorReport));
        admin.MapPost("/stores", async (CreateStore request, AdminVerbs verbs) => Results.Json(await verbs.CreateStoreAsync(request), AdminJson.Default.AdminAnswer));
        admin.MapPost("/imports/{slug}", async (string slug, ImportChunk chunk, ImportRun run, CancellationToken ct) =>
        {
            try { return Results.Json(await run.CarryOutAsync(slug, chunk, ct), ImportJson.Default.ImportAnswer); }
            catch (Turns.NotCommittedException e) { return Results.Text(e.Message, statusCode: 503); }
        });
        admin.MapPost("/journeys/export", async (JourneyRequest request, AdminVerbs verbs) => Results.Json(await verbs.ExportJourneysAsync(request), AdminJson.Default.AdminAnswer));
        admin.MapPost("/journeys/import", async (JourneyRequest request, AdminVerbs verbs) => Results.Json(await verbs.ImportJourneysAsync(request), AdminJson.Default.AdminAnswer));
        admin.MapPost("/journeys/move", async (JourneyRequest request, AdminVerbs verbs) => Results.Json(await verbs.MoveJourneyAsync(request), AdminJson.Default.AdminAnswer));
        admin.MapPost("/templates/export", async (TemplateRequest request, AdminVerbs verbs) => Results.Json(await verbs.ExportTemplatesAsync(request), AdminJson.Default.AdminAnswer));
        admin.MapPost("/templates/import", async (TemplateRequest request, AdminVerbs verbs) => Results.Json(await verbs.ImportTemplatesAsync(request), AdminJson.Default.AdminAnswer))
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(256 * 1024 * 1024)); // a store's whole folder at once
        admin.MapPost("/users", async (CreateUser request, AdminVerbs verbs) => Results.Json(await verbs.CreateUserAsync(request), AdminJson.Default.AdminAnswer));
    }

    /// <summary>A client of the running server's admin socket, or null when none is running.</summary>
    public static async Task<HttpClient?> ConnectAsync(ServerOptions options)
    {
        if (options.DatabaseUrl is not null || !File.Exists(options.AdminSocket)) return null;
        var client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, ct) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(options.AdminSocket), ct);
                return new NetworkStream(socket, ownsSocket: true);
            },
        }) { BaseAddress = new Uri("http://admin/admin-socket/") };
        try
        {
            await client.GetStringAsync("ping");
            return client;
        }
        catch (HttpRequestException)
        {
            client.Dispose(); // a socket file left by a server that was killed
            return null;
        }
    }
}
