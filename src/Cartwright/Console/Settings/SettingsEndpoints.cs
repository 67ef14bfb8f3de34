using Cartwright.Reports;
using Cartwright.Stores;

namespace Cartwright.Console.Settings;

internal sealed record SettingsModel(SettingsForm Form, bool Saved, string Origin);

/// <summary>The store's settings, and the snippet for the shop.</summary>
internal static class SettingsEndpoints
{
    public static void MapSettings(this RouteGroupBuilder console)
    {
        console.MapGet("/{slug}/settings", Show).Needs(Right.ViewSettings);
        console.MapPost("/{slug}/settings", SaveAsync).Needs(Right.EditSettings).DisableAntiforgery();
    }

    private static IResult Show(HttpContext http, ConsoleContext context, string? saved) =>
        context.Page<SettingsPage>(new SettingsModel(SettingsForm.Of(context.Store), saved == "1", Origin(http)));

    private static async Task<IResult> SaveAsync(HttpContext http, ConsoleContext context, StoreStore stores, StoreDirectory directory, RollupStore rollups, LinkHosts hosts, CancellationToken ct)
    {
        var form = SettingsForm.Of(await http.Request.ReadFormAsync(ct));
        var (name, settings) = form.Read(context.Store);
        if (form.Errors.Count == 0 && await hosts.WrongAsync(context.Store.Settings, settings, ct) is not null) form.Refuse("link_url", "settings.wrong.link_host");
        if (form.Errors.Count > 0) return context.Page<SettingsPage>(new SettingsModel(form, false, Origin(http)), StatusCodes.Status400BadRequest);
        await stores.SaveSettingsAsync(context.Store.Id, name, settings, ct);
        if (settings.AcceptBrowserOrders != context.Store.Settings.AcceptBrowserOrders) await rollups.MarkAllAsync(context.Store.Id, context.Now, ct);
        await directory.RefreshAsync(ct); // this node at once, the others within a second
        return TypedResults.Redirect(context.Link("settings?saved=1"));
    }

    /// <summary>As the merchant's browser reaches this server: where the shop's page loads the snippet from, and providers call.</summary>
    internal static string Origin(HttpContext http) => $"{http.Request.Scheme}://{http.Request.Host}";
}
