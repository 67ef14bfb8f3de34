using Cartwright.Console.Shell;
using Cartwright.Stores;

namespace Cartwright.Console.Messages;

internal sealed record MessagesModel(string? Status, Guid? Journey, Guid? After, MessageList List)
{
    public static IReadOnlyList<string> Statuses { get; } = ["waiting", "sent", "not_sent", "trouble"];
}

internal sealed record MessageModelPage(MessageDetail Detail, bool HasPreview);

/// <summary>What was sent and what was not, and why; each message as it left.</summary>
internal static class MessageEndpoints
{
    public static void MapMessages(this RouteGroupBuilder console)
    {
        console.MapGet("/{slug}/messages", ListAsync).Needs(Right.ViewMessages);
        console.MapGet("/{slug}/messages/{id:guid}", ShowAsync).Needs(Right.ViewMessages);
        console.MapGet("/{slug}/messages/{id:guid}/preview", PreviewAsync).Needs(Right.ViewMessages);
    }

    private static async Task<IResult> ListAsync(ConsoleContext context, MessageListStore messages, string? status, string? journey, string? after, CancellationToken ct)
    {
        var known = MessagesModel.Statuses.Contains(status) ? status : null;
        var of = context.Entry!.Journeys.FirstOrDefault(j => j.Slug == journey)?.Id;
        Guid? before = Guid.TryParse(after, out var id) ? id : null;
        return context.Page<MessagesPage>(new MessagesModel(known, of, before, await messages.ListAsync(context.Store.Id, known, of, before, context.Now, ct)));
    }

    private static async Task<IResult> ShowAsync(ConsoleContext context, MessageListStore messages, Guid id, CancellationToken ct) =>
        await messages.FindAsync(context.Store.Id, id, ct) is not { } detail
            ? context.Page<NotFoundPage>(status: StatusCodes.Status404NotFound)
            : context.Page<MessagePage>(new MessageModelPage(detail, detail.Message.Content is not null));

    private static async Task<IResult> PreviewAsync(HttpContext http, ConsoleContext context, MessageListStore messages, MessagePreview preview, Guid id, CancellationToken ct)
    {
        if (await messages.FindAsync(context.Store.Id, id, ct) is not { Message: var message } || preview.Html(message, context.May(Right.SeePersonalData)) is not { } html)
            return context.Page<NotFoundPage>(status: StatusCodes.Status404NotFound);
        http.Response.Headers.ContentSecurityPolicy = MessagePreview.Policy;
        return TypedResults.Content(html, "text/html; charset=utf-8");
    }
}
