using Cartwright.Hosting;
using Cartwright.Shoppers;
using Cartwright.Stores;

namespace Cartwright.Messages.Templates;

/// <summary>GET /api/templates; GET, PUT, DELETE /api/templates/{template}/{locale}; under it GET versions, versions/{version} and POST restore, preview, test.</summary>
internal static class TemplateEndpoints
{
    private const string One = "/templates/{template}/{locale}";

    // A layout, what it compiles to and a text, in JSON.
    private const int Largest = 2 * 1024 * 1024;

    public static void MapTemplates(this IEndpointRouteBuilder app)
    {
        var api = app.MapApi("templates");
        api.MapGet("/templates", ListAsync).Needs(Right.ViewMessages, "The store's templates, defaults and its own, by name and language").Produces<ApiList<TemplateItemView>>();
        api.MapGet(One + "", FindAsync).Needs(Right.ViewMessages, "The sources of a template: the newest version, or the default").Produces<TemplateView>().ProducesProblem(404);
        api.MapPut(One + "", SaveAsync).Needs(Right.EditTemplates, "Keep a new version, a draft or (live) one that is used from now on; with dryRun=true only checks it").Accepts<TemplateInput>("application/json").Produces<TemplateSavedView>().Produces<TemplateSavedView>(201).ProducesProblem(409);
        api.MapDelete(One + "", RemoveAsync).Needs(Right.EditTemplates, "Go back to the default, or take a template of the store's own out of use; its versions stay").Produces(204).ProducesProblem(404).ProducesProblem(409);
        api.MapGet(One + "/versions", VersionsAsync).Needs(Right.ViewMessages, "All versions, newest first").Produces<ApiList<TemplateVersionView>>();
        api.MapGet(One + "/versions/{version}", VersionAsync).Needs(Right.ViewMessages, "The sources of a version").Produces<TemplateView>().ProducesProblem(404);
        api.MapPost(One + "/restore", RestoreAsync).Needs(Right.EditTemplates, "Use an old version again, as a new one").Accepts<TemplateRestoreInput>("application/json").Produces<TemplateSavedView>().ProducesProblem(404);
        api.MapPost(One + "/preview", PreviewAsync).Needs(Right.ViewMessages, "The message as it would be written for a cart, of the newest version or of what is sent").Accepts<TemplatePreviewInput>("application/json").Produces<TemplatePreviewView>();
        api.MapPost(One + "/test", TestAsync).Needs(Right.EditTemplates, $"Send it to one address as a test, at most {TemplateTests.MostAnHour} times an hour").Accepts<TemplateTestInput>("application/json").Produces<TemplateTestView>().ProducesProblem(429).ProducesProblem(502);
    }

    private static async Task<IResult> ListAsync(HttpContext http, StoreTemplates templates) =>
        TypedResults.Json(new ApiList<TemplateItemView>([.. (await templates.ListAsync(http.Caller().Entry, http.RequestAborted)).Select(TemplateItemView.Of)], null), TemplateViewJson.Default.ApiListTemplateItemView);

    private static async Task<IResult> FindAsync(HttpContext http, StoreTemplates templates, string template, string locale)
    {
        var opened = await templates.OpenAsync(http.Caller().Entry, template, locale, http.RequestAborted) ?? throw NotThere(template, locale);
        return TypedResults.Json(TemplateView.Of(opened.Source, opened.Entry.Own is null ? 0 : opened.Latest, opened.Live, opened.Latest), TemplateViewJson.Default.TemplateView);
    }

    private static async Task<IResult> SaveAsync(HttpContext http, StoreTemplates templates, string template, string locale, bool? dryRun)
    {
        var caller = http.Caller();
        var input = await ApiInput.BodyAsync(http, TemplateViewJson.Default.TemplateInput, Largest);
        var source = await SourceAsync(http, templates, template, locale, input);
        var saved = await templates.SaveAsync(caller.Entry, source, input.Live, input.Expected, caller.By, dryRun == true, http.RequestAborted);
        return Answer(saved, source, saved is TemplateSaved.Done { Version: 1 } && dryRun != true ? 201 : 200);
    }

