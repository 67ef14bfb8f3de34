using System.Text.RegularExpressions;

namespace Cartwright.Demo;

/// <param name="Mails">Newest first.</param>
/// <param name="Delay">One sentence that says how soon the first reminder leaves.</param>
internal sealed record MailboxList(string Delay, IReadOnlyList<MailboxEntry> Mails);

/// <param name="Preview">The beginning of the text part, on one line.</param>
internal sealed record MailboxEntry(long Id, DateTimeOffset ReceivedAt, string From, string To, string Subject, string Preview);

/// <param name="Size">Bytes of the message as it came.</param>
internal sealed record MailboxDetail(
    long Id, DateTimeOffset ReceivedAt, string From, string To, string Subject, string Text, int Size, IReadOnlyList<MailboxHeader> Headers);

internal sealed record MailboxHeader(string Name, string Value);

/// <summary>The mailbox viewer under /demo/mailbox: what the demo's shoppers received.</summary>
internal static partial class MailboxEndpoints
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'";

    // A mail is a stranger's document: no script, an origin of its own, also when it is opened outside the viewer's frame.
    private const string MailPolicy =
        "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation; default-src 'none'; img-src * data:; style-src 'unsafe-inline'; font-src *; frame-ancestors 'self'";

    private const int PreviewLength = 140; // about two lines of the list

    /// <summary>Needs a <see cref="DemoGuide"/> among the services.</summary>
    /// <param name="mails">The mails of now, in any order; asked for at each request.</param>
    public static void MapMailbox(this IEndpointRouteBuilder app, Func<IReadOnlyList<MailboxMail>> mails)
    {
        var files = new DemoFiles(Path.Combine(AppContext.BaseDirectory, "assets", "mailbox"));
        var mailbox = app.MapGroup("/demo/mailbox").ExcludeFromDescription();
        mailbox.MapGet("/", (HttpContext http) => Viewer(http, files));
        mailbox.MapGet("/{id:long}", (HttpContext http, long id) => Viewer(http, files));
        mailbox.MapGet("/files/{name}", (HttpContext http, string name) => files.Serve(http, name));
        mailbox.MapGet("/mails.json", (DemoGuide guide) => TypedResults.Json(
            new MailboxList(guide.Delay, [.. mails().OrderByDescending(mail => mail.Id).Select(Entry)]), DemoJson.Default.MailboxList));
        mailbox.MapGet("/mails/{id:long}.json", (long id) =>
            Find(mails(), id) is { } mail ? TypedResults.Json(Detail(mail), DemoJson.Default.MailboxDetail) : Results.NotFound());
        mailbox.MapGet("/mails/{id:long}/html", (HttpContext http, long id) =>
            Find(mails(), id) is { } mail ? Html(http, mail) : Results.NotFound());
        mailbox.MapGet("/mails/{id:long}/raw", (long id) =>
            Find(mails(), id) is { } mail ? Results.File(mail.Raw, "message/rfc822", $"mail-{mail.Id}.eml") : Results.NotFound());
    }

    private static MailboxMail? Find(IReadOnlyList<MailboxMail> mails, long id) => mails.FirstOrDefault(mail => mail.Id == id);

    private static MailboxEntry Entry(MailboxMail mail)
    {
        var line = Space().Replace(mail.Text, " ").Trim();
        return new MailboxEntry(mail.Id, mail.ReceivedAt, mail.From, mail.To, mail.Subject, line.Length > PreviewLength ? line[..PreviewLength] + "…" : line);
    }

    private static MailboxDetail Detail(MailboxMail mail) => new(
        mail.Id, mail.ReceivedAt, mail.From, mail.To, mail.Subject, mail.Text, mail.Raw.Length,
        [.. mail.Headers.Select(header => new MailboxHeader(header.Key, header.Value))]);

    private static IResult Viewer(HttpContext http, DemoFiles files)
    {
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Content(files.Page("mailbox"), "text/html; charset=utf-8");
    }

    /// <summary>The mail as it came, but its links open beside the viewer and tell the shop nothing of where they were.</summary>
    private static IResult Html(HttpContext http, MailboxMail mail)
    {
        http.Response.Headers.ContentSecurityPolicy = MailPolicy;
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        const string target = "<base target=\"_blank\">";
        var head = Head().Match(mail.Html);
        return Results.Content(head.Success ? mail.Html.Insert(head.Index + head.Length, target) : target + mail.Html, "text/html; charset=utf-8");
    }

    [GeneratedRegex("<head(\\s[^>]*)?>", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Head();

    [GeneratedRegex("\\s+", RegexOptions.None, 1000)]
    private static partial Regex Space();
}
