using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Cartwright.Messages.Sms;
using Cartwright.Shoppers;

namespace Cartwright.Messages.Templates;

/// <summary>What may be saved and used.</summary>
internal static partial class TemplatePolicy
{
    /// <summary>Bytes of HTML from which Gmail cuts a mail.</summary>
    public const int GmailClips = 102 * 1024;

    /// <summary>Longest sources, in characters, and the longest text message as it is sent.</summary>
    public const int MostSubject = 500, MostPreheader = 500, MostMjml = 200_000, MostHtml = 300_000, MostText = 50_000, MostSms = 2_000, MostSent = 1_000;

    public const string NameRule = "Use 1 to 60 small letters, digits and dashes.";

    private static readonly string[] Parts = [TemplatePart.Template, TemplatePart.Locale, TemplatePart.Channel, TemplatePart.Subject, TemplatePart.Preheader, TemplatePart.Mjml, TemplatePart.Html, TemplatePart.Text];

    /// <summary>A name of the store's own.</summary>
    public static bool IsName(string template) => template.Length is > 0 and <= 60 && template[0] != '-' && template.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-');

    /// <summary>For the list of what can be inserted: path in the model, kind (text, link, money, date, number, truth, object, color) and what it is.</summary>
    public static IReadOnlyList<(string Path, string Kind, string About)> Fields => MessageSchema.Fields;

    /// <summary>Errors and warnings, in the order of the parts and lines. With an error it cannot be used.</summary>
    public static IReadOnlyList<TemplateFault> Check(TemplateSource source, IEnumerable<MessageModel> samples) => Check(new OwnVersion(source), samples);

    /// <inheritdoc cref="Check(TemplateSource, IEnumerable{MessageModel})"/>
    public static IReadOnlyList<TemplateFault> Check(OwnVersion version, IEnumerable<MessageModel> samples)
    {
        var source = version.Source;
        List<TemplateFault> faults = [.. Sizes(source), .. Shape(source), .. Syntax(source)];
        if (faults.TrueForAll(f => f.Warning)) faults.AddRange(Tried(version, samples));
        return [.. faults.DistinctBy(f => (f.Part, f.Line, f.Says)).OrderBy(f => Array.IndexOf(Parts, f.Part)).ThenBy(f => f.Line ?? 0)];
    }

    /// <summary>What even a draft must keep to.</summary>
    public static IReadOnlyList<TemplateFault> CheckDraft(TemplateSource source) => [.. Sizes(source)];

    /// <summary>The mail says something else than the one before it, and its text part says what it said; null: nothing of the kind.</summary>
    public static TemplateFault? Drifted(TemplateSource before, TemplateSource now) =>
        now.Channel == Channels.Email && now.Text.Length > 0 && now.Text == before.Text && WordsOf(before) != WordsOf(now)
            ? new(TemplatePart.Text, null, null, "The mail says something else now, and the text part is as it was: whoever reads only that gets the words of before.", true) : null;

    // Without tags and styles: what only looks otherwise says the same.
    private static string WordsOf(TemplateSource source) => Between().Replace(Unseen().Replace(source.Mjml.Length > 0 ? source.Mjml : source.Html, " "), " ").Trim();