    private static async Task<IResult> RemoveAsync(HttpContext http, StoreTemplates templates, string template, string locale)
    {
        var caller = http.Caller();
        return await templates.RemoveAsync(caller.Entry, template, locale, caller.By, http.RequestAborted) switch
        {
            TemplateSaved.InUse u => throw new ConflictException($"Journeys send it: {string.Join(", ", u.Journeys)}. Let them send another one first."),
            TemplateSaved.NotThere => throw NotThere(template, locale),
            _ => TypedResults.NoContent(),
        };
    }

    private static async Task<IResult> VersionsAsync(HttpContext http, StoreTemplates templates, string template, string locale)
    {
        var caller = http.Caller();
        var live = caller.Entry.Templates.GetValueOrDefault(template)?.FirstOrDefault(t => t.Locale == locale)?.Version;
        var all = await templates.VersionsAsync(caller.Store.Id, template, locale, http.RequestAborted);
        return TypedResults.Json(new ApiList<TemplateVersionView>([.. all.Select(v => new TemplateVersionView(v.Number, v.Number == live, v.By, ApiInput.Time(v.At), ApiInput.Time(v.LiveAt), TemplateBreakView.Of(v.Break)))], null), TemplateViewJson.Default.ApiListTemplateVersionView);
    }

    private static async Task<IResult> VersionAsync(HttpContext http, StoreTemplates templates, string template, string locale, long version)
    {
        var caller = http.Caller();
        var found = await templates.VersionAsync(caller.Store.Id, template, locale, version, http.RequestAborted) ?? throw NotThere(template, locale, version);
        var opened = await templates.OpenAsync(caller.Entry, template, locale, http.RequestAborted);
        return TypedResults.Json(TemplateView.Of(found.Source, found.Number, opened?.Live, opened?.Latest ?? found.Number), TemplateViewJson.Default.TemplateView);
    }

    private static async Task<IResult> RestoreAsync(HttpContext http, StoreTemplates templates, string template, string locale)
    {
        var caller = http.Caller();
        var input = await ApiInput.BodyAsync(http, TemplateViewJson.Default.TemplateRestoreInput);
        var saved = await templates.RestoreAsync(caller.Entry, template, locale, input.Version, caller.By, http.RequestAborted);
        return saved is TemplateSaved.NotThere ? throw NotThere(template, locale, input.Version) : Answer(saved, new TemplateSource(template, locale, "", "", "", "", "", ""), 200);
    }

    private static async Task<IResult> PreviewAsync(HttpContext http, StoreTemplates templates, TemplatePreview preview, string template, string locale)
    {
        var caller = http.Caller();
        var input = await ApiInput.BodyAsync(http, TemplateViewJson.Default.TemplatePreviewInput, Largest);
        var source = await SourceAsync(http, templates, template, locale, new TemplateInput(input.Subject, input.Preheader, input.Mjml, input.Html, input.Text, Channel: input.Channel));
        await CheckAsync(preview, caller.Entry, input.On, http.RequestAborted);
        var shown = await preview.ShowAsync(caller.Entry, source, input.On, input.Dark, caller.Rights.Contains(Right.SeePersonalData), http.RequestAborted);
        return TypedResults.Json(new TemplatePreviewView(shown.Rendered, shown.Subject, shown.Preheader, shown.Html, shown.Text, shown.Bytes, shown.Segments, [.. shown.Faults.Select(f => new TemplateFaultView(f.Part, f.Line, f.Column, f.Says, f.Warning))], shown.Examples), TemplateViewJson.Default.TemplatePreviewView);
    }

    private static async Task CheckAsync(TemplatePreview preview, StoreEntry entry, string? on, CancellationToken ct)
    {
        if (on is not null && !await preview.KnowsAsync(entry.Store, on, ct))
            throw new BadInputException("on", $"There is no such cart: give the id of a cart of the store, or one of {string.Join(", ", TemplateSamples.Names)}.");
    }

