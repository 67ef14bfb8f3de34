using System.Text.Json;
using System.Text.RegularExpressions;
using Cartwright.Stores;
using Cartwright.Tracking;
using Cartwright.Turns;

namespace Cartwright.Hosting;

/// <summary>
/// The management API under /api. The guard stands before anything of a request is read: it asks <see cref="ApiAccess"/> whose
/// call it is, and answers what goes wrong as problem details (RFC 9457).
/// </summary>
internal static partial class ApiGroup
{
    private sealed record InApi;

    /// <summary>A slice's part of the API; each endpoint says with <see cref="Needs"/> what it takes to call it.</summary>
    public static RouteGroupBuilder MapApi(this IEndpointRouteBuilder app, string tag) =>
        app.MapGroup("/api").WithTags(tag).WithMetadata(new InApi());

    public static RouteHandlerBuilder Needs(this RouteHandlerBuilder endpoint, Right right, string summary) =>
        endpoint.WithMetadata(new NeededRight(right)).WithSummary(summary)
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403);

    public static void UseApi(this IApplicationBuilder app) => app.Use(GuardAsync);

    private static async Task GuardAsync(HttpContext http, RequestDelegate next)
    {
        if (!http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)) { await next(http); return; }
        var endpoint = http.GetEndpoint();
        http.Response.Headers.CacheControl = "no-store";
        if (await ApiAccess.ResolveAsync(http, http.RequestServices.GetRequiredService<StoreDirectory>()) is not { } caller)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            await ProblemAsync(http, 401, "The key is missing or not known.", $"Send the store's secret key: Authorization: Bearer sk_… Signed in to the console, name the store instead: {ApiAccess.StoreHeader}: its-slug");
            return;
        }
        if (endpoint is null) { await NotFoundAsync(http); return; }
        if (endpoint.Metadata.GetMetadata<InApi>() is null) { await next(http); await FillAsync(http); return; } // a wrong method, say
        if (endpoint.Metadata.GetMetadata<NeededRight>() is not { } needed || !caller.Rights.Contains(needed.Right))
        {
            await ProblemAsync(http, 403, "This is not yours to do.", "The role of the caller does not include it.");
            return;
        }
        http.Features.Set(caller);
        try { await next(http); }
        catch (Exception error) when (!http.Response.HasStarted && Answer(error) is { } answer)
        {
            if (answer.Status is 429 or 503) http.Response.Headers.RetryAfter = "2";
            await ProblemAsync(http, answer.Status, answer.Title, answer.Detail, (error as BadInputException)?.Errors);
        }
    }

    private static (int Status, string Title, string Detail)? Answer(Exception error) => error switch
    {
        BadInputException e => (400, "The request is not right.", e.Message),
        NotThereException e => (404, "Not found.", e.Message),
        ConflictException e => (409, "Not as it stands now.", e.Message),
        BadHttpRequestException e when Parameter().Match(e.Message) is { Success: true } bound => (400, "The request is not right.", $"{bound.Groups["name"].Value}: '{bound.Groups["value"].Value}' is not of the right kind."),
        BadHttpRequestException e => (e.StatusCode, "The request is not right.", e.Message),
        BodyTooLargeException e => (413, "The body is too large.", e.Message),
        InvalidDataException => (400, "The request is not right.", "The body looks like gzip but cannot be unpacked."),
        IntakeFullException e => (e.WholeServer ? 503 : 429, "Too much at once.", e.Message + " Send it again after a moment."),
        NotCommittedException => (503, "Not stored.", "It could not be stored just now. Send it again; nothing of it was kept."),
        _ => null,
    };

    // Routing answers a wrong method with a bare 405.
    private static Task FillAsync(HttpContext http) => http.Response.HasStarted || http.Response.StatusCode < 400 ? Task.CompletedTask
        : ProblemAsync(http, http.Response.StatusCode, "The request is not right.", $"{http.Request.Path} does not take {http.Request.Method}.");

    private static Task NotFoundAsync(HttpContext http) => ProblemAsync(http, 404, "Not found.", "There is no such address. The list is at /openapi/v1.json.");

    private static Task ProblemAsync(HttpContext http, int status, string title, string detail, IReadOnlyDictionary<string, string[]>? errors = null) =>
        (errors is null
            ? (IResult)TypedResults.Problem(detail, statusCode: status, title: title)
            : TypedResults.Problem(detail, statusCode: status, title: title, extensions: [new("errors", errors)])).ExecuteAsync(http);

    // "Failed to bind parameter "Nullable<int> limit" from "abc"."
    [GeneratedRegex("""parameter "\S+ (?<name>\w+)" from "(?<value>.*)"\.$""", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Parameter();
}
