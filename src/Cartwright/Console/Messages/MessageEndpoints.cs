using Cartwright.Console.Shell;
using Cartwright.Messages;
using Cartwright.Stores;
using Cartwright.Turns;

namespace Cartwright.Console.Messages;

internal sealed record MessagesModel(string? Status, Guid? Journey, Guid? After, MessageList List, string? Notice = null)
{
    public static IReadOnlyList<string> Statuses { get; } = ["waiting", "held", "sent", "not_sent", "trouble"];
}

internal sealed record MessageModelPage(MessageDetail Detail, bool HasPreview);

/// <summary>What was sent and what was not, and why; each message as it left.</summary>
internal static class MessageEndpoints
{
    private static readonly string[] Notices = ["approved", "refused", "over", "busy"];

    public static void MapMessages(this RouteGroupBuilder console)
    {
        console.MapGet("/{slug}/messages", ListAsync).Needs(Right.ViewMessages);
        console.MapGet("/{slug}/messages/{id:guid}", ShowAsync).Needs(Right.ViewMessages);
        console.MapGet("/{slug}/messages/{id:guid}/preview", PreviewAsync).Needs(Right.ViewMessages);
        console.MapPost("/{slug}/messages/{id:guid}/approve", ApproveAsync).Needs(Right.ApproveMessages).DisableAntiforgery();
        console.MapPost("/{slug}/messages/{id:guid}/refuse", RefuseAsync).Needs(Right.ApproveMessages).DisableAntiforgery();
        console.MapPost("/{slug}/messages/approve", ApproveAllAsync).Needs(Right.ApproveMessages).DisableAntiforgery();
    }

    private static async Task<IResult> ListAsync(ConsoleContext context, MessageListStore messages, string? status, string? journey, string? after, string? notice, CancellationToken ct)
    {
        var known = MessagesModel.Statuses.Contains(status) ? status : null;
        var of = context.Entry!.Journeys.FirstOrDefault(j => j.Slug == journey)?.Id;
        Guid? before = Guid.TryParse(after, out var id) ? id : null;
        return context.Page<MessagesPage>(new MessagesModel(known, of, before, await messages.ListAsync(context.Store.Id, known, of, before, context.Now, ct), Notices.Contains(notice) ? notice : null));
    }

    private static async Task<IResult> ShowAsync(ConsoleContext context, MessageListStore messages, Guid id, CancellationToken ct) =>
        await messages.FindAsync(context.Store.Id, id, ct) is not { } detail
            ? context.Page<NotFoundPage>(status: StatusCodes.Status404NotFound)
            : context.Page<MessagePage>(new MessageModelPage(detail, detail.Message.Content is not null || detail.Message.Status == MessageStatus.Held));

    private static async Task<IResult> PreviewAsync(HttpContext http, ConsoleContext context, MessageListStore messages, MessagePreview preview, MessageDrafts drafts, Guid id, CancellationToken ct)
    {
        if (await messages.FindAsync(context.Store.Id, id, ct) is not { } detail) return context.Page<NotFoundPage>(status: StatusCodes.Status404NotFound);
        var message = detail.Message.Status == MessageStatus.Held ? await drafts.WriteAsync(context.Store, detail.ShopperId, id, ct) : detail.Message;
        if (message is null || await preview.HtmlAsync(context.Store.Id, message, context.May(Right.SeePersonalData), ct) is not { } html)
            return context.Page<NotFoundPage>(status: StatusCodes.Status404NotFound);
        http.Response.Headers.ContentSecurityPolicy = MessagePreview.Policy;
        return TypedResults.Content(html, "text/html; charset=utf-8");
    }

    private static Task<IResult> ApproveAsync(ConsoleContext context, Approvals approvals, Guid id, CancellationToken ct) => DecideAsync(context, approvals, [id], approve: true, ct);

    private static Task<IResult> RefuseAsync(ConsoleContext context, Approvals approvals, Guid id, CancellationToken ct) => DecideAsync(context, approvals, [id], approve: false, ct);

    // Those the person saw, and no others that came to wait meanwhile.
    private static async Task<IResult> ApproveAllAsync(HttpContext http, ConsoleContext context, Approvals approvals, CancellationToken ct) =>
        await DecideAsync(context, approvals, [.. (await http.Request.ReadFormAsync(ct))["id"].Take(MessageListStore.PageSize).Select(id => Guid.TryParse(id, out var known) ? known : Guid.Empty)], approve: true, ct);

    private static async Task<IResult> DecideAsync(ConsoleContext context, Approvals approvals, IReadOnlyList<Guid> messages, bool approve, CancellationToken ct)
    {
        var notice = approve ? "approved" : "refused";
        try
        {
            var answers = new List<ApprovalAnswer>(messages.Count);
            foreach (var id in messages) answers.Add(await approvals.DecideAsync(context.Store.Id, id, approve, context.User!.Email, ct));
            if (answers.TrueForAll(a => a == ApprovalAnswer.NotThere)) return context.Page<NotFoundPage>(status: StatusCodes.Status404NotFound);
            if (answers.Contains(ApprovalAnswer.NotWaiting)) notice = "over";
        }
        catch (Exception error) when (error is IntakeFullException or NotCommittedException)
        {
            notice = "busy"; // the loop has logged why; the person is told to try again
        }
        return TypedResults.Redirect(context.Link("messages?status=held&notice=" + notice));
    }
}
