using System.Net;
using System.Text.Json;
using Cartwright.Messages;
using Cartwright.Messages.Templates;
using Cartwright.Shoppers;

namespace Cartwright.Console.Messages;

/// <summary>
/// A message as it left, for looking at: rendered again from the model it was sent with, but without its links. A look from the
/// console is no open, no click, and opens nobody's cart.
/// </summary>
internal sealed class MessagePreview(MessageRenderer renderer, OwnTemplates own)
{
    // Mails are styled inline. Nothing runs, nothing is sent, links lead nowhere (no popups in a sandbox, and every link asks for one).
    public const string Policy = "default-src 'none'; img-src https: http: data:; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'; sandbox";

    /// <summary>Null when nothing of the message is kept, or its template is gone.</summary>
    /// <param name="personal">False leaves the shopper's name out.</param>
    public async Task<string?> HtmlAsync(Guid store, Message message, bool personal, CancellationToken ct = default)
    {
        if (message.Channel == Channels.Webhook || message.Content is not { } content || JsonSerializer.Deserialize(content.Model, ModelJson.Default.MessageModel) is not { } model) return null;
        model = model with { Links = new LinksView(model.Store.Url, model.Store.Url, "") };
        if (!personal) model = model.Anonymous();
        try
        {
            var version = content.Version is { } number ? await own.VersionAsync(store, message.Template, content.Locale, number, ct) : null;
            if (content.Version is not null && version is null) return null;
            var rendered = version is null ? renderer.Render(message.Template, content.Locale, model) : renderer.Render(message.Template, version, model);
            return rendered.Html.Length > 0 ? WithoutWays(rendered.Html) : TextPage(rendered.Text, rendered.Locale);
        }
        catch (Exception e) when (e is UnknownTemplateException or MissingPartException or TemplateBrokenException)
        {
            return null; // the page says that there is no preview
        }
    }

    /// <summary>The page with links that ask for a window, which the sandbox does not give.</summary>
    public static string WithoutWays(string html)
    {
        var head = html.IndexOf("<head>", StringComparison.OrdinalIgnoreCase);
        return head < 0 ? html : html.Insert(head + "<head>".Length, "<base target=\"_blank\">");
    }

    /// <summary>A text as a page.</summary>
    public static string TextPage(string text, string locale) =>
        $"<!doctype html><html lang=\"{locale}\"><head><meta name=\"color-scheme\" content=\"light dark\"></head><body style=\"font:16px/1.5 sans-serif;margin:24px;max-width:24em;overflow-wrap:anywhere\"><p>{WebUtility.HtmlEncode(text)}</p></body></html>";
}
