using System.Security.Cryptography;
using Cartwright.Console.Accounts;
using Cartwright.Console.Shell;
using Cartwright.Console.Text;
using Cartwright.Hosting;
using Cartwright.Messages;
using Cartwright.Stores;
using Microsoft.AspNetCore.Antiforgery;

namespace Cartwright.Console;

/// <summary>What an endpoint asks of the person: nothing (Open), to be signed in (null), or a right in the store of its address.</summary>
internal sealed record Access(bool IsOpen, Right? Right);

internal static class AccessExtensions
{
    public static TBuilder Open<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new Access(true, null));

    public static TBuilder SignedIn<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new Access(false, null));

    public static TBuilder Needs<TBuilder>(this TBuilder builder, Right right) where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new Access(false, right));
}

/// <summary>
/// Stands before every page of the console: headers, who it is, which store, what they may, and that a form is one of ours.
/// An endpoint that says nothing of its access is closed.
/// </summary>
internal sealed class ConsoleGate(UserStore users, StoreDirectory stores, ApprovalStore approvals, IAntiforgery antiforgery) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var http = invocation.HttpContext;
        var context = http.RequestServices.GetRequiredService<ConsoleContext>();
        context.Nonce = Secrets.Base64Url(RandomNumberGenerator.GetBytes(16));
        context.Path = http.Request.Path;
        context.T = Texts.For(http.Request.Headers.AcceptLanguage, null);
        Protect(http.Response, context.Nonce);

        var access = http.GetEndpoint()?.Metadata.GetMetadata<Access>();
        context.User = await Sessions.UserAsync(http, users);
        if (context.User is { } user) context.Stores = [.. stores.Snapshot.ById.Values.Select(e => e.Store).Where(s => user.RoleIn(s.Id) is not null).OrderBy(s => s.Name, StringComparer.Ordinal)];
        else if (access is not { IsOpen: true }) return TypedResults.Redirect(SignInEndpoints.PathFor(http.Request));

        if (http.Request.RouteValues.GetValueOrDefault("slug") is string slug && access is not { IsOpen: true })
        {
            if (stores.Find(slug) is not { } entry || context.User!.RoleIn(entry.Store.Id) is null) return context.Page<NotFoundPage>(status: StatusCodes.Status404NotFound);
            context.Entry = entry;
            if (!entry.Store.IsApprovalOver) context.Waiting = await approvals.CountAsync(entry.Store.Id, http.RequestAborted);
            context.T = Texts.For(http.Request.Headers.AcceptLanguage, entry.Store.Locale);
        }
        if (access is null || access.Right is { } right && !context.May(right)) return context.Page<ForbiddenPage>(status: StatusCodes.Status403Forbidden);
        if (HttpMethods.IsPost(http.Request.Method) && !await IsOursAsync(http)) return context.Page<StaleFormPage>(status: StatusCodes.Status400BadRequest);
        return await next(invocation);
    }

    private async Task<bool> IsOursAsync(HttpContext http)
    {
        try { return await antiforgery.IsRequestValidAsync(http); }
        catch (Exception error) when (error is InvalidDataException or BadHttpRequestException or AntiforgeryValidationException) { return false; } // no form at all, or too large a one
    }

    /// <summary>Lets style elements that carry the request's nonce be, on a page whose script makes some.</summary>
    public static void AllowOwnStyles(HttpResponse response, string nonce) => response.Headers.ContentSecurityPolicy = Policy(nonce, $"'self' 'nonce-{nonce}'");

    private static void Protect(HttpResponse response, string nonce)
    {
        response.Headers.ContentSecurityPolicy = Policy(nonce, "'self'");
        response.Headers["Referrer-Policy"] = "same-origin";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-cache, no-store"; // pages hold personal data
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }

    private static string Policy(string nonce, string styles) =>
        $"default-src 'self'; script-src 'nonce-{nonce}'; style-src {styles}; img-src 'self' https: http: data:; frame-src 'self'; frame-ancestors 'none'; object-src 'none'; base-uri 'none'; form-action 'self'";
}
