using System.Globalization;
using Cartwright.Console.Shell;
using Cartwright.Messages.Templates;
using Cartwright.Shoppers;
using Cartwright.Stores;

namespace Cartwright.Console.Templates;

/// <summary>What messages say: the list of templates, and the editor of one in one language.</summary>
internal static class TemplateEndpoints
{
    private static readonly string[] Notices = ["draft", "live", "restored", "default", "removed"];

    public static void MapTemplates(this RouteGroupBuilder console)
    {
        console.MapGet("/{slug}/templates", ListAsync).Needs(Right.ViewMessages);
        console.MapGet("/{slug}/templates/new", NewAsync).Needs(Right.EditTemplates);
        console.MapGet("/{slug}/templates/draw", Draw).Needs(Right.EditTemplates);
        console.MapGet("/{slug}/templates/{template}/{locale}", ShowAsync).Needs(Right.ViewMessages);
        console.MapPost("/{slug}/templates/{template}/{locale}", SaveAsync).Needs(Right.EditTemplates).DisableAntiforgery();
        console.MapGet("/{slug}/templates/{template}/{locale}/shown", ShownAsync).Needs(Right.ViewMessages);
        console.MapPost("/{slug}/templates/{template}/{locale}/shown", LookAsync).Needs(Right.EditTemplates).DisableAntiforgery();
        console.MapPost("/{slug}/templates/{template}/{locale}/test", TestAsync).Needs(Right.EditTemplates).DisableAntiforgery();
        console.MapPost("/{slug}/templates/{template}/{locale}/restore", RestoreAsync).Needs(Right.EditTemplates).DisableAntiforgery();
        console.MapPost("/{slug}/templates/{template}/{locale}/default", RemoveAsync).Needs(Right.EditTemplates).DisableAntiforgery();
    }

    private static async Task<IResult> ListAsync(ConsoleContext context, TemplateDesk desk, string? notice, CancellationToken ct) =>
        context.Page<TemplatesPage>(new TemplatesModel(await desk.GroupsAsync(context, ct), Notices.Contains(notice) ? notice : null));

    private static async Task<IResult> NewAsync(ConsoleContext context, TemplateDesk desk, string? from, string? name, string? locale, CancellationToken ct)
    {
        // With a name alone another language is to be added, which is still to be said.
        var isAsked = from is not null && name is not null && locale is { Length: > 0 };
        var model = await desk.NewAsync(context, from, name, locale, ct);
        if (!isAsked) return context.Page<NewTemplatePage>(model with { Wrong = null });
        if (model.Wrong is not null) return context.Page<NewTemplatePage>(model, StatusCodes.Status400BadRequest);
        return TypedResults.Redirect(context.Link($"templates/{model.Name}/{model.Locale}?from={Uri.EscapeDataString(model.From)}"));
    }

    private static async Task<IResult> ShowAsync(HttpContext http, ConsoleContext context, TemplateDesk desk, string template, string locale, string? from, long? version, string? on, string? notice, CancellationToken ct)
    {
        if (await desk.OpenAsync(context, template, locale, from, ct) is not { } opened) return NotFound(context);
        var model = await desk.ModelAsync(context, opened, opened.Source, on, dark: false, ct);
        if (version is { } number)
        {
            if (model.Version(number) is not { } looked) return NotFound(context);
            model = (await desk.ModelAsync(context, opened, looked.Source, on, dark: false, ct)) with { Looked = looked };
        }
        return Editor(http, context, model with { Notice = Notices.Contains(notice) ? notice : null, From = from });
    }

