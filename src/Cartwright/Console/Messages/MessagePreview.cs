using System.Net;
using System.Text.Json;
using Cartwright.Messages;
using Cartwright.Shoppers;

namespace Cartwright.Console.Messages;

/// <summary>
/// A message as it left, for looking at: rendered again from the model it was sent with, but without its links. A look from the
/// console is no open, no click, and opens nobody's cart.
/// </summary>
internal sealed class MessagePreview(MessageRenderer renderer)
{
    // Mails are styled inline. Nothing runs, nothing is sent, links lead nowhere (no popups in a sandbox, and every link asks for one).
    public const string Policy = "default-src 'none'; img-src https: http: data:; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'; sandbox";

    /// <summary>Null when nothing of the message is kept, or its template is gone.</summary>
    /// <param name="personal">False leaves the shopper's name out.</param>
    public string? Html(Message message, bool personal)
    {
        if (message.Channel == Channels.Webhook || message.Content is not { } content || JsonSerializer.Deserialize(content.Model, ModelJson.Default.MessageModel) is not { } model) return null;
        model = model with { Links = new LinksView(model.Store.Url, model.Store.Url, "") };
        if (!personal) model = model.Anonymous();
        try
        {
            var rendered = renderer.Render(message.Template, content.Locale, model);
            var html = rendered.Html.Length > 0 ? rendered.Html : $"<!doctype html><html lang=\"{rendered.Locale}\"><head><meta name=\"color-scheme\" content=\"light dark\"></head><body style=\"font:16px/1.5 sans-serif;margin:24px;max-width:24em;overflow-wrap:anywhere\"><p>{WebUtility.HtmlEncode(rendered.Text)}</p></body></html>";
            var head = html.IndexOf("<head>", StringComparison.OrdinalIgnoreCase);
            return head < 0 ? html : html.Insert(head + "<head>".Length, "<base target=\"_blank\">");
        }
        catch (Exception e) when (e is UnknownTemplateException or MissingPartException)
        {
            return null; // the page says that there is no preview
        }
    }
}