    [GeneratedRegex("<!--.*?-->|<style\\b.*?</style>|<mj-style\\b.*?</mj-style>|<[^<>]*>", RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Unseen();

    [GeneratedRegex("\\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Between();

    /// <summary>What a rendered message lacks that none may lack; null: nothing. Asked of every message that leaves.</summary>
    public static (string Part, string Says)? Missing(string channel, RenderedMessage rendered, Dictionary<string, object?> scope)
    {
        if (channel == Channels.Sms)
            return rendered.Text.Length == 0 ? (TemplatePart.Text, "Nothing is left of the text for this cart.")
                : rendered.Text.Length > MostSent ? (TemplatePart.Text, $"The text comes to {rendered.Text.Length} characters for this cart: {MostSent} is the most.") : null;
        if (rendered.Subject.Length == 0) return (TemplatePart.Subject, "Nothing is left of the subject for this cart.");
        if (string.IsNullOrWhiteSpace(rendered.Html)) return (TemplatePart.Html, "Nothing is left of the mail for this cart.");
        if (channel != Channels.Email) return null;
        var wayOut = (scope["links"] as Dictionary<string, object?>)?["unsubscribe"] as string ?? "";
        if (!rendered.Html.Contains(wayOut, StringComparison.Ordinal) && !rendered.Html.Contains(WebUtility.HtmlEncode(wayOut), StringComparison.Ordinal))
            return (TemplatePart.Html, "There is no way to unsubscribe in it: a mail to shoppers needs {{links.unsubscribe}} as a link, for every cart.");
        return rendered.Text.Length > 0 && !rendered.Text.Contains(wayOut, StringComparison.Ordinal)
            ? (TemplatePart.Text, "There is no way to unsubscribe in the text part: it needs {{links.unsubscribe}}, for every cart.") : null;
    }

    private static IEnumerable<TemplateFault> Sizes(TemplateSource source)
    {
        if (source.Channel is not (Channels.Email or Channels.Sms or Channels.Handoff)) yield return new(TemplatePart.Channel, null, null, $"'{source.Channel}' is not a channel of templates: use email, sms or handoff.");
        foreach (var (part, text) in TextsOf(source))
        {
            var most = part switch { TemplatePart.Subject => MostSubject, TemplatePart.Preheader => MostPreheader, TemplatePart.Mjml => MostMjml, TemplatePart.Html => MostHtml, _ => source.Channel == Channels.Sms ? MostSms : MostText };
            if (text.Length > most) yield return new(part, null, null, $"It has {text.Length} characters: {most} is the most.");
        }
    }

    private static (string Part, string Text)[] TextsOf(TemplateSource source) =>
        [(TemplatePart.Subject, source.Subject), (TemplatePart.Preheader, source.Preheader), (TemplatePart.Mjml, source.Mjml), (TemplatePart.Html, source.Html), (TemplatePart.Text, source.Text)];

    private static IEnumerable<TemplateFault> Shape(TemplateSource source)
    {
        var isSms = source.Channel == Channels.Sms;
        if (isSms)
            foreach (var (part, text) in TextsOf(source))
                if (part != TemplatePart.Text && text.Length > 0) yield return new(part, null, null, "A text message has a text and nothing else: leave it empty.");
        if (isSms && string.IsNullOrWhiteSpace(source.Text)) yield return new(TemplatePart.Text, null, null, "Write the text.");
        else if (isSms && !SmsStopPolicy.SaysStop(source.Text)) yield return new(TemplatePart.Text, null, null, "It does not say how to get no more: “Reply STOP to stop” is put at its end, in its language.", true);
        if (isSms) yield break;
        if (string.IsNullOrWhiteSpace(source.Subject)) yield return new(TemplatePart.Subject, null, null, "Write a subject.");
        if (string.IsNullOrWhiteSpace(source.Html))
            yield return source.Mjml.Length > 0
                ? new(TemplatePart.Mjml, null, null, "The layout must be sent compiled, as html beside it: the console does it, and elsewhere “npx mjml FILE.mjml -o FILE.html” does.")
                : new(TemplatePart.Html, null, null, "Write the mail.");
        if (string.IsNullOrWhiteSpace(source.Text)) yield return new(TemplatePart.Text, null, null, "There is no text part: some read nothing but that, and filters like mails that have one.", true);
        if (source.Preheader.Length > 0 && !source.Html.Contains(HandlebarsReader.Preheader, StringComparison.Ordinal))
            yield return new(TemplatePart.Preheader, null, null, "It does not stand in the mail, and mailboxes will not show it: put <mj-preview>{{preheader}}</mj-preview> into <mj-head>.", true);
    }

    // In the layout, where the merchant sees them; in what it was compiled to only what cannot be seen there.
    private static IEnumerable<TemplateFault> Syntax(TemplateSource source)
    {
        if (Sizes(source).Any()) return []; // too long to be read
        List<TemplateFault> layout = source.Mjml.Length > 0 ? [.. Of(TemplatePart.Mjml, source.Mjml), .. MjmlTagsPolicy.Check(source.Mjml)] : [];
        var html = Of(TemplatePart.Html, source.Html);
        if (layout.Count > 0 || source.Mjml.Length > 0) html = layout.Exists(f => !f.Warning) ? [] : [.. html.Where(f => !f.Warning)];
        return [.. HandlebarsReader.Read(TemplatePart.Subject, source.Subject).Faults, .. HandlebarsReader.Read(TemplatePart.Preheader, source.Preheader).Faults, .. layout, .. html, .. HandlebarsReader.Read(TemplatePart.Text, source.Text).Faults];

        static List<TemplateFault> Of(string part, string text) => [.. HandlebarsReader.Read(part, text).Faults, .. MarkupPolicy.Check(part, text)];
    }

    private static IEnumerable<TemplateFault> Tried(OwnVersion version, IEnumerable<MessageModel> samples)
    {
        var layout = version.Source.Mjml.Length > 0 ? TemplatePart.Mjml : TemplatePart.Html;
        int bytes = 0, segments = 0;
        foreach (var model in samples)
        {
            RenderedMessage rendered;
            var scope = MessageRenderer.Scope(model, version.Source.Locale);
            if (version.Needs.Any(part => !scope.ContainsKey(part))) continue;
            TemplateFault? fault = null;
            try { rendered = version.Render(scope); }
            catch (TemplateBrokenException e)
            {
                fault = new TemplateFault(e.Part is null or TemplatePart.Html ? layout : e.Part, null, null, e.Message);
                rendered = new RenderedMessage("", "", "", "", "");
            }
            if (fault is not null) { yield return fault; continue; }
            // What was put together from two halves is seen only here: an address out of a shopper's name, say.
            foreach (var f in MarkupPolicy.Check(layout, rendered.Html).Where(f => !f.Warning)) yield return f with { Line = null, Column = null, Says = f.Says + " It came of what stands between {{ and }}." };
            bytes = Math.Max(bytes, Encoding.UTF8.GetByteCount(rendered.Html));
            if (version.Source.Channel == Channels.Sms) segments = Math.Max(segments, SmsTextPolicy.Measure(SmsStopPolicy.Finished(SmsTextPolicy.Plain(rendered.Text), version.Source.Locale, null, "")).Segments);
        }
        if (bytes > GmailClips) yield return new(layout, null, null, $"A large cart makes it {bytes / 1024} KB of HTML: Gmail cuts at 102 KB.", true);
        if (segments > 1) yield return new(TemplatePart.Text, null, null, $"It takes up to {segments} segments: each is paid for. 160 characters fit in one, or 70 with letters such as é outside of the phone alphabet, emoji or “…”.", true);
    }
}