    private static async Task<IResult> SaveAsync(HttpContext http, ConsoleContext context, TemplateDesk desk, StoreTemplates templates, string template, string locale, CancellationToken ct)
    {
        var form = await TemplateForm.ReadAsync(http.Request, ct);
        if (await desk.OpenAsync(context, template, locale, form.From, ct) is not { } opened) return NotFound(context);
        var source = form.Source(opened);
        if (form.Asked is not ("draft" or "live"))
            return Editor(http, context, form.Typed(await desk.ModelAsync(context, opened, source, form.On, form.Dark, ct)));
        switch (await templates.SaveAsync(context.Entry!, source, form.Asked == "live", form.Expected, context.User!.Email, ct: ct))
        {
            case TemplateSaved.Done done:
                return TypedResults.Redirect(context.Link($"templates/{template}/{locale}?notice={(done.IsLive ? "live" : "draft")}{(form.On is null ? "" : "&on=" + Uri.EscapeDataString(form.On))}"));
            case TemplateSaved.Faulty faulty:
                return Editor(http, context, form.Typed(await desk.ModelAsync(context, opened, source, form.On, form.Dark, ct)) with { Faults = faulty.Faults, Notice = form.Asked == "live" ? "faulty" : "faulty_draft" }, StatusCodes.Status400BadRequest);
            // What somebody else saved meanwhile is not overwritten unseen: both are shown, and the next press knows of it.
            case TemplateSaved.Overtaken overtaken:
                return Editor(http, context, form.Typed(await desk.ModelAsync(context, opened, source, form.On, form.Dark, ct)) with { Expected = overtaken.Latest?.Number ?? 0, Theirs = overtaken.Latest, Notice = overtaken.Latest is null ? "gone" : "overtaken" }, StatusCodes.Status409Conflict);
            default:
                return NotFound(context);
        }
    }

    // As it is saved: what the frame shows before the script writes into it, and all it shows without.
    private static async Task<IResult> ShownAsync(HttpContext http, ConsoleContext context, TemplateDesk desk, TemplatePreview preview, string template, string locale, string? from, long? version, string? on, CancellationToken ct)
    {
        if (await desk.OpenAsync(context, template, locale, from, ct) is not { } opened) return NotFound(context);
        var source = version is { } number ? await desk.VersionAsync(context, opened, number, ct) ?? opened.Source : opened.Source;
        return Frame(http, context, await preview.ShowAsync(context.Entry!, source, on, dark: false, context.May(Right.SeePersonalData), ct));
    }

    private static async Task<IResult> LookAsync(HttpContext http, ConsoleContext context, TemplateDesk desk, TemplatePreview preview, string template, string locale, CancellationToken ct)
    {
        var form = await TemplateForm.ReadAsync(http.Request, ct);
        if (await desk.OpenAsync(context, template, locale, form.From, ct) is not { } opened) return NotFound(context);
        var source = form.Source(opened);
        var shown = await preview.ShowAsync(context.Entry!, source, form.On, form.Dark, context.May(Right.SeePersonalData), ct);
        if (!WantsJson(http)) return Frame(http, context, shown);
        if (TemplatePolicy.Drifted(opened.Source, source) is { } drifted) shown = shown with { Faults = [.. shown.Faults, drifted] };
        var (t, isSms) = (context.T, opened.Entry.Channel == Channels.Sms);
        return TypedResults.Json(
            new TemplateAnswer(shown.Subject, shown.Preheader, shown.Html, shown.Text, TemplateWords.Size(shown, isSms, t), TemplateWords.Tone(shown), shown.Rendered, TemplateWords.Answers(shown.Faults, isSms, t), TemplateWords.Examples(shown, t), TemplateWords.Needs(shown.Faults, t)),
            TemplateAnswerJson.Default.TemplateAnswer);
    }

    private static async Task<IResult> TestAsync(HttpContext http, ConsoleContext context, TemplateDesk desk, TemplateTests tests, string template, string locale, CancellationToken ct)
    {
        var form = await TemplateForm.ReadAsync(http.Request, ct);
        if (await desk.OpenAsync(context, template, locale, form.From, ct) is not { } opened) return NotFound(context);
        var t = context.T;
        var source = form.Source(opened);
        var (notice, detail, faults) = await tests.SendAsync(context.Entry!, source, form.On, context.User!.Email, context.May(Right.SeePersonalData), context.User!.Email, ct) switch
        {
            TemplateTested.Sent sent => ("tested", sent.To, (IReadOnlyList<TemplateFault>)[]),
            TemplateTested.NotTaken no => ("not_taken", no.Why, []),
            TemplateTested.TooMany many => ("too_many", context.Words.Relative(many.NextAt), []),
            TemplateTested.Faulty faulty => ("test_faulty", "", faulty.Faults),
            var other => throw new InvalidOperationException($"{other.GetType().Name} is no answer to a test."),
        };
        if (WantsJson(http)) return TypedResults.Json(new TestAnswer(notice == "tested", t["write.notice." + notice, ("detail", detail)], TemplateWords.Answers(faults, opened.Entry.Channel == Channels.Sms, t)), TemplateAnswerJson.Default.TestAnswer);
        return Editor(http, context, form.Typed(await desk.ModelAsync(context, opened, source, form.On, form.Dark, ct)) with { Faults = faults, Notice = notice, Detail = detail });
    }

