using System.Text.Json;
using Cartwright.Messages;

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
        if (message.Content is not { } content || JsonSerializer.Deserialize(content.Model, ModelJson.Default.MessageModel) is not { } model) return null;
        model = model with { Links = new LinksView(model.Store.Url, model.Store.Url, ""), Shopper = personal ? model.Shopper : new ShopperView(null) };
        try
        {
            var html = renderer.Render(message.Template, content.Locale, model).Html;
            var head = html.IndexOf("<head>", StringComparison.OrdinalIgnoreCase);
            return head < 0 ? html : html.Insert(head + "<head>".Length, "<base target=\"_blank\">");
        }
        catch (UnknownTemplateException)
        {
            return null; // the page says that there is no preview
        }
    }
}