    private static async Task<IResult> TestAsync(HttpContext http, StoreTemplates templates, TemplateTests tests, TemplatePreview preview, string template, string locale)
    {
        var caller = http.Caller();
        var input = await ApiInput.BodyAsync(http, TemplateViewJson.Default.TemplateTestInput, Largest);
        var to = Address.Email(input.To) ?? throw new BadInputException("to", "Give one e-mail address, of somebody of the shop.");
        var source = await SourceAsync(http, templates, template, locale, new TemplateInput(input.Subject, input.Preheader, input.Mjml, input.Html, input.Text, Channel: input.Channel));
        await CheckAsync(preview, caller.Entry, input.On, http.RequestAborted);
        switch (await tests.SendAsync(caller.Entry, source, input.On, to, caller.Rights.Contains(Right.SeePersonalData), caller.By, http.RequestAborted))
        {
            case TemplateTested.Sent sent: return TypedResults.Json(new TemplateTestView(sent.To, sent.Reply), TemplateViewJson.Default.TemplateTestView);
            case TemplateTested.Faulty faulty: throw Bad(faulty.Faults);
            case TemplateTested.NotTaken not: return TypedResults.Problem(not.Why, statusCode: 502, title: "The mail server did not take it.");
            case TemplateTested.TooMany many:
                http.Response.Headers.RetryAfter = Math.Max(1, (many.NextAt - http.RequestServices.GetRequiredService<StoreDirectory>().Now) / 1000).ToString(System.Globalization.CultureInfo.InvariantCulture);
                return TypedResults.Problem($"{TemplateTests.MostAnHour} tests were sent in the last hour: the next can go at {ApiInput.Time(many.NextAt):O}.", statusCode: 429, title: "Too much at once.");
            case var other: throw new InvalidOperationException(other.GetType().Name);
        }
    }

    // What is not given is as it stands now.
    private static async Task<TemplateSource> SourceAsync(HttpContext http, StoreTemplates templates, string template, string locale, TemplateInput input)
    {
        if (input is { Mjml.Length: > 0, Html: null })
            throw new BadInputException("html", "Send the html that the mjml compiles to beside it (“npx mjml FILE.mjml -o FILE.html”): the server has no compiler.");
        var now = (await templates.OpenAsync(http.Caller().Entry, template, locale, http.RequestAborted))?.Source ?? new TemplateSource(template, locale, input.Channel ?? Channels.Email, "", "", "", "", "");
        return now with
        {
            Channel = input.Channel ?? now.Channel, Subject = input.Subject ?? now.Subject, Preheader = input.Preheader ?? now.Preheader,
            Mjml = input.Mjml ?? (input.Html is null ? now.Mjml : ""), Html = input.Html ?? (input.Mjml is null ? now.Html : ""), Text = input.Text ?? now.Text,
        };
    }

    private static IResult Answer(TemplateSaved saved, TemplateSource source, int status) => saved switch
    {
        TemplateSaved.Done done => TypedResults.Json(new TemplateSavedView(source.Template, source.Locale, done.Version, done.IsLive, [.. done.Warnings.Select(w => new TemplateWarningView(w.Part, w.Line, w.Column, w.Says))]), TemplateViewJson.Default.TemplateSavedView, statusCode: status),
        TemplateSaved.Faulty faulty => throw Bad(faulty.Faults),
        TemplateSaved.Overtaken { Latest: { } latest } => throw new ConflictException($"{latest.By} saved version {latest.Number} meanwhile. Read it, put yours into it, and send expected: {latest.Number}."),
        TemplateSaved.Overtaken => throw new ConflictException("There is no version of it yet: send expected: 0."),
        var other => throw new InvalidOperationException(other.GetType().Name),
    };

    private static BadInputException Bad(IReadOnlyList<TemplateFault> faults) => new([.. faults.Where(f => !f.Warning).Select(f => (f.Part, f.Line is null ? f.Says : $"Line {f.Line}, column {f.Column}: {f.Says}"))]);

    private static NotThereException NotThere(string template, string locale, long? version = null) =>
        new(version is null ? $"There is no template '{ApiInput.Cut(template)}' in '{ApiInput.Cut(locale)}'." : $"There is no version {version} of the template '{ApiInput.Cut(template)}' in '{ApiInput.Cut(locale)}'.");
}