    private static async Task<IResult> RestoreAsync(HttpContext http, ConsoleContext context, TemplateDesk desk, StoreTemplates templates, string template, string locale, CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        if (!long.TryParse(form["version"], CultureInfo.InvariantCulture, out var version) || await desk.OpenAsync(context, template, locale, null, ct) is not { } opened) return NotFound(context);
        switch (await templates.RestoreAsync(context.Entry!, template, locale, version, context.User!.Email, ct))
        {
            case TemplateSaved.Done:
                return TypedResults.Redirect(context.Link($"templates/{template}/{locale}?notice=restored"));
            case TemplateSaved.Faulty faulty when await desk.VersionAsync(context, opened, version, ct) is { } old:
                return Editor(http, context, (await desk.ModelAsync(context, opened, old, null, dark: false, ct)) with { Faults = faulty.Faults, Notice = "faulty", IsChanged = true }, StatusCodes.Status400BadRequest);
            default:
                return NotFound(context);
        }
    }

    private static async Task<IResult> RemoveAsync(HttpContext http, ConsoleContext context, TemplateDesk desk, StoreTemplates templates, string template, string locale, CancellationToken ct)
    {
        if (await desk.OpenAsync(context, template, locale, null, ct) is not { } opened) return NotFound(context);
        return await templates.RemoveAsync(context.Entry!, template, locale, context.User!.Email, ct) switch
        {
            TemplateSaved.Done => TypedResults.Redirect(context.Link(opened.Entry.HasDefault ? $"templates/{template}/{locale}?notice=default" : "templates?notice=removed")),
            TemplateSaved.InUse used => Editor(http, context, (await desk.ModelAsync(context, opened, opened.Source, null, dark: false, ct)) with { Notice = "in_use", Detail = string.Join(", ", desk.Journeys(context, used.Journeys).Select(j => j.Name)) }, StatusCodes.Status409Conflict),
            _ => NotFound(context),
        };
    }

    // The drawing needs styles of its own making, inline; scripts are ours alone there too, and nothing else is fetched but pictures.
    private static IResult Draw(HttpContext http, ConsoleContext context, TemplateDefaults defaults, string locale = Locales.Default)
    {
        http.Response.Headers.ContentSecurityPolicy = $"default-src 'none'; script-src 'nonce-{context.Nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' https: http: data:; font-src data:; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'";
        return context.Page<DrawPage>(new DrawModel(defaults.Blocks(locale)));
    }

    private static IResult Editor(HttpContext http, ConsoleContext context, TemplateModel model, int status = StatusCodes.Status200OK)
    {
        ConsoleGate.AllowOwnStyles(http.Response, context.Nonce);
        return context.Page<TemplatePage>(model, status);
    }

    // The page around it may write into it, and nothing in it runs: it is in a sandbox, which the policy repeats for whoever opens it by itself.
    private static IResult Frame(HttpContext http, ConsoleContext context, ShownTemplate shown)
    {
        http.Response.Headers.ContentSecurityPolicy = Messages.MessagePreview.Policy + " allow-same-origin";
        var page = shown.Html.Length > 0 ? Messages.MessagePreview.WithoutWays(shown.Html) : Messages.MessagePreview.TextPage(shown.Text.Length > 0 ? shown.Text : context.T["write.nothing"], context.T.Language);
        return TypedResults.Content(page, "text/html; charset=utf-8");
    }

    private static bool WantsJson(HttpContext http) => http.Request.Headers.Accept.ToString().StartsWith("application/json", StringComparison.Ordinal);

    private static IResult NotFound(ConsoleContext context) => context.Page<NotFoundPage>(status: StatusCodes.Status404NotFound);
}
