using Cartwright.Inbound;
using Cartwright.Stores;

namespace Cartwright.Console.Settings;

/// <summary>Saved, Wrong: the provider whose secret was set just now, or cannot be right. A secret is never shown again.</summary>
internal sealed record InboundModel(string Origin, string? Saved, string? Wrong);

/// <summary>Where providers tell what became of the messages, and what proves that it is they.</summary>
internal static class InboundPages
{
    public static void MapInboundPage(this RouteGroupBuilder console)
    {
        console.MapGet("/{slug}/settings/inbound", (HttpContext http, ConsoleContext context, string? saved) => context.Page<InboundPage>(new InboundModel(SettingsEndpoints.Origin(http), InboundEndpoints.Providers.FirstOrDefault(p => p == saved), null))).Needs(Right.ViewSettings);
        console.MapPost("/{slug}/settings/inbound/{provider}", SaveAsync).Needs(Right.EditSettings).DisableAntiforgery();
    }

    private static async Task<IResult> SaveAsync(HttpContext http, ConsoleContext context, StoreStore stores, StoreDirectory directory, string provider, CancellationToken ct)
    {
        if (!InboundEndpoints.Providers.Contains(provider)) return TypedResults.NotFound();
        if (InboundEndpoints.SecretOf(provider, (await http.Request.ReadFormAsync(ct))["secret"]) is not { } secret) return context.Page<InboundPage>(new InboundModel(SettingsEndpoints.Origin(http), null, provider), StatusCodes.Status400BadRequest);
        await stores.SetInboundSecretAsync(context.Store.Id, provider, secret, ct);
        await directory.RefreshAsync(ct);
        return TypedResults.Redirect(context.Link($"settings/inbound?saved={provider}#{provider}"));
    }
}
