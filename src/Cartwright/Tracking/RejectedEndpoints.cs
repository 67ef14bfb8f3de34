using System.Text.Json.Serialization;
using Cartwright.Hosting;
using Cartwright.Stores;

namespace Cartwright.Tracking;

/// <summary>An event that could not be taken, and why. Sample: how it began, with what tells who someone is covered.</summary>
internal sealed record RejectedView(Guid Id, DateTime ReceivedAt, string Reason, string Sample);

/// <summary>GET /api/events/rejected.</summary>
internal static class RejectedEndpoints
{
    public static void MapRejected(this IEndpointRouteBuilder app) => app.MapApi("events")
        .MapGet("/events/rejected", ListAsync).Needs(Right.ViewSettings, "Events that were refused in the last 14 days, newest first").Produces<ApiList<RejectedView>>();

    private static async Task<IResult> ListAsync(HttpContext http, RejectedStore rejected, int? limit, string? cursor)
    {
        var most = ApiInput.Limit(limit);
        var rows = await rejected.ListAsync(http.Caller().Store.Id, ApiInput.IdCursor(cursor), most + 1, http.RequestAborted);
        return TypedResults.Json(ApiInput.Page(rows, most, r => new RejectedView(r.Id, ApiInput.Time(r.ReceivedAt), r.Reason, r.Sample), r => ApiInput.ToCursor(r.Id.ToString())), RejectedJson.Default.ApiListRejectedView);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ApiList<RejectedView>))]
internal sealed partial class RejectedJson : JsonSerializerContext;
