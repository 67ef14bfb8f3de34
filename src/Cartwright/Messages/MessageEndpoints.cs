using Cartwright.Hosting;
using Cartwright.Stores;
using Cartwright.Turns;

namespace Cartwright.Messages;

/// <summary>GET /api/messages, /api/messages/{id}; POST /api/messages/{id}/approve, …/refuse.</summary>
internal static class MessageEndpoints
{
    private static readonly string[] Statuses = [.. Enum.GetNames<MessageStatus>().Select(s => s.ToLowerInvariant())];

    public static void MapMessages(this IEndpointRouteBuilder app)
    {
        app.MapGet(MessageSchema.Path, () => TypedResults.Text(MessageSchema.Schema.ToJsonString(), "application/schema+json")).ExcludeFromDescription();
        var api = app.MapApi("messages");
        api.MapGet("/messages", ListAsync).Needs(Right.ViewMessages, "Messages, newest first; of a status or a cart").Produces<ApiList<MessageView>>();
        api.MapGet("/messages/{id}", FindAsync).Needs(Right.ViewMessages, "One message, with why it was sent or not").Produces<MessageView>().ProducesProblem(404);
        api.MapPost("/messages/{id}/approve", ApproveAsync).Needs(Right.ApproveMessages, "Let a held message leave; every rule is asked again before it does").Produces<MessageView>().ProducesProblem(404).ProducesProblem(409);
        api.MapPost("/messages/{id}/refuse", RefuseAsync).Needs(Right.ApproveMessages, "Keep a held message from leaving; its journey goes on").Produces<MessageView>().ProducesProblem(404).ProducesProblem(409);
    }

    private static Task<IResult> ApproveAsync(HttpContext http, Approvals approvals, MessageStore messages, string id) => DecideAsync(http, approvals, messages, id, approve: true);

    private static Task<IResult> RefuseAsync(HttpContext http, Approvals approvals, MessageStore messages, string id) => DecideAsync(http, approvals, messages, id, approve: false);

    private static async Task<IResult> DecideAsync(HttpContext http, Approvals approvals, MessageStore messages, string id, bool approve)
    {
        var caller = http.Caller();
        var message = ApiInput.PathId(id, "message");
        var answer = await approvals.DecideAsync(caller.Store.Id, message, approve, caller.By, http.RequestAborted);
        if (answer == ApprovalAnswer.NotThere || await messages.FindAsync(caller.Store.Id, message, http.RequestAborted) is not { } now) throw new NotThereException($"There is no message '{id}'.");
        return answer == ApprovalAnswer.NotWaiting
            ? throw new ConflictException($"The message does not wait for approval: it is {MessageView.NameOf(now.Message.Status)}. Those that do are at /api/messages?status=held.")
            : TypedResults.Json(View(caller, now), MessageViewJson.Default.MessageView);
    }

    private static async Task<IResult> ListAsync(HttpContext http, MessageStore messages, string? status, string? cart, int? limit, string? cursor)
    {
        var caller = http.Caller();
        var most = ApiInput.Limit(limit);
        var rows = await messages.ListAsync(caller.Store.Id, ApiInput.OneOf(status, "status", Statuses), ApiInput.Id(cart, "cart"), ApiInput.IdCursor(cursor), most + 1, http.RequestAborted);
        return TypedResults.Json(ApiInput.Page(rows, most, r => View(caller, r), r => ApiInput.ToCursor(r.Message.Id.ToString())), MessageViewJson.Default.ApiListMessageView);
    }

    private static async Task<IResult> FindAsync(HttpContext http, MessageStore messages, string id) =>
        await messages.FindAsync(http.Caller().Store.Id, ApiInput.PathId(id, "message"), http.RequestAborted) is { } found
            ? TypedResults.Json(View(http.Caller(), found), MessageViewJson.Default.MessageView)
            : throw new NotThereException($"There is no message '{id}'.");

    private static MessageView View(ApiCaller caller, StoredMessage message) =>
        MessageView.Of(message, caller.Entry.Journeys.ToDictionary(j => j.Id, j => j.Slug), caller.Rights.Contains(Right.SeePersonalData));
}
